/**
 * Records a call, and lets everyone hear that it does.
 *
 * Our voice is on the left and theirs on the right, so that who said what stays known. A beep of a fifth of a second every
 * fifteen is mixed into what we send, as telephone networks have always told of a recording: it needs nothing of the other
 * side. On hold the recording goes on in silence, so that its clock stays that of the call. It is taken from a context
 * without a device, which no change of speakers can break.
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
  readonly #context: AudioContext;
  /** Our voice with the beep. */
  readonly #mixed: GainNode;
  readonly #sent: MediaStreamAudioDestinationNode;
  readonly #heard: GainNode;
  readonly #recorder: MediaRecorder;
  #ours: MediaStreamAudioSourceNode | undefined;
  #theirs: MediaStreamAudioSourceNode | undefined;
  #quiet = false;
  #cancelBeep: () => void = () => undefined;
  #parts: Promise<void> = Promise.resolve();

  /** Throws what Web Audio and `MediaRecorder` throw. */
  constructor(ports: RecorderPorts) {
    this.#ports = ports;
    const silent: AudioContextOptions & { sinkId: { type: 'none' } } = { sampleRate: RATE, sinkId: { type: 'none' } };
    const context = new AudioContext(silent);
    this.#context = context;
    this.#mixed = mono(context);
    this.#heard = mono(context);
    this.#sent = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.#mixed.connect(this.#sent);
    const sides = context.createChannelMerger(2);
    this.#mixed.connect(sides, 0, 0);
    this.#heard.connect(sides, 0, 1);
    const recorded = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
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
    this.#ours?.disconnect();
    this.#ours = this.#from(track, this.#mixed);
  }

  theirs(track: MediaStreamTrack): void {
    this.#theirs?.disconnect();
    this.#theirs = this.#from(track, this.#heard);
  }

  quiet(quiet: boolean): void {
    if (quiet === this.#quiet) return;
    this.#quiet = quiet;
    this.#heard.gain.value = quiet ? 0 : 1;
    // Whoever takes the call back after a hold hears at once that it is recorded.
    if (!quiet) this.#beep();
  }

  stop(): void {
    this.#cancelBeep();
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
  }

  #from(track: MediaStreamTrack, to: AudioNode): MediaStreamAudioSourceNode {
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(to);
    return source;
  }

  #beep(): void {
    this.#cancelBeep();
    this.#cancelBeep = this.#ports.after(BEEP_EVERY_MS, () => this.#beep());
    if (this.#quiet) return;
    for (const node of [this.#mixed, this.#ports.speaker()]) {
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
    this.#parts = this.#parts.then(() => {
      this.#ports.part(new Uint8Array(), true);
      for (const track of this.#sent.stream.getTracks()) track.stop();
      return this.#context.close();
    });
  }
}

/** Whatever comes in, one channel comes out. */
const mono = (context: AudioContext): GainNode =>
  new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
