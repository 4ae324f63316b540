/** How long to wait before trying again. */

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * Milliseconds before try number `attempt` (2 is the first one after a failure): doubling up to a minute, and of that a
 * random part between half and all, so that the clients of a server that fell do not return as one.
 */
export function delayBefore(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 2));
  return Math.round(longest * (0.5 + random() / 2));
}
