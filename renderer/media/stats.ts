/** An `RTCStatsReport`, whose values may be anything, read with care. Pure. */

export type StatsReport = ReadonlyMap<string, unknown>;

/** One entry of a report. */
export type Stats = Readonly<Record<string, unknown>>;

/** Every entry, in the report's order. */
export const all = (report: StatsReport | undefined): Stats[] => (report ? [...report.values()].filter(isStats) : []);

const isStats = (value: unknown): value is Stats => typeof value === 'object' && value !== null;

/** The entry of that id. */
export function stats(report: StatsReport, id: unknown): Stats | undefined {
  const entry = typeof id === 'string' ? report.get(id) : undefined;
  return isStats(entry) ? entry : undefined;
}

/** `value` if it is a finite number. */
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `value` in another unit. */
export const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

/** How much a counter has grown. */
export function difference(before: unknown, now: unknown): number | undefined {
  const [from, to] = [number(before), number(now)];
  return from === undefined || to === undefined ? undefined : to - from;
}

/** `value` if it is finite, not below zero. */
export const atLeastZero = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : Math.max(value, 0);

/** `value` between 0 and 1. */
export const ratio = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(Math.max(value, 0), 1);

/** `value` if it is one of `values`. */
export const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find(candidate => candidate === value);
