/** How a call ends here, and what is said at its end. */
import type { CallEnd } from '../../../shared/call';
import type { StanzaError } from '../protocol/rfc6120';
import type { JingleReason } from '../protocol/xep0166';
import type { CallMessage } from '../protocol/xep0353';
import { type Call, type Effect, type Moment, type Step, isInterrupted, stageOf } from './call';
import { heard } from './outcome';
import * as session from '../jingle/session';
import { end } from '../jingle/state';

/** The call is over, and with it its session: whatever is said to it from now on changes nothing. */
export const ending = (call: Call, how: CallEnd, { now }: Moment): Step => [
  {
    ...call,
    ...{ phase: 'ended', end: how, endedAt: talkEndedAt(call, now), pending: [], early: [], withheld: [] },
    ...{ gathering: false, prepared: undefined },
    ...(call.session && { session: end(call.session) }),
  },
  [{ type: 'timer', ms: undefined }],
];

/** Of sound that stopped and never came back, when it stopped: what was waited for since was no talk. */
const talkEndedAt = (call: Call, now: number): number =>
  Math.min(now, call.sleptAt ?? now, (isInterrupted(call) ? call.interruptedAt : undefined) ?? now);

/** Says the end of a session again, to where no session-terminate gets through. */
export function finish({ sid, device, peer, invited, strayed }: Call, reason: JingleReason): Effect[] {
  const message = farewellMessage('finish', sid, reason);
  const addresses = invited || strayed ? [device, ...(strayed ? [peer] : [])] : [];
  return addresses.flatMap(to => (to === undefined ? [] : [toDevice(to, message)]));
}

export const toDevice = (to: string, message: CallMessage): Effect => ({ type: 'message', to, message });

export const farewellMessage = (
  name: 'retract' | 'reject' | 'finish',
  id: string,
  condition: JingleReason,
  rest: { tieBreak?: true; migrated?: { to: string } } = {},
): CallMessage => ({ step: name, id, reason: { condition }, ...rest });

export function endOf(call: Call, cause: session.Cause): CallEnd {
  switch (cause.by) {
    case 'refusal':
      return call.contested ? 'answered-elsewhere' : endOfRefusal(call, cause.error);
    case 'peer':
      return heard(stageOf(call), cause.reason);
    case 'us':
      return heard('answered', cause.reason);
  }
}

/** What it means that a request or message came back without which there is no call. */
export function endOfRefusal(call: Call, error: StanzaError): CallEnd {
  if (call.phase === 'proposing') return 'unreachable';
  if (session.isGone(error)) return 'vanished';
  if (isUnreachable(error)) return call.answeredAt === undefined ? 'unreachable' : 'vanished';
  return refusals[error.condition] ?? 'error';
}

const refusals: Partial<Record<StanzaError['condition'], CallEnd>> = {
  'feature-not-implemented': 'incompatible',
  gone: 'vanished',
  'not-acceptable': 'incompatible',
};

/** Whether nobody was there to answer. */
export const isUnreachable = ({ condition }: StanzaError): boolean => unreachable.has(condition);

const unreachable: ReadonlySet<StanzaError['condition']> = new Set<StanzaError['condition']>([
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
]);
