/** Which devices with buttons the page may open: telephones that the person has chosen, and nothing else. */
import type { HIDDevice, Session } from 'electron';
import { originOf } from './bundle';
import type { SettingsStore } from './settings';

/** The usage page of telephones (HID Usage Tables §14). */
const TELEPHONY = 0x0b;

/** A headset as it is known again: one without a serial number by its kind. */
export interface KnownHeadset {
  vendorId: number;
  productId: number;
  serialNumber?: string | undefined;
}

/** What the system says of a device. */
export type OfferedDevice = Pick<HIDDevice, 'vendorId' | 'productId' | 'serialNumber' | 'collections'>;

/** Whether it has the buttons of a telephone. */
export const isTelephone = ({ collections }: Pick<HIDDevice, 'collections'>): boolean =>
  collections.some(({ usagePage }) => usagePage === TELEPHONY);

const isSame = (one: KnownHeadset, other: KnownHeadset): boolean =>
  one.vendorId === other.vendorId &&
  one.productId === other.productId &&
  (one.serialNumber ?? '') === (other.serialNumber ?? '');

/** Whether the page may open a device: a telephone, and one that the person has chosen. */
export const mayOpen = (device: OfferedDevice, chosen: readonly KnownHeadset[]): boolean =>
  isTelephone(device) && chosen.some(known => isSame(known, device));

/** `chosen` with one more. */
export const withHeadset = (
  chosen: readonly KnownHeadset[],
  { vendorId, productId, serialNumber }: KnownHeadset,
): KnownHeadset[] => {
  const known = serialNumber ? { vendorId, productId, serialNumber } : { vendorId, productId };
  return [...chosen.filter(other => !isSame(other, known)), known];
};

/** `chosen` without one. */
export const withoutHeadset = (chosen: readonly KnownHeadset[], gone: KnownHeadset): KnownHeadset[] =>
  chosen.filter(known => !isSame(known, gone));

export interface HeadsetGuardPorts {
  session: Session;
  /** Of the page. */
  origin: string;
  settings: SettingsStore;
  /** Asks the person for one of several, by their names; its place in the list, `undefined` for none. */
  ask(names: string[]): Promise<number | undefined>;
}

/** Answers every question of `session` for a device. */
export function guardHeadsets({ session, origin, settings, ...ports }: HeadsetGuardPorts): void {
  const chosen = () => settings.current.headsets;
  session.on('select-hid-device', (event, { deviceList, frame }, answer) => {
    event.preventDefault();
    const offered = frame?.origin === origin ? deviceList.filter(isTelephone) : [];
    const take = (device: HIDDevice | undefined) => {
      if (!device) return answer();
      settings.change({ headsets: withHeadset(chosen(), device) });
      answer(device.deviceId);
    };
    if (offered.length <= 1) return take(offered[0]);
    ports.ask(offered.map(({ name }) => name)).then(
      place => take(place === undefined ? undefined : offered[place]),
      () => answer(),
    );
  });
  session.on('hid-device-revoked', (_event, { device }) =>
    settings.change({ headsets: withoutHeadset(chosen(), device) }),
  );
  session.setDevicePermissionHandler(
    ({ deviceType, origin: asking, device }) =>
      deviceType === 'hid' && originOf(asking) === origin && 'collections' in device && mayOpen(device, chosen()),
  );
}
