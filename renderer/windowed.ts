/** The part of a long list that is in sight: only that is drawn, however long the list is. */

/** Rows from `first` up to, but without, `end`. */
export interface InSight {
  first: number;
  end: number;
}

/** Where each row begins, and behind the last one where the list ends; all in pixels. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  for (const height of heights) offsets.push((offsets.at(-1) ?? 0) + height);
  return offsets;
}

/** The rows that a window of `height` shows at `top`, and some around them so that a quick hand finds no gap. */
export function inSight(offsets: readonly number[], top: number, height: number, around = 400): InSight {
  const count = Math.max(0, offsets.length - 1);
  const first = Math.min(count, Math.max(0, firstBeyond(offsets, top - around) - 1));
  return { first, end: Math.min(count, Math.max(first, firstBeyond(offsets, top + height + around))) };
}

/** The first of the ascending `offsets` that is greater than `at`. */
function firstBeyond(offsets: readonly number[], at: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows of `sight` and row `kept`, in their order: an element with the focus must not be moved among its siblings. */
export function drawnRows({ first, end }: InSight, kept: number | undefined): number[] {
  const shown = Array.from({ length: end - first }, (_, step) => first + step);
  if (kept === undefined || (kept >= first && kept < end)) return shown;
  return kept < first ? [kept, ...shown] : [...shown, kept];
}

/** Which element draws which row, by the row's key. */
export interface Elements {
  readonly of: ReadonlyMap<string, number>;
  /** The number of the next element. */
  readonly next: number;
}

/**
 * The elements of the rows with `keys`: a row that was drawn keeps its own, and with `reuse` new rows take over what the
 * others leave behind, for to change an element is cheaper than to make one. Where the focus is among them it would go with
 * its element to somebody else: then nothing is taken over.
 */
export function elementsFor(
  keys: readonly string[],
  before: Elements = { of: new Map(), next: 0 },
  reuse = true,
): Elements {
  const drawn = new Set(keys);
  const left = reuse ? [...before.of].flatMap(([key, element]) => (drawn.has(key) ? [] : [element])) : [];
  let { next } = before;
  const of = new Map(keys.map(key => [key, before.of.get(key) ?? left.shift() ?? next++]));
  return { of, next };
}

/** Where to scroll so that row `at` is in sight, as little as that takes. */
export function scrolledTo(offsets: readonly number[], at: number, top: number, height: number): number {
  const [begin = 0, end = begin] = [offsets[at], offsets[at + 1]];
  return begin < top ? begin : end > top + height ? end - height : top;
}
