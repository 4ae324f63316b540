import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { networkSignature, watchNetwork } from '../../main/network';

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/24`,
});
const v6 = (address: string): NetworkInterfaceInfo => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '00:00:00:00:00:00',
  internal: false,
  cidr: `${address}/64`,
  scopeid: 0,
});

const home = networkSignature({ lo: [v4('127.0.0.1', true)], wlan0: [v4('192.168.1.2'), v6('2001:db8::2')] }, true);

test.each([
  ['in another order', { wlan0: [v6('2001:db8::2'), v4('192.168.1.2')], lo: [v4('127.0.0.1', true)] }],
  ['with a link-local address', { wlan0: [v4('192.168.1.2'), v6('2001:db8::2'), v6('fe80::1'), v4('169.254.3.4')] }],
])('the network is the same %s', (_how, interfaces) => {
  expect(networkSignature(interfaces, true)).toBe(home);
});

test.each([
  ['another address', { wlan0: [v4('192.168.7.2'), v6('2001:db8::2')] }, true],
  ['another way', { eth0: [v4('192.168.1.2'), v6('2001:db8::2')] }, true],
  ['a second way', { wlan0: [v4('192.168.1.2'), v6('2001:db8::2')], tun0: [v4('10.8.0.2')] }, true],
  ['no way', {}, true],
  ['offline', { wlan0: [v4('192.168.1.2'), v6('2001:db8::2')] }, false],
])('%s is another network', (_what, interfaces, online) => {
  expect(networkSignature(interfaces, online)).not.toBe(home);
});

/** Watches what `now.is` says, in false time, and counts what is told. */
function watched() {
  vi.useFakeTimers();
  const now = { is: 'home', told: 0, alert: false };
  const stop = watchNetwork(
    () => now.is,
    () => (now.told += 1),
    () => now.alert,
  );
  return { now, stop };
}
afterEach(() => void vi.useRealTimers());

test('a change is told once, and no change not at all', () => {
  const { now, stop } = watched();
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(0);
  now.is = 'train';
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(1);
  stop();
  now.is = 'home';
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(1);
});

test('a burst of changes is told once, when it is over', () => {
  const { now } = watched();
  vi.advanceTimersByTime(400);
  for (const step of ['nothing', 'train', 'train and more']) {
    now.is = step;
    vi.advanceTimersByTime(100);
    expect(now.told).toBe(0);
  }
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(1);
});

test('what comes after a burst is told again', () => {
  const { now } = watched();
  now.is = 'nothing';
  vi.advanceTimersByTime(1000);
  now.is = 'train';
  vi.advanceTimersByTime(1000);
  expect(now.told).toBe(2);
});

test('an address that went and came back is told', () => {
  const { now } = watched();
  vi.advanceTimersByTime(450);
  now.is = 'nothing';
  vi.advanceTimersByTime(100);
  now.is = 'home';
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(1);
});

test('what never settles is told all the same', () => {
  const { now } = watched();
  for (let step = 0; step < 40; step += 1) {
    now.is = `step ${step}`;
    vi.advanceTimersByTime(100);
  }
  expect(now.told).toBeGreaterThan(1);
});

test('while somebody talks, a change is told sooner, and a burst still once', () => {
  const { now } = watched();
  now.alert = true;
  vi.advanceTimersByTime(500);
  now.is = 'nothing';
  vi.advanceTimersByTime(110);
  now.is = 'train';
  vi.advanceTimersByTime(50);
  expect(now.told).toBe(0);
  vi.advanceTimersByTime(50);
  expect(now.told).toBe(1);
  vi.advanceTimersByTime(3000);
  expect(now.told).toBe(1);
});
