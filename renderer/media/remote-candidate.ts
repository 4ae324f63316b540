/** What we make of a candidate of theirs before libwebrtc takes it: by what it chooses among the ways that work. Pure. */

/** Shares of its own priority (RFC 8445 §5.1.2) that a candidate has in the first generation, and would have in the last. */
const [FIRST, LAST] = [0.5, 0.85];

/** The `candidate` attribute `line` of their `generation`, from 0, as our connection takes it. */
export const ranked = (line: string, generation: number): string => ofUnknownCost(ofGeneration(line, generation));

/**
 * A candidate ranks above those of the same type of each generation before, and not above one that was found on the way.
 * libwebrtc stays with a way that it has not heard of for less than 2.5 seconds for as long as the new one has the lower
 * priority: after a change of address it has, since what we are then is told to us by the peer (peer reflexive, RFC 8445
 * §5.1.2.2), while the way that is dead began at an address of our own.
 */
const ofGeneration = (line: string, generation: number): string =>
  line.replace(
    /^(candidate:\S+ \d+ \S+ )(\d{1,10})(?= )/i,
    (_, before: string, priority: string) =>
      before + String(Math.floor(Number(priority) * (LAST - (LAST - FIRST) / 2 ** generation))),
  );

/**
 * A candidate that says nothing of the cost of its network, for Jingle has no word for it, costs the most, until the peer
 * has been heard on it: libwebrtc takes silence for free and would rather have a way that was never heard than one that was.
 */
const ofUnknownCost = (line: string): string =>
  line.startsWith('candidate:') && !line.includes(' network-cost ') ? `${line} network-cost 999` : line;
