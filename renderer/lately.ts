/** Who was called, or called, of late: among people who fit a search equally well they come first. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { Lately } from './contact-search';
import type { Phone } from './phone';

/** As far back as is looked. */
const CALLS = 200;

/** Follows the history of `phone` until the component that asked is gone; without a history nobody was called of late. */
export function latelyOn(phone: Pick<Phone, 'history' | 'listen'>): Readonly<ShallowRef<Lately>> {
  const places = shallowRef<Lately>(new Map());
  const fetch = async () => {
    try {
      const { calls } = await phone.history({ limit: CALLS });
      places.value = new Map([...new Set(calls.map(({ peer }) => peer))].map((peer, at) => [peer, at]));
    } catch (error) {
      console.info(error); // it is an order of names: nothing the person would miss
    }
  };
  onScopeDispose(phone.listen({ history: () => void fetch() }));
  void fetch();
  return places;
}
