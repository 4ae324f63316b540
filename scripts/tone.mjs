/**
 * Writes the sound that a test's fake microphone plays: `node scripts/tone.mjs <file.wav> <hertz> [seconds]`.
 *
 * A steady tone hardly survives a call: noise suppression takes it for hum and turns it down by 15 to 20 dB within three
 * seconds. Beeps with soft edges are kept like syllables. Their rhythm has to be irregular and each tone's own: where both
 * ends beep in step, echo cancellation takes one for the echo of the other and removes it, for whole calls.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RATE = 48_000;
const PEAK = 0.5;
const BEEP_SECONDS = 0.35;
const SHORTEST_PAUSE_SECONDS = 0.1;
const LONGEST_PAUSE_SECONDS = 0.3;
const EDGE_SECONDS = 0.02;

/**
 * A WAV file (16 bit, mono, 48 kHz) of beeps of 350 ms with pauses of 100 to 300 ms, beginning with a beep and ending with
 * a pause, so that it can be played in a loop. It lasts `seconds` or a little longer.
 *
 * @param {string} path
 * @param {number} hz
 * @param {number} [seconds]
 */
export function writeTone(path, hz, seconds = 10) {
  writeFileSync(path, wav(beeps(hz, seconds)));
}

/**
 * The samples of `writeTone`, from -1 to 1; the same for the same `hz`.
 *
 * @param {number} hz
 * @param {number} seconds
 */
export function beeps(hz, seconds) {
  const random = randomFrom(hz);
  const samples = [];
  while (samples.length < seconds * RATE) {
    const pause = SHORTEST_PAUSE_SECONDS + (LONGEST_PAUSE_SECONDS - SHORTEST_PAUSE_SECONDS) * random();
    for (let i = 0; i < BEEP_SECONDS * RATE; i += 1) {
      samples.push(PEAK * edge(i / RATE) * Math.sin((2 * Math.PI * hz * i) / RATE));
    }
    for (let i = 0; i < pause * RATE; i += 1) samples.push(0);
  }
  return Float32Array.from(samples);
}

/** Numbers from 0 to 1 that only depend on `seed` (Numerical Recipes' generator). @param {number} seed */
function randomFrom(seed) {
  let state = Math.round(seed * 1000) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A raised cosine into and out of a beep; a hard edge clicks at every frequency. @param {number} at */
function edge(at) {
  const nearest = Math.min(at, BEEP_SECONDS - at);
  return nearest >= EDGE_SECONDS ? 1 : (1 - Math.cos((Math.PI * nearest) / EDGE_SECONDS)) / 2;
}

/**
 * A WAV file (16 bit, mono, 48 kHz).
 * @param {Float32Array} samples From -1 to 1.
 */
export function wav(samples) {
  const bytes = samples.length * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  samples.forEach((sample, i) => file.writeInt16LE(Math.round(sample * 32_767), 44 + i * 2));
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, hz, seconds] = process.argv.slice(2);
  if (path === undefined || !(Number(hz) > 0) || (seconds !== undefined && !(Number(seconds) > 0))) {
    console.error('usage: node scripts/tone.mjs <file.wav> <hertz> [seconds]');
    process.exit(2);
  }
  writeTone(path, Number(hz), seconds === undefined ? undefined : Number(seconds));
}
