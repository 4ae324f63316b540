import { describe, expect, test } from 'vitest';
import { delayIn } from '../../scripts/bench/network/mouth.mjs';
import { longestSilence } from '../../scripts/bench/network/move.mjs';
import { median, quarters, roundTrips } from '../../scripts/bench/network/statistics.mjs';
import { cellsOf } from '../../scripts/bench/report/cells.mjs';
import { beeps } from '../../scripts/tone.mjs';

const RATE = 48_000;

describe('several runs', () => {
  test('have a median and quarters, between two of them where none is there', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2])).toBe(1.5);
    expect(quarters([1, 2, 3, 4, 5])).toEqual([2, 4]);
    expect(quarters([7])).toEqual([7, 7]);
  });

  test('at several round-trip times tell how many round trips there are, whatever else it takes', () => {
    const series = [0, 50, 100, 200].map(rtt => ({ rtt, values: [80 + 3.5 * rtt, 80 + 3.5 * rtt, 5_000] }));
    expect(roundTrips(series)).toBeCloseTo(3.5);
  });
});

describe('in a recording', () => {
  test.each([0, 37, 135, 240])('the right side is found to be %i ms behind the left one', ms => {
    const said = beeps(523, 3);
    const late = (ms * RATE) / 1000;
    const both = Float32Array.from({ length: said.length * 2 }, (_, at) =>
      at % 2 === 0 ? (said[at / 2] ?? 0) : 0.3 * (said[(at - 1) / 2 - late] ?? 0),
    );
    expect(delayIn(both)).toBe(ms);
  });

  test('of nothing there is no delay', () => {
    const both = Float32Array.from({ length: 2 * RATE }, (_, at) => (at % 2 === 0 ? Math.sin(at / 40) : 0));
    expect(() => delayIn(both)).toThrow(/nothing/i);
  });

  test('the longest silence is found, and not the sum of two', () => {
    const loud = (seconds: number) => Array.from({ length: seconds * RATE }, (_, at) => Math.sin(at / 20));
    const silent = (seconds: number) => Array.from({ length: seconds * RATE }, () => 0);
    const samples = Float32Array.from([...loud(0.5), ...silent(0.2), ...loud(0.1), ...silent(0.35), ...loud(0.2)]);
    expect(Math.abs(longestSilence(samples) - 350)).toBeLessThanOrEqual(10);
  });
});

test('a row shows its unit, its spread and what it is compared with', () => {
  const row = { what: 'pick-up', ms: 120, limitMs: 130, plainMs: 100, plain: 'bare connections' };
  expect(cellsOf({ ...row, spread: [110, 140], runs: 5 })).toEqual({
    what: 'pick-up',
    seen: '120 ms',
    spread: '110 ms – 140 ms, 5 runs',
    limit: '130 ms',
    ratio: '1.20 × bare connections (100 ms)',
  });
  expect(cellsOf({ ...row, unit: '%', ms: 0.04, limitMs: Infinity, plain: '' })).toMatchObject({
    seen: '0.04 %',
    limit: '',
    ratio: '',
  });
  // Nothing can be a multiple of nothing.
  expect(cellsOf({ ...row, plainMs: 0 }).ratio).toBe('bare connections (0.00 ms)');
});
