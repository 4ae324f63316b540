import { expect, test } from 'vitest';
import { isQuiet, isUndisturbed, quietChangesAt, undisturbedFor, type QuietHours } from '../../shared/quiet';

/** A time of the week of Sunday the 22nd of November 2026, by the clock on the wall. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, 22 + day, hour, minute).getTime();
const everyDay = [0, 1, 2, 3, 4, 5, 6];
const quiet = (quietHours: QuietHours, now: number) => isQuiet({ quietHours }, now);

test('quiet hours begin with their minute and end before it', () => {
  const lunch = { from: 12 * 60, to: 13 * 60 + 30, days: [1] };
  expect([at(1, 11, 59), at(1, 12), at(1, 13, 29), at(1, 13, 30)].map(now => quiet(lunch, now))).toEqual([
    ...[false, true, true, false],
  ]);
  expect(quiet(lunch, at(2, 12))).toBe(false);
});

test('quiet hours past midnight belong to the day on which they begin', () => {
  const night = { from: 22 * 60, to: 7 * 60, days: [5, 6] };
  expect(quiet(night, at(5, 23))).toBe(true);
  expect(quiet(night, at(6, 3))).toBe(true);
  expect(quiet(night, at(7, 6, 59))).toBe(true);
  expect(quiet(night, at(5, 3))).toBe(false);
  expect(quiet(night, at(7, 23))).toBe(false);
});

test('from a time to itself is a whole day, and no day is none', () => {
  expect(quiet({ from: 480, to: 480, days: [1] }, at(2, 7, 59))).toBe(true);
  expect(quiet({ from: 480, to: 480, days: [1] }, at(2, 8))).toBe(false);
  expect(quiet({ from: 0, to: 480, days: [] }, at(1, 3))).toBe(false);
});

test('the next change is the first of all ends and beginnings', () => {
  const quietHours = { from: 22 * 60, to: 7 * 60, days: everyDay };
  expect(quietChangesAt({ quietHours }, at(1, 12))).toBe(at(1, 22));
  expect(quietChangesAt({ quietHours }, at(1, 23))).toBe(at(2, 7));
  expect(quietChangesAt({ quietHours, doNotDisturb: { until: at(1, 13) } }, at(1, 12))).toBe(at(1, 13));
  expect(quietChangesAt({ quietHours: { ...quietHours, days: [0] } }, at(1, 8))).toBe(at(7, 22));
  expect(quietChangesAt({ doNotDisturb: { until: at(1, 13) } }, at(1, 13))).toBeUndefined();
  expect(quietChangesAt({ doNotDisturb: {}, quietHours: null }, at(1, 12))).toBeUndefined();
});

test('a pause ends when it says', () => {
  const now = at(1, 23, 30);
  expect(undisturbedFor('half-hour', now)).toEqual({ until: at(2, 0) });
  expect(undisturbedFor('hour', now)).toEqual({ until: at(2, 0, 30) });
  expect(undisturbedFor('tomorrow', now)).toEqual({ until: at(2, 8) });
  expect(isUndisturbed({ doNotDisturb: undisturbedFor('always', now) }, at(300, 0))).toBe(true);
});
