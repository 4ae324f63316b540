import { expect, test } from 'vitest';
import { perMinute, Rate } from '../../main/rate';

test('a command is carried out so often a minute, and again when the minute is over', () => {
  let now = 0;
  const rate = new Rate({ openPage: 2 }, () => now);
  expect([rate.take('openPage'), rate.take('openPage'), rate.take('openPage')]).toEqual([true, true, false]);
  now = 59_999;
  expect(rate.take('openPage')).toBe(false);
  now = 60_000;
  expect([rate.take('openPage'), rate.take('openPage'), rate.take('openPage')]).toEqual([true, true, false]);
});

test('what was refused does not count, and a clock that is set back locks nobody out', () => {
  let now = 1_000_000;
  const rate = new Rate({ openPage: 1 }, () => now);
  expect(rate.take('openPage')).toBe(true);
  for (let at = 0; at < 100; at += 1) rate.take('openPage');
  now = 500_000;
  expect(rate.take('openPage')).toBe(true);
});

test('what stays inside the app is never counted', () => {
  const rate = new Rate();
  expect(Array.from({ length: 10_000 }, () => rate.take('signal')).every(Boolean)).toBe(true);
});

test('whatever reaches people, other programs or the desktop has a limit', () => {
  expect(Object.keys(perMinute)).toEqual(
    expect.arrayContaining(['place', 'sendMessage', 'openPage', 'tryNotification']),
  );
});
