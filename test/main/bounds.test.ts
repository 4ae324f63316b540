import { expect, test } from 'vitest';
import { visibleBounds } from '../../main/bounds';

const screens = [
  { x: 0, y: 24, width: 1920, height: 1056 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];
const at = (x: number, y: number) => ({ x, y, width: 400, height: 680 });

test.each([[at(100, 100)], [at(2500, 10)], [at(-250, 100)], [at(1800, 900)]])(
  'a window at %j can be seen again',
  bounds => {
    expect(visibleBounds(bounds, screens)).toEqual(bounds);
  },
);

test.each([[undefined], [at(-350, 100)], [at(5000, 100)], [at(100, -300)], [at(100, 1060)], [at(3150, 100)]])(
  'a window at %j could not be grabbed',
  bounds => {
    expect(visibleBounds(bounds, screens)).toBeUndefined();
  },
);
