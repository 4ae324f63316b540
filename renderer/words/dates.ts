/** Times and days as the person writes them. */
import { remembered } from '../remembered';
import { perLocale, words } from './language';

const format = (options: Intl.DateTimeFormatOptions) => perLocale(locale => new Intl.DateTimeFormat(locale, options));

const clock = format({ timeStyle: 'short' });
/** Of a day that has 24 hours, whatever the person's clocks do. */
const ofDay = format({ timeStyle: 'short', timeZone: 'UTC' });
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** What stands for the two halves of the day, such as `am` and `pm`. */
const halves = perLocale(locale => {
  const twelve = new Intl.DateTimeFormat(locale, { hour: 'numeric', hour12: true, timeZone: 'UTC' });
  const half = (hour: number) => twelve.formatToParts(hour * HOUR_MS).find(({ type }) => type === 'dayPeriod')?.value;
  return { morning: plain(half(9) ?? 'am'), afternoon: plain(half(21) ?? 'pm') };
});
/** The day on which a week begins, 0 being Sunday. */
const firstDay = perLocale(locale => new Intl.Locale(locale).getWeekInfo().firstDay % 7);
const calendar = format({ dateStyle: 'medium', timeStyle: 'short' });
const precise = format({ hour: 'numeric', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const weekday = format({ weekday: 'long' });
const weekdayBriefly = format({ weekday: 'narrow' });
const longDate = format({ weekday: 'short', day: 'numeric', month: 'long' });
const fullDate = format({ day: 'numeric', month: 'long', year: 'numeric' });
const wholeDate = format({ dateStyle: 'full', timeStyle: 'short' });

/** `format` of moments that come again and again in a list. */
const kept = (format: () => Intl.DateTimeFormat) =>
  perLocale(() => remembered(moment => format().format(Number(moment))));
/** Of the beginnings of minutes. */
const clockOf = kept(clock);
/** Of midnights. */
const [weekdayOf, longDateOf, fullDateOf] = [kept(weekday), kept(longDate), kept(fullDate)];

/** A time of the last days; today's without the date. Both in milliseconds since 1970. */
export const whenInWords = (at: number, now: number): string =>
  (new Date(at).toDateString() === new Date(now).toDateString() ? clock() : calendar()).format(at);

/** The time of a day, without the day. */
export const timeInWords = (at: number): string => clockOf()(String(at - (at % MINUTE_MS)));

/** A time to the millisecond. */
export const preciseTime = (at: number): string => precise().format(at);

/** A date with everything a person may ask of it. */
export const preciseDate = (at: number): string => wholeDate().format(at);

/** Minutes since midnight as a time of the day. */
export const clockTime = (minutes: number): string => ofDay().format((minutes * HOUR_MS) / 60);

/**
 * Minutes since midnight for what a person typed: as it is shown, with 24 hours in any language, or without what separates
 * hours and minutes; `undefined` if it is no time of the day.
 */
export function minutesOf(typed: string): number | undefined {
  const text = plain(typed);
  const [, hourText = '', apart, joined] = /^\D*(\d{1,2})(?:\D+(\d{2})|(\d{2}))?\D*$/.exec(text) ?? [];
  const [hour, minute] = [Number(hourText || NaN), Number(apart ?? joined ?? 0)];
  if (!(hour < 24 && minute < 60)) return undefined;
  if (text.includes(halves().morning)) return hour > 12 ? undefined : (hour % 12) * 60 + minute;
  if (text.includes(halves().afternoon)) return ((hour % 12) + 12) * 60 + minute;
  return hour * 60 + minute;
}
/** Blind to case, to full width and to which space it is. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The days of the week as it begins where the person lives, 0 being Sunday. The 22nd of November 2026 was one. */
export const weekdays = (): { day: number; short: string; long: string }[] =>
  [0, 1, 2, 3, 4, 5, 6].map(from => {
    const day = (firstDay() + from) % 7;
    const date = new Date(2026, 10, 22 + day);
    return { day, short: weekdayBriefly().format(date), long: weekday().format(date) };
  });

/** Where today, yesterday and the last week begin, and tomorrow, of the minute that was asked for last. */
interface Days {
  readonly minute: number;
  readonly tomorrow: number;
  readonly today: number;
  readonly yesterday: number;
  readonly week: number;
  readonly year: number;
}
let days: Days | undefined;
function daysAt(now: number): Days {
  const minute = now - (now % MINUTE_MS);
  if (days?.minute === minute) return days;
  const date = new Date(minute);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  const ago = (count: number) => new Date(year, month, day - count).getTime();
  return (days = { minute, tomorrow: ago(-1), today: ago(0), yesterday: ago(1), week: ago(6), year });
}

/** A day as the heading of a list; both in milliseconds since 1970. */
export function dayInWords(at: number, now: number): string {
  const { tomorrow, today, yesterday, week, year } = daysAt(now);
  if (at >= today && at < tomorrow) return words.recents.today;
  if (at >= yesterday && at < today) return words.recents.yesterday;
  const day = new Date(at);
  const midnight = String(day.setHours(0, 0, 0, 0));
  if (at >= week && at < yesterday) return weekdayOf()(midnight);
  return (day.getFullYear() === year ? longDateOf() : fullDateOf())(midnight);
}
