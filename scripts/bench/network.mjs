/**
 * What the network leaves of a call: two real apps and a real server in networks of their own, beside bare peer connections
 * in the same ones. `npm run bench -- network=pickup` measures the parts whose names begin so; see `parts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { startBus } from '../desktop/bus.mjs';
import { startDisplay } from '../desktop/display.mjs';
import { withLifetime } from '../lifetime.mjs';
import { namespaceProblem, removeLeftovers } from '../network/namespaces.mjs';
import { purposesOf, setUp } from '../setup.mjs';
import { buildFloor, startBare } from './network/bare.mjs';
import { makeLan } from './network/lan.mjs';
import { startCard } from './network/card.mjs';
import * as dino from './network/dino.mjs';
import * as loss from './network/loss.mjs';
import * as mouth from './network/mouth.mjs';
import * as move from './network/move.mjs';
import * as pickup from './network/pickup.mjs';
import { startProduct, startServers } from './network/product.mjs';
import { writeSiren } from './network/sound.mjs';

/** @typedef {import('./row').Row} Row */
/**
 * @typedef {object} Stage What every part begins with.
 * @property {import('./network/pair').PairOptions} options
 * @property {string} page Of the floor.
 * @property {string} caFile Of the server.
 * @property {string} folder For files.
 * @property {import('../lifetime.mjs').Lifetime} lifetime
 */

/** How fast the sirens of the two go up and down, in Hz. */
const SIRENS = { alice: 3, bob: 4.3 };

/** Of somebody who lets contacts connect while it rings. */
const ringing = {
  preferences: {
    ...{ theme: 'system', autoBusy: false, strangers: 'request' },
    privacy: { contacts: 'ringing', strangers: 'after-answer' },
  },
};

/**
 * @param {import('./network/pair').Plan} plan
 * @returns {(stage: Stage) => Promise<Row[]>}
 */
const pickupBy =
  plan =>
  async ({ options, page, caFile }) => {
    const both = plan === 'c' ? { settings: { alice: ringing, bob: ringing } } : {};
    const product = await pickup.measure(plan, options.lan, () => startProduct({ ...options, caFile, ...both }));
    const floor = await pickup.measure(plan, options.lan, () => startBare({ ...options, page, plan }));
    return pickup.rowsOf(plan, product, floor);
  };

/** What the server has besides, in some parts. @type {Readonly<Record<string, string>>} */
const plugins = { 'pickup-a': 'mod_written_plan.lua' };

/** @type {Record<string, (stage: Stage) => Promise<Row[]>>} */
const parts = {
  'pickup-a': pickupBy('a'),
  'pickup-b': pickupBy('b'),
  'pickup-c': pickupBy('c'),
  move: async ({ options, caFile, lifetime }) => {
    const cards = { alice: await startCard(lifetime, move.CARD), bob: await startCard(lifetime, move.CARD) };
    const env = { alice: { ...options.env.alice, ...cards.alice.env }, bob: { ...options.env.bob, ...cards.bob.env } };
    return move.rowsOf(await move.measure(options.lan, cards, () => startProduct({ ...options, env, caFile })));
  },
  mouth: async ({ options: { lan, env: own }, page, caFile, lifetime, folder }) => {
    const card = await startCard(lifetime, mouth.CARD);
    mouth.speak(card, folder);
    // In their system the speaker and the microphone of the row are the ones there are.
    const env = { alice: { ...own.alice, ...card.env }, bob: { ...own.bob, ...card.env } };
    const product = await mouth.measure(card, () => startProduct({ lan, env, caFile }));
    const floor = await mouth.measure(card, () => startBare({ lan, env, page, plan: 'a' }));
    return mouth.rowsOf(product, floor);
  },
  dino: async ({ options, caFile, folder }) => {
    const problem = await missing(purposesOf.interop);
    if (problem !== undefined) {
      console.log(`Dino is left out. ${problem}`);
      return [];
    }
    const product = await pickup.here(options.lan, () => startProduct({ ...options, caFile }));
    Object.assign(process.env, options.env.alice); // theirs is that of whoever starts them
    return dino.rowsOf(product, await dino.measure(folder));
  },
  loss: async ({ options, page, caFile }) => {
    const product = await loss.measure(options.lan, () => startProduct({ ...options, caFile }));
    const usual = await loss.measure(options.lan, () => startBare({ ...options, page, plan: 'a', usual: true }));
    return loss.rowsOf(product, usual);
  },
};

/**
 * @param {readonly import('../setup/needs.mjs').Purpose[]} purposes
 * @returns {Promise<string | undefined>} why they cannot be served here
 */
async function missing(purposes) {
  try {
    await setUp(purposes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * @param {string} [only] How the names of the parts begin that are to be measured.
 * @returns {Promise<Row[]>}
 */
export async function run(only = '') {
  const chosen = Object.entries(parts).filter(([name]) => name.startsWith(only));
  if (chosen.length === 0)
    throw new Error(`There is no part “${only}” of the network; there is ${Object.keys(parts).join(', ')}.`);
  const problem = namespaceProblem();
  if (problem !== undefined) {
    console.log(`The network is left out. ${problem}`);
    return [];
  }
  removeLeftovers();
  await setUp(purposesOf.bench);
  build();
  return withLifetime(async lifetime => {
    const env = { ...(await startDisplay(lifetime)).env, ...(await startBus(lifetime)).env };
    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
    const sounds = { alice: join(folder, 'alice.wav'), bob: join(folder, 'bob.wav') };
    writeSiren(sounds.alice, SIRENS.alice);
    writeSiren(sounds.bob, SIRENS.bob);
    const floor = await buildFloor();
    lifetime.own(floor.remove);
    const lan = await makeLan();
    lifetime.own(() => lan.close());
    const options = { lan, sounds, env: { alice: env, bob: env } };
    const rows = [];
    for (const [name, part] of chosen) {
      const servers = await startServers(lan, plugins[name]);
      try {
        rows.push(...(await part({ options, page: floor.page, caFile: servers.caFile, folder, lifetime })));
      } finally {
        await lan.set({});
        await servers.stop();
      }
    }
    return rows;
  });
}
