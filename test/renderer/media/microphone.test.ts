import { expect, test } from 'vitest';
import { openMicrophone, type Inputs, type MicrophoneWish } from '../../../renderer/media/microphone';
import type { Track } from '../../../renderer/media/web';
import { FakeStream, settled } from './fakes';

const usual: MicrophoneWish = {
  deviceId: '',
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

class FakeDevices implements Inputs {
  readonly streams: FakeStream[] = [];
  readonly asked: MediaTrackConstraints[] = [];
  #listeners = new Set<() => void>();
  refuse: Error | undefined;
  /** Ids of devices that are there. */
  present = new Set<string>();

  getUserMedia({ audio }: { audio: MediaTrackConstraints }): Promise<FakeStream> {
    this.asked.push(audio);
    if (this.refuse) return Promise.reject(this.refuse);
    const { deviceId } = audio;
    if (typeof deviceId === 'object' && 'exact' in deviceId && !this.present.has(String(deviceId.exact)))
      return Promise.reject(new DOMException('no', 'OverconstrainedError'));
    const stream = new FakeStream();
    this.streams.push(stream);
    return Promise.resolve(stream);
  }
  addEventListener(_type: 'devicechange', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'devicechange', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  change(): void {
    for (const listener of this.#listeners) listener();
  }
}

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['InvalidStateError', 'failed'],
])('%s means that the microphone is %s', async (name, kind) => {
  const devices = new FakeDevices();
  devices.refuse = new DOMException('no', name);
  await expect(openMicrophone(devices, usual)).rejects.toMatchObject({ name: 'MicrophoneError', kind });
});

test('an error that the web does not name is a failure too', async () => {
  const devices = new FakeDevices();
  devices.refuse = new TypeError('no');
  await expect(openMicrophone(devices, usual)).rejects.toMatchObject({ kind: 'failed' });
});

test('echo, noise and level are taken care of', async () => {
  const devices = new FakeDevices();
  await openMicrophone(devices, usual);
  expect(devices.asked).toEqual([{ echoCancellation: true, noiseSuppression: true, autoGainControl: true }]);
});

test('a microphone that is pulled out is replaced by the default one, muted if it was', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  const replaced: Track[] = [];
  microphone.whenReplaced(track => void replaced.push(track));
  microphone.mute(true);
  devices.streams[0]?.track.unplug();
  await settled();
  expect(replaced).toEqual([devices.streams[1]?.track]);
  expect(devices.streams[1]?.track.enabled).toBe(false);
  microphone.mute(false);
  expect(devices.streams[1]?.track.enabled).toBe(true);
});

test('if there is no other, it is replaced when one is plugged in', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  const replaced: Track[] = [];
  microphone.whenReplaced(track => void replaced.push(track));
  devices.refuse = new DOMException('no', 'NotFoundError');
  devices.streams[0]?.track.unplug();
  await settled();
  devices.change();
  await settled();
  expect(replaced).toEqual([]);
  devices.refuse = undefined;
  devices.change();
  devices.change();
  await settled();
  expect(replaced).toEqual([devices.streams[1]?.track]);
  devices.change();
  await settled();
  expect(devices.streams).toHaveLength(2);
});

test('a closed microphone is released and stays so', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  microphone.close();
  expect(devices.streams[0]?.track.stopped).toBe(true);
  devices.streams[0]?.track.unplug();
  devices.change();
  await settled();
  expect(devices.streams).toHaveLength(1);
});

test('a replacement that comes after the end is released at once', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  devices.streams[0]?.track.unplug();
  await Promise.resolve();
  microphone.close();
  await settled();
  expect(devices.streams.map(({ track }) => track.stopped)).toEqual([true, true]);
});

const replacementsOf = (microphone: Awaited<ReturnType<typeof openMicrophone>>): Track[] => {
  const replaced: Track[] = [];
  microphone.whenReplaced(track => void replaced.push(track));
  return replaced;
};

test('the device that is wished for is asked for by its id, and no other', async () => {
  const devices = new FakeDevices();
  devices.present.add('headset');
  await openMicrophone(devices, { ...usual, deviceId: 'headset' });
  expect(devices.asked).toEqual([expect.objectContaining({ deviceId: { exact: 'headset' } })]);
});

test("a device that is away is stood in for by the system's", async () => {
  const devices = new FakeDevices();
  await openMicrophone(devices, { ...usual, deviceId: 'headset' });
  expect(devices.asked.at(-1)).not.toHaveProperty('deviceId');
  expect(devices.streams).toHaveLength(1);
});

test('another device takes over in mid-call: the old one sounds until the new one is sent', async () => {
  const devices = new FakeDevices();
  devices.present.add('headset');
  const microphone = await openMicrophone(devices, usual);
  let sent: () => void = () => undefined;
  microphone.whenReplaced(() => new Promise<void>(resolve => (sent = resolve)));
  microphone.use({ ...usual, deviceId: 'headset' });
  await settled();
  expect(devices.streams.map(({ track }) => track.stopped)).toEqual([false, false]);
  sent();
  await settled();
  expect(devices.streams.map(({ track }) => track.stopped)).toEqual([true, false]);
});

test('a chosen device that is pulled out falls back, and takes over again when it is back', async () => {
  const devices = new FakeDevices();
  devices.present.add('headset');
  const microphone = await openMicrophone(devices, { ...usual, deviceId: 'headset' });
  const replaced = replacementsOf(microphone);
  devices.present.delete('headset');
  devices.streams[0]?.track.unplug();
  await settled();
  // The list says so too, a moment later: it is no other device than the one in use.
  microphone.use(usual);
  await settled();
  expect(replaced).toEqual([devices.streams[1]?.track]);
  devices.present.add('headset');
  microphone.use({ ...usual, deviceId: 'headset' });
  await settled();
  expect(replaced.at(-1)).toBe(devices.streams[2]?.track);
  expect(devices.streams.map(({ track }) => track.stopped)).toEqual([true, true, false]);
});

test.each(['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const)(
  '%s can be turned off in mid-call',
  async processing => {
    const devices = new FakeDevices();
    const microphone = await openMicrophone(devices, usual);
    const replaced = replacementsOf(microphone);
    microphone.use({ ...usual, [processing]: false });
    await settled();
    expect(devices.asked.at(-1)).toEqual({ ...processed, [processing]: false });
    expect(replaced).toHaveLength(1);
  },
);
const { deviceId: _, ...processed } = usual;

test('a wish for what is there already changes nothing', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  microphone.use({ ...usual });
  await settled();
  expect(devices.asked).toHaveLength(1);
});

test('a wish that cannot be granted leaves the microphone that works', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  const replaced = replacementsOf(microphone);
  devices.refuse = new DOMException('no', 'NotReadableError');
  microphone.use({ ...usual, autoGainControl: false });
  await settled();
  expect(replaced).toEqual([]);
  expect(devices.streams[0]?.track.stopped).toBe(false);
});

test('a microphone that is shut sends nothing, muted or not, and neither does the one that takes over', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices, usual);
  microphone.shut(true);
  microphone.mute(false);
  expect(devices.streams[0]?.track.enabled).toBe(false);
  microphone.use({ ...usual, noiseSuppression: false });
  await settled();
  expect(devices.streams[1]?.track.enabled).toBe(false);
  microphone.shut(false);
  expect(devices.streams[1]?.track.enabled).toBe(true);
  microphone.mute(true);
  expect(devices.streams[1]?.track.enabled).toBe(false);
});
