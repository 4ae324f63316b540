/** The sound devices that are there, and which of them a person's choice means now. Pure. */
import type { Device, Devices, DeviceUse } from '../../shared/sound';

/** What can be spoken into and what can be listened to. */
export interface DeviceList {
  readonly inputs: readonly Device[];
  readonly outputs: readonly Device[];
}

/** The `deviceId` for each use; an empty one follows the system (Media Capture Output §3). */
export type Route = Readonly<Record<DeviceUse, string>>;

/** A `MediaDeviceInfo`. */
export type DeviceInfo = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label' | 'groupId'>;

/** Chromium's names for whatever the system prefers: no devices of their own. */
const followers = new Set(['', 'default', 'communications']);

/** The list in what `enumerateDevices` gives. A device without a name is one that the page may not use. */
export function devicesIn(infos: readonly DeviceInfo[]): DeviceList {
  const ofKind = (wanted: MediaDeviceKind) =>
    infos
      .filter(({ kind, deviceId, label }) => kind === wanted && !followers.has(deviceId) && label !== '')
      .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId }));
  return { inputs: ofKind('audioinput'), outputs: ofKind('audiooutput') };
}

/** The devices that can be chosen for `use`. */
export const devicesFor = ({ inputs, outputs }: DeviceList, use: DeviceUse): readonly Device[] =>
  use === 'microphone' ? inputs : outputs;

/**
 * The chosen device among those that are there: the same id; or the same name in the same group, or the only one of its
 * name, as when the ids were made anew. `undefined` while it is away.
 */
export function findDevice(chosen: Device, present: readonly Device[]): Device | undefined {
  const named = present.filter(({ label }) => label === chosen.label);
  return (
    present.find(({ deviceId }) => deviceId === chosen.deviceId) ??
    named.find(({ groupId }) => groupId === chosen.groupId) ??
    (named.length === 1 ? named[0] : undefined)
  );
}

/** Where sound goes and comes from now: a device that is away is stood in for by the system's. */
export function routeFor(chosen: Devices, list: DeviceList): Route {
  const idFor = (use: DeviceUse) => {
    const device = chosen[use];
    return (device && findDevice(device, devicesFor(list, use))?.deviceId) ?? '';
  };
  return { microphone: idFor('microphone'), speaker: idFor('speaker'), ringer: idFor('ringer') };
}

/** Whether two lists are of the same devices. */
export const sameDevices = (one: DeviceList, other: DeviceList): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
