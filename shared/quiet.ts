/** When calls are only shown: do not disturb, for a while or until further notice, and the quiet hours of the week. */
import * as v from 'valibot';

/** Calls do not ring until `until`, in milliseconds since 1970; without it until the person says so. */
export const doNotDisturbSchema = v.strictObject({ until: v.optional(v.pipe(v.number(), v.finite())) });
export type DoNotDisturb = v.InferOutput<typeof doNotDisturbSchema>;

const minuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60 - 1));
const weekday = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6));

/**
 * From one minute of the day to another, by the clock on the wall; past midnight if `to` is not later than `from`. `days`
 * are those on which they begin, 0 being Sunday.
 */
export const quietHoursSchema = v.strictObject({
  from: minuteOfDay,
  to: minuteOfDay,
  days: v.pipe(v.array(weekday), v.maxLength(7)),
});
export type QuietHours = v.InferOutput<typeof quietHoursSchema>;

/** What of the preferences may silence the phone. */
export interface QuietPreferences {
  doNotDisturb?: DoNotDisturb | null | undefined;
  quietHours?: QuietHours | null | undefined;
  /** Favourites ring all the same. */
  favouritesDisturb?: boolean | undefined;
}

/** Do not disturb holds at `now`, in milliseconds since 1970. */
export const isUndisturbed = ({ doNotDisturb }: QuietPreferences, now: number): boolean =>
  doNotDisturb !== undefined && doNotDisturb !== null && (doNotDisturb.until ?? Infinity) > now;

/** The phone is to be quiet at `now`, for whichever reason. */
export const isQuiet = (preferences: QuietPreferences, now: number): boolean =>
  isUndisturbed(preferences, now) ||
  spans(preferences.quietHours, now).some(([begin, end]) => begin <= now && now < end);

/** When `isQuiet` may say something else than at `now`; `undefined` if never. */
export function quietChangesAt({ doNotDisturb, quietHours }: QuietPreferences, now: number): number | undefined {
  const times = [...spans(quietHours, now).flat(), doNotDisturb?.until ?? Infinity].filter(
    time => time > now && time < Infinity,
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The quiet hours that begin from yesterday to the same day of next week, by local time: a day may have 23 hours. */
function spans(hours: QuietHours | null | undefined, now: number): [begin: number, end: number][] {
  if (!hours) return [];
  const today = new Date(now);
  const at = (day: number, minute: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() + day, 0, minute);
  return [-1, 0, 1, 2, 3, 4, 5, 6, 7]
    .filter(day => hours.days.includes(at(day, 0).getDay()))
    .map(day => [at(day, hours.from).getTime(), at(hours.to > hours.from ? day : day + 1, hours.to).getTime()]);
}

/** For how long a person asks not to be disturbed. */
export const pauses = ['half-hour', 'hour', 'tomorrow', 'always'] as const;
export type Pause = (typeof pauses)[number];

const MINUTE_MS = 60_000;
/** When a new day begins for people who sleep. */
const MORNING_HOUR = 8;

/** Do not disturb for `pause` from `now` on, in milliseconds since 1970. */
export function undisturbedFor(pause: Pause, now: number): DoNotDisturb {
  const today = new Date(now);
  const ends: Record<Pause, number | undefined> = {
    'half-hour': now + 30 * MINUTE_MS,
    hour: now + 60 * MINUTE_MS,
    tomorrow: new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, MORNING_HOUR).getTime(),
    always: undefined,
  };
  const until = ends[pause];
  return until === undefined ? {} : { until };
}
