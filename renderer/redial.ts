/** Whom the person called last: what a telephone dials when nothing was typed. */
import type { Phone } from './phone';

/** As far back as is looked: somebody who is called often may call seldom. */
const CALLS = 100;

/** The address of the last call that went out to one of `those`, from whichever device; `undefined` if there is none. Throws `PhoneError`. */
export async function lastCalled(
  phone: Pick<Phone, 'history'>,
  those: (peer: string) => boolean = () => true,
): Promise<string | undefined> {
  const { calls } = await phone.history({ limit: CALLS });
  return calls.find(({ direction, peer }) => direction === 'outgoing' && those(peer))?.peer;
}
