import { expect, test } from 'vitest';
import { inSight, offsetsOf, scrolledTo } from '../../renderer/windowed';

const heights = [36, ...Array.from({ length: 999 }, () => 60)];
const offsets = offsetsOf(heights);

test('only what is in sight is drawn, wherever the list is scrolled to', () => {
  const end = offsets.at(-1) ?? 0;
  for (let top = 0; top <= end; top += 97) {
    const { first, end: behind } = inSight(offsets, top, 600, 0);
    expect(offsets[first]).toBeLessThanOrEqual(top);
    expect(offsets[behind]).toBeGreaterThanOrEqual(Math.min(end, top + 600));
    expect(behind - first).toBeLessThanOrEqual(12);
  }
});

test('an empty list, and a place behind its end, show nothing', () => {
  expect(inSight(offsetsOf([]), 0, 600)).toEqual({ first: 0, end: 0 });
  const { first, end } = inSight(offsetsOf([60]), 5000, 600);
  expect(end - first).toBeLessThanOrEqual(1);
});

test('a row comes into sight by as little scrolling as that takes', () => {
  expect(scrolledTo(offsets, 3, 0, 600)).toBe(0);
  expect(scrolledTo(offsets, 1, 300, 600)).toBe(36);
  expect(scrolledTo(offsets, 20, 0, 600)).toBe((offsets[21] ?? 0) - 600);
});
