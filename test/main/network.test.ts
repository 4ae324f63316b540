import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test, vi } from 'vitest';
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

test('a change is told once, and no change not at all', () => {
  vi.useFakeTimers();
  let now = 'home';
  let told = 0;
  const stop = watchNetwork(
    () => now,
    () => (told += 1),
    1000,
  );
  vi.advanceTimersByTime(3000);
  expect(told).toBe(0);
  now = 'train';
  vi.advanceTimersByTime(3000);
  expect(told).toBe(1);
  stop();
  now = 'home';
  vi.advanceTimersByTime(3000);
  expect(told).toBe(1);
  vi.useRealTimers();
});
