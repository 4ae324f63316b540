/** How loud a microphone is, also while it is muted and sends nothing. */
import type { After } from './web';

/** Ten times a second: as fast as an eye follows a meter, and slow enough for syllables. */
const EVERY_MS = 100;
/** 85 ms at 48 kHz: hardly a sample is missed. */
const SAMPLES = 4096;

/** Of a tenth of a second, 0 to 1. */
export interface Loudness {
  readonly peak: number;
  readonly rms: number;
}

/** How loud `samples` are. */
export function loudnessOf(samples: Float32Array): Loudness {
  let [peak, sum] = [0, 0];
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    sum += sample * sample;
  }
  return { peak, rms: samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) };
}

/** The softest and the loudest that a meter shows, in dBFS. */
const [FLOOR_DB, CEILING_DB] = [-60, -6];

/** How far a meter goes for a loudness, 0 to 1: even steps for the ear. */
export function meterFor({ rms }: Loudness): number {
  const decibels = 20 * Math.log10(rms * Math.SQRT2);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}

/** Measures one track until closed, by a clone of it that nobody hears. */
export class Meter {
  readonly #clone: MediaStreamTrack;
  readonly #source: MediaStreamAudioSourceNode;
  #next: () => void = () => undefined;

  constructor(context: AudioContext, track: MediaStreamTrack, after: After, told: (loudness: Loudness) => void) {
    this.#clone = track.clone();
    this.#clone.enabled = true;
    this.#source = context.createMediaStreamSource(new MediaStream([this.#clone]));
    const analyser = context.createAnalyser();
    analyser.fftSize = SAMPLES;
    this.#source.connect(analyser);
    const samples = new Float32Array(SAMPLES);
    const measure = () => {
      analyser.getFloatTimeDomainData(samples);
      told(loudnessOf(samples));
      this.#next = after(EVERY_MS, measure);
    };
    this.#next = after(EVERY_MS, measure);
  }

  close(): void {
    this.#next();
    this.#source.disconnect();
    this.#clone.stop();
  }
}
