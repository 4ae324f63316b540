/** What the privacy of a call lets through of our candidates. */
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import { formatCandidate, parseCandidate } from '../jingle/candidate';

/** Whether our media may look for a way before they have answered our call: each check shows where it comes from. */
export const connectsBeforeTheirs = (privacy: Privacy): boolean => privacy !== 'after-answer';

/** Whether it may before the person here has answered theirs. */
export const connectsBeforeOurs = (privacy: Privacy): boolean => privacy === 'ringing' || privacy === 'relay';

/** A signal as it may go out now, what of it may go out once the call is answered, or neither. */
export interface Shielded {
  now?: MediaSignal;
  later?: MediaSignal;
}

/**
 * Applies `privacy` to a signal of our peer connection; `open`: both persons want to talk. A relay candidate names the
 * address that it relays for (RFC 8839 §5.1), so that is taken out where the address is to stay hidden.
 */
export function shielded(signal: MediaSignal, privacy: Privacy, open: boolean): Shielded {
  if (!('candidate' in signal) || signal.candidate.candidate === '') return { now: signal };
  if (privacy === 'ringing' || privacy === 'direct' || (privacy === 'after-answer' && open)) return { now: signal };
  const found = parseCandidate(signal.candidate.candidate);
  if (!found) return {};
  if (found.type !== 'relay') return privacy === 'after-answer' ? { later: signal } : {};
  const hidden = formatCandidate({ ...found, relAddr: '0.0.0.0', relPort: 9 });
  return { now: { candidate: { ...signal.candidate, candidate: hidden } } };
}
