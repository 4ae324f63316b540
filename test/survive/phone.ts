/** One real app of the kill matrix: told through its own page, watched from its main process, and struck from outside. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallView } from '../../shared/call';
import type { PastCall } from '../../shared/history';
import type { PhoneState } from '../../shared/ipc';
import { EVENT_CHANNEL } from '../../shared/ipc';
import { isOnline, startApp, type App } from '../support/app';
import { startLink, type Link } from '../support/link';
import { inMain, type Errand } from '../support/main-process';
import type { Player } from '../support/recording';
import type { Server } from '../support/server';

export interface SurvivorOptions {
  server: Server;
  user: string;
  tone: number;
  words?: readonly string[];
}

/** How long a page may take to answer. */
const PAGE_MS = 20_000;

/** What the main process last told its page, and when it first told that a call was over. */
interface Seen {
  state: PhoneState | undefined;
  ended: Record<string, number>;
}

/** A phone that can be killed and started again on the same profile. */
export class Survivor {
  readonly link: Link;
  readonly user: string;
  readonly address: string;
  readonly tone: number;
  readonly #options: SurvivorOptions;
  readonly #profile: string;
  #app: App | undefined;

  private constructor(options: SurvivorOptions, link: Link) {
    this.#options = options;
    this.link = link;
    this.user = options.user;
    this.tone = options.tone;
    this.address = options.server.address(options.user);
    this.#profile = mkdtempSync(join(tmpdir(), `survive-${options.user}-`));
    mkdirSync(this.recordings, { recursive: true });
    const settings = { version: 2, recordingFolder: this.recordings };
    writeFileSync(join(this.#profile, 'settings.json'), JSON.stringify(settings));
  }

  static async start(options: SurvivorOptions): Promise<Survivor> {
    const survivor = new Survivor(options, await startLink(options.server.port));
    await survivor.begin();
    return survivor;
  }

  get recordings(): string {
    return join(this.#profile, 'recordings');
  }

  get isRunning(): boolean {
    return this.#app !== undefined;
  }

  /** Starts the app, or starts it again on what its predecessor has left. */
  async begin(): Promise<void> {
    const { server, user, tone, words = [] } = this.#options;
    const through = { ...server, port: this.link.port };
    // Both are hidden, as phones are most of the time.
    this.#app = await startApp({ server: through, user, tone, words: ['--hidden', ...words], profile: this.#profile });
    await this.#app.until('online', isOnline, 60);
    await this.#inMain(({ BrowserWindow }, channel) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().includes('index.html'),
      );
      if (!window) throw new Error('no window');
      const seen: Seen = { state: undefined, ended: {} };
      Object.assign(globalThis, { seen });
      const send = window.webContents.send.bind(window.webContents);
      window.webContents.send = (name: string, ...args: unknown[]) => {
        if (name === channel && args[0] === 'state') {
          const state = args[1] as PhoneState;
          seen.state = state;
          for (const { id, phase } of state.calls) if (phase === 'ended') seen.ended[id] ??= Date.now();
        }
        send(name, ...args);
      };
    }, EVENT_CHANNEL);
  }

