import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Keeper } from '../../main/xmpp/keeper';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A keeper of a number, which takes `ms` to write it down. */
function keeperOf(ms = 0) {
  const kept: number[] = [];
  const now = { value: 0 };
  const keeper = new Keeper(async () => {
    const { value } = now;
    if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms));
    kept.push(value);
  });
  const change = (value: number) => {
    now.value = value;
    keeper.changed();
  };
  return { keeper, kept, change };
}

test('what changes often is kept now and then, the last of it always', async () => {
  const { kept, change } = keeperOf();
  for (let at = 1; at <= 100; at += 1) {
    change(at);
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(500);
  expect(kept.length).toBeLessThanOrEqual(5);
  expect(kept.at(-1)).toBe(100);
});

test('nobody is told that something is kept before it is', async () => {
  const { keeper, kept, change } = keeperOf(100);
  const told: (number | undefined)[] = [];
  keeper.kept(() => told.push(kept.at(-1)));
  expect(told).toEqual([undefined]); // there was nothing to keep
  change(1);
  keeper.kept(() => told.push(kept.at(-1)));
  await vi.advanceTimersByTimeAsync(550); // being written
  change(2);
  keeper.kept(() => told.push(kept.at(-1)));
  expect(told).toEqual([undefined]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual([undefined, 1, 2]);
});

test('a disk that hangs holds up nobody for longer than two seconds', async () => {
  const keeper = new Keeper(() => new Promise(() => undefined));
  let told = false;
  keeper.changed();
  keeper.kept(() => (told = true));
  await vi.advanceTimersByTimeAsync(2600);
  expect(told).toBe(true);
});

test('who leaves has everything kept at once', async () => {
  const { keeper, kept, change } = keeperOf();
  change(7);
  await keeper.flush();
  expect(kept).toEqual([7]);
});
