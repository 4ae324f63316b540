/** What the phone itself sounds like: made from sine waves, no recordings. */
import type { CallEnd, CallView, Ring } from '../../shared/call';
import { tonesOf } from './digits';

export type ToneName = 'ring' | 'waiting' | 'calling' | 'ringback' | 'busy' | 'ended' | 'test';

/** What is to be heard now; `call` tells two tones of the same name apart. */
export type Tone = { name: ToneName; call: string } | { name: 'silence' };

/** What an ended call sounds like: first one of ours, then one of theirs that the person had answered. */
const endTones: Record<CallEnd, readonly [outgoing: EndTone, incoming: EndTone]> = {
  answered: ['ended', 'ended'],
  declined: ['busy', 'silence'],
  busy: ['busy', 'silence'],
  'no-answer': ['ended', 'silence'],
  cancelled: ['silence', 'silence'],
  'answered-elsewhere': ['silence', 'silence'],
  'declined-elsewhere': ['silence', 'silence'],
  unreachable: ['ended', 'ended'],
  'no-relay': ['ended', 'ended'],
  'relay-refused': ['ended', 'ended'],
  'no-path': ['ended', 'ended'],
  'dtls-failed': ['ended', 'ended'],
  vanished: ['ended', 'ended'],
  'not-encrypted': ['ended', 'ended'],
  incompatible: ['ended', 'ended'],
  'no-microphone': ['ended', 'ended'],
  error: ['ended', 'ended'],
};
type EndTone = 'busy' | 'ended' | 'silence';

function endToneOf({ direction, end, answeredAt }: CallView): EndTone {
  // Its ring stops, if it had one: who may not ring may not make a sound by hanging up either.
  if (end === undefined || (direction === 'incoming' && answeredAt === undefined)) return 'silence';
  return endTones[end][direction === 'outgoing' ? 0 : 1];
}

const ringTones: Record<Ring, 'ring' | 'waiting' | 'silence'> = { ring: 'ring', soft: 'waiting', silent: 'silence' };

/** What a call that waits for the person sounds like; main has decided how it rings. */
const ringToneOf = ({ rings = 'silent', hushed = false }: CallView) => (hushed ? 'silence' : ringTones[rings]);

/** The tone that fits the calls: who rings first, then whom we ring, then how the last one ended. */
export function toneFor(calls: readonly CallView[]): Tone {
  for (const call of calls.filter(({ phase }) => phase === 'ringing')) {
    const name = ringToneOf(call);
    if (name !== 'silence') return { name, call: call.id };
  }
  // A call that is only shown is no reason to be still, and one on hold is not listened to.
  const live = calls.filter(
    ({ phase, held, heldByPeer }) => phase !== 'ended' && phase !== 'ringing' && !held && !heldByPeer,
  );
  const placed = live.find(isPlaced);
  // Until it is known to ring there, a ringback would be a lie: some devices never say so.
  if (placed && live.length === 1)
    return { name: placed.alerting || placed.heardRinging ? 'ringback' : 'calling', call: placed.id };
  if (live.length > 0) return { name: 'silence' };
  const last = calls
    .filter(({ phase }) => phase === 'ended')
    .reduce<CallView | undefined>(
      (latest, call) => ((call.endedAt ?? 0) >= (latest?.endedAt ?? 0) ? call : latest),
      undefined,
    );
  const name = last ? endToneOf(last) : 'silence';
  return last === undefined || name === 'silence' ? { name: 'silence' } : { name, call: last.id };
}

/**
 * The tone that fits the calls of a snapshot, without the ended ones in `told`: they had their tone or their time for it
 * has passed, as it has for those that ended before the first snapshot (`told` is undefined). Gives `told` for the next.
 */
export function tellTone(
  told: ReadonlySet<string> | undefined,
  calls: readonly CallView[],
): { tone: Tone; told: ReadonlySet<string> } {
  const ended = calls.filter(({ phase }) => phase === 'ended').map(({ id }) => id);
  const past = told ?? new Set(ended);
  const tone = toneFor(calls.filter(({ id }) => !past.has(id)));
  return { tone, told: new Set(ended.filter(id => tone.name === 'silence' || id !== tone.call)) };
}

/** Ours, and the person there has not answered: a gateway answers for itself first (`alerting`). */
const isPlaced = ({ direction, phase, alerting }: CallView): boolean =>
  direction === 'outgoing' && (phase === 'proposing' || (phase === 'connecting' && alerting));

/** A note: when it starts and how long it lasts, in seconds; a `bell` rings out like a plucked string. */
interface Note {
  at: number;
  seconds: number;
  hz: number;
  volume: number;
  shape: 'steady' | 'bell';
}

/** A tone as a bar that its notes fit into. It is repeated for ever, or `times` times. */
interface Bar {
  seconds: number;
  times?: number;
  notes: Note[];
}

const bell = (at: number, hz: number, volume: number): Note => ({ at, seconds: 1.4, hz, volume, shape: 'bell' });
const steady = (at: number, seconds: number, hz: number, volume: number): Note => ({
  at,
  seconds,
  hz,
  volume,
  shape: 'steady',
});

/**
 * Ringback and busy are those of Japan's network: 400 Hz, 1 s on and 2 s off, and 0.5 s on and off (ITU-T E.180
 * supplement 2). The ring is two notes of the yo scale, D and A, answered an octave higher like a wind bell.
 */
