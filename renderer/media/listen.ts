/** Measures what is heard, for `--measure-audio`: when the first sound came, and which tone it is. */
import type { After } from './web';

/** Louder than comfort noise, softer than any voice: -46 dBFS. */
const SILENCE = 0.005;
/** A tone that was not heard for so long is over; longer than the pause between two beeps. */
const MEMORY_MS = 1_000;
/** Until the first sound the last 42 ms are looked through every 5 ms; then a tone is read every 50 ms. */
const FIRST_SOUND_SAMPLES = 2048;
const FIRST_SOUND_EVERY_MS = 5;
const TONE_SAMPLES = 4096;
const TONE_EVERY_MS = 50;
/** Voices and tones; below is hum, above nothing a telephone carries. */
const LOWEST_HZ = 80;
const HIGHEST_HZ = 8_000;

/** One look at the spectrum. */
export interface Reading {
  /** Milliseconds. */
  at: number;
  hz: number;
  /** Of the strongest bin, in dB. */
  level: number;
}

/**
 * The strongest frequency of a spectrum in dB (as `AnalyserNode` gives it, `hzPerBin` apart), between the bins by a
 * parabola through the peak; undefined if nothing stands out of the noise.
 */
export function strongest(spectrum: Float32Array, hzPerBin: number): { hz: number; level: number } | undefined {
  const from = Math.ceil(LOWEST_HZ / hzPerBin);
  const to = Math.min(Math.floor(HIGHEST_HZ / hzPerBin), spectrum.length - 2);
  let peak = from;
  for (let bin = from; bin <= to; bin += 1)
    if ((spectrum[bin] ?? -Infinity) > (spectrum[peak] ?? -Infinity)) peak = bin;
  const [left = -Infinity, level = -Infinity, right = -Infinity] = spectrum.subarray(peak - 1, peak + 2);
  if (!(level > -65)) return undefined;
  const bend = left - 2 * level + right;
  const shift = Number.isFinite(bend) && bend < 0 ? (left - right) / (2 * bend) : 0;
  return { hz: (peak + shift) * hzPerBin, level };
}

/** The tone of the last second: the median of its loud readings, so that neither a pause nor a click changes it. */
export function toneIn(readings: readonly Reading[], now: number): number | undefined {
  const recent = readings.filter(({ at }) => now - at < MEMORY_MS);
  const loudest = Math.max(...recent.map(({ level }) => level));
  const tones = recent.filter(({ level }) => level > loudest - 12).map(({ hz }) => hz);
  return tones.toSorted((a, b) => a - b)[Math.floor(tones.length / 2)];
}

/** Index of the first sample that is sound, -1 if all is silence. */
export const firstSound = (samples: Float32Array): number => samples.findIndex(sample => Math.abs(sample) > SILENCE);

export interface ListenPorts {
  after: After;
  /** Milliseconds since 1970. */
  now(): number;
  /** Called once, with the time of the first sound. */
  heard(at: number): void;
}

/** An ear at one track; closed with the call. */
export class Listener {
  readonly #ports: ListenPorts;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  #readings: Reading[] = [];
  #next: () => void = () => undefined;

  constructor(context: AudioContext, track: MediaStreamTrack, ports: ListenPorts) {
    this.#ports = ports;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = context.createAnalyser();
    this.#analyser.smoothingTimeConstant = 0;
    this.#source.connect(this.#analyser);
    this.#awaitSound();
  }

  /** The tone that is heard now, in Hz. */
  hz(): number | undefined {
    return toneIn(this.#readings, this.#ports.now());
  }

  close(): void {
    this.#next();
    this.#source.disconnect();
  }

  #awaitSound(): void {
    this.#analyser.fftSize = FIRST_SOUND_SAMPLES;
    const samples = new Float32Array(FIRST_SOUND_SAMPLES);
    this.#analyser.getFloatTimeDomainData(samples);
    const first = firstSound(samples);
    if (first < 0) {
      this.#next = this.#ports.after(FIRST_SOUND_EVERY_MS, () => this.#awaitSound());
      return;
    }
    const since = ((samples.length - first) / this.#analyser.context.sampleRate) * 1000;
    this.#ports.heard(this.#ports.now() - since);
    this.#readTones();
  }

  #readTones(): void {
    this.#analyser.fftSize = TONE_SAMPLES;
    const samples = new Float32Array(TONE_SAMPLES);
    this.#analyser.getFloatTimeDomainData(samples);
    if (firstSound(samples) >= 0) this.#read();
    this.#next = this.#ports.after(TONE_EVERY_MS, () => this.#readTones());
  }

  #read(): void {
    const spectrum = new Float32Array(this.#analyser.frequencyBinCount);
    this.#analyser.getFloatFrequencyData(spectrum);
    const tone = strongest(spectrum, this.#analyser.context.sampleRate / TONE_SAMPLES);
    if (!tone) return;
    const at = this.#ports.now();
    this.#readings = [...this.#readings.filter(reading => at - reading.at < MEMORY_MS), { at, ...tone }];
  }
}
