import { expect, test } from 'vitest';
import { delayBefore } from '../../main/xmpp/backoff';

test.each([
  [2, 500, 1000],
  [3, 1000, 2000],
  [4, 2000, 4000],
  [5, 4000, 8000],
  [6, 8000, 16_000],
  [7, 16_000, 32_000],
  [8, 30_000, 60_000],
  [9, 30_000, 60_000],
  [1000, 30_000, 60_000],
])('try %i waits between %i and %i ms', (attempt, least, most) => {
  expect(delayBefore(attempt, () => 0)).toBe(least);
  expect(delayBefore(attempt, () => 1)).toBe(most);
});

test('two clients of one server do not return together', () => {
  expect(new Set(Array.from({ length: 20 }, () => delayBefore(6))).size).toBeGreaterThan(10);
});
