/** A call as the person sees it: computed here and nowhere else. */
import type { CallEnd, CallView } from '../../../shared/call';
import type { StanzaError } from '../protocol/rfc6120';
import type { JingleReason } from '../protocol/xep0166';
import { isGone } from '../jingle/session';
import { isUnreachable, stageOf, type Call, type Stage } from './call';

/** What the renderer shows of `call`. */
export const viewOf = (call: Call): CallView => ({
  id: call.id,
  peer: call.peer,
  direction: call.direction,
  media: [...call.media],
  phase: call.phase,
  heardRinging: call.heardRinging,
  muted: call.muted,
  createdAt: call.createdAt,
  answeredAt: call.answeredAt,
  connectedAt: call.connectedAt,
  heardAt: call.heardAt,
  endedAt: call.endedAt,
  end: endOf(call),
  quality: call.quality,
});

/** What a reason means once both were in the call, whoever gave it. */
const answered: Record<JingleReason, CallEnd> = {
  'alternative-session': 'hung-up',
  busy: 'hung-up',
  cancel: 'hung-up',
  'connectivity-error': 'connection-failed',
  decline: 'hung-up',
  expired: 'hung-up',
  'failed-application': 'failed',
  'failed-transport': 'connection-failed',
  'general-error': 'failed',
  gone: 'gone',
  'incompatible-parameters': 'unsupported',
  'media-error': 'failed',
  'security-error': 'security',
  success: 'hung-up',
  timeout: 'connection-failed',
  'unsupported-applications': 'unsupported',
  'unsupported-transports': 'unsupported',
};

/** Why a call is over, by who ended it, how far it had come and the reason given. */
const ends: Record<'us' | 'peer', Record<Stage, Record<JingleReason, CallEnd>>> = {
  us: {
    answered,
    'unanswered-outgoing': {
      ...answered,
      'alternative-session': 'cancelled',
      busy: 'cancelled',
      cancel: 'cancelled',
      decline: 'cancelled',
      expired: 'cancelled',
      success: 'cancelled',
      timeout: 'no-answer',
    },
    'unanswered-incoming': {
      ...answered,
      'alternative-session': 'missed',
      busy: 'missed',
      cancel: 'rejected',
      decline: 'rejected',
      expired: 'missed',
      success: 'rejected',
      timeout: 'missed',
    },
  },
  peer: {
    answered,
    'unanswered-outgoing': {
      ...answered,
      'alternative-session': 'declined',
      busy: 'busy',
      cancel: 'declined',
      decline: 'declined',
      expired: 'no-answer',
      gone: 'unreachable',
      success: 'declined',
      timeout: 'no-answer',
    },
    // Whatever made them stop, the person here could have answered and did not.
    'unanswered-incoming': {
      'alternative-session': 'missed',
      busy: 'missed',
      cancel: 'missed',
      'connectivity-error': 'missed',
      decline: 'missed',
      expired: 'missed',
      'failed-application': 'missed',
      'failed-transport': 'missed',
      'general-error': 'missed',
      gone: 'missed',
      'incompatible-parameters': 'missed',
      'media-error': 'missed',
      'security-error': 'missed',
      success: 'missed',
      timeout: 'missed',
      'unsupported-applications': 'missed',
      'unsupported-transports': 'missed',
    },
  },
};

/** How an ended call ended; `undefined` while it lives. */
export function endOf(call: Call): CallEnd | undefined {
  const { cause } = call;
  if (!cause) return undefined;
  if (call.because) return call.because;
  switch (cause.by) {
    case 'device':
      return cause.did === 'answer' ? 'answered-elsewhere' : 'declined-elsewhere';
    case 'refusal':
      return endByRefusal(call, cause.error);
    case 'us':
    case 'peer':
      return ends[cause.by][stageOf(call)][cause.reason];
  }
}

function endByRefusal(call: Call, error: StanzaError): CallEnd {
  if (call.endedIn === 'proposing') return 'unreachable';
  if (isGone(error)) return 'gone';
  if (isUnreachable(error)) return call.answeredAt === undefined ? 'unreachable' : 'gone';
  return refusals[error.condition] ?? 'failed';
}

const refusals: Partial<Record<StanzaError['condition'], CallEnd>> = {
  'feature-not-implemented': 'unsupported',
  gone: 'gone',
  'not-acceptable': 'unsupported',
};
