/** That calls were turned away, since they came too often. */
import type { PhoneState } from '../../shared/ipc';
import { words } from './language';
import type { Advice } from './sentences';

/** What happened, and what it means for those who are known. */
export function turnedAwayInWords({ calls, address }: NonNullable<PhoneState['turnedAway']>): Advice {
  const { one, many, next, block } = words.turnedAway;
  const what = address === undefined ? many({ calls }) : one({ calls, address });
  return { what, next: words.sentences({ first: next, second: block }) };
}