  get app(): App {
    if (!this.#app) throw new Error(`${this.user} does not run`);
    return this.#app;
  }

  /** What the page was last told; nothing if it was told nothing since `forget`. */
  async seen(): Promise<Seen> {
    return await this.#inMain(() => (globalThis as unknown as { seen: Seen }).seen);
  }

  async forget(): Promise<void> {
    await this.#inMain(() => {
      (globalThis as unknown as { seen: Seen }).seen.state = undefined;
    });
  }

  /** Waits until what the page is told is as asked. @throws with what it is if it never is */
  async until<T>(what: string, look: (state: PhoneState) => T | undefined | false, seconds = 30): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const { state } = await this.seen();
      const found = state && look(state);
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline) {
        const calls = JSON.stringify(
          state?.calls.map(({ phase, end, quality }) => ({ phase, end, hz: quality?.heardHz })),
        );
        throw new Error(`${this.user} never: ${what}; it has ${calls}, ${state?.accounts[0]?.connection.status}`);
      }
      await wait(100);
    }
  }

  /** Runs JavaScript in the page of the main window. @throws if the page does not answer */
  async inPage<T>(script: string, ms = PAGE_MS): Promise<T> {
    // A page that dies leaves whoever asks it without an answer for ever.
    return (await this.#inMain(
      ({ BrowserWindow }, text) => {
        const windows = BrowserWindow.getAllWindows();
        const window = windows.find(({ webContents }) => webContents.getURL().includes('index.html'));
        return window?.webContents.executeJavaScript(text) as Promise<unknown> | undefined;
      },
      script,
      ms,
    )) as T;
  }

  /** A command of the page's contract. @throws what main refuses it with */
  async command<T = unknown>(name: string, input: object): Promise<T> {
    const result = await this.inPage<{ ok: boolean; value: T; failure?: unknown }>(
      `window.tsuwa.command(${JSON.stringify(name)}, ${JSON.stringify(input)})`,
    );
    if (!result.ok) throw new Error(`${this.user}: ${name} was refused: ${JSON.stringify(result.failure)}`);
    return result.value;
  }

  /** The page, to play something: one that Playwright has seen die is lost to it, also when it has come back. */
  get page(): Player['page'] {
    return { evaluate: (play, base64) => this.inPage(`(${play.toString()})(${JSON.stringify(base64)})`) };
  }

  /** Whether the page shows this text. */
  async shows(text: string): Promise<boolean> {
    return await this.inPage<boolean>(`document.body.innerText.includes(${JSON.stringify(text)})`);
  }

  async past(id: string): Promise<PastCall | undefined> {
    const { calls } = await this.command<{ calls: PastCall[] }>('history', { limit: 20 });
    return calls.find(call => call.id === id);
  }

  /** What is in the newest recording that has anything in it. */
  recorded(): Buffer | undefined {
    const files = readdirSync(this.recordings).toSorted();
    return files.map(name => readFileSync(join(this.recordings, name))).findLast(({ length }) => length > 0);
  }

  // What strikes

  /** Ends the process of the page, as a crash does. */
  async killPage(): Promise<void> {
    await this.#inMain(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().includes('index.html'),
      );
      window?.webContents.forcefullyCrashRenderer();
    });
  }

  /** Ends the app with all its processes at once. */
  async kill(): Promise<void> {
    const child = this.app.electron.process();
    const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
    for (const pid of treeOf(child.pid ?? 0)) signal(pid, 'SIGKILL');
    await gone;
    this.#app = undefined;
    this.link.cut();
  }

  /** Stops all of its processes, as a lid that is closed does, and lets them go on after `ms`. */
  async sleep(ms: number): Promise<void> {
    await this.#inMain(({ powerMonitor }) => void powerMonitor.emit('suspend'));
    const pids = treeOf(this.app.electron.process().pid ?? 0);
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await wait(ms);
    for (const pid of pids.toReversed()) signal(pid, 'SIGCONT');
    await this.#inMain(({ powerMonitor }) => void powerMonitor.emit('resume'));
  }

  async #inMain<T, A = undefined>(errand: Errand<T, A>, given?: A, ms?: number): Promise<T> {
    return await inMain(this.app.electron, errand, given as A, ms);
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
    await this.link.stop();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A process and all that came of it, parents first. */
function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    const stat = statOf(Number(name));
    if (stat !== undefined) children.set(stat, [...(children.get(stat) ?? []), Number(name)]);
  }
  const below = (parent: number): number[] => [parent, ...(children.get(parent) ?? []).flatMap(below)];
  return below(pid);
}

/** The parent of a process. */
function statOf(pid: number): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined; // it has just ended
  }
}

/** The newest call that is not over. */
export const live = ({ calls }: PhoneState): CallView | undefined => calls.find(({ phase }) => phase !== 'ended');

/** Hears the beeps of `hz` in the call that is in front, within five in a hundred. */
export const hearing =
  (hz: number) =>
  (state: PhoneState): boolean => {
    const heard = state.calls.find(({ phase, held }) => phase === 'active' && !held)?.quality?.heardHz;
    return heard !== undefined && Math.abs(heard - hz) < hz * 0.05;
  };

export const online = ({ accounts }: PhoneState): boolean => accounts[0]?.connection.status === 'online';
