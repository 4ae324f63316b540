/** The headset as the views see it. */
import { inject, shallowRef, type App, type InjectionKey, type ShallowRef } from 'vue';
import type { Actions } from '../actions';
import type { Phone } from '../phone';
import { Headset, type HeadsetState } from './headset';
import type { Hid } from './hid';

export interface HeadsetView {
  readonly state: Readonly<ShallowRef<HeadsetState>>;
  /** Asks the person for a headset; whether there is one now. Needs a click. */
  choose(): Promise<boolean>;
  forget(): Promise<void>;
}

const key: InjectionKey<HeadsetView> = Symbol('headset');

/** The headset of the app; only in `setup`. */
export function useHeadset(): HeadsetView {
  const view = inject(key);
  if (!view) throw new Error('A view was mounted outside the app.');
  return view;
}

/** Starts to follow the phone, and lets `app` show it; before `phone.start()`. `log` gets lines for the log. */
export function provideHeadset(
  app: App,
  { phone, actions, log }: { phone: Phone; actions: Actions; log: (line: string) => void },
): App {
  const state = shallowRef<HeadsetState>({ status: 'none' });
  const { hid }: Navigator & { readonly hid?: Hid } = navigator;
  const headset = new Headset({
    hid,
    log,
    changed: now => (state.value = now),
    act: act => {
      if (act.do === 'mute') void actions.attempt(() => phone.mute({ id: act.id, muted: act.muted }));
      else if (act.do === 'answer') void actions.answer(act.id);
      else void actions.end(act.id);
    },
  });
  phone.listen({ state: ({ calls }) => headset.follow(calls) });
  headset.start();
  return app.provide(key, { state, choose: () => headset.choose(), forget: () => headset.forget() });
}
