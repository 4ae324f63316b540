import { expect, test } from 'vitest';
import { beeps } from '../../../scripts/tone.mjs';
import { firstSound, strongest, toneIn, type Reading } from '../../../renderer/media/listen';
import { spectrumOf } from './spectrum';

const rate = 48_000;
const size = 2048;
const sine = (hz: number, volume: number) =>
  Float32Array.from({ length: size }, (_, i) => volume * Math.sin((2 * Math.PI * hz * i) / rate));

test.each([440, 523, 660, 880, 1000, 2000])('%i Hz is read between the bins', hz => {
  const tone = strongest(spectrumOf(sine(hz, 0.1)), rate / size);
  expect(tone?.hz).toBeGreaterThan(hz - 2);
  expect(tone?.hz).toBeLessThan(hz + 2);
});

test.each([440, 1000])('the beep that tests speak with is read as %i Hz', hz => {
  const samples = beeps(hz, 1).subarray(4_000, 4_000 + size);
  expect(strongest(spectrumOf(samples), rate / size)?.hz).toBeCloseTo(hz, -1);
});

test('each tone beeps in a rhythm of its own, the same every time, and can be looped', () => {
  const rhythm = (hz: number) => {
    const samples = beeps(hz, 5);
    const loud = Array.from({ length: samples.length / 480 }, (_, i) => {
      return samples.subarray(i * 480, i * 480 + 480).some(sample => Math.abs(sample) > 0.1);
    });
    return loud.map(Number).join('');
  };
  expect(rhythm(660)).not.toBe(rhythm(880));
  expect(rhythm(660)).toBe(rhythm(660));
  expect(rhythm(660)).toMatch(/^0{0,2}(1{30,35}0{10,35})+$/);
});

test('the stronger of two tones is read, and hum below the voice is not', () => {
  const both = sine(500, 0.02).map((sample, i) => sample + (sine(900, 0.1)[i] ?? 0) + (sine(50, 0.5)[i] ?? 0));
  expect(strongest(spectrumOf(both), rate / size)?.hz).toBeCloseTo(900, -1);
});

test('silence and noise under the voice have no tone', () => {
  expect(strongest(new Float32Array(1024).fill(-Infinity), rate / size)).toBeUndefined();
  expect(strongest(spectrumOf(sine(440, 0.0001)), rate / size)).toBeUndefined();
});

const readings = (...hz: number[]): Reading[] => hz.map((each, i) => ({ at: i * 50, hz: each, level: -20 }));

test('a tone outlasts the pause between two beeps, and is forgotten within a second', () => {
  const heard = readings(440, 441, 439);
  expect(toneIn(heard, 300)).toBe(440);
  expect(toneIn(heard, 1_200)).toBeUndefined();
});

test('clicks and soft remains do not change the tone', () => {
  const heard = [
    ...readings(440, 440, 3000, 440, 440),
    { at: 260, hz: 700, level: -60 },
    { at: 270, hz: 700, level: -60 },
  ];
  expect(toneIn([...heard, ...heard.slice(-2), ...heard.slice(-2)], 300)).toBe(440);
});

test('nothing heard is no tone', () => {
  expect(toneIn([], 0)).toBeUndefined();
});

test('the first sound is found where it begins', () => {
  const samples = new Float32Array(100).fill(0.001);
  expect(firstSound(samples)).toBe(-1);
  samples[60] = -0.2;
  expect(firstSound(samples)).toBe(60);
});
