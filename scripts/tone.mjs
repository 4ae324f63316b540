/**
 * Writes the sound that a test's fake microphone plays: `node scripts/tone.mjs <file.wav> <hertz> [seconds]`.
 *
 * A steady tone hardly survives a call: noise suppression takes it for hum and turns it down by 15 to 20 dB within three
 * seconds. Beeps with soft edges are kept like syllables: they lose 7 dB, and their pitch stays.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RATE = 48_000;
const PEAK = 0.5;
const BEEP_SECONDS = 0.35;
const PAUSE_SECONDS = 0.15;
const EDGE_SECONDS = 0.02;

/**
 * A WAV file (16 bit, mono, 48 kHz) of beeps: 350 ms of tone, 150 ms of silence, beginning with the tone. Played in a
 * loop it goes on without a seam, as `seconds` is rounded up to whole beeps.
 *
 * @param {string} path
 * @param {number} hz
 * @param {number} [seconds]
 */
export function writeTone(path, hz, seconds = 2) {
  writeFileSync(path, wav(beeps(hz, seconds)));
}

/**
 * The samples of `writeTone`, from -1 to 1.
 *
 * @param {number} hz
 * @param {number} seconds
 */
export function beeps(hz, seconds) {
  const period = BEEP_SECONDS + PAUSE_SECONDS;
  const length = Math.round(Math.ceil(seconds / period) * period * RATE);
  return Float32Array.from({ length }, (_, i) => {
    const at = (i / RATE) % period;
    return at < BEEP_SECONDS ? PEAK * edge(at) * Math.sin(2 * Math.PI * hz * at) : 0;
  });
}

/** A raised cosine into and out of a beep; a hard edge clicks at every frequency. @param {number} at */
function edge(at) {
  const nearest = Math.min(at, BEEP_SECONDS - at);
  return nearest >= EDGE_SECONDS ? 1 : (1 - Math.cos((Math.PI * nearest) / EDGE_SECONDS)) / 2;
}

/** @param {Float32Array} samples */
function wav(samples) {
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
