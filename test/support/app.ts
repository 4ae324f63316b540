/** The built app, started as a person would start it: windows for Playwright, and the product's own command line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ElectronApplication, Page } from 'playwright-core';
import type { Status } from '../../main/status';
import { appEnvironment, launch } from '../../scripts/runtime/launch.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import type { Server } from './server';

const root = join(import.meta.dirname, '..', '..');

/** How the command line ended. */
export interface CliOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface AppOptions {
  server: Server;
  user: string;
  /** What its microphone plays, in Hz; without one it has the microphones that the sound server has. */
  tone?: number;
  /** Further words of the command line. */
  words?: readonly string[];
  /** Further environment, such as a sound server. */
  env?: Readonly<Record<string, string>>;
  /** A folder that outlives the app, for one that is started again. */
  profile?: string;
}

/** One running phone. */
export interface App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly address: string;
  /** Its folder. */
  readonly profile: string;
  /** Everything the app has written to its standard streams. */
  output(): string;
  /** Runs `tsuwa <words>` with this phone's profile. */
  cli(...words: string[]): Promise<CliOutcome>;
  status(): Promise<Status>;
  /** Waits until the status is as asked. @throws with the last status if it never is */
  until(what: string, holds: (status: Status) => boolean, seconds?: number): Promise<Status>;
  stop(): Promise<void>;
}

const runtime = (): string => {
  const path = process.env.TSUWA_ELECTRON_PATH;
  if (path === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  return path;
};

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Far longer than the app itself waits for an answer of the one that runs. */
const CLI_MS = 40_000;

/** Runs the app's command line and waits for its end. @throws if it does not end by itself */
export async function cli(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliOutcome> {
  const child = spawn(runtime(), [...asRoot, root, ...words], {
    env: appEnvironment({ ...process.env, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // so that its children go with it
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, CLI_MS);
  const [stdout, stderr, { code, signal }] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  clearTimeout(timer);
  if (late) throw new Error(`tsuwa ${words.join(' ')} never ended: ${stderr}`);
  if (signal !== null) throw new EndedBySignal(`tsuwa ${words.join(' ')} was ended by ${signal}: ${stderr}`);
  return { code: code ?? -1, stdout, stderr };
}

/** About one command line in 1,500 aborts in a thread of Electron's as it ends, with all said and done. */
class EndedBySignal extends Error {}

const exitOf = (child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });

/** Starts a phone that signs in to `server` as `user`. The caller stops it. */
export async function startApp({ server, user, tone, words = [], env, profile: kept }: AppOptions): Promise<App> {
  const profile = kept ?? mkdtempSync(join(tmpdir(), `tsuwa-${user}-`));
  const provision = join(profile, 'provision.json');
  const sound = join(profile, 'microphone.wav');
  const address = server.address(user);
  writeFileSync(
    provision,
    JSON.stringify({
      jid: address,
      password: server.password(user),
      host: server.host,
      port: server.port,
      caFile: server.caFile,
    }),
  );
  if (tone !== undefined) writeTone(sound, tone);
  const electron = await launch(
    runtime(),
    [
      ...(tone === undefined
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`]),
      root,
      ...['--profile', profile, '--provision', provision, '--measure-audio'],
      ...words,
    ],
    { ...process.env, ...env },
  );
  let output = '';
  electron.process().stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  electron.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const page = await electron.firstWindow().catch((error: unknown) => {
    electron.process().kill('SIGKILL');
    throw new Error(`${user} shows no window: ${String(error)}\n${output}`);
  });

  const run = (...more: string[]) => cli(['--profile', profile, ...more], env);
  const ask = async (): Promise<CliOutcome> => {
    try {
      return await run('--status');
    } catch (error) {
      // Only what changes nothing may be asked twice; every other command has to end well.
      if (!(error instanceof EndedBySignal)) throw error;
      console.warn(error.message);
      return await run('--status');
    }
  };
  const status = async (): Promise<Status> => {
    const { code, stdout, stderr } = await ask();
    if (code !== 0) throw new Error(`--status ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Status;
  };
  return {
    electron,
    page,
    address,
    profile,
    output: () => output,
    cli: run,
    status,
    until: async (what, holds, seconds = 30) => {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const now = await status();
        if (holds(now)) return now;
        if (Date.now() > deadline) throw new Error(`${user} never: ${what}; it is ${JSON.stringify(now)}\n${output}`);
        await new Promise(resolve => setTimeout(resolve, 250));
      }
    },
    stop: async () => {
      const child = electron.process();
      const gone = new Promise<void>(resolve =>
        child.exitCode === null && child.signalCode === null ? child.once('exit', () => resolve()) : resolve(),
      );
      await run('--quit', '--yes').catch((error: unknown) => {
        // Whether the app ends is seen below.
        if (!(error instanceof EndedBySignal)) throw error;
        console.warn(error.message);
      });
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      await gone;
      clearTimeout(timer);
      if (kept === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

export const isOnline = ({ connection }: Status): boolean => connection.status === 'online';

/** The one call that is not over, if there is one. */
export const liveCall = ({ calls }: Status) => calls.find(({ state }) => state !== 'ended');

/** Hears the beeps of `hz` now, within five in a hundred. */
export const hears =
  (hz: number) =>
  (status: Status): boolean => {
    const heard = liveCall(status)?.statistics?.heardHz;
    return heard !== undefined && Math.abs(heard - hz) < hz * 0.05;
  };

/** What can be asked of the way the sound goes. */
export type Way = Partial<Pick<NonNullable<Status['calls'][number]['statistics']>, 'local' | 'remote' | 'relayed'>>;

/**
 * The sound goes this way. Wait for it: a peer whose packets are here before its candidate is `prflx` until the candidate
 * comes, too (RFC 8445 §7.3.1.3).
 */
export const goes =
  (way: Way) =>
  (status: Status): boolean => {
    const statistics = liveCall(status)?.statistics;
    return (Object.keys(way) as (keyof Way)[]).every(part => statistics?.[part] === way[part]);
  };

/** Is in a call and hears nothing. */
export const hearsNothing = (status: Status): boolean => {
  const call = liveCall(status);
  return call?.state === 'active' && call.statistics !== null && call.statistics.heardHz === undefined;
};
