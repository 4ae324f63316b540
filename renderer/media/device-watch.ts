/** Follows which sound devices are plugged in. */
import { devicesIn, sameDevices, type DeviceInfo, type DeviceList } from './devices';
import type { After } from './web';

/** Linux tells of sound cards only: a headset that comes over Bluetooth or the network has to be looked for. */
const LOOK_EVERY_MS = 1_000;
/**
 * Chromium keeps the stream to an output for five seconds after its last use, and takes it again for the next sound: one
 * that the sound server has moved elsewhere because the device was pulled out would stay elsewhere.
 */
const FORGOTTEN_AFTER_MS = 6_000;

/** The part of `navigator.mediaDevices` that is used. */
export interface DeviceSource {
  enumerateDevices(): Promise<readonly DeviceInfo[]>;
  addEventListener(type: 'devicechange', listener: () => void): void;
}

export interface DeviceWatchPorts {
  devices: DeviceSource;
  after: After;
  /** The devices are others than before. */
  changed(list: DeviceList): void;
  log(line: string): void;
}

/** Tells of every change that the system tells of; of every other within a second or two, while somebody looks. */
export class DeviceWatch {
  readonly #ports: DeviceWatchPorts;
  #list: DeviceList = { inputs: [], outputs: [] };
  /** Outputs that were pulled out a moment ago. */
  readonly #gone = new Set<string>();
  #watchers = 0;
  #next: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(ports: DeviceWatchPorts) {
    this.#ports = ports;
    ports.devices.addEventListener('devicechange', () => void this.look());
  }

  get list(): DeviceList {
    return this.#list;
  }

  /** Looks again and again until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#lookOn();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#next();
    };
  }

  /** Looks now; resolves once the list is that of this moment. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#take());
    return this.#looking;
  }

  #lookOn(): void {
    this.#next = this.#ports.after(LOOK_EVERY_MS, () => this.#lookOn());
    void this.look();
  }

  async #take(): Promise<void> {
    try {
      const list = this.#withoutGone(devicesIn(await this.#ports.devices.enumerateDevices()));
      if (sameDevices(list, this.#list)) return;
      this.#list = list;
      this.#ports.changed(list);
    } catch (error) {
      this.#ports.log(
        `The sound devices could not be listed: ${error instanceof Error ? error.name : 'unknown error'}`,
      );
    }
  }

  /** An output that comes back at once is taken for one that is away a little longer. */
  #withoutGone(list: DeviceList): DeviceList {
    const present = new Set(list.outputs.map(({ deviceId }) => deviceId));
    for (const { deviceId } of this.#list.outputs.filter(known => !present.has(known.deviceId))) {
      this.#gone.add(deviceId);
      this.#ports.after(FORGOTTEN_AFTER_MS, () => {
        this.#gone.delete(deviceId);
        void this.look();
      });
    }
    return { ...list, outputs: list.outputs.filter(({ deviceId }) => !this.#gone.has(deviceId)) };
  }
}
