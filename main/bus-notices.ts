/** Notifications of Linux desktops (Desktop Notifications Specification 1.2), spoken by ourselves: Electron's have no buttons. */
import { MessageType, sessionBus, Variant, type Message, type MessageBus } from '@jellybrick/dbus-next';
import { describeError, type Log } from './log';
import { noticeActions, type Notice, type NoticeAct, type NoticeBoard } from './notices';
import { escapeMarkup } from './plain-text';
import { callBus } from './session-bus';
import { words } from './words';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const BUS = 'org.freedesktop.DBus';

/** §5.1 urgency levels. */
const urgencies: Record<Notice['kind'], number> = { incoming: 2, missed: 1, message: 1 };
/** Of the notification categories of §3 and its registry. */
const categories: Record<Notice['kind'], string> = {
  incoming: 'call.incoming',
  missed: 'call.unanswered',
  message: 'im.received',
};
/** Never: it goes when it is seen, or when the call is over. */
const EXPIRES = 0;

/** The text of a click on the body is `default` (§4, "Actions"). */
const wireActions = {
  open: 'default',
  answer: 'answer',
  decline: 'decline',
  message: 'message',
  'call-back': 'call-back',
} as const;
/** The action of a field to write in, where the daemon has the capability of that name (KDE and others). */
const WRITES = 'inline-reply';

export class BusNotices implements NoticeBoard {
  readonly #act: NoticeAct;
  readonly #log: Log;
  readonly #busAddress: string | undefined;
  #bus: MessageBus | undefined;
  /** The daemon's number of what is on the screen, by call. */
  readonly #ids = new Map<string, number>();
  /** What is under way for a call: the daemon gives the number of a notification only when it is shown. */
  readonly #work = new Map<string, Promise<void>>();
  #stopped = false;

  /** `act` is told what the person did; `busAddress` is another bus than the session's. */
  constructor(act: NoticeAct, log: Log, busAddress?: string) {
    this.#act = act;
    this.#log = log;
    this.#busAddress = busAddress;
  }

  show(notice: Notice): void {
    if (!this.#stopped) this.#then(notice.call, () => this.#notify(notice));
  }

  close(call: string): void {
    this.#then(call, () => this.#close(call));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const call of this.#work.keys()) this.close(call);
    await Promise.all(this.#work.values());
    this.#bus?.disconnect();
    this.#bus = undefined;
  }

  #then(call: string, step: () => Promise<void>): void {
    const done = (this.#work.get(call) ?? Promise.resolve())
      .then(step)
      .catch((error: unknown) => this.#log.info`no notification: ${describeError(error)}`);
    this.#work.set(call, done);
  }

  async #notify(notice: Notice): Promise<void> {
    const bus = this.#connected();
    // Asked each time: a desktop may change its daemon.
    const [capabilities] = await callBus(bus, NAME, PATH, NAME, 'GetCapabilities', '', []);
    const can = new Set(Array.isArray(capabilities) ? capabilities.map(String) : []);
    const writes = can.has(WRITES) ? notice.writes : undefined;
    const hints = {
      urgency: new Variant('y', urgencies[notice.kind]),
      category: new Variant('s', categories[notice.kind]),
      'desktop-entry': new Variant('s', 'im.tsuwa.Tsuwa'),
      // Tsuwa rings by itself.
      'suppress-sound': new Variant('b', true),
      resident: new Variant('b', notice.kind === 'incoming'),
      ...(writes && {
        'x-kde-reply-placeholder-text': new Variant('s', writes),
        'x-kde-reply-submit-button-text': new Variant('s', writes),
      }),
    };
    const buttons = notice.buttons
      .filter(({ action }) => !writes || action !== 'message')
      .flatMap(({ action, label }) => [wireActions[action], label])
      .concat(writes ? [WRITES, writes] : []);
    const [id] = await callBus(bus, NAME, PATH, NAME, 'Notify', 'susssasa{sv}i', [
      'Tsuwa',
      this.#ids.get(notice.call) ?? 0,
      'im.tsuwa.Tsuwa',
      notice.title,
      can.has('body-markup') ? escapeMarkup(notice.body) : notice.body,
      can.has('actions') ? [wireActions.open, words.tray.open, ...buttons] : [],
      hints,
      EXPIRES,
    ]);
    if (typeof id === 'number') this.#ids.set(notice.call, id);
  }

  async #close(call: string): Promise<void> {
    const id = this.#ids.get(call);
    this.#ids.delete(call);
    if (id !== undefined && this.#bus) await callBus(this.#bus, NAME, PATH, NAME, 'CloseNotification', 'u', [id]);
  }

  #connected(): MessageBus {
    if (this.#bus) return this.#bus;
    const bus = sessionBus(this.#busAddress === undefined ? {} : { busAddress: this.#busAddress });
    this.#bus = bus;
    // The library gives its bus errors to listeners it does not declare.
    const errors: NodeJS.EventEmitter = bus;
    errors.on('error', (error: unknown) => {
      this.#log.info`no notifications: the session bus is gone (${describeError(error)})`;
      if (this.#bus === bus) this.#bus = undefined;
      this.#ids.clear();
    });
    bus.on('message', message => this.#heard(message));
    // Only from who owns the name: anybody on the bus can send signals.
    const rule = `type='signal',sender='${NAME}',interface='${NAME}',path='${PATH}'`;
    callBus(bus, BUS, '/org/freedesktop/DBus', BUS, 'AddMatch', 's', [rule]).catch(
      (error: unknown) => this.#log.warn`clicks on notifications cannot be heard: ${describeError(error)}`,
    );
    return bus;
  }

  #heard({ type, interface: from, member, body }: Message): void {
    if (type !== MessageType.SIGNAL || from !== NAME) return;
    const [call] = [...this.#ids].find(([, id]) => id === body[0]) ?? [];
    if (call === undefined) return;
    if (member === 'NotificationClosed') this.#ids.delete(call);
    const action = noticeActions.find(name => wireActions[name] === body[1]);
    if (member === 'NotificationReplied' && typeof body[1] === 'string') this.#act(call, 'message', body[1]);
    if (member === 'ActionInvoked' && action) this.#act(call, action);
  }
}
