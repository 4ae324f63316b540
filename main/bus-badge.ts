/** The number of missed calls on the app's icon in Linux docks (Unity's launcher API, which KDE, GNOME's docks and others follow). */
import { Message, sessionBus, Variant, type MessageBus } from '@jellybrick/dbus-next';
import { describeError, type Log } from './log';

const ENTRY = 'com.canonical.Unity.LauncherEntry';
/** One object for each app: docks only look at the address of the app. */
const PATH = '/com/canonical/unity/launcherentry/1';
const APP = 'application://im.tsuwa.Tsuwa.desktop';

export class BusBadge {
  readonly #log: Log;
  readonly #busAddress: string | undefined;
  #bus: MessageBus | undefined;
  #shown = 0;

  /** `busAddress` is another bus than the session's. */
  constructor(log: Log, busAddress?: string) {
    this.#log = log;
    this.#busAddress = busAddress;
  }

  /** Shows `count`; zero takes it away. Where there is no bus, or no dock that listens, nothing happens. */
  show(count: number): void {
    if (count === this.#shown) return;
    this.#shown = count;
    try {
      // A signal to whoever listens: nobody answers.
      const properties = { count: new Variant('x', BigInt(count)), 'count-visible': new Variant('b', count > 0) };
      this.#connected().send(Message.newSignal(PATH, ENTRY, 'Update', 'sa{sv}', [APP, properties]));
    } catch (error) {
      this.#log.info`no badge: no session bus (${describeError(error)})`;
    }
  }

  /** Takes it away; nothing is to be shown after it. */
  stop(): void {
    this.show(0);
    this.#bus?.disconnect();
    this.#bus = undefined;
  }

  #connected(): MessageBus {
    if (this.#bus) return this.#bus;
    const bus = sessionBus(this.#busAddress === undefined ? {} : { busAddress: this.#busAddress });
    this.#bus = bus;
    // The library gives its bus errors to listeners it does not declare.
    const errors: NodeJS.EventEmitter = bus;
    errors.on('error', (error: unknown) => {
      this.#log.info`no badge: the session bus is gone (${describeError(error)})`;
      if (this.#bus === bus) this.#bus = undefined;
    });
    return bus;
  }
}
