import { describe, expect, test } from 'vitest';
import { parseDemoOptions, UsageError } from '../../scripts/demo/options.mjs';
import { describeReport, reportOf, shortcomings } from '../../scripts/demo/verdict.mjs';

describe('the command line', () => {
  test('without words means two tones that are far apart', () => {
    expect(parseDemoOptions([])).toEqual({
      keep: false,
      toneA: 440,
      toneB: 1000,
      muteA: false,
      relay: false,
      fake: false,
      json: false,
      help: false,
    });
  });

  test('takes every option', () => {
    const words = ['--keep', '--tone-a', '500', '--tone-b=750', '--mute-a', '--relay', '--fake', '--json', '--help'];
    expect(parseDemoOptions(words)).toEqual({
      keep: true,
      toneA: 500,
      toneB: 750,
      muteA: true,
      relay: true,
      fake: true,
      json: true,
      help: true,
    });
  });

  test.each([['--loud'], ['--tone-a'], ['--tone-a=high'], ['--tone-a='], ['--tone-b=20000'], ['--tone-b=-1'], ['now']])(
    'that means nothing is refused: %s',
    word => {
      expect(() => parseDemoOptions([word])).toThrow(UsageError);
    },
  );
});

const call = (
  heardHz: number | undefined,
  times: { answeredAt?: number; heardAt?: number; createdAt?: number } = {},
) => ({
  state: 'active',
  createdAt: 1_000,
  answeredAt: null,
  heardAt: null,
  ...times,
  statistics: {
    ...(heardHz === undefined ? { receivedLevel: 0 } : { heardHz, receivedLevel: 0.25 }),
    local: 'host',
    remote: 'prflx',
  },
});

describe('the report', () => {
  test('tells what each heard, how long it took to ring and from the answer to the first sound', () => {
    const a = [call(999.96, { createdAt: 1_000, heardAt: 5_300 })];
    const b = [call(440.02, { createdAt: 1_120, answeredAt: 5_000, heardAt: 5_210 })];
    expect(reportOf(a, b)).toEqual({
      a: { hearsHz: 1000, level: 0.25, local: 'host', remote: 'prflx' },
      b: { hearsHz: 440, level: 0.25, local: 'host', remote: 'prflx' },
      ringMs: 120,
      answerToAudioMs: { a: 300, b: 210 },
    });
  });

  test('is not swayed by one look that went wrong', () => {
    const b = [call(440), call(undefined), call(3_000), call(441)];
    expect(reportOf([call(1000)], b).b.hearsHz).toBe(441);
  });

  test('has nothing where nothing was seen', () => {
    const nothing = { hearsHz: null, level: 0, local: null, remote: null };
    expect(reportOf([], [])).toEqual({ a: nothing, b: nothing, ringMs: null, answerToAudioMs: { a: null, b: null } });
  });

  test('reads as sentences', () => {
    expect(describeReport(reportOf([call(1000)], [call(undefined)]))).toMatch(/A hears 1000 Hz.*\nB hears no tone/);
  });
});

describe('the verdict', () => {
  const heard = (a: number | undefined, b: number | undefined) =>
    reportOf([call(a, { heardAt: 2_000 })], [call(b, { answeredAt: 1_500, heardAt: 2_000 })]);
  const tones = { a: 1000, b: 440, relay: false };

  test('is good if both hear the tone of the other, give or take 5 %', () => {
    expect(shortcomings(heard(1049, 419), tones)).toEqual([]);
  });

  test('is bad if they hear another tone, such as their own', () => {
    expect(shortcomings(heard(440, 1000), tones)).toEqual([
      'A hears 440 Hz, not 1000 Hz',
      'B hears 1000 Hz, not 440 Hz',
    ]);
  });

  test('is bad if one hears nothing', () => {
    expect(shortcomings(heard(1000, undefined), tones)).toEqual(['B hears nothing, not 440 Hz']);
  });

  test('is good if B hears nothing of a muted A, and bad if it does', () => {
    const muted = { ...tones, b: 'nothing' as const };
    expect(shortcomings(heard(1000, undefined), muted)).toEqual([]);
    expect(shortcomings(heard(1000, 440), muted)).toEqual(['B hears 440 Hz of a muted microphone']);
  });

  test('of real microphones asks for any sound', () => {
    const real = { a: 'sound' as const, b: 'sound' as const, relay: false };
    expect(shortcomings(heard(undefined, undefined), real)).toEqual([]);
    expect(shortcomings(reportOf([call(300)], [call(300)]), real)).toEqual(['A hears nothing', 'B hears nothing']);
  });

  test('is bad if the relay was gone round', () => {
    expect(shortcomings(heard(1000, 440), { ...tones, relay: true })).toEqual([
      'A goes through host, not the relay',
      'B goes through host, not the relay',
    ]);
  });
});
