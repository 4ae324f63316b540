/** A call as it is now: its state in two or three words, and what stands beside it. */
import type { CallPhase, CallView } from '../../shared/call';
import type { Care } from '../media/care';
import { endInWords } from './ending';
import { words } from './language';
import { sentence } from './sentences';

/** What the state of a call is read from. */
type Stage = Pick<CallView, 'phase' | 'direction' | 'heardRinging' | 'alerting' | 'held' | 'connectedAt' | 'continues'>;

const plainly: Record<CallPhase, () => string> = {
  proposing: () => words.call.calling,
  ringing: () => words.call.incoming,
  accepting: () => words.call.connecting,
  connecting: () => words.call.connecting,
  active: () => words.call.active,
  ended: () => words.call.ended,
};

/** The state of a call in two or three words. */
export function phaseInWords(call: Stage): string {
  const { phase, connectedAt } = call;
  if (phase === 'proposing' && call.heardRinging) return words.call.ringing;
  if (phase === 'connecting' && connectedAt !== undefined) return words.call.reconnecting;
  if (phase === 'active' && call.alerting) return words.call.ringing;
  if (phase === 'active' && call.held) return words.call.held;
  if (phase === 'active' || phase === 'ended' || phase === 'ringing' || call.continues === undefined)
    return plainly[phase]();
  return call.direction === 'outgoing' ? words.call.callingAgain : words.call.reconnecting;
}

/** What stands beside the state of a live call, most important first: who holds it and who is silent. */
export const remarks = [
  'unheard',
  'speaks-muted',
  'speaks-shut',
  'recorded-by-peer',
  'held',
  'held-by-peer',
  'muted',
  'push-to-talk',
  'talking',
  'muted-by-peer',
] as const;
export type Remark = (typeof remarks)[number];

/** What is known of the microphone here, besides being muted. */
export interface Speaking extends Care {
  /** Held to speak, as a word; `undefined` if the microphone is open without. */
  key: string | undefined;
  talking: boolean;
}
const speakingFreely: Speaking = { speaksMuted: false, unheard: false, key: undefined, talking: false };

/** The remarks on `call`, each in its words; without a name where it would only be said twice or is too long. */
export function remarksOn(
  call: CallView,
  name?: string,
  { speaksMuted, unheard, key, talking }: Speaking = speakingFreely,
): { remark: Remark; text: string }[] {
  if (call.phase === 'ended' || call.phase === 'ringing') return [];
  const pushes = key !== undefined && call.phase === 'active' && !call.held && !call.muted;
  const holds: Record<Remark, boolean> = {
    unheard,
    'speaks-muted': speaksMuted && call.muted,
    'speaks-shut': speaksMuted && pushes && !talking,
    'push-to-talk': pushes && !talking && !speaksMuted,
    talking: pushes && talking,
    'recorded-by-peer': call.recordedByPeer === true,
    held: call.held,
    'held-by-peer': call.heldByPeer,
    muted: call.muted && !speaksMuted,
    // Of somebody who holds the call nothing is heard anyway.
    'muted-by-peer': call.mutedByPeer && !call.heldByPeer,
  };
  const texts: Record<Remark, () => string> = {
    unheard: () => words.sound.unheard,
    'speaks-muted': () => words.sound.speaksMuted,
    'speaks-shut': () => words.sound.speaksShut({ key: key ?? '' }),
    'push-to-talk': () => words.sound.hold({ key: key ?? '' }),
    talking: () => words.sound.talking,
    'recorded-by-peer': () => (name === undefined ? words.recording.byThem : words.recording.byPeer({ name })),
    held: () => words.call.held,
    'held-by-peer': () => (name === undefined ? words.call.heldByThem : words.call.heldByPeer({ name })),
    muted: () => words.call.muted,
    'muted-by-peer': () => (name === undefined ? words.call.mutedByThem : words.call.mutedByPeer({ name })),
  };
  return remarks.filter(remark => holds[remark]).map(remark => ({ remark, text: texts[remark]() }));
}

/** What a screen reader says when a call changes. */
export function callAloud(call: CallView, name: string, relay: boolean, care?: Care): string {
  const end = endInWords(call, name, relay);
  if (end) return end.what;
  const phase = phaseInWords(call);
  const beside = remarksOn(call, name, { ...speakingFreely, ...care }).filter(({ text }) => text !== phase);
  return [
    sentence(words.call.aloud({ phase: phase.replace('…', ''), name })),
    ...beside.map(({ text }) => words.call.aloudToo({ remark: text })),
  ].reduce((first, second) => words.sentences({ first, second }));
}
