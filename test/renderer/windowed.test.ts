import { expect, test } from 'vitest';
import { drawnRows, elementsFor, inSight, offsetsOf, scrolledTo } from '../../renderer/windowed';

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

test('the row that is kept is drawn in its place among the others', () => {
  const sight = { first: 5, end: 8 };
  expect(drawnRows(sight, 2)).toEqual([2, 5, 6, 7]);
  expect(drawnRows(sight, 6)).toEqual([5, 6, 7]);
  expect(drawnRows(sight, 11)).toEqual([5, 6, 7, 11]);
  expect(drawnRows(sight, undefined)).toEqual([5, 6, 7]);
});

test('new rows take over the elements of those that are gone, and who stays keeps their own', () => {
  const before = elementsFor(['a', 'b', 'c']);
  const after = elementsFor(['d', 'b', 'e', 'f'], before);
  expect([...after.of]).toEqual([
    ['d', before.of.get('a')],
    ['b', before.of.get('b')],
    ['e', before.of.get('c')],
    ['f', before.next],
  ]);
});

test('nothing is taken over where the focus would go to somebody else', () => {
  const before = elementsFor(['a', 'b']);
  const after = elementsFor(['b', 'c'], before, false);
  expect(after.of.get('b')).toBe(before.of.get('b'));
  expect([...before.of.values()]).not.toContain(after.of.get('c'));
});
