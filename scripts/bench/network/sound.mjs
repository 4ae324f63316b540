/** What is said in the measurements: a siren that is never silent, so that the first sound is the first that can be heard. */
import { writeFileSync } from 'node:fs';
import { wav } from '../../tone.mjs';

const RATE = 48_000;
const PEAK = 0.5;
const LOWEST_HZ = 300;
const HIGHEST_HZ = 900;
const SECONDS = 20;

/**
 * A siren; noise suppression leaves it alone, since it never stays anywhere. Two persons have different ones: echo
 * cancellation would take one for the echo of the other.
 * @param {string} path Of the WAV file.
 * @param {number} hz How often it goes up and down in a second.
 */
export function writeSiren(path, hz) {
  let phase = 0;
  const samples = Float32Array.from({ length: SECONDS * RATE }, (_, at) => {
    const height = 0.5 - 0.5 * Math.cos((2 * Math.PI * hz * at) / RATE);
    phase += (2 * Math.PI * (LOWEST_HZ + height * (HIGHEST_HZ - LOWEST_HZ))) / RATE;
    return PEAK * Math.sin(phase);
  });
  writeFileSync(path, wav(samples));
}
