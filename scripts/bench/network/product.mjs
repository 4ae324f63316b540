/** The built app as a pair of phones: two processes, each with a person before it, and a real server between them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { SERVER } from './lan.mjs';
import { within } from './patience.mjs';

/** @typedef {import('./pair').Pair} Pair */
/** @typedef {import('./lan.mjs').Person} Person */

/**
 * @typedef {object} Seat What a person sits down to.
 * @property {string} profile
 * @property {string} provision
 * @property {string} [sound] What the microphone plays.
 * @property {readonly string[]} words Of the command line.
 * @property {readonly string[]} switches Of Chromium.
 */

/** @type {readonly Person[]} */
const persons = ['alice', 'bob'];
const addressOf = (/** @type {Person} */ person) => `${person}@example.test`;

/**
 * Starts Prosody in the namespace of the servers.
 * @param {import('./lan.mjs').Lan} lan
 * @param {string} [plugin] A module of Prosody's, in this folder.
 * @returns {Promise<import('../../network/names.mjs').Served & { stop: () => Promise<void> }>}
 */
export async function startServers(lan, plugin) {
  const [command = '', ...words] = lan.inside('server');
  /** @type {import('../../network/names.mjs').Serving} */
  const serving = {
    ...{ addresses: [SERVER], tlsPort: 443, services: [] },
    ...(plugin !== undefined && { plugin: join(import.meta.dirname, plugin) }),
  };
  const script = join(import.meta.dirname, '..', '..', 'network', 'serve.mjs');
  const child = spawn(command, [...words, process.execPath, script, JSON.stringify(serving)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await within('the servers', () => lines.next());
  return {
    ...JSON.parse(String(value)),
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

/**
 * @param {import('./pair').PairOptions & { caFile: string, settings?: Readonly<Record<Person, object>> }} options
 * @returns {Promise<Pair>} once both are online
 */
export async function startProduct({ lan, sounds, env, caFile, settings }) {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
  const seats = persons.map(person => {
    const profile = mkdtempSync(join(folder, `${person}-`));
    const provision = join(profile, 'provision.json');
    const account = { jid: addressOf(person), password: `${person}-pw`, host: SERVER, port: 5222, caFile };
    writeFileSync(provision, JSON.stringify(account));
    writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 2, ...settings?.[person] }));
    const sound = sounds && { sound: sounds[person] };
    return seated(lan.inside(person), { profile, provision, ...sound, words: [], switches: [] }, env[person]);
  });
  const [alice, bob] = seats;
  if (!alice || !bob) throw new Error('Two are needed.');
  const stop = async () => {
    await Promise.all(seats.map(seat => seat.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await Promise.all(seats.map(seat => seat.here));
    await Promise.all(seats.map(seat => seat.ask({ do: 'online' })));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    call: async ringMs => {
      const called = Number(await alice.ask({ do: 'call', peer: addressOf('bob') }));
      const rang = Number(await bob.ask({ do: 'rang' }));
      await wait(ringMs);
      const answered = Number(await bob.ask({ do: 'answer' }));
      const [atAlice, atBob] = await Promise.all(seats.map(seat => seat.ask({ do: 'heard' })));
      return { called, rang, answered, heard: { alice: Number(atAlice), bob: Number(atBob) } };
    },
    hush: async () => {
      await bob.ask({ do: 'mute' });
    },
    samples: () => /** @type {Promise<import('./pair').Samples>} */ (bob.ask({ do: 'samples' })),
    hangUp: async () => {
      await alice.ask({ do: 'hangUp' });
      await Promise.all(seats.map(seat => seat.ask({ do: 'free' })));
    },
    stop,
  };
}

/**
 * @param {readonly string[]} inside
 * @param {Seat} seat
 * @param {Readonly<Record<string, string | undefined>>} env
 */
function seated([command = '', ...words], seat, env) {
  const script = join(import.meta.dirname, 'person.mjs');
  const child = spawn(command, [...words, process.execPath, script, JSON.stringify(seat)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error('A person has gone.');
    /** @type {{ value?: unknown, problem?: string }} */
    const told = JSON.parse(String(value));
    if (told.problem !== undefined) throw new Error(told.problem);
    return told.value;
  };
  return {
    here: within('the app is there', answer),
    /** @param {{ do: string, peer?: string }} wish */
    ask: wish => {
      child.stdin.write(`${JSON.stringify(wish)}\n`);
      return within(wish.do, answer);
    },
    stop: async () => {
      child.kill(); // it may be waiting for what never comes
      await gone;
    },
  };
}
