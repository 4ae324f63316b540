/** A row of the bench as it is shown. */

/** @param {number} value @param {string} unit */
const number = (value, unit) => `${value.toFixed(unit === '/s' || (unit === 'ms' && value >= 100) ? 0 : 2)} ${unit}`;

/**
 * @param {import('../row').Row} row
 * @returns {Record<'what' | 'seen' | 'spread' | 'limit' | 'ratio', string>}
 */
export const cellsOf = ({ what, ms, unit = 'ms', limitMs, plainMs, plain, spread, runs }) => ({
  what,
  seen: number(ms, unit),
  spread: spread
    ? `${number(spread[0], unit)} – ${number(spread[1], unit)}${runs === undefined ? '' : `, ${runs} runs`}`
    : '',
  limit: limitMs === Infinity ? '' : number(limitMs, unit),
  ratio:
    plain === '' ? '' : `${plainMs === 0 ? '' : `${(ms / plainMs).toFixed(2)} × `}${plain} (${number(plainMs, unit)})`,
});
