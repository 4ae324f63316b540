/** Row 3: Alice's address goes away and another comes, on another interface; how long nothing is heard, at both ends. */
import { setTimeout as wait } from 'node:timers/promises';
import { RATE } from './card.mjs';
import { median, quarters } from './statistics.mjs';

/** @typedef {import('./lan.mjs').Person} Person */
/** @typedef {{ rtt: number, gaps: Record<Person, number[]> }} Seen */

const RTTS = [0, 100, 200];
/** Even: the last one brings her home. */
const ROUNDS = 2;
/** For `startCard`. */
export const CARD = [`load-module module-null-sink sink_name=speaker rate=${RATE}`];
/** Longer than it may take. */
const WATCHED_MS = 5_000;
const STEP_MS = 5;
/** Quieter than the siren by far. */
const SILENCE = 0.01;
const MOST_MS = 1_000;
const MOST_RTTS = 4;

/**
 * @param {import('./lan.mjs').Lan} lan
 * @param {Readonly<Record<Person, import('./card.mjs').Card>>} cards
 * @param {() => Promise<import('./pair').Pair>} start
 * @returns {Promise<Seen[]>}
 */
export async function measure(lan, cards, start) {
  const seen = [];
  for (const rtt of RTTS) {
    await lan.set({ rtt });
    /** @type {Seen} */
    const here = { rtt, gaps: { alice: [], bob: [] } };
    const pair = await start();
    try {
      await pair.call(1_000);
      for (let round = 0; round < ROUNDS; round += 1) {
        await wait(2_000);
        const recordings = persons.map(person => ({ person, sound: cards[person].record('speaker.monitor', 1) }));
        await wait(500);
        if (round % 2 === 0) lan.move();
        else lan.moveBack();
        await wait(WATCHED_MS);
        for (const { person, sound } of recordings) here.gaps[person].push(longestSilence(await sound.end()));
      }
      await pair.hangUp();
    } finally {
      await pair.stop();
    }
    seen.push(here);
  }
  return seen;
}

/**
 * @param {Float32Array} samples
 * @returns {number} milliseconds
 */
export function longestSilence(samples) {
  const size = (RATE * STEP_MS) / 1000;
  let [longest, now] = [0, 0];
  for (let at = 0; at + size <= samples.length; at += size) {
    now = samples.subarray(at, at + size).some(sample => Math.abs(sample) > SILENCE) ? 0 : now + STEP_MS;
    longest = Math.max(longest, now);
  }
  return longest;
}

/**
 * @param {readonly Seen[]} seen
 * @returns {import('../row').Row[]}
 */
export const rowsOf = seen =>
  seen.flatMap(({ rtt, gaps }) =>
    persons.map(person => ({
      what: `another address, RTT ${rtt}, silence ${person === 'alice' ? 'where it changes' : 'at the other end'}`,
      ms: median(gaps[person]),
      spread: quarters(gaps[person]),
      runs: gaps[person].length,
      limitMs: MOST_MS + MOST_RTTS * rtt,
      plainMs: NaN,
      plain: '',
    })),
  );

/** @type {readonly Person[]} */
const persons = ['alice', 'bob'];