const bars: Record<ToneName, Bar> = {
  ring: {
    seconds: 3,
    notes: [
      bell(0, 587.33, 0.5),
      bell(0.22, 880, 0.5),
      bell(0.85, 587.33, 0.4),
      bell(1.07, 880, 0.4),
      bell(1.07, 1174.66, 0.15),
    ],
  },
  waiting: { seconds: 5, notes: [bell(0, 880, 0.12), bell(0.18, 880, 0.12)] },
  calling: { seconds: 3, notes: [bell(0, 440, 0.06)] },
  ringback: { seconds: 3, notes: [steady(0, 1, 400, 0.12)] },
  busy: { seconds: 1, times: 4, notes: [steady(0, 0.5, 400, 0.12)] },
  ended: { seconds: 1.6, times: 1, notes: [bell(0, 587.33, 0.15), bell(0.16, 440, 0.15)] },
  test: { seconds: 2.4, times: 1, notes: [bell(0, 440, 0.4), bell(0.3, 587.33, 0.4), bell(0.6, 880, 0.4)] },
};

const EDGE_SECONDS = 0.01;
/** Of each of a digit's two tones: clear in the ear, and no work for the echo canceller. */
const DIGIT_VOLUME = 0.08;
/** Partials of a bell: a multiple of its note, how loud, and how fast it dies. */
const partials = [
  [1, 1, 4],
  [2, 0.3, 7],
  [3.01, 0.12, 11],
] as const;

/** How often `tone` is played; undefined is for ever. */
export const timesOf = (tone: ToneName): number | undefined => bars[tone].times;

/** One bar of `tone`, from -1 to 1; it begins and ends in silence, so that a loop has no seam. */
export function samplesOf(tone: ToneName, rate: number): Float32Array<ArrayBuffer> {
  const { seconds, notes } = bars[tone];
  const samples = new Float32Array(Math.round(seconds * rate));
  for (const note of notes) {
    const start = Math.round(note.at * rate);
    const end = Math.min(start + Math.round(note.seconds * rate), samples.length);
    for (let i = start; i < end; i += 1) {
      samples[i] = (samples[i] ?? 0) + note.volume * amplitude(note, (i - start) / rate);
    }
  }
  return samples;
}

/** One digit of a telephone as the person hears it, from -1 to 1; empty if it is none. */
export function digitSamplesOf(digit: string, seconds: number, rate: number): Float32Array<ArrayBuffer> {
  const notes = (tonesOf(digit) ?? []).map(hz => steady(0, seconds, hz, DIGIT_VOLUME));
  const samples = new Float32Array(notes.length > 0 ? Math.round(seconds * rate) : 0);
  return samples.map((_, i) => notes.reduce((sum, note) => sum + note.volume * amplitude(note, i / rate), 0));
}

function amplitude({ hz, seconds, shape }: Note, at: number): number {
  const edges = Math.min(1, at / EDGE_SECONDS, (seconds - at) / EDGE_SECONDS);
  if (shape === 'steady') return edges * Math.sin(2 * Math.PI * hz * at);
  const sound = partials.map(([multiple, volume, decay]) => {
    return volume * Math.exp(-decay * at) * Math.sin(2 * Math.PI * hz * multiple * at);
  });
  return (edges * sound.reduce((sum, partial) => sum + partial, 0)) / 1.42;
}

const same = (a: Tone, b: Tone): boolean =>
  a.name === b.name && (a.name === 'silence' || b.name === 'silence' || a.call === b.call);

/** Plays the tone that fits the calls; the one before stops at once. */
export class Tones {
  readonly #output: (tone: ToneName) => AudioNode;
  #tone: Tone = { name: 'silence' };
  #stop: () => void = () => undefined;
  #told: ReadonlySet<string> | undefined;

  /** `output` is asked for, and says where to connect, when there is something to play. */
  constructor(output: (tone: ToneName) => AudioNode) {
    this.#output = output;
  }

  /** Follows the calls of a snapshot. */
  follow(calls: readonly CallView[]): void {
    const { tone, told } = tellTone(this.#told, calls);
    this.#told = told;
    if (same(tone, this.#tone)) return;
    this.#tone = tone;
    this.#stop();
    this.#stop = tone.name === 'silence' ? () => undefined : sound(this.#output(tone.name), tone.name);
  }

  close(): void {
    this.#stop();
  }
}

/** Plays a telephone's digit for `ms`, once. */
export function beep(output: AudioNode, digit: string, ms: number): void {
  const samples = digitSamplesOf(digit, ms / 1000, output.context.sampleRate);
  if (samples.length > 0) playing(output, samples).start();
}

/** Plays one bar of `tone`; resolves at its end. */
export function playOnce(output: AudioNode, tone: ToneName): Promise<void> {
  const source = playing(output, samplesOf(tone, output.context.sampleRate));
  source.start();
  return new Promise(resolve => source.addEventListener('ended', () => resolve()));
}

/** Plays `tone`; the returned function stops it. */
function sound(output: AudioNode, tone: ToneName): () => void {
  const { context } = output;
  const samples = samplesOf(tone, context.sampleRate);
  const volume = context.createGain();
  const source = playing(output, samples, volume);
  source.loop = true;
  source.start();
  const times = timesOf(tone);
  if (times !== undefined) source.stop(context.currentTime + (samples.length / context.sampleRate) * times);
  return () => {
    // A few milliseconds down to silence: a hard stop clicks.
    volume.gain.setTargetAtTime(0, context.currentTime, EDGE_SECONDS / 3);
    source.stop(context.currentTime + EDGE_SECONDS * 2);
  };
}

/** A source of `samples`, ready to start; it leaves nothing behind when it ends. */
function playing(
  output: AudioNode,
  samples: Float32Array<ArrayBuffer>,
  volume: GainNode = output.context.createGain(),
): AudioBufferSourceNode {
  const { context } = output;
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(volume).connect(output);
  source.addEventListener('ended', () => volume.disconnect());
  return source;
}
