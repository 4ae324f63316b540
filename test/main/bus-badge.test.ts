/** The number on the app's icon, over a real message bus with a dock on it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BusBadge } from '../../main/bus-badge';
import { startDesktop, type Desktop } from '../support/desktop';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
let desktop: Desktop;
let badge: BusBadge;
beforeEach(async () => {
  desktop = await startDesktop({ tray: false });
  badge = new BusBadge(log, desktop.busAddress);
});
afterEach(async () => {
  badge.stop();
  await desktop.stop();
});
const shows = (count: number | undefined) =>
  desktop.until(() => desktop.badge() === count, `the icon has ${count ?? 'no number'}`);

test('a dock shows how many there are, until there are none', async () => {
  badge.show(2);
  await shows(2);
  badge.show(12);
  await shows(12);
  badge.show(0);
  await shows(undefined);
});

test('the end of the app leaves no number behind', async () => {
  badge.show(1);
  await shows(1);
  badge.stop();
  await shows(undefined);
});

test('without a bus nothing is shown and nothing breaks', () => {
  const lost = new BusBadge(log, 'nonsense');
  expect(() => lost.show(1)).not.toThrow();
  expect(() => lost.stop()).not.toThrow();
});
