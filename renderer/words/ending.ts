/** How a call ended, in sentences. */
import type { CallEnd, CallView } from '../../shared/call';
import { words } from './language';
import { sentence, type Said } from './sentences';

/** What the sentence about an end needs to know. */
export interface Ended {
  name: string;
  direction: CallView['direction'];
  /** Media flowed at some time. */
  connected: boolean;
  /** The server offers a relay. */
  relay: boolean;
}

const missed = ({ name }: Ended): Said => ({ what: sentence(words.endings.missed({ name })) });
const broke = ({ name }: Ended): Said => ({ what: words.endings.broke({ name }), next: words.endings.brokeNext });

/** Each end as a full sentence, with a next step where there is one. */
export const endWords: Record<CallEnd, (ended: Ended) => Said> = {
  answered: () => ({ what: words.endings.answered }),
  declined: ({ name, direction }) => ({
    what: direction === 'incoming' ? words.endings.declinedHere : words.endings.declined({ name }),
  }),
  busy: ({ name, direction }) =>
    direction === 'incoming'
      ? { what: words.endings.missedBusy({ name }) }
      : { what: words.endings.busy({ name }), next: words.endings.busyNext },
  'no-answer': ended =>
    ended.direction === 'incoming' ? missed(ended) : { what: words.endings.noAnswer({ name: ended.name }) },
  cancelled: ended => (ended.direction === 'incoming' ? missed(ended) : { what: words.endings.cancelled }),
  'answered-elsewhere': () => ({ what: words.endings.answeredElsewhere }),
  'declined-elsewhere': () => ({ what: words.endings.declinedElsewhere }),
  unreachable: ({ name }) => ({ what: words.endings.unreachable({ name }), next: words.endings.unreachableNext }),
  'no-relay': ended => {
    const { name } = ended;
    if (ended.connected) return broke(ended);
    return ended.relay
      ? { what: words.endings.relayFailed({ name }), next: words.endings.relayFailedNext }
      : { what: words.endings.noRelay({ name }), next: words.endings.noRelayNext };
  },
  'relay-refused': ({ name, connected }) => ({
    what: connected ? words.endings.relayRefusedLate({ name }) : words.endings.relayRefused({ name }),
    next: words.endings.relayRefusedNext,
  }),
  'no-path': ended =>
    ended.connected
      ? broke(ended)
      : { what: words.endings.noPath({ name: ended.name }), next: words.endings.noPathNext },
  'dtls-failed': ({ name }) => ({ what: words.endings.dtlsFailed({ name }), next: words.endings.dtlsFailedNext }),
  vanished: ({ name, connected }) =>
    connected
      ? { what: words.endings.vanished({ name }), next: words.endings.vanishedNext }
      : { what: words.endings.vanishedEarly({ name }), next: words.endings.retry },
  crashed: ({ name }) => ({ what: words.endings.crashed({ name }), next: words.endings.crashedNext }),
  'not-encrypted': ({ name, direction }) => ({
    what: direction === 'incoming' ? words.endings.notEncryptedHere({ name }) : words.endings.notEncrypted({ name }),
    next: words.endings.notEncryptedNext,
  }),
  incompatible: ({ name }) => ({ what: words.endings.incompatible({ name }), next: words.endings.incompatibleNext }),
  'no-microphone': () => ({ what: words.endings.noMicrophone, next: words.endings.noMicrophoneNext }),
  error: () => ({ what: words.endings.error, next: words.endings.retry }),
};

/** How a call ended, in a sentence; `undefined` while it has not. */
export function endInWords(call: CallView, name: string, relay: boolean): Said | undefined {
  if (call.phase !== 'ended') return undefined;
  const { direction, connectedAt } = call;
  return endWords[call.end ?? 'error']({ name, direction, connected: connectedAt !== undefined, relay });
}
