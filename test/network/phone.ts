/** The built app in a network namespace, driven by nothing but its own command line. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Status } from '../../main/status';
import { appEnvironment } from '../../scripts/runtime/launch.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import type { Person } from './world';

const root = join(import.meta.dirname, '..', '..');
/** Far longer than the app itself waits for an answer of the one that runs. */
const CLI_MS = 40_000;

export interface PhoneOptions {
  user: Person;
  /** The words before a command that is to run in the person's network. */
  inside: readonly string[];
  /** Of the XMPP server. */
  host: string;
  caFile: string;
  /** What its microphone plays, in Hz. */
  tone: number;
  /** Further words of the command line. */
  words?: readonly string[];
  /** Further switches of Chromium. */
  switches?: readonly string[];
  /** What the person chose before. */
  settings?: Readonly<Record<string, unknown>>;
  /** Further environment, such as a sound server. */
  env?: Readonly<Record<string, string>>;
}

/** One running phone. */
export interface NetworkPhone {
  readonly address: string;
  /** Everything the app has written to its standard streams. */
  output(): string;
  /** Runs `tsuwa <words>` with this phone's profile. @throws if it is refused */
  tell(...words: string[]): Promise<void>;
  status(): Promise<Status>;
  /** Waits until the status is as asked. @throws with the last status if it never is */
  until(what: string, holds: (status: Status) => boolean, seconds?: number): Promise<Status>;
  stop(): Promise<void>;
}

/** Starts a phone that signs in as `<user>@example.test`. The caller stops it; it ends with its network at the latest. */
export function startPhone(options: PhoneOptions): NetworkPhone {
  const { user, inside, host, caFile, tone, words = [], switches = [], settings = {}, env = {} } = options;
  const electron = process.env.TSUWA_ELECTRON_PATH;
  if (electron === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  const profile = mkdtempSync(join(tmpdir(), `tsuwa-${user}-`));
  const address = `${user}@example.test`;
  const provision = join(profile, 'provision.json');
  const sound = join(profile, 'microphone.wav');
  writeFileSync(provision, JSON.stringify({ jid: address, password: `${user}-pw`, host, port: 5222, caFile }));
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 2, ...settings }));
  writeTone(sound, tone);

  const start = (more: readonly string[]) => {
    const [command = '', ...rest] = inside;
    return spawn(command, [...rest, electron, '--no-sandbox', ...more], {
      env: appEnvironment({ ...process.env, ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // so that its children end with it
    });
  };
  const microphone = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`];
  const ours = [root, '--profile', profile];
  const app = start([...microphone, ...switches, ...ours, '--provision', provision, '--measure-audio', ...words]);
  let output = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>(resolve => app.once('exit', () => resolve()));
  const endGroup = (pid: number | undefined) => {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  };

  const run = async (asked: readonly string[]) => {
    const child = start([...ours, ...asked]);
    const timer = setTimeout(() => endGroup(child.pid), CLI_MS);
    const end = new Promise<number | NodeJS.Signals | null>(resolve =>
      child.once('exit', (code, signal) => resolve(code ?? signal)),
    );
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    clearTimeout(timer);
    const how = await end;
    if (how !== 0) throw new Error(`${user}: ${asked.join(' ')} ended with ${how ?? 'nothing'}: ${stderr}\n${output}`);
    return stdout;
  };
  const status = async () => JSON.parse(await run(['--status'])) as Status;

  return {
    address,
    output: () => output,
    tell: async (...asked) => {
      await run(asked);
    },
    status,
    until: async (what, holds, seconds = 30) => {
      const deadline = Date.now() + seconds * 1000;
      let last = 'no answer yet';
      while (Date.now() < deadline) {
        if (app.exitCode !== null || app.signalCode !== null) throw new Error(`${user} ended:\n${output}`);
        // Who asks before it has said its name may meet it between two steps of taking its lock.
        const now = output.includes('info shell: Tsuwa')
          ? await status().catch((error: unknown) => {
              last = String(error);
              return undefined; // it may not be there yet
            })
          : undefined;
        if (now && holds(now)) return now;
        if (now) last = JSON.stringify(now);
        await new Promise(resolve => setTimeout(resolve, 250));
      }
      throw new Error(`${user} never: ${what}; it is ${last}\n${output}`);
    },
    stop: async () => {
      const timer = setTimeout(() => endGroup(app.pid), 8_000);
      if (app.exitCode === null && app.signalCode === null)
        await run(['--quit', '--yes']).catch(() => endGroup(app.pid));
      await ended;
      clearTimeout(timer);
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
