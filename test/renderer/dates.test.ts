import { afterEach, describe, expect, test } from 'vitest';
import * as inMain from '../../main/words';
import {
  clockTime,
  dayInWords,
  minutesOf,
  preciseDate,
  preciseTime,
  timeInWords,
  weekdays,
  whenInWords,
} from '../../renderer/words';
import { speak } from '../../renderer/words/language';

afterEach(() => {
  speak('system', []);
  inMain.speak('system', []);
});

/** `Intl` sets narrow and other spaces. */
const spaced = (text: string): string => text.replace(/\s/g, ' ');
const evening = new Date(2026, 10, 30, 22, 5, 7, 89).getTime();
const nextDay = new Date(2026, 11, 1, 9).getTime();
const nextYear = new Date(2027, 5, 1, 9).getTime();

interface Way {
  time: string;
  when: string;
  precise: string;
  date: string;
  day: string;
  dayOfLastYear: string;
  firstDay: string;
}
const american: Way = {
  time: '10:05 PM',
  when: 'Nov 30, 2026, 10:05 PM',
  precise: '10:05:07.089 PM',
  date: 'Monday, November 30, 2026 at 10:05 PM',
  day: 'Monday',
  dayOfLastYear: 'November 30, 2026',
  firstDay: 'Sunday',
};
const british: Way = {
  time: '22:05',
  when: '30 Nov 2026, 22:05',
  precise: '22:05:07.089',
  date: 'Monday, 30 November 2026 at 22:05',
  day: 'Monday',
  dayOfLastYear: '30 November 2026',
  firstDay: 'Monday',
};
const japanese: Way = {
  time: '22:05',
  when: '2026/11/30 22:05',
  precise: '22:05:07.089',
  date: '2026年11月30日月曜日 22:05',
  day: '月曜日',
  dayOfLastYear: '2026年11月30日',
  firstDay: '日曜日',
};

describe.each<[string, Parameters<typeof speak>, Way]>([
  ['English of the United States', ['system', ['en-US']], american],
  ['British English', ['system', ['en-GB']], british],
  ['English on a Japanese system', ['en', ['ja-JP']], american],
  ['Japanese', ['system', ['ja-JP']], japanese],
  ['Japanese on an American system', ['ja', ['en-US']], japanese],
])('in %s', (_, speech, way) => {
  test('times and days are written as people there do, in the window', () => {
    speak(...speech);
    expect(spaced(timeInWords(evening))).toBe(way.time);
    expect(spaced(whenInWords(evening, evening))).toBe(way.time);
    expect(spaced(whenInWords(evening, nextDay))).toBe(way.when);
    expect(spaced(preciseTime(evening))).toBe(way.precise);
    expect(spaced(preciseDate(evening))).toBe(way.date);
    expect(dayInWords(evening, new Date(2026, 11, 3).getTime())).toBe(way.day);
    expect(dayInWords(evening, nextYear)).toBe(way.dayOfLastYear);
    expect(weekdays()[0]?.long).toBe(way.firstDay);
  });

  test('and outside of it', () => {
    inMain.speak(...speech);
    expect(spaced(inMain.clockWords(evening))).toBe(way.time);
    expect(spaced(inMain.timeWords(evening, evening))).toBe(way.time);
    expect(spaced(inMain.timeWords(evening, nextDay))).toBe(way.when);
  });

  test('what is shown in a field for a time is the same minutes when it is read', () => {
    speak(...speech);
    expect(spaced(clockTime(22 * 60 + 5))).toBe(way.time);
    for (let minutes = 0; minutes < 24 * 60; minutes += 1) expect(minutesOf(clockTime(minutes))).toBe(minutes);
  });

  test.each([
    ['22:05', 22 * 60 + 5],
    ['2205', 22 * 60 + 5],
    ['22.05', 22 * 60 + 5],
    ['７：３０', 7 * 60 + 30],
    ['730', 7 * 60 + 30],
    ['7', 7 * 60],
    ['0:00', 0],
    ['', undefined],
    ['soon', undefined],
    ['24:00', undefined],
    ['12:60', undefined],
    ['7:5', undefined],
    ['12345', undefined],
    ['1:02:03', undefined],
  ])('%o is read', (typed, minutes) => {
    speak(...speech);
    expect(minutesOf(typed)).toBe(minutes);
  });
});

test.each([
  ['en', '12 am', 0],
  ['en', '12:30 PM', 12 * 60 + 30],
  ['en', '7pm', 19 * 60],
  ['en', '13 am', undefined],
  ['ja', '午前0時', 0],
  ['ja', '午後0時30分', 12 * 60 + 30],
  ['ja', '午後７時', 19 * 60],
  ['ja', '22時05分', 22 * 60 + 5],
] as const)('in %s, %o is a time with its half of the day', (language, typed, minutes) => {
  speak(language, []);
  expect(minutesOf(typed)).toBe(minutes);
});

test('the days of a week come once each, and are those of the quiet hours', () => {
  const days = weekdays();
  expect(days.map(({ day }) => day).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(days.find(({ day }) => day === 3)).toMatchObject({ short: 'W', long: 'Wednesday' });
});
