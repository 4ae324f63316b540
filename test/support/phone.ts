/** A whole main process without a window: the softphone that ships, on a real server, with a page that has no media. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { overallConnection } from '../../shared/accounts';
import type { CallView } from '../../shared/call';
import type { Part } from '../../main/log';
import type { Secret } from '../../main/secrets';
import { defaultSettings, type Settings } from '../../main/settings';
import { History } from '../../main/history/history';
import { Softphone } from '../../main/softphone';
import { HastyClock } from './hasty-clock';
import { Page } from './page';
import type { Server } from './server';
import { logTo } from './log';

export interface PhoneOptions {
  server: Server;
  user: string;
  /** Another way to the server, such as through a proxy that can be cut. */
  port?: number;
  resourceTag?: string;
  /** How far its clock is ahead of that of the server, in milliseconds: as if it had signed in that much later. */
  ahead?: number;
  /** Of the file with its history; it remembers nothing without one. */
  historyPath?: string;
}

/** More than any test looks at, and no burden to one that runs for long. */
const LOG_LINES = 1_000;

/** One phone of a test. */
export interface TestPhone {
  readonly softphone: Softphone;
  readonly page: Page;
  readonly address: string;
  /** What its safe storage holds, by account. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Lines of its log. */
  readonly log: readonly string[];
  call(peer: string, id?: string): Promise<string>;
  /** The newest call. @throws if there is none */
  readonly newest: CallView;
  /** Waits until `look` is neither undefined nor false. @throws with what was waited for */
  until<T>(what: string, look: (phone: TestPhone) => T | undefined | false, seconds?: number): Promise<T>;
  online(): Promise<void>;
  rings(): Promise<CallView>;
  /** What its calls wait for takes that much less time from now on. */
  hurry(haste: number): void;
  /** So many milliseconds have passed for its calls, in which nothing happened. */
  skip(ms: number): void;
  stop(): Promise<void>;
}

export async function startPhone({
  server,
  user,
  port,
  resourceTag,
  ahead = 0,
  historyPath = ':memory:',
}: PhoneOptions): Promise<TestPhone> {
  const log: string[] = [];
  const logger = (part: Part) =>
    logTo(text => {
      log.push(`${part}: ${text}`);
      // One for one: a log that is cut now and then would be noise where memory is measured.
      if (log.length > LOG_LINES) log.shift();
    });
  const clock = new HastyClock(ahead);
  let settings: Settings = defaultSettings();
  const kept = new Map<string, Secret>();
  const page = new Page();
  const history = new History({
    path: historyPath,
    log: logger('history'),
    newId: randomUUID,
    now: () => Date.now() + ahead,
  });
  const softphone = new Softphone(
    {
      settings: {
        get current() {
          return settings;
        },
        change: part => (settings = { ...settings, ...part }),
      },
      secrets: {
        canKeep: () => true,
        read: address => Promise.resolve(kept.get(address)),
        keep: secret => {
          kept.set(secret.address, secret);
          return Promise.resolve('session');
        },
        forget: address => {
          kept.delete(address);
          return Promise.resolve();
        },
      },
      clock,
      history,
      newId: randomUUID,
      emit: page.take,
      chooseCaFile: () => Promise.resolve(undefined),
      openPage: () => Promise.resolve(),
      tryNotification: () => true,
      saveReport: () => Promise.resolve(undefined),
      recordings: { folder: tmpdir, choose: () => Promise.resolve(false), show: () => undefined },
      log: logger,
    },
    { version: '0.0.0', resourceTag },
  );
  page.attach(softphone.handlers);
  const address = server.address(user);
  const phone: TestPhone = {
    softphone,
    page,
    address,
    secrets: kept,
    log,
    call: async (peer, id = randomUUID()) => {
      await page.place(id, peer);
      return id;
    },
    get newest() {
      const [call] = softphone.state.calls;
      if (!call) throw new Error(`${user} has no call`);
      return call;
    },
    until: async (what, look, seconds = 15) => {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const found = look(phone);
        if (found !== undefined && found !== false) return found;
        if (Date.now() > deadline) {
          throw new Error(`${user} never: ${what}; ${JSON.stringify(softphone.state)}\n${log.slice(-30).join('\n')}`);
        }
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
    online: async () => {
      await phone.until('online', () => overallConnection(softphone.state.accounts).status === 'online');
    },
    rings: () => phone.until('rings', () => softphone.state.calls.find(({ phase }) => phase === 'ringing')),
    hurry: haste => clock.hurry(haste),
    skip: ms => clock.skip(ms),
    stop: async () => {
      await softphone.stop();
      history.close();
    },
  };
  await softphone.signIn({
    address,
    password: server.password(user),
    remember: false,
    host: server.host,
    port: port ?? server.port,
    ca: server.ca,
  });
  return phone;
}

/** Waits until the newest call of `phone` is in `phase`. */
export const inPhase = (phone: TestPhone, phase: CallView['phase']): Promise<CallView> =>
  phone.until(phase, ({ softphone }) => softphone.state.calls[0]?.phase === phase && softphone.state.calls[0]);
