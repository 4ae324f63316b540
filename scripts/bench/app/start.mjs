/** How soon after its start the phone can be used, and is online; beside a window of the same Electron with a heading in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../../runtime/launch.mjs';
import { median, quarters } from '../network/statistics.mjs';

const RUNS = 9;

/** Runs in the page: waits until the main process tells that an account is online. */
const online = `new Promise(resolve => {
  window.tsuwa.listen((event, state) => {
    if (event === 'state' && state.accounts.some(({ connection }) => connection.status === 'online')) resolve();
  });
  // Told only of what changes, the page may have come too late to know.
  void window.tsuwa.command('setPreferences', { doNotDisturb: null });
})`;

/** @typedef {{ usable: number, online: number }} Started Milliseconds. */

/**
 * @param {import('../app.mjs').Stage} stage
 * @param {readonly string[]} words
 * @param {string} sign What is seen of the page once it can be used.
 * @param {boolean} signsIn
 * @returns {Promise<Started>}
 */
async function started({ electron, env }, words, sign, signsIn) {
  const began = performance.now();
  const app = await launch(electron, words, env);
  try {
    const page = await app.firstWindow();
    await page.locator(sign).first().waitFor();
    const usable = performance.now() - began;
    if (signsIn) await page.evaluate(online);
    return { usable, online: performance.now() - began };
  } finally {
    await app.close();
  }
}

/** @param {import('../app.mjs').Stage} stage @returns {Promise<import('../row').Row[]>} */
export async function measure(stage) {
  const { folder, server } = stage;
  const profile = join(folder, 'start');
  mkdirSync(profile);
  const provision = join(profile, 'provision.json');
  const { host, port, caFile } = server;
  const account = { jid: server.address('carol'), password: server.password('carol'), host, port, caFile };
  writeFileSync(provision, JSON.stringify(account));
  // Without a keyring a password is not kept: each start reads it from the file.
  const product = [join(import.meta.dirname, '..', '..', '..'), '--profile', profile, '--provision', provision];
  /** @type {Record<'empty' | 'ours', Started[]>} */
  const all = { empty: [], ours: [] };
  // What is read from the disk for the first time is another measurement, of the disk.
  for (let run = -1; run < RUNS; run += 1) {
    const empty = await started(stage, [join(import.meta.dirname, 'empty')], 'h1', false);
    const ours = await started(stage, product, 'input[role=combobox], input[role=searchbox]', true);
    if (run < 0) continue;
    all.empty.push(empty);
    all.ours.push(ours);
  }
  const plain = 'an empty window';
  const plainMs = median(all.empty.map(({ usable }) => usable));
  /** @type {(what: string, values: readonly number[]) => import('../row').Row} */
  const row = (what, values) => ({
    ...{ what, plain, plainMs, ms: median(values), limitMs: Infinity, spread: quarters(values), runs: values.length },
  });
  return [
    row(
      'start to usable',
      all.ours.map(({ usable }) => usable),
    ),
    row(
      'start to online',
      all.ours.map(one => one.online),
    ),
  ];
}
