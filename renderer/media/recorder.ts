/**
 * Records a call, and lets everyone hear that it does.
 *
 * Our voice is on the left and theirs on the right, so that who said what stays known. A beep of a fifth of a second every
 * fifteen is mixed into what we send, as telephone networks have always told of a recording: it needs nothing of the other
 * side. On hold the recording goes on in silence, so that its clock stays that of the call. Both contexts, of what is sent and
 * of what is kept, are without a device, which no change of speakers can break.
 */
import { RECORDED_LIMIT } from '../../shared/recording';
import type { LineRecorder } from './line';
import type { After } from './web';

/** 1400 Hz for 0.2 s every 15 s (47 CFR 64.501, as telephone networks understand it). */
export const BEEP_HZ = 1_400;
const BEEP_SECONDS = 0.2;
const BEEP_EVERY_MS = 15_000;
/** -22 dBFS: heard beside a voice, and not over it. */
const BEEP_VOLUME = 0.08;
const EDGE_SECONDS = 0.01;
/** What is sent is replaced meanwhile: a beep at once would be heard here only. */
const BEEP_AFTER_SECONDS = 0.4;
/** How often a part is handed over: what a crash can cost. */
const PART_MS = 1_000;
const RATE = 48_000;
/**
 * The clock of a context without a device leaves out every tick that it is late for. A tick of what is kept is long: nobody
 * waits for it, and a busy machine that comes 40 ms late loses nothing. A source keeps at most 100 ms for the next one.
 */
const KEPT_TICK_SECONDS = 0.04;
/** Two voices, apart. */
const BITS_PER_SECOND = 96_000;

export interface RecorderPorts {
  after: After;
  /** Where the person here hears the beep. */
  speaker(): AudioNode;
  /** Is called with each part, in order; the last may be empty. */
  part(part: Uint8Array<ArrayBuffer>, last: boolean): void;
  /** For the log. */
  log(line: string): void;
}

/** One beep, from -1 to 1. */
export function beepSamples(rate: number): Float32Array<ArrayBuffer> {
  return new Float32Array(Math.round(BEEP_SECONDS * rate)).map((_, i) => {
    const at = i / rate;
    const edges = Math.min(1, at / EDGE_SECONDS, (BEEP_SECONDS - at) / EDGE_SECONDS);
    return BEEP_VOLUME * edges * Math.sin(2 * Math.PI * BEEP_HZ * at);
  });
}

/** `part` in pieces that one message takes. */
export const piecesOf = (part: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] =>
  Array.from({ length: Math.ceil(part.length / RECORDED_LIMIT) }, (_, i) =>
    part.slice(i * RECORDED_LIMIT, (i + 1) * RECORDED_LIMIT),
  );

/** Records from now on until `stop`. */
export class Recorder implements LineRecorder {
  readonly #ports: RecorderPorts;
  /** Our voice with the beep is sent from the one and kept in the other. */
  readonly #mixed: readonly [sending: Inlet, keeping: Inlet];
  readonly #sent: MediaStreamAudioDestinationNode;
  readonly #heard: Inlet;
  readonly #recorder: MediaRecorder;
  #ours: readonly MediaStreamAudioSourceNode[] = [];
  #theirs: MediaStreamAudioSourceNode | undefined;
  #quiet = false;
  #cancelBeep: () => void = () => undefined;
  #parts: Promise<void> = Promise.resolve();

  /** Throws what Web Audio and `MediaRecorder` throw. */
  constructor(ports: RecorderPorts) {
    this.#ports = ports;
    const [sending, keeping] = [withoutDevice('interactive'), withoutDevice(KEPT_TICK_SECONDS)];
    this.#mixed = [inletOf(sending), inletOf(keeping)];
    this.#heard = inletOf(keeping);
    this.#sent = new MediaStreamAudioDestinationNode(sending, { channelCount: 1 });
    this.#mixed[0].node.connect(this.#sent);
    const sides = keeping.createChannelMerger(2);
    this.#mixed[1].node.connect(sides, 0, 0);
    this.#heard.node.connect(sides, 0, 1);
    const recorded = new MediaStreamAudioDestinationNode(keeping, { channelCount: 2 });
    sides.connect(recorded);
    this.#recorder = new MediaRecorder(recorded.stream, {
      mimeType: 'audio/webm;codecs=opus',
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    this.#recorder.addEventListener('dataavailable', ({ data }) => this.#hand(data));
    this.#recorder.addEventListener('stop', () => this.#end());
    this.#recorder.addEventListener('error', () => ports.log('A recording failed'));
    this.#recorder.start(PART_MS);
    this.#beep();
  }

  /** What is to be sent while it records. */
  get track(): MediaStreamTrack {
    const [track] = this.#sent.stream.getAudioTracks();
    if (!track) throw new Error('a destination without a track');
    return track;
  }

  ours(track: MediaStreamTrack): void {
    for (const source of this.#ours) source.disconnect();
    this.#ours = this.#mixed.map(mixed => sourceOf(track, mixed));
  }

  theirs(track: MediaStreamTrack): void {
    this.#theirs?.disconnect();
    this.#theirs = sourceOf(track, this.#heard);
  }

  quiet(quiet: boolean): void {
    if (quiet === this.#quiet) return;
    this.#quiet = quiet;
    this.#heard.node.gain.value = quiet ? 0 : 1;
    // Whoever takes the call back after a hold hears at once that it is recorded.
    if (!quiet) this.#beep();
  }

  stop(): void {
    this.#cancelBeep();
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
  }

  #beep(): void {
    this.#cancelBeep();
    this.#cancelBeep = this.#ports.after(BEEP_EVERY_MS, () => this.#beep());
    if (this.#quiet) return;
    for (const node of [...this.#mixed.map(inlet => inlet.node), this.#ports.speaker()]) {
      const { context } = node;
      const samples = beepSamples(context.sampleRate);
      const buffer = context.createBuffer(1, samples.length, context.sampleRate);
      buffer.copyToChannel(samples, 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(node);
      source.start(context.currentTime + BEEP_AFTER_SECONDS);
    }
  }

  /** Reading a part takes a moment, and the next must not overtake it. */
  #hand(data: Blob): void {
    this.#parts = this.#parts.then(async () => {
      try {
        const part = new Uint8Array(await data.arrayBuffer());
        for (const piece of piecesOf(part)) this.#ports.part(piece, false);
      } catch {
        this.#ports.log('A part of a recording could not be read');
      }
    });
  }

  #end(): void {
    this.#parts = this.#parts.then(async () => {
      this.#ports.part(new Uint8Array(), true);
      for (const track of this.#sent.stream.getTracks()) track.stop();
      await Promise.all(this.#mixed.map(({ context }) => context.close()));
    });
  }
}

/** TypeScript does not know of Web Audio 1.1 §1.2. */
function withoutDevice(latencyHint: AudioContextLatencyCategory | number): AudioContext {
  const options: AudioContextOptions & { sinkId: { type: 'none' } } = {
    ...{ sampleRate: RATE, latencyHint },
    sinkId: { type: 'none' },
  };
  return new AudioContext(options);
}

/** Where a voice goes in: whatever comes, one channel comes out. */
interface Inlet {
  readonly context: AudioContext;
  readonly node: GainNode;
}

const inletOf = (context: AudioContext): Inlet => ({
  context,
  node: new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' }),
});

/** `track` as what goes into `inlet`. */
function sourceOf(track: MediaStreamTrack, { context, node }: Inlet): MediaStreamAudioSourceNode {
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(node);
  return source;
}
