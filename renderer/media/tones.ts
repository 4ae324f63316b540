/** What the phone itself sounds like: made from sine waves, no recordings. */
import type { CallEnd, CallView, Ring } from '../../shared/call';
import { isMadeRingTone, usualRingTone, type MadeRingTone } from '../../shared/ring-tone';
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
  crashed: ['ended', 'ended'],
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

/** A note: when it starts and how long it lasts, in seconds; all but a `steady` one die away. */
interface Note {
  at: number;
  seconds: number;
  hz: number;
  volume: number;
  shape: 'steady' | keyof typeof partials;
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

const wood = (at: number, hz: number, volume: number): Note => ({ at, seconds: 0.6, hz, volume, shape: 'wood' });
const string = (at: number, hz: number, volume: number): Note => ({ at, seconds: 2, hz, volume, shape: 'string' });

/** Two pitches in turn, as the bells of a telephone are struck. */
const trill = (at: number, seconds: number): Note[] =>
  Array.from({ length: Math.round(seconds / 0.05) }, (_, i) =>
    steady(at + i * 0.05, 0.05, i % 2 === 0 ? 1046.5 : 830.61, 0.3),
  );

/**
 * What can be rung with: two notes of the yo scale, D and A, answered an octave higher like a wind bell; a telephone of
 * the eighties; a few bars of wood in G; and a run down the strings of a koto in hirajoshi.
 */
const rings: Record<MadeRingTone, Bar> = {
  bell: {
    seconds: 3,
    notes: [
      bell(0, 587.33, 0.5),
      bell(0.22, 880, 0.5),
      bell(0.85, 587.33, 0.4),
      bell(1.07, 880, 0.4),
      bell(1.07, 1174.66, 0.15),
    ],
  },
  telephone: { seconds: 3, notes: [...trill(0, 0.5), ...trill(0.7, 0.5)] },
  marimba: {
    seconds: 3.2,
    notes: [
      ...[392, 493.88, 587.33, 783.99].map((hz, i) => wood(i * 0.15, hz, 0.5)),
      wood(0.75, 659.26, 0.5),
      wood(0.9, 587.33, 0.5),
      ...[440, 587.33, 659.26, 880].map((hz, i) => wood(1.35 + i * 0.15, hz, 0.45)),
    ],
  },
  koto: {
    seconds: 4,
    notes: [
      ...[1174.66, 932.33, 880, 698.46, 587.33].map((hz, i) => string(i * 0.13, hz, 0.32)),
      string(0.95, 440, 0.4),
      string(0.95, 880, 0.2),
      string(1.5, 587.33, 0.4),
    ],
  },
};

/**
 * Ringback and busy are those of Japan's network: 400 Hz, 1 s on and 2 s off, and 0.5 s on and off (ITU-T E.180
 * supplement 2).
 */
const bars: Record<ToneName, Bar> = {
  ring: rings[usualRingTone],
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
/** Partials of what is struck or plucked: a multiple of its note, how loud, and how fast it dies. */
const partials = {
  bell: [
    [1, 1, 4],
    [2, 0.3, 7],
    [3.01, 0.12, 11],
  ],
  wood: [
    [1, 1, 9],
    [3.93, 0.3, 26],
    [9.2, 0.1, 60],
  ],
  string: [
    [1, 1, 3],
    [2, 0.22, 5],
    [3, 0.14, 7],
    [4, 0.06, 10],
  ],
} as const;

/** What a call rings with: a tone of ours, or samples from -1 to 1 at `RING_RATE`, in one channel. */
export type RingSound = MadeRingTone | Float32Array<ArrayBuffer>;
/** Of the samples of a person's own ring tone, in hertz. */
export const RING_RATE = 48_000;

/** How often `tone` is played; undefined is for ever. */
export const timesOf = (tone: ToneName): number | undefined => bars[tone].times;

/** One bar of `tone`, from -1 to 1; it begins and ends in silence, so that a loop has no seam. */
export function samplesOf(tone: ToneName | MadeRingTone, rate: number): Float32Array<ArrayBuffer> {
  const { seconds, notes } = barOf(tone);
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

const barOf = (tone: ToneName | MadeRingTone): Bar => (isMade(tone) ? rings[tone] : bars[tone]);
const isMade = (tone: ToneName | MadeRingTone): tone is MadeRingTone => isMadeRingTone(tone);

/** One digit of a telephone as the person hears it, from -1 to 1; empty if it is none. */
export function digitSamplesOf(digit: string, seconds: number, rate: number): Float32Array<ArrayBuffer> {
  const notes = (tonesOf(digit) ?? []).map(hz => steady(0, seconds, hz, DIGIT_VOLUME));
  const samples = new Float32Array(notes.length > 0 ? Math.round(seconds * rate) : 0);
  return samples.map((_, i) => notes.reduce((sum, note) => sum + note.volume * amplitude(note, i / rate), 0));
}

function amplitude({ hz, seconds, shape }: Note, at: number): number {
  const edges = Math.min(1, at / EDGE_SECONDS, (seconds - at) / EDGE_SECONDS);
  if (shape === 'steady') return edges * Math.sin(2 * Math.PI * hz * at);
  const sound = partials[shape].map(([multiple, volume, decay]) => {
    return volume * Math.exp(-decay * at) * Math.sin(2 * Math.PI * hz * multiple * at);
  });
  const all = partials[shape].reduce((sum, [, volume]) => sum + volume, 0);
  return (edges * sound.reduce((sum, partial) => sum + partial, 0)) / all;
}

const same = (a: Tone, b: Tone): boolean =>
  a.name === b.name && (a.name === 'silence' || b.name === 'silence' || a.call === b.call);

/** Plays the tone that fits the calls; the one before stops at once. */
export class Tones {
  readonly #output: (tone: ToneName) => AudioNode;
  readonly #ring: (call: CallView) => RingSound;
  #tone: Tone = { name: 'silence' };
  #stop: () => void = () => undefined;
  #told: ReadonlySet<string> | undefined;

  /** `output` is asked for, and says where to connect, when there is something to play; `ring` what a call rings with. */
  constructor(output: (tone: ToneName) => AudioNode, ring: (call: CallView) => RingSound = () => usualRingTone) {
    this.#output = output;
    this.#ring = ring;
  }

  /** Follows the calls of a snapshot. */
  follow(calls: readonly CallView[]): void {
    const { tone, told } = tellTone(this.#told, calls);
    this.#told = told;
    if (same(tone, this.#tone)) return;
    this.#tone = tone;
    this.#stop();
    this.#stop = tone.name === 'silence' ? () => undefined : this.#sound(tone, calls);
  }

  #sound({ name, call: id }: Exclude<Tone, { name: 'silence' }>, calls: readonly CallView[]): () => void {
    const output = this.#output(name);
    const call = name === 'ring' ? calls.find(known => known.id === id) : undefined;
    return call ? ringing(output, this.#ring(call)) : sound(output, name);
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
  const { sampleRate } = output.context;
  return looped(output, samplesOf(tone, sampleRate), sampleRate, timesOf(tone)).stop;
}

/** Rings until the returned function is called. */
const ringing = (output: AudioNode, ring: RingSound): (() => void) => loopedRing(output, ring).stop;

/** Rings once, to be listened to; `stop` ends it before. */
export const ringOnce = (output: AudioNode, ring: RingSound): Looped => loopedRing(output, ring, 1);

function loopedRing(output: AudioNode, ring: RingSound, times?: number): Looped {
  const { sampleRate } = output.context;
  return typeof ring === 'string'
    ? looped(output, samplesOf(ring, sampleRate), sampleRate, times)
    : looped(output, ring, RING_RATE, times);
}

/** Something that plays. */
export interface Looped {
  readonly stop: () => void;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
}

/** Plays `samples` again and again, or `times` times. */
function looped(output: AudioNode, samples: Float32Array<ArrayBuffer>, rate: number, times?: number): Looped {
  const { context } = output;
  const volume = context.createGain();
  const source = playing(output, samples, volume, rate);
  const ended = new Promise<void>(resolve => source.addEventListener('ended', () => resolve()));
  source.loop = true;
  source.start();
  if (times !== undefined) source.stop(context.currentTime + (samples.length / rate) * times);
  const stop = () => {
    // A few milliseconds down to silence: a hard stop clicks.
    volume.gain.setTargetAtTime(0, context.currentTime, EDGE_SECONDS / 3);
    source.stop(context.currentTime + EDGE_SECONDS * 2);
  };
  return { stop, ended };
}

/** A source of `samples`, ready to start; it leaves nothing behind when it ends. */
function playing(
  output: AudioNode,
  samples: Float32Array<ArrayBuffer>,
  volume: GainNode = output.context.createGain(),
  rate = output.context.sampleRate,
): AudioBufferSourceNode {
  const { context } = output;
  const buffer = context.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(volume).connect(output);
  source.addEventListener('ended', () => volume.disconnect());
  return source;
}
