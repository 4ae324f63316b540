/** A phone that runs, driven by nothing but its own command line. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { exitOf } from '../lifetime.mjs';

const PAUSE_MS = 150;

/**
 * @typedef {object} PhoneOptions
 * @property {string} name
 * @property {string} folder Of its profile and log; made here.
 * @property {string[]} command Electron, its switches and the app.
 * @property {string[]} switches Only for the phone itself, not for what drives it.
 * @property {string[]} words Further words for the phone's own command line.
 * @property {Record<string, string | undefined>} env
 * @property {{ jid: string, password: string, host: string, port: number, caFile: string }} account
 * @property {{ x: number, y: number, width: number, height: number }} window
 *
 * @typedef {{ account: string | null, connection: { status: string, problem?: string }, calls: import('./verdict.mjs').Call[] }} Status
 *
 * @typedef {object} DemoPhone
 * @property {number} pid Of the phone itself.
 * @property {(...words: string[]) => Promise<void>} tell Runs a command line; throws if it is refused.
 * @property {(what: string, is: (status: Status) => boolean, ms: number) => Promise<Status>} until
 *   Looks at the status until it is as wanted; throws if that takes longer than `ms` or the phone ends.
 * @property {() => Promise<Status>} status
 */

/**
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {PhoneOptions} options
 * @returns {DemoPhone}
 */
export function startPhone(lifetime, { name, folder, command, switches, words, env, account, window }) {
  const profile = join(folder, 'profile');
  const provision = join(folder, 'account.json');
  const log = join(folder, 'phone.log');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 1, window }));
  writeFileSync(provision, JSON.stringify(account), { mode: 0o600 });

  const [electron = '', ...app] = command;
  const ours = ['--profile', profile];
  const output = openSync(log, 'a');
  const phone = lifetime.spawn(electron, [...switches, ...app, ...ours, ...words, '--provision', provision], {
    stdio: ['ignore', output, output],
    env,
  });
  closeSync(output);

  const lastWords = () => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');

  /** @param {string[]} asked */
  const run = async asked => {
    const child = spawn(electron, [...app, ...ours, ...asked], { stdio: ['ignore', 'pipe', 'pipe'], env });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
    return { stdout, stderr, code };
  };

  /** @param {string[]} asked */
  const tell = async (...asked) => {
    const { stderr, code } = await run(asked);
    if (code !== 0)
      throw new Error(`${name}: ${asked.join(' ')} ended with ${code}: ${stderr.trim().split('\n').at(-1)}`);
  };

  const status = async () => {
    const { stdout, stderr, code } = await run(['--status']);
    if (code !== 0) throw new Error(`${name}: --status ended with ${code}: ${stderr.trim().split('\n').at(-1)}`);
    return /** @type {Status} */ (JSON.parse(stdout));
  };

  /** @param {string} what @param {(status: Status) => boolean} is @param {number} ms */
  const until = async (what, is, ms) => {
    const deadline = performance.now() + ms;
    let last = 'no answer';
    while (performance.now() < deadline) {
      if (phone.exitCode !== null || phone.signalCode !== null)
        throw new Error(`${name} ended. Its last words:\n${lastWords()}`);
      const { stdout, code } = await run(['--status']);
      if (code === 0) {
        const seen = /** @type {Status} */ (JSON.parse(stdout));
        if (is(seen)) return seen;
        last = JSON.stringify({ connection: seen.connection, calls: seen.calls.map(call => call.state) });
      }
      await wait(PAUSE_MS);
    }
    throw new Error(`${name} is not ${what} after ${ms / 1000} s (${last}). Its last words:\n${lastWords()}`);
  };

  return { pid: phone.pid ?? 0, tell, until, status };
}
