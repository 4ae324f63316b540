import { expect, test } from 'vitest';
import { RingToneError } from '../../../renderer/media/decode';
import { ringSamplesOf } from '../../../renderer/media/ring-samples';
import { RingTones } from '../../../renderer/media/ring-tones';
import { samplesOf } from '../../../renderer/media/tones';
import { madeRingTones } from '../../../shared/ring-tone';
import { online } from '../snapshots';

const RATE = 1_000;
const constant = (seconds: number, value: number) => new Float32Array(seconds * RATE).fill(value);
const own = 'a'.repeat(40);
const broken = 'b'.repeat(40);
const ringTones = [
  { id: own, name: 'Mine' },
  { id: broken, name: 'Broken' },
];

function tonesWith(ringTone: string, ringToneOf: Record<string, string> = {}) {
  const loads: string[] = [];
  const tones = new RingTones({
    load: id => {
      loads.push(id);
      return id === own ? Promise.resolve([constant(5, 0.5)]) : Promise.reject(new RingToneError('unplayable'));
    },
    onRinger: () => Promise.resolve(),
    log: () => undefined,
  });
  const follow = () => tones.follow({ preferences: { ...online.preferences, ringTone }, ringTones, ringToneOf });
  follow();
  return { tones, loads, follow };
}
const settled = () => new Promise(resolve => setTimeout(resolve));
const juliet = { peer: 'juliet@capulet.lit' };
const nurse = { peer: 'nurse@capulet.lit' };

test('a call rings with what was chosen, and a person’s own choice comes first', async () => {
  const { tones } = tonesWith('koto', { [juliet.peer]: own });
  await settled();
  expect(tones.soundFor(nurse)).toBe('koto');
  expect(tones.soundFor(juliet)).toBeInstanceOf(Float32Array);
});

test('a tone that is not there yet, cannot be played or is gone rings as usual', async () => {
  const { tones } = tonesWith(own);
  expect(tones.soundFor(juliet)).toBe('bell');
  await settled();
  expect(tones.soundFor(juliet)).not.toBe('bell');
  expect((await tonesAfterLoad(broken)).soundFor(juliet)).toBe('bell');
  expect((await tonesAfterLoad('c'.repeat(40))).soundFor(juliet)).toBe('bell');
});
const tonesAfterLoad = async (tone: string) => {
  const { tones } = tonesWith(tone);
  await settled();
  return tones;
};

test('a file is read once, however often the state changes and whether or not it can be played', async () => {
  for (const tone of [own, broken]) {
    const { loads, follow } = tonesWith(tone);
    await settled();
    follow();
    await settled();
    expect(loads).toEqual([tone]);
  }
});

test('why a tone cannot be heard is told', async () => {
  const { tones } = tonesWith('bell');
  expect(await tones.faultOf('koto')).toBeUndefined();
  expect(await tones.faultOf(own)).toBeUndefined();
  expect(await tones.faultOf(broken)).toBe('unplayable');
});

test('a long sound is cut at thirty seconds and fades, a short one gets a pause', () => {
  const long = ringSamplesOf([constant(40, 0.5)], RATE);
  expect(long).toHaveLength(30 * RATE);
  expect(long?.[29 * RATE]).toBeCloseTo(0.5);
  expect(long?.at(-1)).toBeLessThan(0.01);
  const short = ringSamplesOf([constant(1, 0.5)], RATE);
  expect(short).toHaveLength(3 * RATE);
  expect(short?.[RATE - 1]).toBeCloseTo(0.5);
  expect(short?.[RATE]).toBe(0);
});

test('several channels become one that never clips, and silence is no ring', () => {
  expect(ringSamplesOf([constant(4, 1), constant(4, 0)], RATE)?.[0]).toBeCloseTo(0.5);
  expect(ringSamplesOf([constant(4, 3)], RATE)?.[0]).toBe(1);
  expect(ringSamplesOf([constant(4, 0)], RATE)).toBeUndefined();
  expect(ringSamplesOf([constant(4, 0.5), constant(4, -0.5)], RATE)).toBeUndefined();
  expect(ringSamplesOf([], RATE)).toBeUndefined();
});

test.each(madeRingTones)('the ring tone "%s" is heard, never clips and has no click at its seam', name => {
  const samples = samplesOf(name, 48_000);
  const peak = (of: Float32Array) => of.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  expect(peak(samples)).toBeGreaterThan(0.2);
  expect(peak(samples)).toBeLessThanOrEqual(1);
  expect(peak(samples.map((sample, i) => sample - (samples.at(i - 1) ?? 0)))).toBeLessThan(0.3);
  expect(Math.abs((samples[0] ?? 0) - (samples.at(-1) ?? 0))).toBeLessThan(0.01);
});
