/**
 * The rival: two Dinos on one machine, with a server that is no way off, used as a person would (test/interop/support). What
 * is heard is recorded at their speakers.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runnerImport } from 'vite';
import { startProsody } from '../../servers/prosody.mjs';
import { median, quarters } from './statistics.mjs';

/** @typedef {import('./pair').CallTimes} CallTimes */

const root = join(import.meta.dirname, '..', '..', '..');
/** What their microphones hear, in Hz; neither is a harmonic of the other. */
const TONES = { alice: 440, bob: 1100 };
const CALLS = 4;
const RING_MS = 1_000;
/** Recorded from just before the click on. */
const RECORDED_SECONDS = 5;
const RATE = 48_000;
const WINDOW_MS = 10;
/** A beep is far louder, what is left after one far softer. */
const HEARD = 0.02;

/**
 * @param {string} folder For their logs.
 * @returns {Promise<CallTimes[]>} of calls in which both were heard
 */
export async function measure(folder) {
  const from = (/** @type {string} */ path) => runnerImport(join(root, 'test', path), { configFile: false });
  /** @type {{ module: import('./pair').DinoModule }} */
  const { module } = await from('interop/support/dino.ts');
  /** @type {{ module: import('./pair').SoundModule }} */
  const { module: sound } = await from('support/sound.ts');
  const server = await startProsody();
  /** @type {import('./pair').Dino[]} */
  const started = [];
  const start = async (/** @type {'alice' | 'bob'} */ user) => {
    const log = join(folder, `${user}.log`);
    const dino = await module.startDino({ server, user, tone: TONES[user], log, processors: 'all' });
    started.push(dino);
    return dino;
  };
  try {
    const alice = await start('alice');
    const bob = await start('bob');
    const seen = [];
    for (let at = 0; at < CALLS; at += 1) {
      const called = await alice.call(bob.address);
      const rang = await bob.rings();
      await wait(RING_MS);
      const listening = [heard(alice, TONES.bob), heard(bob, TONES.alice)];
      await wait(500);
      const answered = Date.now();
      await bob.answer();
      const [atAlice, atBob] = await Promise.all(listening);
      // One call in twenty begins with a microphone of Dino's that never starts: not counted against it.
      if (atAlice !== undefined && atBob !== undefined)
        seen.push({ called, rang, answered, heard: { alice: atAlice, bob: atBob } });
      await alice.hangUp();
      await Promise.all([alice.over(), bob.over()]);
      await wait(1_000);
    }
    return seen;
  } finally {
    for (const dino of started.toReversed()) await dino.stop();
    await server.stop();
  }

  /** @param {import('./pair').Dino} dino @param {number} hz */
  async function heard(dino, hz) {
    const samples = await dino.listen(RECORDED_SECONDS);
    const endedAt = Date.now();
    const size = (RATE * WINDOW_MS) / 1000;
    for (let at = 0; at + size <= samples.length; at += size)
      if (sound.loudnessAt(samples.subarray(at, at + size), hz) > HEARD)
        return endedAt - ((samples.length - at) / RATE) * 1000;
    return undefined;
  }
}

/**
 * @param {readonly CallTimes[]} product Calls of ours where there is no way to go.
 * @param {readonly CallTimes[]} dino
 * @returns {import('../row').Row[]}
 */
export function rowsOf(product, dino) {
  /** @type {Record<string, (times: CallTimes) => number>} */
  const rows = {
    'click to ring': ({ called, rang }) => rang - called,
    'pick-up to sound at the caller': ({ answered, heard }) => heard.alice - answered,
    'pick-up to sound at the callee': ({ answered, heard }) => heard.bob - answered,
  };
  return Object.entries(rows).map(([what, time]) => {
    const [ours, theirs] = [product.map(time), dino.map(time)];
    const least = median(theirs);
    const compared = { limitMs: least, plainMs: least, plain: 'Dino' };
    return {
      what: `against Dino, RTT 0, ${what}`,
      ms: median(ours),
      spread: quarters(ours),
      runs: ours.length,
      ...compared,
    };
  });
}
