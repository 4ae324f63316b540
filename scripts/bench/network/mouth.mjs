/**
 * Row 4: from Alice's mouth to Bob's ear. What goes into the microphone and what comes out of the speaker are the two sides
 * of one stereo sink, so that one recording has both, to the sample.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beeps } from '../../tone.mjs';
import { RATE } from './card.mjs';
import { median, quarters } from './statistics.mjs';

/** For `startCard`: mono sinks for the mouth and the speaker, and a microphone that hears the mouth. */
export const CARD = [
  `load-module module-null-sink sink_name=both rate=${RATE} channels=2 channel_map=front-left,front-right`,
  ...Object.entries({ mouth: 'left', speaker: 'right' }).map(
    ([name, side]) =>
      `load-module module-remap-sink sink_name=${name} master=both channels=1 channel_map=mono master_channel_map=front-${side} remix=no`,
  ),
  'load-module module-remap-source source_name=microphone master=both.monitor channels=1 channel_map=mono master_channel_map=front-left remix=no',
  'set-default-sink speaker',
  'set-default-source microphone',
];

const HZ = 523;
/** Until the jitter buffer has settled. */
const SETTLE_MS = 5_000;
const RECORDED_MS = 3_000;
const CALLS = 3;
const RECORDINGS = 2;
const LONGEST_MS = 500;
/** Envelopes are compared step by step of a millisecond. */
const STEP = RATE / 1000;
const MORE_THAN_FLOOR_MS = 10;

/**
 * @param {import('./card.mjs').Card} card
 * @param {string} folder For what is said.
 */
export function speak(card, folder) {
  const said = join(folder, 'said.raw');
  writeFileSync(said, beeps(HZ, 20));
  card.say('mouth', said);
}

/**
 * @param {import('./card.mjs').Card} card
 * @param {() => Promise<import('./pair').Pair>} start
 * @returns {Promise<number[]>} milliseconds, of each recording
 */
export async function measure(card, start) {
  const delays = [];
  const pair = await start();
  try {
    for (let at = 0; at < CALLS; at += 1) {
      await pair.call(1_000);
      await pair.hush();
      await wait(SETTLE_MS);
      for (let part = 0; part < RECORDINGS; part += 1) {
        const recording = card.record('both.monitor', 2);
        await wait(RECORDED_MS);
        delays.push(delayIn(await recording.end()));
      }
      await pair.hangUp();
      await wait(500);
    }
  } finally {
    await pair.stop();
  }
  return delays;
}

/**
 * How much later the right side says what the left one does.
 * @param {Float32Array} both Sample by sample of each side.
 * @returns {number} milliseconds
 */
export function delayIn(both) {
  const envelope = (/** @type {0 | 1} */ side) => {
    const steps = Array.from({ length: Math.floor(both.length / 2 / STEP) }, (_, step) => {
      let sum = 0;
      for (let at = 0; at < STEP; at += 1) sum += Math.abs(both[2 * (step * STEP + at) + side] ?? 0);
      return sum / STEP;
    });
    const mean = steps.reduce((sum, one) => sum + one, 0) / steps.length;
    return steps.map(one => one - mean);
  };
  const [said, heard] = [envelope(0), envelope(1)];
  const likeness = Array.from({ length: LONGEST_MS }, (_, delay) =>
    said.reduce((sum, one, at) => sum + one * (heard[at + delay] ?? 0), 0),
  );
  const most = Math.max(...likeness);
  if (!(most > 0)) throw new Error('Nothing of what was said is heard.');
  return likeness.indexOf(most);
}

/**
 * @param {readonly number[]} product
 * @param {readonly number[]} floor
 * @returns {import('../row').Row[]}
 */
export const rowsOf = (product, floor) => [
  {
    what: 'mouth to ear, RTT 0',
    ms: median(product),
    spread: quarters(product),
    runs: product.length,
    limitMs: median(floor) + MORE_THAN_FLOOR_MS,
    plainMs: median(floor),
    plain: 'bare connections',
  },
];
