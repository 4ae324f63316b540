/** What a script starts ends with it: when its work is done, when it fails, and on Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const GRACE_MS = 5_000;

/**
 * @typedef {object} Lifetime
 * @property {(end: () => unknown) => void} own Runs `end` once when the work is over; last owned, first ended.
 * @property {(command: string, args: readonly string[], options?: import('node:child_process').SpawnOptions) => import('node:child_process').ChildProcess} spawn
 *   Starts a process as the leader of a group of its own, so that its children end with it.
 */

/**
 * Runs `work` and then ends all it owns. A signal ends what is owned and the process with 128 + its number.
 * @template T
 * @param {(lifetime: Lifetime) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLifetime(work) {
  /** @type {(() => unknown)[]} */
  const ends = [];
  const endAll = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) {
      try {
        await end();
      } catch (error) {
        console.error('Something did not end as it should:', error instanceof Error ? error.message : error);
      }
    }
  };
  const signals = /** @type {const} */ ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 });
  for (const [signal, number] of Object.entries(signals)) {
    process.once(signal, () => void endAll().then(() => process.exit(128 + number)));
  }
  try {
    return await work({
      own: end => ends.push(end),
      spawn: (command, args, options = {}) => {
        const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
        child.on('error', error => console.error(`${command} could not be started: ${error.message}`));
        ends.push(() => endGroup(child));
        return child;
      },
    });
  } finally {
    await endAll();
  }
}

/** @param {import('node:child_process').ChildProcess} child Resolves with its exit code; 1 if a signal ended it. */
export async function exitOf(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? 1;
  const [code] = await once(child, 'exit');
  return /** @type {number | null} */ (code) ?? 1;
}

/**
 * Asks the whole group of a process to end and insists after a while.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function endGroup(child) {
  if (child.pid === undefined) return;
  const running = child.exitCode === null && child.signalCode === null;
  signalGroup(child.pid, 'SIGTERM');
  if (running) await Promise.race([once(child, 'exit'), wait(GRACE_MS, undefined, { ref: false })]);
  signalGroup(child.pid, 'SIGKILL');
}

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // ESRCH: all of it is gone
  }
}
