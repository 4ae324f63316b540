/**
 * How calls end, from and to the reasons of Jingle (XEP-0166 §7.4) and XEP-0353: one table for both directions.
 */
import type { CallEnd } from '../../../shared/call';
import type { JingleReason } from '../protocol/xep0166';

/** How far a call has come, as to what it means to leave it. */
export type Stage = 'unanswered-outgoing' | 'unanswered-incoming' | 'answered';

interface Outcome {
  /** The reason we give when a call ends here in this way; `undefined` where there is nobody to tell. */
  readonly say: JingleReason | undefined;
  /** What the peer may give as a reason for it, by how far the call had come. */
  readonly hear: Readonly<Partial<Record<Stage, readonly JingleReason[]>>>;
}

/** The same in both stages in which a peer may have looked at the offer. */
const described = (...reasons: JingleReason[]): Outcome['hear'] => ({
  answered: reasons,
  'unanswered-outgoing': reasons,
});

/** Every reason of the peer is listed once in each stage. */
export const outcomes: Readonly<Record<CallEnd, Outcome>> = {
  answered: {
    say: 'success',
    hear: { answered: ['success', 'alternative-session', 'busy', 'cancel', 'decline', 'expired'] },
  },
  declined: {
    say: 'decline',
    hear: { 'unanswered-outgoing': ['decline', 'alternative-session', 'cancel', 'success'] },
  },
  busy: { say: 'busy', hear: { 'unanswered-outgoing': ['busy'] } },
  'no-answer': {
    say: 'timeout',
    hear: { 'unanswered-outgoing': ['timeout', 'expired'], 'unanswered-incoming': ['timeout', 'expired'] },
  },
  cancelled: {
    say: 'cancel',
    // Whatever made them stop, the person here could have answered and did not.
    hear: {
      'unanswered-incoming': [
        'cancel', 'alternative-session', 'busy', 'connectivity-error', 'decline', 'failed-application',
        'failed-transport', 'general-error', 'gone', 'incompatible-parameters', 'media-error', 'security-error',
        'success', 'unsupported-applications', 'unsupported-transports',
      ], // prettier-ignore
    },
  },
  'answered-elsewhere': { say: undefined, hear: {} },
  'declined-elsewhere': { say: undefined, hear: {} },
  unreachable: { say: 'gone', hear: {} },
  'no-relay': { say: 'connectivity-error', hear: {} },
  'relay-refused': { say: 'connectivity-error', hear: {} },
  'no-path': {
    say: 'connectivity-error',
    hear: {
      answered: ['connectivity-error', 'failed-transport', 'timeout'],
      'unanswered-outgoing': ['connectivity-error', 'failed-transport'],
    },
  },
  'dtls-failed': { say: 'failed-transport', hear: {} },
  vanished: { say: 'connectivity-error', hear: described('gone') },
  crashed: { say: 'gone', hear: {} },
  // The only transports without encryption are those that we do not support.
  'not-encrypted': { say: 'security-error', hear: described('security-error', 'unsupported-transports') },
  incompatible: {
    say: 'incompatible-parameters',
    hear: described('incompatible-parameters', 'unsupported-applications'),
  },
  'no-microphone': { say: 'media-error', hear: {} },
  error: { say: 'failed-application', hear: described('failed-application', 'general-error', 'media-error') },
};

/** What it means that the peer gives `reason` at this `stage`. */
export function heard(stage: Stage, reason: JingleReason): CallEnd {
  for (const [end, { hear }] of Object.entries(outcomes)) if (hear[stage]?.includes(reason)) return end as CallEnd;
  return 'error';
}

/** The reason to give for an end that began here. */
export const said = (end: CallEnd): JingleReason => outcomes[end].say ?? 'success';
