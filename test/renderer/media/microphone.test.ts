import { expect, test } from 'vitest';
import { openMicrophone, type Devices } from '../../../renderer/media/microphone';
import type { Track } from '../../../renderer/media/web';
import { FakeStream, settled } from './fakes';

class FakeDevices implements Devices {
  readonly streams: FakeStream[] = [];
  readonly asked: MediaTrackConstraints[] = [];
  #listeners = new Set<() => void>();
  refuse: Error | undefined;

  getUserMedia({ audio }: { audio: MediaTrackConstraints }): Promise<FakeStream> {
    this.asked.push(audio);
    if (this.refuse) return Promise.reject(this.refuse);
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
  await expect(openMicrophone(devices)).rejects.toMatchObject({ name: 'MicrophoneError', kind });
});

test('an error that the web does not name is a failure too', async () => {
  const devices = new FakeDevices();
  devices.refuse = new TypeError('no');
  await expect(openMicrophone(devices)).rejects.toMatchObject({ kind: 'failed' });
});

test('echo, noise and level are taken care of', async () => {
  const devices = new FakeDevices();
  await openMicrophone(devices);
  expect(devices.asked).toEqual([{ echoCancellation: true, noiseSuppression: true, autoGainControl: true }]);
});

test('a microphone that is pulled out is replaced by the default one, muted if it was', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices);
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
  const microphone = await openMicrophone(devices);
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
  const microphone = await openMicrophone(devices);
  microphone.close();
  expect(devices.streams[0]?.track.stopped).toBe(true);
  devices.streams[0]?.track.unplug();
  devices.change();
  await settled();
  expect(devices.streams).toHaveLength(1);
});

test('a replacement that comes after the end is released at once', async () => {
  const devices = new FakeDevices();
  const microphone = await openMicrophone(devices);
  devices.streams[0]?.track.unplug();
  microphone.close();
  await settled();
  expect(devices.streams.map(({ track }) => track.stopped)).toEqual([true, true]);
});
