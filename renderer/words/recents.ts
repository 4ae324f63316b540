/** Calls of the past in words. */
import type { CallEnd } from '../../shared/call';
import { talkedFor, type PastCall } from '../../shared/history';
import { formatDuration } from '../duration';
import { dayInWords, timeInWords } from './dates';
import { words } from './language';
import { listed } from './sentences';

type Outcome = keyof typeof words.recents.outcomes;

/** By whose call it was, where that makes a difference. */
const outcomes: Record<CallEnd, Outcome | Record<PastCall['direction'], Outcome>> = {
  answered: { incoming: 'incoming', outgoing: 'outgoing' },
  declined: { incoming: 'declinedHere', outgoing: 'declined' },
  busy: { incoming: 'missedBusy', outgoing: 'busy' },
  'no-answer': { incoming: 'missed', outgoing: 'noAnswer' },
  cancelled: { incoming: 'missed', outgoing: 'cancelled' },
  'answered-elsewhere': 'answeredElsewhere',
  'declined-elsewhere': 'declinedElsewhere',
  unreachable: 'unreachable',
  'no-relay': 'noConnection',
  'relay-refused': 'noConnection',
  'no-path': 'noConnection',
  'dtls-failed': 'noConnection',
  vanished: 'lost',
  crashed: 'lost',
  'not-encrypted': 'notEncrypted',
  incompatible: 'incompatible',
  'no-microphone': 'noMicrophone',
  error: 'failed',
};

/** How a call of the past went, in two or three words, with how long it was where people talked. */
export function outcomeInWords(call: PastCall): string {
  const talked = talkedFor(call);
  // A call that broke after ten minutes was a call of ten minutes.
  const broke = call.connectedAt !== undefined && !call.end.startsWith('answered');
  const known = outcomes[call.end];
  const outcome =
    words.recents.outcomes[broke ? 'brokenOff' : typeof known === 'string' ? known : known[call.direction]];
  return talked === undefined ? outcome : listed([outcome, formatDuration(talked)]);
}

/** What a screen reader says of a call of the past; `now` in milliseconds since 1970. */
export const pastCallAloud = (call: PastCall, name: string, now: number): string =>
  listed([name, outcomeInWords(call), dayInWords(call.createdAt, now), timeInWords(call.createdAt)]);
