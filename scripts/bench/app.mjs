/**
 * What the app takes of a machine: `start`, how soon it can be used and is online; `idle`, memory and processor in the tray
 * and in a call. Each beside an app in the same Electron that is nothing but a window.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { startBus } from '../desktop/bus.mjs';
import { startDisplay } from '../desktop/display.mjs';
import { withLifetime } from '../lifetime.mjs';
import { sandboxProblem } from '../runtime/sandbox.mjs';
import { startProsody } from '../servers/prosody.mjs';
import { setUp } from '../setup.mjs';
import * as idle from './app/idle.mjs';
import * as start from './app/start.mjs';

/**
 * @typedef {object} Stage What every part begins with.
 * @property {string} electron
 * @property {readonly string[]} command Electron and the switches it needs here.
 * @property {NodeJS.ProcessEnv} env
 * @property {string} folder For files.
 * @property {import('../servers/server.mjs').Server} server
 * @property {import('../lifetime.mjs').Lifetime} lifetime
 */

/** @type {Record<string, (stage: Stage) => Promise<import('./row').Row[]>>} */
const parts = { start: start.measure, idle: idle.measure };

/**
 * @param {string} [only] How the names of the parts begin that are to be measured.
 * @returns {Promise<import('./row').Row[]>}
 */
export async function run(only = '') {
  if (process.platform !== 'linux') {
    console.log('The app is left out: what processes take is read as Linux tells it.');
    return [];
  }
  const { path: electron } = await setUp(['app', 'headless', 'server']);
  build();
  return withLifetime(async lifetime => {
    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
    const desktop = [await startDisplay(lifetime), await startBus(lifetime)];
    const env = Object.assign({ ...process.env, ELECTRON_RUN_AS_NODE: undefined }, ...desktop.map(part => part.env));
    const server = await startProsody();
    lifetime.own(() => server.stop());
    const command = [electron, ...(sandboxProblem(electron) ? ['--no-sandbox'] : []), '--password-store=basic'];
    /** @type {import('./row').Row[]} */
    const rows = [];
    for (const [name, measure] of Object.entries(parts)) {
      if (name.startsWith(only)) rows.push(...(await measure({ electron, command, env, folder, server, lifetime })));
    }
    return rows;
  });
}
