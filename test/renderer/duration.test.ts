import { expect, test } from 'vitest';
import { formatDuration } from '../../renderer/duration';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [7_000, '0:07'],
  [725_000, '12:05'],
  [3_599_999, '59:59'],
  [3_723_000, '1:02:03'],
  [90_000_000, '25:00:00'],
  [-5_000, '0:00'],
])('%i ms read %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
