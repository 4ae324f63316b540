/** Row 5: how much of the sound has to be made up when packets are lost, against what the browser negotiates by itself. */
import { setTimeout as wait } from 'node:timers/promises';

/** Of each direction. */
const LOSSES = [0, 0.02, 0.05, 0.1];
/** Where "a tenth of the default" is asserted. */
const ASSERTED = [0.05, 0.1];
const MOST_OF_DEFAULT = 0.1;
const RTT = 50;
/** Until the loss has been noticed by whoever acts on it. */
const SETTLE_MS = 4_000;
const MEASURED_MS = 12_000;

/**
 * @param {import('./lan.mjs').Lan} lan
 * @param {() => Promise<import('./pair').Pair>} start
 * @returns {Promise<number[]>} of each loss, in percent of the samples that Bob has heard
 */
export async function measure(lan, start) {
  const shares = [];
  await lan.set({ rtt: RTT });
  const pair = await start();
  try {
    await pair.call(1_000);
    for (const loss of LOSSES) {
      await lan.set({ rtt: RTT, loss });
      await wait(SETTLE_MS);
      const before = await pair.samples();
      await wait(MEASURED_MS);
      const after = await pair.samples();
      shares.push((100 * (after.concealed - before.concealed)) / (after.received - before.received));
    }
    await pair.hangUp();
  } finally {
    await pair.stop();
    await lan.set({});
  }
  return shares;
}

/**
 * @param {readonly number[]} product
 * @param {readonly number[]} usual
 * @returns {import('../row').Row[]}
 */
export const rowsOf = (product, usual) =>
  LOSSES.map((loss, at) => {
    const [ours = NaN, theirs = NaN] = [product[at], usual[at]];
    return {
      what: `sound made up at ${100 * loss} % loss`,
      unit: '%',
      ms: ours,
      limitMs: ASSERTED.includes(loss) ? MOST_OF_DEFAULT * theirs : Infinity,
      plainMs: theirs,
      plain: 'what the browser negotiates by itself',
    };
  });
