/** Dino, the real one, signed in and used as a person would: through what it offers on D-Bus and to screen readers. */
import { Variant } from '@jellybrick/dbus-next';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { supervise, type Supervised } from '../../../scripts/servers/supervised.mjs';
import type { Prosody } from '../../support/prosody';
import { act, findAll, type Meant } from './accessible';
import { startBus, type Bus } from './bus';
import { addAccount, callsIn, hasTables, type DinoCall } from './dino-data';
import type { Listen } from './ear';
import { startHeadset } from './headset';
import { trusting } from './trust';
import { until } from './until';

const application = { owner: 'im.dino.Dino', path: '/im/dino/Dino' };

const callWindow: Meant = ({ name }) => name === 'DinoUiCallWindow';

const startCall: Meant = ({ description }) => description === 'Start call';

/** Without words of their own, in this order. */
const callButtons = ['microphone', 'camera', 'hang up'] as const;

export interface DinoOptions {
  server: Prosody;
  user: string;
  /** What its microphone hears, in Hz. */
  tone: number;
  /** Takes all it sends, gets and thinks; what was there is lost. */
  log: string;
  /** `all`: as fast as it is, at the price that `onOneProcessor` tells of. */
  processors?: 'one' | 'all';
}

/** One running Dino. */
export interface Dino {
  readonly address: string;
  /** At its speaker. */
  readonly listen: Listen;
  /** Calls this address; when, in milliseconds since 1970. @throws if it never does */
  call(address: string): Promise<number>;
  /** Waits until it rings; since when, in milliseconds since 1970. */
  rings(): Promise<number>;
  answer(): Promise<void>;
  decline(): Promise<void>;
  /** Closes the window of the call: hangs up, or cancels. */
  hangUp(): Promise<void>;
  /** Switches its microphone off, or on again. */
  toggleMute(): Promise<void>;
  /** Waits until the call is off its screen; what it then tells of it, such as `missed`. */
  over(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts Dino and signs it in. The caller stops it. @throws with its log if it does not come online */
export async function startDino({ server, user, tone, log, processors = 'one' }: DinoOptions): Promise<Dino> {
  const folder = mkdtempSync(join(tmpdir(), 'dino-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Dino> {
    const headset = await startHeadset(tone);
    ends.push(() => headset.stop());
    const bus = await startBus(folder);
    ends.push(() => bus.stop());
    const address = server.address(user);
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, '');
    const database = join(folder, 'home', '.local', 'share', 'dino', 'dino.db');
    const env = environment(folder, server, { ...headset.env, ...bus.env });

    const plain = ['dino-im', '--print-xmpp=all'];
    const run = async (): Promise<Supervised> => {
      const [command, ...args] = trusting(server.caFile, processors === 'one' ? onOneProcessor(plain) : plain);
      const dino = supervise({ command, args, log, env, asSelf: true });
      ends.push(() => quit(bus, dino));
      await until('Dino is on its bus', () => !dino.running() || bus.has(application.owner));
      if (!dino.running()) throw new Error(`Dino ended at once: ${readFileSync(log, 'utf8').slice(-2000)}`);
      return dino;
    };
    // The first start only makes Dino's tables.
    const first = await run();
    await until('Dino has its tables', () => existsSync(database) && hasTables(database));
    await quit(bus, first);
    addAccount(database, address, server.password(user));
    await run();
    const dino = controls(bus, database);
    await until('Dino is online', () => readFileSync(log, 'utf8').includes('}:presence')).catch((error: unknown) => {
      throw new Error(`Dino is not online: ${readFileSync(log, 'utf8').slice(-2000)}`, { cause: error });
    });
    return {
      address,
      listen: seconds => headset.record(seconds),
      ...dino,
      stop,
    };
  }
}

/**
 * Dino 0.4.2 changes its pipeline while that changes its own state on other threads: on several processors, one call in
 * twenty begins with a microphone that never starts, and Dino sends nothing in it. On one, none in fifty did.
 */
function onOneProcessor(command: readonly string[]): string[] {
  const [, first = '0'] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ['taskset', '--cpu-list', first, ...command];
}

/** Of a Dino that has a desktop, a sound server and a name service of its own. */
function environment(folder: string, server: Prosody, others: Readonly<Record<string, string>>) {
  const [home, runtime] = [join(folder, 'home'), join(folder, 'runtime')];
  mkdirSync(home);
  mkdirSync(runtime, { mode: 0o700 });
  // Dino can be told no host and no port: it asks for the SRV record, and is answered from this file.
  const records = join(folder, 'records');
  writeFileSync(
    records,
    `SRV _xmpp-client._tcp.${server.domain} localhost ${server.port}\nA ${server.domain} 127.0.0.1\nA localhost 127.0.0.1\n`,
  );
  return {
    ...others,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    LANGUAGE: 'en',
    G_MESSAGES_DEBUG: 'all',
    GTK_A11Y: 'atspi',
    GDK_BACKEND: 'x11',
    GSK_RENDERER: 'cairo',
    GSETTINGS_BACKEND: 'memory',
    LD_PRELOAD: 'libresolv_wrapper.so',
    RESOLV_WRAPPER_HOSTS: records,
    // The same again, and worse, where the microphone delivers at once.
    PULSE_LATENCY_MSEC: '400',
  };
}

async function quit(bus: Bus, dino: Supervised): Promise<void> {
  if (!dino.running()) return;
  // It signs out first. An error means that it is gone, or so stuck that only the signal helps.
  await bus.call(application, 'org.gtk.Actions', 'Activate', 'sava{sv}', ['quit', [], {}]).catch(() => undefined);
  await until('Dino has quit', () => !dino.running(), 5).catch(() => undefined);
  await dino.end('SIGTERM');
}

type Controls = Omit<Dino, 'address' | 'listen' | 'stop'>;

function controls(bus: Bus, database: string): Controls {
  /** The last call that was rung for or placed. */
  let last = callsIn(database)[0]?.id ?? 0;
  const current = () => callsIn(database).find(({ id }) => id === last);
  const next = (direction: DinoCall['direction']) =>
    callsIn(database).find(call => call.id > last && call.direction === direction);
  const reply = async (action: 'accept-call' | 'reject-call') => {
    const call = current();
    if (call === undefined) throw new Error('Dino has no call to answer');
    const target = new Variant('(ii)', [call.conversation, call.id]);
    await bus.call(application, 'org.gtk.Actions', 'Activate', 'sava{sv}', [action, [target], {}]);
  };
  const press = async (button: (typeof callButtons)[number]) => {
    await until(`“${button}” is pressed`, async () => {
      const [window] = await findAll(bus, callWindow);
      const buttons = window && (await findAll(bus, ({ name }) => name === 'GtkButton', window));
      const meant = buttons?.[callButtons.indexOf(button)];
      return meant && act(bus, meant, 'Click');
    });
  };
  return {
    call: async address => {
      await bus.call(application, 'org.gtk.Application', 'Open', 'assa{sv}', [[`xmpp:${address}?message`], '', {}]);
      // Until Dino knows what the other can do, the button is there and does nothing.
      return until('Dino calls', async () => {
        let at = Date.now();
        for (const button of await findAll(bus, startCall)) {
          at = Date.now();
          await act(bus, button, 'call.audio');
        }
        last = (await until('the call is there', () => next('outgoing'), 2)).id;
        return at;
      });
    },
    rings: async () => {
      last = (await until('Dino rings', () => next('incoming'))).id;
      return Date.now();
    },
    answer: () => reply('accept-call'),
    decline: () => reply('reject-call'),
    hangUp: () => press('hang up'),
    toggleMute: () => press('microphone'),
    over: async () => {
      await until('the call is off the screen', async () => (await findAll(bus, callWindow)).length === 0);
      return current()?.state ?? 'unknown';
    },
  };
}
