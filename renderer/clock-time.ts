/** Times of the day as `<input type="time">` has them (HTML §2.3.5.4), and minutes since midnight. */

/** `07:05` for 425. */
export const timeOfMinutes = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** 425 for `07:05`; `undefined` for an empty or half-written time. */
export function minutesOfTime(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
