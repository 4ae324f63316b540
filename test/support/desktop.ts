/**
 * A desktop for tests: a session bus of its own with a tray on it. What it tells is what a person would see, and
 * `click` is what a person would do.
 */
import { Message, MessageType, sessionBus, Variant } from '@jellybrick/dbus-next';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const NOTIFICATIONS = 'org.freedesktop.Notifications';
const LAUNCHER = 'com.canonical.Unity.LauncherEntry';
/** Reasons of NotificationClosed (Desktop Notifications Specification §9). */
const DISMISSED = 2;
const CLOSED_BY_CALL = 3;

/** A row of the tray's menu; a separator has no label. */
export interface MenuRow {
  id: number;
  label: string;
  enabled: boolean;
  separator: boolean;
  /** The menu that opens beside it. */
  rows: MenuRow[];
}

/** A picture in the tray; two with the same `pixels` look the same. */
export interface TrayPicture {
  width: number;
  height: number;
  pixels: string;
}

/** A notification that was shown. */
export interface ShownNotification {
  id: number;
  title: string;
  body: string;
  /** Labels of its buttons by key, `default` being the click on it. */
  actions: Record<string, string>;
  hints: Record<string, unknown>;
  expires: number;
  /** It is not on the screen any more. */
  closed: boolean;
}

export interface Desktop {
  /** For the app: `DBUS_SESSION_BUS_ADDRESS`. */
  readonly busAddress: string;
  /** Everything that was shown so far. */
  readonly notifications: readonly ShownNotification[];
  /** Whether an app has an icon in the tray now. */
  hasItem(): boolean;
  tooltip(): Promise<string>;
  icon(): Promise<TrayPicture>;
  menu(): Promise<MenuRow[]>;
  /** The labels of the menu from top to bottom, without separators. */
  labels(): Promise<string[]>;
  /** The number on the icon of the app in the dock, if there is one. */
  badge(): number | undefined;
  /** Notifications that are on the screen, the oldest first. */
  showing(): readonly ShownNotification[];
  /** Presses the button of this label on the newest notification. Throws if it has none. */
  press(label: string): void;
  /** Clicks the newest notification itself; with `close` it is put away instead. */
  clickNotification(how?: 'open' | 'close'): void;
  /** Writes into the newest notification, as where the daemon has `inline-reply`. */
  reply(text: string): void;
  /** Clicks the row with this label, in whichever menu. Throws if there is none, or it cannot be clicked. */
  click(label: string): Promise<void>;
  /** A click on the icon itself. */
  activate(): Promise<void>;
  /** Takes the tray away, as when a panel crashes, and puts it back. */
  setTray(present: boolean): Promise<void>;
  /** Waits until `look` brings something else than undefined, false or an error. */
  until<T>(look: () => T | Promise<T>, what: string, timeoutMs?: number): Promise<T>;
  stop(): Promise<void>;
}

