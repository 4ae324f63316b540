import { expect, test } from 'vitest';
import { digitsIn, tonesOf } from '../../../renderer/media/digits';
import { digitSamplesOf } from '../../../renderer/media/tones';
import { loudnessAt } from './spectrum';

test('what no telephone can dial is left out', () => {
  expect(digitsIn('+49 (30) 12,3#*aD e\n♯')).toBe('493012,3#*AD');
});

test.each([
  ['1', 697, 1209],
  ['5', 770, 1336],
  ['9', 852, 1477],
  ['0', 941, 1336],
  ['*', 941, 1209],
  ['#', 941, 1477],
  ['A', 697, 1633],
  ['D', 941, 1633],
])('the digit %s is %i and %i Hz', (digit, low, high) => {
  expect(tonesOf(digit)).toEqual([low, high]);
  const rate = 48_000;
  const samples = digitSamplesOf(digit, 0.12, rate);
  expect(samples).toHaveLength(5760);
  for (const hz of [low, high])
    expect(loudnessAt(samples, hz, rate)).toBeGreaterThan(10 * loudnessAt(samples, 1100, rate));
  expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
  expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
});

test('what is no digit makes no sound', () => {
  for (const other of ['', ',', 'E', '12', 'a']) {
    expect(tonesOf(other)).toBeUndefined();
    expect(digitSamplesOf(other, 0.12, 48_000)).toHaveLength(0);
  }
});
