/** The floor as a pair of phones: two Electron windows with bare peer connections, and a relay for their signalling. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'vite';
import { endGroup } from '../../lifetime.mjs';
import { appEnvironment } from '../../runtime/launch.mjs';
import { SERVER } from './lan.mjs';
import { within } from './patience.mjs';

/** @typedef {import('./pair').Pair} Pair */
/** @typedef {import('./lan.mjs').Person} Person */
/** @typedef {{ from: string, event: string, times: Record<string, number>, samples: import('./pair').Samples, message?: string }} Told */

const folder = join(import.meta.dirname, 'bare');
/** @type {readonly Person[]} */
const persons = ['alice', 'bob'];

/**
 * Builds the page of the floor.
 * @returns {Promise<{ page: string, remove: () => void }>} the file to load
 */
export async function buildFloor() {
  const outDir = mkdtempSync(join(tmpdir(), 'tsuwa-floor-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'chrome146',
      lib: { entry: join(folder, 'page.js'), formats: ['iife'], name: 'floor', fileName: () => 'page.js' },
    },
  });
  copyFileSync(join(folder, 'page.html'), join(outDir, 'page.html'));
  return { page: join(outDir, 'page.html'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}

/**
 * @param {import('./pair').PairOptions & { page: string, plan: import('./pair').Plan, usual?: boolean }} options
 *   `usual`: with what the browser negotiates by itself.
 * @returns {Promise<Pair>}
 */
export async function startBare({ lan, sounds, env, page, plan, usual = false }) {
  const [command = '', ...words] = lan.inside('server');
  const relay = spawn(command, [...words, process.execPath, join(folder, 'relay.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const profiles = mkdtempSync(join(tmpdir(), 'tsuwa-floor-'));
  /** @type {import('node:child_process').ChildProcess[]} */
  const windows = [];
  /** @type {Told[]} */
  const told = [];
  const news = new EventEmitter();
  /** @type {(port: string) => void} */
  let listens = () => {};
  const listening = new Promise(resolve => (listens = resolve));
  let first = true;
  createInterface({ input: relay.stdout }).on('line', line => {
    if (first) listens(line);
    else told.push(JSON.parse(line));
    first = false;
    news.emit('told');
  });

  /** @param {Person} from @param {string} event @returns {Promise<Told>} the first of these that was not awaited yet */
  const heardOf = (from, event) =>
    within(`${from} of the floor: ${event}`, async () => {
      for (;;) {
        const failed = told.find(each => each.event === 'failed');
        if (failed) throw new Error(`The floor: ${failed.message}`);
        const at = told.findIndex(each => each.from === from && each.event === event);
        const [found] = at < 0 ? [] : told.splice(at, 1);
        if (found) return found;
        await once(news, 'told');
      }
    });
  /** @param {Person} to @param {object} wish */
  const tell = (to, wish) => relay.stdin.write(`${JSON.stringify({ to, ...wish })}\n`);
  const stop = async () => {
    for (const window of windows) await endGroup(window);
    relay.stdin.end();
    rmSync(profiles, { recursive: true, force: true, maxRetries: 10 });
  };

  try {
    const port = await within('the relay listens', () => listening);
    for (const person of persons) {
      const [inside = '', ...rest] = lan.inside(person);
      const microphone = sounds && [
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${sounds[person]}`,
      ];
      const script = join(folder, 'window.cjs');
      const switches = ['--no-sandbox', `--user-data-dir=${join(profiles, person)}`, ...(microphone ?? [])];
      const child = spawn(
        inside,
        [...rest, process.execPath, ...switches, script, page, `${SERVER}:${String(port)}`, person],
        { stdio: 'ignore', detached: true, env: appEnvironment({ ...process.env, ...env[person] }) },
      );
      windows.push(child);
    }
    await Promise.all(persons.map(person => heardOf(person, 'here')));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    call: async ringMs => {
      tell('alice', { do: 'call', plan, usual });
      const { times: ringing } = await heardOf('bob', 'rang');
      await wait(ringMs);
      tell('bob', { do: 'answer' });
      const [atAlice, atBob] = await Promise.all(persons.map(person => heardOf(person, 'heard')));
      if (!atAlice || !atBob) throw new Error('The floor says nothing.');
      return {
        called: atAlice.times['click'] ?? NaN,
        rang: ringing['rang'] ?? NaN,
        answered: atBob.times['click'] ?? NaN,
        heard: { alice: atAlice.times['heard'] ?? NaN, bob: atBob.times['heard'] ?? NaN },
      };
    },
    hush: () => {
      tell('bob', { do: 'mute' });
      return Promise.resolve();
    },
    samples: async () => {
      tell('bob', { do: 'samples' });
      return (await heardOf('bob', 'samples')).samples;
    },
    hangUp: async () => {
      for (const person of persons) tell(person, { do: 'close' });
      await Promise.all(persons.map(person => heardOf(person, 'closed')));
    },
    stop,
  };
}
