/** What is said of several runs. Pure. */

/**
 * The value below which `share` of them are, between two neighbours in proportion.
 * @param {readonly number[]} values At least one.
 * @param {number} share 0 to 1.
 */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  const place = share * (sorted.length - 1);
  const [below = NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
  return below + (above - below) * (place - Math.floor(place));
}

/** @param {readonly number[]} values */
export const median = values => quantile(values, 0.5);

/**
 * Where the best and the worst quarter begin.
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
export const quarters = values => [quantile(values, 0.25), quantile(values, 0.75)];

/**
 * How many round trips something takes, without what it takes where there is no way to go: the slope of its medians.
 * @param {readonly { rtt: number, values: readonly number[] }[]} series Of at least two round-trip times, in milliseconds.
 */
export function roundTrips(series) {
  const points = series.map(({ rtt, values }) => ({ x: rtt, y: median(values) }));
  const mean = (/** @type {readonly number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const [x, y] = [mean(points.map(point => point.x)), mean(points.map(point => point.y))];
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const below = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return above / below;
}
