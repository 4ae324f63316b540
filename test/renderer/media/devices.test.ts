import { expect, test } from 'vitest';
import { devicesIn, findDevice, routeFor, type DeviceInfo } from '../../../renderer/media/devices';
import { DeviceWatch } from '../../../renderer/media/device-watch';
import { FakeClock, settled } from './fakes';

const headset = { deviceId: 'h1', label: 'Headset', groupId: 'usb' };
const laptop = { deviceId: 'l1', label: 'Laptop', groupId: 'board' };
const output = (device: typeof headset): DeviceInfo => ({ kind: 'audiooutput', ...device });
const input = (device: typeof headset): DeviceInfo => ({ kind: 'audioinput', ...device });

test('what follows the system is no device, nor is a camera or what may not be named', () => {
  expect(
    devicesIn([
      output({ deviceId: 'default', label: 'Default - Headset', groupId: 'usb' }),
      output({ deviceId: 'communications', label: 'Communications - Headset', groupId: 'usb' }),
      output(headset),
      input(laptop),
      input({ deviceId: '', label: '', groupId: '' }),
      input({ deviceId: 'x', label: '', groupId: 'y' }),
      { kind: 'videoinput', deviceId: 'c1', label: 'Camera', groupId: 'board' },
    ]),
  ).toEqual({ inputs: [laptop], outputs: [headset] });
});

test.each([
  ['by its id, whatever it is called now', headset, [laptop, { ...headset, label: 'Kopfhörer' }], 'h1'],
  ['by its name and group under another id', headset, [{ ...headset, deviceId: 'h2' }, laptop], 'h2'],
  ['by its name alone, at another plug', headset, [{ deviceId: 'h3', label: 'Headset', groupId: 'other' }], 'h3'],
  [
    'by its group among two of one name',
    headset,
    [
      { deviceId: 'a', label: 'Headset', groupId: 'other' },
      { deviceId: 'b', label: 'Headset', groupId: 'usb' },
    ],
    'b',
  ],
  [
    'not among two strangers of one name',
    headset,
    [
      { deviceId: 'a', label: 'Headset', groupId: 'x' },
      { deviceId: 'b', label: 'Headset', groupId: 'y' },
    ],
    undefined,
  ],
  ['not by its place in the list', headset, [laptop], undefined],
])('a device is known %s', (_how, chosen, present, expected) => {
  expect(findDevice(chosen, present)?.deviceId).toBe(expected);
});

test('each use has its own device; one that is away, or was never chosen, follows the system', () => {
  const list = devicesIn([output(headset), output(laptop), input(laptop)]);
  expect(routeFor({ microphone: headset, speaker: headset, ringer: laptop }, list)).toEqual({
    microphone: '',
    speaker: 'h1',
    ringer: 'l1',
  });
  expect(routeFor({}, list)).toEqual({ microphone: '', speaker: '', ringer: '' });
});

const watchOf = (infos: { now: DeviceInfo[] }) => {
  const clock = new FakeClock();
  const told: number[] = [];
  let changed: () => void = () => undefined;
  const watch = new DeviceWatch({
    devices: {
      enumerateDevices: () => Promise.resolve(infos.now),
      addEventListener: (_type, listener) => (changed = listener),
    },
    after: clock.after,
    changed: ({ inputs, outputs }) => told.push(inputs.length + outputs.length),
    log: () => undefined,
  });
  return { clock, told, watch, change: () => changed() };
};

test('what the system tells of is told once', async () => {
  const infos = { now: [output(headset)] };
  const { told, watch, change } = watchOf(infos);
  await watch.look();
  infos.now = [output(headset), input(laptop)];
  change();
  change();
  await settled();
  expect(told).toEqual([1, 2]);
});

test('what the system does not tell of is found while somebody looks, and only then', async () => {
  const infos = { now: [output(headset)] };
  const { clock, told, watch } = watchOf(infos);
  const [first, second] = [watch.watch(), watch.watch()];
  await settled();
  infos.now = [];
  first();
  first();
  clock.pass(2_000);
  await settled();
  expect(told).toEqual([1, 0]);
  second();
  clock.pass(10_000);
  expect(clock.waiting).toBe(0);
});

test('a speaker that was pulled out is away until its old stream is forgotten, a microphone only until it is back', async () => {
  const infos = { now: [output(headset), input(laptop)] };
  const { clock, told, watch, change } = watchOf(infos);
  await watch.look();
  infos.now = [];
  change();
  await settled();
  infos.now = [output(headset), input(laptop)];
  change();
  await settled();
  expect(told).toEqual([2, 0, 1]);
  clock.pass(6_000);
  await settled();
  expect(told).toEqual([2, 0, 1, 2]);
});
