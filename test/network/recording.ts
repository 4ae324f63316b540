/** What comes out of a person's speaker, from one moment to another, and the silence in it. */
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { loudnessAt, type SoundCard } from '../support/sound';

const RATE = 48_000;
const WINDOW_SECONDS = 0.02;
/** Quieter than a beep by far, louder than what is left of one after its end. */
const HEARD = 0.02;

export interface Recording {
  /** Ends it; gives the samples, from -1 to 1, 48 kHz. */
  end(): Promise<Float32Array>;
}

/** Records the speaker of a sound card until told to end. */
export function record({ env }: SoundCard): Recording {
  const recorder = spawn(
    'parec',
    ['--device=speaker.monitor', '--raw', '--format=float32le', `--rate=${RATE}`, '--channels=1', '--latency-msec=20'],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const recorded = buffer(recorder.stdout);
  return {
    end: async () => {
      recorder.kill();
      const bytes = await recorded;
      return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
    },
  };
}

/** The longest time without a tone of `hz` between two times with it, in seconds; 0 if it was never heard. */
export function longestGap(samples: Float32Array, hz: number): number {
  const size = RATE * WINDOW_SECONDS;
  const windows = Array.from({ length: Math.floor(samples.length / size) }, (_, index) =>
    loudnessAt(samples.subarray(index * size, (index + 1) * size), hz),
  );
  const heard = windows.flatMap((loudness, index) => (loudness > HEARD ? [index] : []));
  const gaps = heard.slice(1).map((window, index) => window - (heard[index] ?? window) - 1);
  return Math.max(0, ...gaps) * WINDOW_SECONDS;
}
