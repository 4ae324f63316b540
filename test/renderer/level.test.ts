import { expect, test } from 'vitest';
import { levelOf } from '../../renderer/level';

test.each([
  [{ roundTripMs: 40, jitterMs: 3, loss: 0 }, 'good'],
  [{ roundTripMs: 300, jitterMs: 30, loss: 0.03 }, 'good'],
  [{ roundTripMs: 301, jitterMs: 3, loss: 0 }, 'fair'],
  [{ roundTripMs: 40, jitterMs: 31, loss: 0 }, 'fair'],
  [{ roundTripMs: 40, jitterMs: 3, loss: 0.04 }, 'fair'],
  [{ roundTripMs: 601, jitterMs: 3, loss: 0 }, 'poor'],
  [{ roundTripMs: 40, jitterMs: 76, loss: 0 }, 'poor'],
  [{ roundTripMs: 40, jitterMs: 3, loss: 0.11 }, 'poor'],
  [{ loss: 0.5 }, 'poor'],
  [{ jitterMs: 5 }, 'good'],
])('%j is %s: the worst measure decides', (measures, level) => {
  expect(levelOf({ ...measures, relayed: false })).toBe(level);
});

test('nothing measured is no level', () => {
  expect(levelOf(undefined)).toBeUndefined();
  expect(levelOf({ relayed: true, codec: 'opus/48000/2' })).toBeUndefined();
});
