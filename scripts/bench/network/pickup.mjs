/**
 * Rows 1 and 2: from the click to the ring, and from picking up to the first sound at each end, against bare peer connections
 * by the same plan in the same network. The first call of a process is apart from the later ones: it finds nothing warm.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { median, quarters, roundTrips } from './statistics.mjs';

/** @typedef {import('./lan.mjs').Person} Person */
/** @typedef {import('./pair').CallTimes} CallTimes */
/** @typedef {import('./pair').Plan} Plan */
/** @typedef {import('../row').Row} Row */
/** @typedef {{ rtt: number, first: CallTimes[], later: CallTimes[] }} Seen What was seen at one round-trip time. */

/** In milliseconds. */
const RTTS = [0, 50, 100, 200];
/** Here the ratio is asserted, and here the first call of a process is looked at. */
const ASSERTED = [0, 100, 200];
/** How long it rings: longer than anything that gets ready meanwhile. @type {Readonly<Record<Plan, number>>} */
const RING_MS = { a: 800, b: 800, c: 2_000 };
/** A process that has just started still has other things to do. */
const SETTLE_MS = 1_500;
/** Between two calls. */
const PAUSE_MS = 400;
/** How many calls there are at each round-trip time, in processes that have called before. */
const LATER = 3;
/** How many processes are started anew for a first call, at each. */
const FIRST = 2;
const MOST_OF_FLOOR = 1.3;
/** @type {Readonly<Record<Plan, Readonly<Record<Person, number>>>>} Round trips, without what it takes at none. */
const MOST_ROUND_TRIPS = {
  a: { alice: 4.0, bob: 4.3 },
  b: { alice: 2.9, bob: 3.4 },
  c: { alice: 0.9, bob: 1.3 },
};

/**
 * @param {Plan} plan
 * @param {import('./lan.mjs').Lan} lan
 * @param {() => Promise<import('./pair').Pair>} start
 * @returns {Promise<Seen[]>}
 */
export async function measure(plan, lan, start) {
  /** @type {Seen[]} */
  const seen = RTTS.map(rtt => ({ rtt, first: [], later: [] }));
  const ringMs = RING_MS[plan];
  await during(lan, start, async pair => {
    await called(pair, ringMs);
    for (const { rtt, later } of seen) {
      await lan.set({ rtt });
      for (let at = 0; at < LATER; at += 1) later.push(await called(pair, ringMs));
    }
  });
  for (const { rtt, first } of seen.filter(each => ASSERTED.includes(each.rtt)))
    for (let at = 0; at < FIRST; at += 1)
      await during(lan, start, async pair => {
        await lan.set({ rtt });
        first.push(await called(pair, ringMs));
      });
  return seen;
}

/**
 * Starts a pair where there is no way to go, and stops it after the work.
 * @param {import('./lan.mjs').Lan} lan
 * @param {() => Promise<import('./pair').Pair>} start
 * @param {(pair: import('./pair').Pair) => Promise<void>} work
 */
async function during(lan, start, work) {
  await lan.set({});
  const pair = await start();
  try {
    await wait(SETTLE_MS);
    await work(pair);
  } finally {
    await pair.stop();
  }
}

/**
 * Calls of processes that have called before, where there is no way to go.
 * @param {import('./lan.mjs').Lan} lan
 * @param {() => Promise<import('./pair').Pair>} start
 * @returns {Promise<CallTimes[]>}
 */
export async function here(lan, start) {
  /** @type {CallTimes[]} */
  const seen = [];
  await during(lan, start, async pair => {
    await called(pair, RING_MS.b);
    for (let at = 0; at < LATER; at += 1) seen.push(await called(pair, RING_MS.b));
  });
  return seen;
}

/** @param {import('./pair').Pair} pair @param {number} ringMs */
async function called(pair, ringMs) {
  const times = await pair.call(ringMs);
  await pair.hangUp();
  await wait(PAUSE_MS);
  return times;
}

const ends = /** @type {const} */ ({ alice: 'caller', bob: 'callee' });
const ring = (/** @type {CallTimes} */ { called, rang }) => rang - called;
const heard = (/** @type {Person} */ person) => (/** @type {CallTimes} */ times) =>
  times.heard[person] - times.answered;

/**
 * @param {Plan} plan
 * @param {readonly Seen[]} product
 * @param {readonly Seen[]} floor
 * @returns {Row[]}
 */
export function rowsOf(plan, product, floor) {
  /** @type {(what: string, seen: readonly number[], bare: readonly number[], limit: number) => Row} */
  const row = (what, seen, bare, limit) => ({
    what: `plan ${plan}, ${what}`,
    ms: median(seen),
    spread: quarters(seen),
    runs: seen.length,
    plainMs: median(bare),
    limitMs: limit * median(bare),
    plain: 'bare connections',
  });
  const compared = product.flatMap(({ rtt, first, later }) => {
    const bare = floor.find(each => each.rtt === rtt);
    if (!bare) return [];
    const most = ASSERTED.includes(rtt) ? MOST_OF_FLOOR : Infinity;
    return [
      row(`RTT ${rtt}, click to ring`, later.map(ring), bare.later.map(ring), Infinity),
      ...persons.flatMap(person => {
        const name = `RTT ${rtt}, pick-up to sound at the ${ends[person]}`;
        const time = heard(person);
        return [
          ...(first.length === 0 ? [] : [row(`${name}, first call`, first.map(time), bare.first.map(time), most)]),
          row(name, later.map(time), bare.later.map(time), most),
        ];
      }),
    ];
  });
  const slopes = persons.map(person => {
    const slope = (/** @type {readonly Seen[]} */ all) =>
      roundTrips(all.map(({ rtt, later }) => ({ rtt, values: later.map(heard(person)) })));
    return /** @type {const} @satisfies {Row} */ ({
      what: `plan ${plan}, pick-up to sound at the ${ends[person]}, round trips`,
      unit: 'RTT',
      ms: slope(product),
      limitMs: MOST_ROUND_TRIPS[plan][person],
      plainMs: slope(floor),
      plain: 'bare connections',
    });
  });
  return [...compared, ...slopes];
}

/** @type {readonly Person[]} */
const persons = ['alice', 'bob'];
