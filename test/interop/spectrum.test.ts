/** The judge of all sounds here, judged. */
import { describe, expect, test } from 'vitest';
import { beeps } from '../../scripts/tone.mjs';
import { shareOf } from './support/spectrum';

const low = beeps(440, 2);
const high = beeps(1100, 2);
const mixed = (...sounds: readonly Float32Array[]) =>
  Float32Array.from({ length: RATE * 2 }, (_, i) => sounds.reduce((sum, sound) => sum + (sound[i] ?? 0), 0));
const RATE = 48_000;
const noise = Float32Array.from({ length: RATE }, (_, i) => Math.sin(i * i) / 4);

describe('the share of a tone', () => {
  test('is nearly all of its own beeps, loud or soft', () => {
    expect(shareOf(low, 440)).toBeGreaterThan(0.95);
    expect(
      shareOf(
        low.map(sample => sample / 100),
        440,
      ),
    ).toBeGreaterThan(0.95);
  });

  test('is nearly nothing of other beeps, of noise and of silence', () => {
    expect(shareOf(high, 440)).toBeLessThan(0.05);
    expect(shareOf(noise, 440)).toBeLessThan(0.05);
    expect(shareOf(new Float32Array(RATE), 440)).toBe(0);
  });

  test('is about half of a conversation', () => {
    expect(shareOf(mixed(low, high), 440)).toBeGreaterThan(0.3);
    expect(shareOf(mixed(low, high), 440)).toBeLessThan(0.7);
  });
});
