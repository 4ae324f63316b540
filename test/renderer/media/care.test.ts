import { expect, test } from 'vitest';
import { careAfter, carefree, type LevelReading } from '../../../renderer/media/care';
import { loudnessOf, meterFor } from '../../../renderer/media/meter';

const voice = { rms: 0.05, peak: 0.2 };
/** What echo cancellation and gain make of nothing. */
const noise = { rms: 0.0001, peak: 0.00035 };
const room = { rms: 0.0005, peak: 0.002 };
/** A room in which nobody stirs, with its noise suppressed. */
const still = { rms: 0.0001, peak: 0.0004 };
const nothing = { rms: 0, peak: 0 };
type Sound = { rms: number; peak: number };
/** A closer look at it would find nothing. */
const isNothing = (sound: Sound): boolean => sound === nothing || sound === noise;

/** Ten readings a second of each sound for its seconds; what is thought at the end. */
const after = (...parts: [sound: Sound, seconds: number, muted?: boolean][]) => {
  const readings = parts.flatMap(([sound, seconds, muted = false]) =>
    Array.from({ length: Math.round(seconds * 10) }, (): Omit<LevelReading, 'at'> => ({
      ...sound,
      muted,
      nothing: isNothing(sound),
    })),
  );
  return readings.reduce((state, reading, i) => careAfter(state, { ...reading, at: i * 100 }), carefree);
};

test.each([
  ['speech into a muted microphone', [[voice, 1, true]], true],
  ['the same, some seconds ago', [[voice, 1, true], [room, 3, true]], true], // prettier-ignore
  ['the same, long ago', [[voice, 1, true], [room, 6, true]], false], // prettier-ignore
  ['a cough', [[room, 2, true], [voice, 0.2, true], [room, 1, true]], false], // prettier-ignore
  ['a quiet room', [[room, 30, true]], false],
  ['speech that is heard', [[voice, 10]], false],
  ['speech before muting', [[voice, 10], [room, 1, true]], false], // prettier-ignore
  ['speech before unmuting', [[voice, 1, true], [voice, 0.2]], false], // prettier-ignore
] as [string, [Sound, number, boolean?][], boolean][])('"You are muted" on %s: %3$s', (_what, parts, expected) => {
  expect(after(...parts).speaksMuted).toBe(expected);
});

test.each([
  ['nothing for over ten seconds', [[nothing, 11]], true],
  ['nothing for nine seconds', [[nothing, 9]], false],
  ['nothing that was made noise of, for over ten seconds', [[noise, 11]], true],
  ['a quiet room for a minute', [[room, 60]], false],
  ['a room as quiet as that noise, for a minute', [[still, 60]], false],
  ['noise, then a word', [[noise, 30], [voice, 0.1]], false], // prettier-ignore
  ['nothing while muted', [[nothing, 30, true]], false],
  ['nothing, then a word', [[nothing, 30], [voice, 0.1]], false], // prettier-ignore
  ['nothing for long, then muted', [[nothing, 30], [nothing, 1, true]], false], // prettier-ignore
  ['nothing while muted and a moment more', [[nothing, 30, true], [nothing, 5]], false], // prettier-ignore
] as [string, [Sound, number, boolean?][], boolean][])(
  '"They can’t hear you" on %s: %3$s',
  (_what, parts, expected) => {
    expect(after(...parts).unheard).toBe(expected);
  },
);

test('a computer that slept has neither listened to silence nor to speech', () => {
  const silent = { ...nothing, muted: false, nothing: true };
  const awake = careAfter(careAfter(carefree, { ...silent, at: 0 }), { ...silent, at: 100 });
  expect(careAfter(awake, { ...silent, at: 600_000 }).unheard).toBe(false);
  expect(careAfter(awake, { ...voice, muted: true, nothing: false, at: 600_000 }).speaksMuted).toBe(false);
});

test('a sine is as loud as its amplitude says, and no samples are silence', () => {
  const sine = Float32Array.from({ length: 4800 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / 48_000));
  expect(loudnessOf(sine).peak).toBeCloseTo(0.5, 2);
  expect(loudnessOf(sine).rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
  expect(loudnessOf(new Float32Array())).toEqual({ peak: 0, rms: 0 });
});

test('a meter is empty for silence, full for a shout, and grows by equal steps with each doubling', () => {
  const at = (amplitude: number) => meterFor({ peak: amplitude, rms: amplitude / Math.SQRT2 });
  expect(at(0)).toBe(0);
  expect(at(1)).toBe(1);
  expect(at(0.08) - at(0.04)).toBeCloseTo(at(0.04) - at(0.02), 5);
  expect(at(0.04)).toBeGreaterThan(at(0.02));
});
