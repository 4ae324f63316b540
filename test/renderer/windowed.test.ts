import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnFrom, drawnRows, inSight, movedTo, offsetsOf, scrolledTo } from '../../renderer/windowed';

const heights = [36, ...Array.from({ length: 999 }, () => 60)];
const offsets = offsetsOf(heights, height => height);

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
  expect(
    inSight(
      offsetsOf([], () => 60),
      0,
      600,
    ),
  ).toEqual({ first: 0, end: 0 });
  const { first, end } = inSight(
    offsetsOf([60], height => height),
    5000,
    600,
  );
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

const placed = (keys: readonly string[], kind = 'call') =>
  keys.map((key, at) => ({ row: { key, kind }, at, y: at * 60 }));
const elementsOf = (drawn: ReturnType<typeof drawnFrom>) =>
  Object.fromEntries(drawn.map(({ row, element }) => [row.key, element]));

test('new rows take over the elements of those that are gone, and who stays keeps their own', () => {
  const before = drawnFrom(placed(['a', 'b', 'c']));
  const { a, b, c } = elementsOf(before);
  const after = drawnFrom(placed(['d', 'b', 'e', 'f']), before);
  expect(after.map(({ row }) => row.key)).toEqual(['d', 'b', 'e', 'f']);
  expect(elementsOf(after)).toEqual({ d: a, b, e: c, f: 3 });
});

test('what nobody needs is spare, at no place, until somebody needs it', () => {
  const before = drawnFrom(placed(['a', 'b', 'c']));
  const none = drawnFrom([], before);
  expect(none.map(({ spare, at }) => [spare, at])).toEqual([
    [true, -1],
    [true, -1],
    [true, -1],
  ]);
  const after = drawnFrom(placed(['d', 'e']), none);
  expect(after.filter(({ spare }) => !spare).map(({ row, at }) => [row.key, at])).toEqual([
    ['d', 0],
    ['e', 1],
  ]);
  expect(after.map(({ element }) => element).toSorted()).toEqual(before.map(({ element }) => element).toSorted());
});

test('a row never takes over the element of another kind', () => {
  const before = drawnFrom(placed(['a'], 'day'));
  const after = drawnFrom(placed(['b']), before);
  expect(elementsOf(after)['b']).not.toBe(elementsOf(before)['a']);
  expect(after.find(({ row }) => row.key === 'a')).toMatchObject({ spare: true });
});

test('nothing is taken over where the focus would go to somebody else', () => {
  const before = drawnFrom(placed(['a', 'b']));
  const after = drawnFrom(placed(['b', 'c']), before, false);
  expect(elementsOf(after)['b']).toBe(elementsOf(before)['b']);
  expect(Object.values(elementsOf(before))).not.toContain(elementsOf(after)['c']);
  expect(after.map(({ row }) => row.key)).toEqual(['b', 'c']);
});

test('no two rows ever share an element', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), fc.boolean())),
      steps => {
        let drawn = drawnFrom([]);
        for (const [keys, reuse] of steps) {
          drawn = drawnFrom(placed(keys), drawn, reuse);
          expect(new Set(drawn.map(({ element }) => element)).size).toBe(drawn.length);
        }
      },
    ),
  );
});

test('the keys lead through the list, and before its first row', () => {
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(key => movedTo(key, 5, 100))).toEqual([
    6, 4, 13, 0, 0, 99,
  ]);
  expect(movedTo('ArrowUp', 0, 100)).toBe(-1);
  expect(movedTo('x', 5, 100)).toBeUndefined();
});
