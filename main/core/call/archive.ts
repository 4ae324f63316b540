/**
 * Calls as an archive of messages tells them: what was proposed, and what became of it (XEP-0353), whichever device of the
 * account took part. A later run goes on where an earlier one stopped, and one that reads the same again changes nothing.
 */
import type { CallEnd } from '../../../shared/call';
import { toBare } from '../../../shared/jid';
import type { CallMessage } from '../protocol/xep0353';
import { heard } from './outcome';

/** A call message out of an archive. */
export interface ArchivedMessage {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly message: CallMessage;
}

/** What is known of a call; who calls it what is `peer` and `sid` together. */
export interface ArchivedCall {
  /** Bare JID. */
  readonly peer: string;
  readonly sid: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly createdAt: number;
  /** A device took it. */
  readonly answeredAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Absent while it may still ring. */
  readonly end?: CallEnd | undefined;
}

/** What came of the messages. */
export interface Folded {
  readonly calls: readonly ArchivedCall[];
  /** Calls of `known` that turned out to be half of another. */
  readonly dropped: readonly ArchivedCall[];
}

/** Nobody rings for longer. */
const RINGS_MS = 3 * 60_000;

/**
 * Folds `messages`, oldest first, into the calls they are about; `self` is our bare JID, `known` what earlier messages
 * began and did not end, `now` in milliseconds since 1970.
 */
export function fold(
  self: string,
  messages: readonly ArchivedMessage[],
  known: readonly ArchivedCall[],
  now: number,
): Folded {
  const calls = new Map(known.map(call => [keyOf(call), call]));
  for (const message of messages) take(calls, self, message);
  return {
    calls: [...calls.values()].map(call => concluded(call, now)),
    dropped: known.filter(call => !calls.has(keyOf(call))),
  };
}

type Calls = Map<string, ArchivedCall>;

const keyOf = ({ peer, sid }: Pick<ArchivedCall, 'peer' | 'sid'>): string => `${peer} ${sid}`;

function take(calls: Calls, self: string, { at, from, to, message }: ArchivedMessage): void {
  const [sender, receiver] = [toBare(from), toBare(to)];
  if (sender === undefined || receiver === undefined) return;
  const sent = sender === self;
  if (!sent && receiver !== self) return;
  const key = { peer: sent ? receiver : sender, sid: message.id };
  if (message.step === 'propose') {
    if (key.peer === self || !message.media.includes('audio') || calls.has(keyOf(key))) return;
    calls.set(keyOf(key), { ...key, direction: sent ? 'outgoing' : 'incoming', createdAt: at });
    return;
  }
  // What devices say to those of their own account names no peer.
  const call = key.peer === self ? ringingWith(calls, key.sid) : calls.get(keyOf(key));
  if (!call || call.end !== undefined) return;
  const next = step(call, message, sent, at);
  if (next) calls.set(keyOf(call), next);
  else withdraw(calls, call, at);
}

const ringingWith = (calls: Calls, sid: string): ArchivedCall | undefined =>
  [...calls.values()].find(call => call.sid === sid && call.direction === 'incoming');

/** What a message makes of a call that is not over; `undefined` if another one stands for it. */
function step(
  call: ArchivedCall,
  message: Exclude<CallMessage, { step: 'propose' }>,
  sent: boolean,
  at: number,
): ArchivedCall | undefined {
  const ours = call.direction === 'outgoing';
  const over = (end: CallEnd): ArchivedCall => ({ ...call, end, endedAt: at });
  const answered = call.answeredAt !== undefined;
  if (!isFarewell(message)) {
    return message.step === 'ringing' || answered || ours === sent ? call : { ...call, answeredAt: at };
  }
  if (message.tieBreak && !answered) return undefined;
  const reason = message.reason?.condition;
  if (answered) return over(ours ? heard('answered', reason ?? 'success') : 'answered-elsewhere');
  // Turning down is for who is called, taking back for who calls; what is left is either side's.
  if (message.step !== 'finish' && (message.step === 'reject') !== (ours !== sent)) return call;
  if (ours) {
    if (sent) return over(reason === 'timeout' || reason === 'expired' ? 'no-answer' : 'cancelled');
    return over(heard('unanswered-outgoing', reason ?? 'decline'));
  }
  if (sent) return over(reason === 'busy' ? 'busy' : 'declined-elsewhere');
  return over(heard('unanswered-incoming', reason ?? 'cancel'));
}

const isFarewell = (
  message: Exclude<CallMessage, { step: 'propose' }>,
): message is Extract<CallMessage, { step: 'reject' | 'retract' | 'finish' }> =>
  message.step === 'reject' || message.step === 'retract' || message.step === 'finish';

/** Both have called each other, and this is the call that yields: the other one is what the person here wanted as well. */
function withdraw(calls: Calls, call: ArchivedCall, at: number): void {
  calls.delete(keyOf(call));
  const survivor = [...calls.values()].findLast(
    other => other.peer === call.peer && other.direction !== call.direction && other.endedAt === undefined,
  );
  if (!survivor) return;
  const createdAt = Math.min(survivor.createdAt, call.createdAt);
  // Whoever yields takes the other's call in the same breath.
  const answeredAt = survivor.answeredAt ?? (survivor.direction === 'incoming' ? at : undefined);
  calls.set(keyOf(survivor), { ...survivor, direction: 'outgoing', createdAt, answeredAt });
}

/** Many clients say nothing at the end of a call (XEP-0353 §finish came late): what is certain by itself is told. */
function concluded(call: ArchivedCall, now: number): ArchivedCall {
  if (call.end !== undefined) return call;
  if (call.answeredAt !== undefined) {
    return { ...call, end: call.direction === 'outgoing' ? 'answered' : 'answered-elsewhere' };
  }
  return now - call.createdAt > RINGS_MS ? { ...call, end: 'no-answer' } : call;
}
