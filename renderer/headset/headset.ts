/** The headset whose buttons answer and hang up: found, opened, listened to, and told what goes on. */
import type { CallView } from '../../shared/call';
import { actOf, lampsFor, type Act } from './buttons';
import { isHeadset, layoutOf, read, reportsFor, TELEPHONY, type Field, type Button, type Layout } from './descriptor';
import type { Hid, HidDevice, HidInputReport } from './hid';

/** The headset as the settings show it. */
export type HeadsetState =
  { status: 'none' } | { status: 'connected'; name: string } | { status: 'failed'; name: string };

export interface HeadsetPorts {
  /** `undefined` where the browser has no WebHID. */
  hid: Hid | undefined;
  act(act: Act): void;
  changed(state: HeadsetState): void;
  /** For the log; without names of devices. */
  log(line: string): void;
}

interface Open {
  readonly device: HidDevice;
  readonly layout: Layout;
  /** What each button with a state said last. */
  readonly states: Map<Field<Button>, boolean>;
  /** What each report lights now. */
  readonly sent: Map<number, string>;
  readonly listener: (report: HidInputReport) => void;
}

/** One headset at a time: the first that the person has allowed and that is plugged in. */
export class Headset {
  readonly #ports: HeadsetPorts;
  #open: Open | undefined;
  #calls: readonly CallView[] = [];
  #turns: Promise<void> = Promise.resolve();

  constructor(ports: HeadsetPorts) {
    this.#ports = ports;
    ports.hid?.addEventListener('connect', ({ device }) => this.#later(() => this.#take([device])));
    ports.hid?.addEventListener('disconnect', ({ device }) => this.#gone(device));
  }

  /** Takes a headset that the person has allowed before. */
  start(): void {
    this.#later(async () => this.#take((await this.#ports.hid?.getDevices()) ?? []));
  }

  /** Asks the person for one; whether there is one now. Needs a click. Throws what the browser throws. */
  async choose(): Promise<boolean> {
    const devices = (await this.#ports.hid?.requestDevice({ filters: [{ usagePage: TELEPHONY }] })) ?? [];
    this.#later(() => this.#take(devices));
    await this.#turns;
    return this.#open !== undefined;
  }

  /** Gives it back, for good. */
  async forget(): Promise<void> {
    const device = this.#open?.device;
    this.#later(async () => {
      await this.#close();
      await device?.forget();
    });
    await this.#turns;
  }

  /** Lights what fits the calls. */
  follow(calls: readonly CallView[]): void {
    this.#calls = calls;
    if (this.#open) this.#later(() => this.#light());
  }

  async #take(devices: readonly HidDevice[]): Promise<void> {
    const device = devices.find(isHeadset);
    if (!device || this.#open) return;
    try {
      if (!device.opened) await device.open();
    } catch (error) {
      this.#ports.log(`A headset could not be opened: ${nameOf(error)}`);
      return this.#ports.changed({ status: 'failed', name: device.productName });
    }
    const listener = (report: HidInputReport) => this.#hear(report);
    device.addEventListener('inputreport', listener);
    this.#open = {
      ...{ device, layout: layoutOf(device.collections), listener },
      ...{ states: new Map<Field<Button>, boolean>(), sent: new Map<number, string>() },
    };
    this.#ports.changed({ status: 'connected', name: device.productName });
    await this.#light();
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    await this.#send(open, new Map([...open.layout.outputs].map(([id, bytes]) => [id, new Uint8Array(bytes)])));
    this.#gone(open.device);
    await open.device.close();
  }

  #gone(device: HidDevice): void {
    if (this.#open?.device !== device) return;
    device.removeEventListener('inputreport', this.#open.listener);
    this.#open = undefined;
    this.#ports.changed({ status: 'none' });
  }

  #hear({ reportId, data }: HidInputReport): void {
    if (!this.#open) return;
    const { layout, states } = this.#open;
    for (const [field, on] of read(layout.buttons, reportId, data)) {
      const before = states.get(field) ?? false;
      states.set(field, on);
      const told = field.absolute
        ? on !== before && ({ button: field.name, on } as const)
        : on && !before && ({ button: field.name, pressed: true } as const);
      const act = told && actOf(told, this.#calls);
      if (act) this.#ports.act(act);
    }
    // One that took itself off the hook where there is no call is put back.
    this.#later(() => this.#light());
  }

  async #light(): Promise<void> {
    if (this.#open) await this.#send(this.#open, reportsFor(this.#open.layout, lampsFor(this.#calls)));
  }

  async #send({ device, sent }: Open, reports: ReadonlyMap<number, Uint8Array<ArrayBuffer>>): Promise<void> {
    for (const [id, report] of reports) {
      const text = report.join();
      if (sent.get(id) === text) continue;
      sent.set(id, text);
      await device.sendReport(id, report);
    }
  }

  /** One after the other: a headset takes one report at a time. */
  #later(action: () => Promise<void>): void {
    this.#turns = this.#turns.then(action).catch((error: unknown) => {
      this.#ports.log(`A headset did not do as it was told: ${nameOf(error)}`);
    });
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
