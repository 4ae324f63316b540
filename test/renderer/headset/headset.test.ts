/** The headset as the page drives it; the device is a stand-in, since none can be had without hardware. */
import { expect, test } from 'vitest';
import type { CallView } from '../../../shared/call';
import type { Act } from '../../../renderer/headset/buttons';
import { Headset, type HeadsetState } from '../../../renderer/headset/headset';
import type { Hid, HidDevice, HidInputReport } from '../../../renderer/headset/hid';
import { callWith } from '../snapshots';

class FakeHeadset implements HidDevice {
  opened = false;
  forgotten = false;
  refuse = false;
  readonly productName = 'Evolve 20';
  readonly collections = [
    {
      usagePage: 0x0b,
      inputReports: [
        {
          reportId: 2,
          items: [
            { isAbsolute: true, usages: [0x0b_0020], reportSize: 1, reportCount: 1 },
            { isAbsolute: false, usages: [0x0b_002f], reportSize: 1, reportCount: 1 },
          ],
        },
      ],
      outputReports: [
        { reportId: 2, items: [{ usages: [0x08_0017, 0x08_0009, 0x08_0018], reportSize: 1, reportCount: 3 }] },
      ],
    },
  ];
  readonly lamps: number[] = [];
  readonly #listeners = new Set<(report: HidInputReport) => void>();

  open() {
    if (this.refuse) return Promise.reject(new DOMException('', 'NotAllowedError'));
    this.opened = true;
    return Promise.resolve();
  }
  close() {
    this.opened = false;
    return Promise.resolve();
  }
  forget() {
    this.forgotten = true;
    return Promise.resolve();
  }
  sendReport(_id: number, data: Uint8Array) {
    this.lamps.push(data[0] ?? 0);
    return Promise.resolve();
  }
  addEventListener(_type: 'inputreport', listener: (report: HidInputReport) => void) {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'inputreport', listener: (report: HidInputReport) => void) {
    this.#listeners.delete(listener);
  }
  /** The person presses something. */
  says(bits: number) {
    for (const listener of this.#listeners) listener({ reportId: 2, data: new DataView(Uint8Array.of(bits).buffer) });
  }
}

function desk(known: HidDevice[] = [], offered: HidDevice[] = []) {
  const acts: Act[] = [];
  const states: HeadsetState[] = [];
  const lines: string[] = [];
  const listeners: Record<string, (event: { device: HidDevice }) => void> = {};
  const hid: Hid = {
    getDevices: () => Promise.resolve(known),
    requestDevice: () => Promise.resolve(offered),
    addEventListener: (type, listener) => void (listeners[type] = listener),
  };
  const headset = new Headset({
    hid,
    act: act => void acts.push(act),
    changed: state => void states.push(state),
    log: line => void lines.push(line),
  });
  return { headset, acts, states, lines, tell: (type: string, device: HidDevice) => listeners[type]?.({ device }) };
}

const settled = () => new Promise(resolve => setImmediate(resolve));
const ringing = callWith({ id: 'a', direction: 'incoming', phase: 'ringing', rings: 'ring' });
const active: CallView = { ...ringing, phase: 'active' };

test('a headset that was chosen before works from the start: it rings, answers, mutes and hangs up', async () => {
  const device = new FakeHeadset();
  const { headset, acts, states } = desk([device]);
  headset.start();
  await settled();
  expect(states).toEqual([{ status: 'connected', name: 'Evolve 20' }]);
  headset.follow([ringing]);
  await settled();
  expect(device.lamps.at(-1)).toBe(0b100);
  device.says(0b01);
  headset.follow([active]);
  await settled();
  expect(device.lamps.at(-1)).toBe(0b001);
  device.says(0b01); // as headsets say what they were told
  device.says(0b11);
  device.says(0b01);
  headset.follow([{ ...active, muted: true }]);
  await settled();
  expect(device.lamps.at(-1)).toBe(0b011);
  device.says(0b11);
  device.says(0b00);
  expect(acts).toEqual([
    { do: 'answer', id: 'a' },
    { do: 'mute', id: 'a', muted: true },
    { do: 'mute', id: 'a', muted: false },
    { do: 'end', id: 'a' },
  ]);
});

test('what a lamp shows already is not sent again', async () => {
  const device = new FakeHeadset();
  const { headset } = desk([device]);
  headset.start();
  for (let i = 0; i < 5; i += 1) headset.follow([active]);
  await settled();
  expect(device.lamps).toEqual([0b001]);
});

test('one that is chosen is taken, and given back it is dark and forgotten', async () => {
  const device = new FakeHeadset();
  const { headset, states } = desk([], [device]);
  headset.start();
  expect(await headset.choose()).toBe(true);
  headset.follow([active]);
  await headset.forget();
  expect([device.opened, device.forgotten, device.lamps.at(-1)]).toEqual([false, true, 0]);
  expect(states.at(-1)).toEqual({ status: 'none' });
});

test('nobody chosen is nobody taken', async () => {
  const { headset, states } = desk();
  expect(await headset.choose()).toBe(false);
  expect(states).toEqual([]);
});

test('one that is pulled out is gone, and taken again when it is back, with the lamps that fit by then', async () => {
  const device = new FakeHeadset();
  const { headset, acts, states, tell } = desk([device]);
  headset.start();
  await settled();
  tell('disconnect', device);
  expect(states.at(-1)).toEqual({ status: 'none' });
  headset.follow([ringing]);
  device.says(0b01);
  expect(acts).toEqual([]);
  const back = new FakeHeadset();
  tell('connect', back);
  await settled();
  expect(back.lamps).toEqual([0b100]);
  back.says(0b01);
  expect(acts).toEqual([{ do: 'answer', id: 'a' }]);
});

test('one that another program has is told of', async () => {
  const device = new FakeHeadset();
  device.refuse = true;
  const { headset, states, lines } = desk([device]);
  headset.start();
  await settled();
  expect(states).toEqual([{ status: 'failed', name: 'Evolve 20' }]);
  expect(lines).toEqual(['A headset could not be opened: NotAllowedError']);
});
