/** Times and days as the person writes them. */
import { perLocale, words } from './language';

const format = (options: Intl.DateTimeFormatOptions) => perLocale(locale => new Intl.DateTimeFormat(locale, options));

const clock = format({ timeStyle: 'short' });
const calendar = format({ dateStyle: 'medium', timeStyle: 'short' });
const precise = format({ hour: 'numeric', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const weekday = format({ weekday: 'long' });
const weekdayBriefly = format({ weekday: 'narrow' });
const longDate = format({ weekday: 'short', day: 'numeric', month: 'long' });
const fullDate = format({ day: 'numeric', month: 'long', year: 'numeric' });
const wholeDate = format({ dateStyle: 'full', timeStyle: 'short' });

/** A time of the last days; today's without the date. Both in milliseconds since 1970. */
export const whenInWords = (at: number, now: number): string =>
  (new Date(at).toDateString() === new Date(now).toDateString() ? clock() : calendar()).format(at);

/** The time of a day, without the day. */
export const timeInWords = (at: number): string => clock().format(at);

/** A time to the millisecond. */
export const preciseTime = (at: number): string => precise().format(at);

/** A date with everything a person may ask of it. */
export const preciseDate = (at: number): string => wholeDate().format(at);

/** The days of the week from Monday on, 0 being Sunday. The 22nd of November 2026 was one. */
export const weekdays = (): { day: number; short: string; long: string }[] =>
  [1, 2, 3, 4, 5, 6, 0].map(day => {
    const date = new Date(2026, 10, 22 + day);
    return { day, short: weekdayBriefly().format(date), long: weekday().format(date) };
  });

/** A day as the heading of a list; both in milliseconds since 1970. */
export function dayInWords(at: number, now: number): string {
  const [day, today] = [new Date(at), new Date(now)];
  const daysAgo = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
  if (day.toDateString() === today.toDateString()) return words.recents.today;
  if (day.toDateString() === daysAgo(1).toDateString()) return words.recents.yesterday;
  if (day >= daysAgo(6) && day < today) return weekday().format(day);
  return (day.getFullYear() === today.getFullYear() ? longDate() : fullDate()).format(day);
}
