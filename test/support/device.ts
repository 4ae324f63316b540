/** An account as a test holds it: signed in, everything it was told written down, and awaited in words. */
import type { ConnectionState, Gateway } from '../../shared/ipc';
import type { SubscriptionRequest } from '../../shared/contact';
import type { IceServer } from '../../shared/media';
import type { IncomingMessage } from '../../main/core/ports';
import type { StanzaError } from '../../main/core/protocol/rfc6120';
import type { Jingle } from '../../main/core/protocol/xep0166';
import {
  Account,
  type AccountConfig,
  type Blocks,
  type RosterContact,
  type SavedLogin,
  type Strength,
  type WireRecord,
} from '../../main/xmpp/account';
import { logTo } from './log';

export interface Device {
  account: Account;
  states: ConnectionState[];
  contacts: () => RosterContact[];
  /** Who asks to see this account's presence. */
  subscribers: () => SubscriptionRequest[];
  blocks: () => Blocks | undefined;
  iceServers: IceServer[][];
  gateways: Gateway[][];
  /** What went over the wire for calls. */
  records: WireRecord[];
  saved: SavedLogin[];
  /** What it has been told to keep of how it was signed in. */
  strengths: Strength[];
  messages: IncomingMessage[];
  requests: { from: string; jingle: Jingle }[];
  streams: string[];
  log: string[];
  /** What Jingle requests are answered with; `acknowledge` unless set. */
  reply: 'acknowledge' | StanzaError;
  /** Run when the answer is on its way. */
  carry: (jingle: Jingle) => void;
  state(): ConnectionState | undefined;
  self(): string;
  stop(): Promise<void>;
}

const running = new Set<Device>();

/** An account that is not started yet. */
export function newDevice(config: Omit<AccountConfig, 'log'>): Device {
  let contacts: RosterContact[] = [];
  let subscribers: SubscriptionRequest[] = [];
  let blocks: Blocks | undefined;
  const log: string[] = [];
  const account = new Account(
    { ...config, log: logTo((text, level) => void log.push(`${level} ${text}`)) },
    {
      connection: state => device.states.push(state),
      contacts: list => (contacts = list),
      requests: list => (subscribers = list),
      blocks: told => (blocks = told),
      iceServers: list => device.iceServers.push(list),
      gateways: list => device.gateways.push(list),
      stanza: record => device.records.push(record),
      saved: login => {
        device.saved.push(login);
      },
      strongest: strength => device.strengths.push(strength),
    },
  );
  const device: Device = {
    account,
    states: [],
    contacts: () => contacts,
    subscribers: () => subscribers,
    blocks: () => blocks,
    iceServers: [],
    gateways: [],
    records: [],
    saved: [],
    strengths: [],
    messages: [],
    requests: [],
    streams: [],
    log,
    reply: 'acknowledge',
    carry: () => undefined,
    state: () => device.states.at(-1),
    self: () => account.wire.self() ?? '',
    stop: async () => {
      running.delete(device);
      await account.stop();
    },
  };
  account.deliverTo({
    requested: (from, jingle) => {
      device.requests.push({ from, jingle });
      return { reply: device.reply, carry: () => device.carry(jingle) };
    },
    messaged: message => device.messages.push(message),
    stream: event => device.streams.push(event),
  });
  running.add(device);
  return device;
}

/** The same, online. */
export async function signIn(config: Omit<AccountConfig, 'log'>): Promise<Device> {
  const device = newDevice(config);
  device.account.start();
  await until('online', () => device.states.some(({ status }) => status === 'online'));
  return device;
}

/** Stops every device that a test left running. */
export async function stopDevices(): Promise<void> {
  await Promise.all([...running].map(async device => device.stop()));
}

/** Waits until `holds` gives something; what it gives. */
export async function until<T>(what: string, holds: () => T | undefined | false, limit = 20_000): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const value = holds();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`in vain waited for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
