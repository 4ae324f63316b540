/** The part of a long list that is in sight: only that is drawn, however long the list is. */

/** Rows that a page of the keyboard has. */
const PAGE = 8;

/** Rows from `first` up to, but without, `end`. */
export interface InSight {
  first: number;
  end: number;
}

/** Where each of `rows` begins, and behind the last one where the list ends; all in pixels, as are the heights. */
export function offsetsOf<Row>(rows: readonly Row[], heights: Heights<Row>): Float64Array {
  const offsets = new Float64Array(rows.length + 1);
  if (typeof heights === 'number') for (let at = 1; at < offsets.length; at += 1) offsets[at] = at * heights;
  else rows.forEach((row, at) => (offsets[at + 1] = (offsets[at] ?? 0) + heights(row)));
  return offsets;
}

/** Of all rows, or of each. */
export type Heights<Row> = number | ((row: Row) => number);

/** The rows that a window of `height` shows at `top`, and some around them so that a quick hand finds no gap. */
export function inSight(offsets: Float64Array, top: number, height: number, around = 400): InSight {
  const count = Math.max(0, offsets.length - 1);
  const first = Math.min(count, Math.max(0, firstBeyond(offsets, top - around) - 1));
  return { first, end: Math.min(count, Math.max(first, firstBeyond(offsets, top + height + around))) };
}

/** The first of the ascending `offsets` that is greater than `at`. */
function firstBeyond(offsets: Float64Array, at: number): number {
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

/** A row of a list: what tells it from the others, and which kind of element draws it. */
export interface ListRow {
  readonly key: string;
  readonly kind: string;
}

/** Where a row is drawn: which of the list it is, and how many pixels from the top. */
export interface Placed<Row extends ListRow> {
  readonly row: Row;
  readonly at: number;
  readonly y: number;
}

/**
 * Above the beginning of a list, in pixels, where nobody sees a row. To make it invisible instead would style all that is in
 * it anew, and so would its return.
 */
const OUT_OF_SIGHT = -1_000;

/** A row and the element that draws it. A spare one is out of sight; it is at -1, where it makes no list longer. */
export interface Drawn<Row extends ListRow> extends Placed<Row> {
  readonly element: number;
  readonly spare: boolean;
}

/**
 * The elements of `rows`, in which new rows take over what others leave behind, for to change an element is cheaper than to
 * make one. Where most rows stay, as in a list that is scrolled, each keeps its own. Otherwise, as with each letter of a
 * search, the elements stay where they are and show the new rows in their order, for to move one costs as much as to make it.
 * What nobody needs stays as a spare. Without `reuse` each keeps its own, and those that are left are given up: where the
 * focus is among them, it would go with its element to somebody else.
 */
export function drawnFrom<Row extends ListRow>(
  rows: readonly Placed<Row>[],
  before: readonly Drawn<Row>[] = [],
  reuse = true,
): Drawn<Row>[] {
  const wanted = new Set(rows.map(({ row }) => row.key));
  const staying = before.filter(({ row, spare }) => !spare && wanted.has(row.key));
  const kept = new Map(
    reuse && 2 * staying.length < rows.length ? [] : staying.map(({ row, element }) => [row.key, element]),
  );
  const left = before.filter(({ row, spare }) => spare || (reuse && !kept.has(row.key)));
  let next = Math.max(-1, ...before.map(({ element }) => element)) + 1;
  const takenOver = (kind: string): number | undefined => {
    const at = left.findIndex(({ row }) => row.kind === kind);
    return at < 0 ? undefined : left.splice(at, 1)[0]?.element;
  };
  const elementFor = ({ key, kind }: Row): number => kept.get(key) ?? takenOver(kind) ?? next++;
  const drawn = rows.map(placed => ({ ...placed, element: elementFor(placed.row), spare: false }));
  return [...drawn, ...left.map(one => ({ ...one, at: -1, y: OUT_OF_SIGHT, spare: true }))];
}

/** Which row a key leads to from row `at` of `count`; `undefined` for a key that moves nothing. -1 is before the first. */
export function movedTo(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + PAGE;
    case 'PageUp':
      return Math.max(0, at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Where to scroll so that row `at` is in sight, as little as that takes. */
export function scrolledTo(offsets: Float64Array, at: number, top: number, height: number): number {
  const [begin = 0, end = begin] = [offsets[at], offsets[at + 1]];
  return begin < top ? begin : end > top + height ? end - height : top;
}