/** A session bus by itself takes only the person who started it. */
const OPEN = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`;

/**
 * Starts a bus and, unless told not to, a tray. Needs `dbus-daemon`. `capabilities` are those of its notifications
 * (Desktop Notifications Specification §9), null where there are no notifications. `open`: to every user of the machine.
 */
export async function startDesktop({
  tray = true,
  capabilities = ['body', 'body-markup', 'actions', 'persistence'],
  open = false,
}: {
  tray?: boolean;
  capabilities?: readonly string[] | null;
  open?: boolean;
} = {}): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'));
  const config = join(folder, 'bus.conf');
  if (open) writeFileSync(config, OPEN);
  const kind = open ? `--config-file=${config}` : '--session';
  const daemon = spawn('dbus-daemon', [kind, '--print-address', '--nofork', '--nopidfile'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // A test that fails before it stops the desktop must not leave a bus behind.
  process.once('exit', () => daemon.kill());
  const busAddress = await firstLine(daemon);
  rmSync(folder, { recursive: true, force: true });
  const bus = sessionBus({ busAddress });
  // Errors after the bus has gone are those of `stop`.
  const emitter: NodeJS.EventEmitter = bus;
  emitter.on('error', () => undefined);

  const items: string[] = [];
  const notifications: ShownNotification[] = [];
  let lastId = 0;
  let badge: number | undefined;
  const properties: Readonly<Record<string, () => Variant>> = {
    RegisteredStatusNotifierItems: () => new Variant('as', items),
    IsStatusNotifierHostRegistered: () => new Variant('b', true),
    ProtocolVersion: () => new Variant('i', 0),
  };
  const answer = (message: Message, signature = '', body: unknown[] = []) =>
    bus.send(Message.newMethodReturn(message, signature, body));

  const watcher: Readonly<Record<string, (message: Message) => void>> = {
    Get: message => answer(message, 'v', [properties[String(message.body[1])]?.()]),
    GetAll: message =>
      answer(message, 'a{sv}', [Object.fromEntries(Object.entries(properties).map(([name, get]) => [name, get()]))]),
    RegisterStatusNotifierHost: message => answer(message),
    RegisterStatusNotifierItem: message => {
      const [name = ''] = message.body.map(String);
      items.push(name.startsWith('/') ? message.sender + name : name);
      answer(message);
      bus.send(
        Message.newSignal('/StatusNotifierWatcher', WATCHER, 'StatusNotifierItemRegistered', 's', [items.at(-1)]),
      );
    },
  };
  const daemonOfNotifications: Readonly<Record<string, (message: Message) => void>> = {
    GetCapabilities: message => answer(message, 'as', [capabilities]),
    GetServerInformation: message => answer(message, 'ssss', ['test', 'test', '1', '1.2']),
    CloseNotification: message => {
      answer(message);
      close(Number(message.body[0]), CLOSED_BY_CALL);
    },
    Notify: message => {
      const [, replaces, , title, body, actions, hints, expires]: unknown[] = message.body;
      const id = Number(replaces) || (lastId += 1);
      const words = Array.isArray(actions) ? actions.map(String) : [];
      const shown: ShownNotification = {
        id,
        title: String(title),
        body: String(body),
        actions: Object.fromEntries(words.flatMap((key, at) => (at % 2 === 0 ? [[key, words[at + 1] ?? '']] : []))),
        hints: plain(hints) as Record<string, unknown>,
        expires: Number(expires),
        closed: false,
      };
      const at = notifications.findIndex(other => other.id === id && !other.closed);
      if (at >= 0) notifications[at] = shown;
      else notifications.push(shown);
      answer(message, 'u', [id]);
    },
  };
  const signal = (member: string, signature: string, body: unknown[]) =>
    bus.send(Message.newSignal('/org/freedesktop/Notifications', NOTIFICATIONS, member, signature, body));
  function close(id: number, why: number): void {
    const at = notifications.findIndex(shown => shown.id === id && !shown.closed);
    const shown = notifications[at];
    if (!shown) return;
    notifications[at] = { ...shown, closed: true };
    signal('NotificationClosed', 'uu', [id, why]);
  }
  /** As a person does: a notification goes with its first click, unless it is resident. */
  function invoke(shown: ShownNotification, key: string): void {
    signal('ActionInvoked', 'us', [shown.id, key]);
    if (shown.hints['resident'] !== true) close(shown.id, DISMISSED);
  }
  bus.addMethodHandler((message: Message) => {
    const methods =
      message.path === '/StatusNotifierWatcher'
        ? watcher
        : message.path === '/org/freedesktop/Notifications'
          ? daemonOfNotifications
          : undefined;
    const method = methods?.[message.member];
    method?.(message);
    return method !== undefined;
  });
  bus.on('message', message => {
    if (message.type !== MessageType.SIGNAL || message.member !== 'NameOwnerChanged' || message.body[2] !== '') return;
    const gone = items.findIndex(item => placeOf(item).name === message.body[0]);
    if (gone >= 0) items.splice(gone, 1);
  });

  bus.on('message', message => {
    if (message.type !== MessageType.SIGNAL || message.interface !== LAUNCHER || message.member !== 'Update') return;
    if (message.body[0] !== 'application://im.tsuwa.Tsuwa.desktop') return;
    const told = new Map(Object.entries(plain(message.body[1]) as Record<string, unknown>));
    badge = told.get('count-visible') === true ? Number(told.get('count')) : undefined;
  });

  const call = async (
    destination: string,
    path: string,
    iface: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ) => (await bus.call(new Message({ destination, path, interface: iface, member, signature, body })))?.body ?? [];
  await call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [
    "type='signal',member='NameOwnerChanged'",
  ]);
  await call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [
    `type='signal',interface='${LAUNCHER}'`,
  ]);

  /** The newest item that is still there: an app may take one icon away and put up another on the same connection. */
  const item = async (): Promise<{ name: string; path: string }> => {
    for (const place of items.map(placeOf).toReversed()) {
      const alive = await call(place.name, place.path, PROPERTIES, 'Get', 'ss', [ITEM, 'Menu']).then(
        () => true,
        () => false,
      );
      if (alive) return place;
    }
    throw new Error('there is nothing in the tray');
  };
  const property = async (name: string): Promise<unknown> => {
    const { name: owner, path } = await item();
    return plain((await call(owner, path, PROPERTIES, 'Get', 'ss', [ITEM, name]))[0]);
  };
  const menuCall = async (member: string, signature: string, body: unknown[]) =>
    call((await item()).name, String(await property('Menu')), MENU, member, signature, body);

  async function menu(): Promise<MenuRow[]> {
    const layout = plain((await menuCall('GetLayout', 'iias', [0, -1, []]))[1]);
    const rows: unknown = Array.isArray(layout) ? layout[2] : undefined;
    return Array.isArray(rows) ? rows.map(rowOf) : [];
  }

  const desktop: Desktop = {
    busAddress,
    notifications,
    menu,
    hasItem: () => items.length > 0,
    badge: () => badge,
    async tooltip() {
      const tip = await property('ToolTip');
      return Array.isArray(tip) ? String(tip[2]) : '';
    },
    async icon() {
      const pictures = await property('IconPixmap');
      const first: unknown = Array.isArray(pictures) ? pictures[0] : undefined;
      if (!Array.isArray(first)) throw new Error('the item has no picture');
      const bytes: unknown = first[2];
      const pixels = createHash('sha256')
        .update(bytes instanceof Uint8Array ? bytes : JSON.stringify(bytes))
        .digest('hex');
      return { width: Number(first[0]), height: Number(first[1]), pixels };
    },
    labels: async () => (await menu()).filter(row => !row.separator).map(row => row.label),
    showing: () => notifications.filter(({ closed }) => !closed),
    press(label) {
      const shown = desktop.showing().at(-1);
      const [key] = Object.entries(shown?.actions ?? {}).find(([, name]) => name === label) ?? [];
      if (!shown || key === undefined) throw new Error(`no “${label}” on ${JSON.stringify(shown)}`);
      invoke(shown, key);
    },
    clickNotification(how = 'open') {
      const shown = desktop.showing().at(-1);
      if (!shown) throw new Error('no notification is on the screen');
      if (how === 'close') close(shown.id, DISMISSED);
      else invoke(shown, 'default');
    },
    reply(text) {
      const shown = desktop.showing().at(-1);
      if (shown?.actions['inline-reply'] === undefined) throw new Error('there is nothing to write into');
      signal('NotificationReplied', 'us', [shown.id, text]);
    },
    async click(label) {
      const rows = (await menu()).flatMap(row => [row, ...row.rows]);
      const row = rows.find(candidate => candidate.label === label);
      if (!row) throw new Error(`no “${label}” in the menu: ${rows.map(({ label: other }) => other).join(', ')}`);
      if (!row.enabled) throw new Error(`“${label}” cannot be clicked`);
      await menuCall('Event', 'isvu', [row.id, 'clicked', new Variant('i', 0), 0]);
    },
    async activate() {
      const { name, path } = await item();
      await call(name, path, ITEM, 'Activate', 'ii', [0, 0]);
    },
    async setTray(present) {
      if (present) await bus.requestName(WATCHER, 0);
      else {
        await bus.releaseName(WATCHER);
        items.splice(0);
      }
    },
    async until(look, what, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const found = await Promise.resolve()
          .then(look)
          .catch(() => undefined);
        if (found !== undefined && found !== false) return found;
        if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
    async stop() {
      bus.disconnect();
      daemon.kill();
      if (daemon.exitCode === null && daemon.signalCode === null)
        await new Promise(resolve => daemon.once('exit', resolve));
    },
  };
  if (capabilities) await bus.requestName(NOTIFICATIONS, 0);
  await desktop.setTray(tray);
  return desktop;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the bus has no output');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('the bus did not start; is dbus-daemon installed?');
}

/** `:1.2/StatusNotifierItem` or a name alone. */
function placeOf(item: string): { name: string; path: string } {
  const slash = item.indexOf('/');
  return slash < 0
    ? { name: item, path: '/StatusNotifierItem' }
    : { name: item.slice(0, slash), path: item.slice(slash) };
}

/** A value without the wrappers that carry its type. */
function plain(value: unknown): unknown {
  if (value instanceof Variant) return plain(value.value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function rowOf(row: unknown): MenuRow {
  const parts: readonly unknown[] = Array.isArray(row) ? row : [];
  const [id, properties, under] = parts;
  const of = new Map(Object.entries(typeof properties === 'object' && properties !== null ? properties : {}));
  return {
    id: Number(id),
    // A single underscore marks a shortcut, two are one.
    label: String(of.get('label') ?? '').replace(/_(_?)/g, '$1'),
    enabled: of.get('enabled') !== false,
    separator: of.get('type') === 'separator',
    rows: Array.isArray(under) ? under.map(rowOf) : [],
  };
}
