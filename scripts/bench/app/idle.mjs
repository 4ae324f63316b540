/** What the phone takes while nothing happens, and in a call, beside an empty window in the same Electron. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPhone } from '../../demo/phone.mjs';
import { writeTone } from '../../tone.mjs';
import { median, quarters } from '../network/statistics.mjs';
import { memoryOf, processorTimeOf } from './tree.mjs';

/** @typedef {{ memory: number[], processor: number[] }} Taken Megabytes; hundredths of a core. */

/** Whatever is done once after a start is done by then. */
const SETTLED_MS = 45_000;
const SLICES = 6;
const SLICE_MS = 15_000;
/** An idle phone in the tray may take so much of what an empty window takes, and so much of a core. */
const MOST_MEMORY = 1.15;
const MOST_PROCESSOR = 0.5;

/** @param {number} leader @returns {Promise<Taken>} */
async function taken(leader) {
  /** @type {Taken} */
  const all = { memory: [], processor: [] };
  for (let slice = 0; slice < SLICES; slice += 1) {
    const before = processorTimeOf(leader);
    const began = performance.now();
    await wait(SLICE_MS);
    all.processor.push(((processorTimeOf(leader) - before) / (performance.now() - began)) * 100_000);
    all.memory.push(memoryOf(leader));
  }
  return all;
}

/** @param {import('../app.mjs').Stage} stage @returns {Promise<import('../row').Row[]>} */
export async function measure({ command, env, folder, server, lifetime }) {
  const [electron = '', ...switches] = command;
  const window = lifetime.spawn(electron, [...switches, join(import.meta.dirname, 'empty')], { env, stdio: 'ignore' });
  await wait(SETTLED_MS);
  const empty = await taken(window.pid ?? 0);
  window.kill();

  const root = join(import.meta.dirname, '..', '..', '..');
  const open = (/** @type {string} */ user, /** @type {number} */ hz) => {
    const tone = join(folder, `${user}.wav`);
    writeTone(tone, hz);
    return startPhone(lifetime, {
      name: user,
      folder: join(folder, user),
      command: [...command, root],
      switches: ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${tone}`],
      words: ['--hidden'],
      env,
      account: {
        jid: server.address(user),
        password: server.password(user),
        host: server.host,
        port: server.port,
        caFile: server.caFile,
      },
      window: { x: 0, y: 0, width: 400, height: 680 },
    });
  };
  const isOnline = (/** @type {import('../../demo/phone.mjs').Status} */ { connection }) =>
    connection.status === 'online';
  const alice = open('alice', 440);
  await alice.until('online', isOnline, 60_000);
  await wait(SETTLED_MS);
  const idle = await taken(alice.pid);

  const bob = open('bob', 660);
  await bob.until('online', isOnline, 60_000);
  await alice.tell('--call', server.address('bob'), '--yes');
  await bob.until('ringing', ({ calls }) => calls.some(({ state }) => state === 'ringing'), 30_000);
  await bob.tell('--answer');
  await alice.until('in the call', ({ calls }) => calls.some(({ state }) => state === 'active'), 30_000);
  await wait(SETTLED_MS / 3);
  const talking = await taken(alice.pid);
  await alice.tell('--hangup');
  await Promise.all([alice, bob].map(phone => phone.tell('--quit', '--yes')));

  const plain = 'an empty window';
  const [memory, processor] = [median(empty.memory), median(empty.processor)];
  /** @type {(what: string, values: number[], unit: 'MB' | '%', limitMs: number) => import('../row').Row} */
  const row = (what, values, unit, limitMs) => ({
    ...{ what, unit, limitMs, plain, ms: median(values), spread: quarters(values), runs: values.length },
    plainMs: unit === 'MB' ? memory : processor,
  });
  return [
    row('idle in the tray, memory', idle.memory, 'MB', memory * MOST_MEMORY),
    row('idle in the tray, of a core', idle.processor, '%', MOST_PROCESSOR),
    row('in a call, memory', talking.memory, 'MB', Infinity),
    row('in a call, of a core', talking.processor, '%', Infinity),
  ];
}
