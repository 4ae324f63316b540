/** A long list as it is drawn: the rows in sight, in elements that go from row to row, and one row that Tab reaches. */
import { computed, nextTick, onBeforeUnmount, ref, useTemplateRef, watch, type ComputedRef } from 'vue';
import {
  drawnFrom,
  drawnRows,
  inSight,
  offsetsOf,
  scrolledTo,
  type Drawn,
  type Heights,
  type ListRow,
} from './windowed';

/** What the list is made of: `Item` as it is known, and `Row` for those of them that are drawn. */
export interface RowsOf<Item, Row extends ListRow> {
  readonly items: () => readonly Item[];
  readonly rowOf: (item: Item) => Row;
  /** Pixels. */
  readonly heights: () => Heights<Item>;
  /** The row that Tab reaches, if there is any; it stays drawn, or the focus would be lost with it. */
  readonly reachable: () => number | undefined;
  /** Pixels drawn beyond the edges. */
  readonly around?: number;
  /** Is told how many pixels there are below what is in sight, whenever that may have changed. */
  readonly followed?: (below: number) => void;
}

/** The list in the element whose template reference is `scroller`. */
export interface Rows<Row extends ListRow> {
  readonly drawn: ComputedRef<readonly Drawn<Row>[]>;
  /** Pixels of the whole list. */
  readonly whole: ComputedRef<number>;
  /** To be called as the list is scrolled. */
  readonly follow: () => void;
  readonly rewind: () => void;
  /** Brings row `at` into sight, with as little scrolling as that takes. */
  readonly show: (at: number) => void;
  /** Brings row `at` into sight and focuses what the selector `find` finds in the list; the reachable row is chosen before. */
  readonly move: (at: number, find: string) => Promise<void>;
}

/** Draws the rows of `list`. Ends with the component that asked. */
export function useRows<Item, Row extends ListRow>(list: RowsOf<Item, Row>): Rows<Row> {
  const scroller = useTemplateRef<HTMLElement>('scroller');
  const top = ref(0);
  const height = ref(800);
  const offsets = computed(() => offsetsOf(list.items(), list.heights()));
  const whole = computed(() => offsets.value.at(-1) ?? 0);
  /** While the focus goes from row to row, the one it leaves may show another. */
  let moving = false;
  const drawn = computed((before?: readonly Drawn<Row>[]) => {
    const sight = inSight(offsets.value, top.value, height.value, list.around);
    const placed = drawnRows(sight, list.reachable()).flatMap(at => {
      const item = list.items()[at];
      return item === undefined ? [] : [{ row: list.rowOf(item), at, y: offsets.value[at] ?? 0 }];
    });
    return drawnFrom(placed, before, moving || !scroller.value?.contains(document.activeElement));
  });

  const tell = (): void => list.followed?.(whole.value - top.value - height.value);
  function follow(): void {
    top.value = scroller.value?.scrollTop ?? 0;
    tell();
  }
  /** To ask where the list is makes the page lay it out at once: not while somebody types and it stays where it is. */
  function refollow(): void {
    if (top.value > 0) follow();
    else tell();
  }
  function scrollTo(to: number): void {
    if (!scroller.value || to === top.value) return;
    scroller.value.scrollTop = to;
    top.value = scroller.value.scrollTop;
    // What is fetched behind it is on its way while the rows are drawn.
    tell();
  }
  const observer = new ResizeObserver(() => {
    // A list that is hidden has no height; it is not made anew for that.
    height.value = scroller.value?.clientHeight || height.value;
    follow();
  });
  watch(scroller, element => {
    observer.disconnect();
    if (element) observer.observe(element);
  });
  onBeforeUnmount(() => observer.disconnect());
  watch(() => list.items().length, refollow, { flush: 'post' });

  const show = (at: number) => scrollTo(scrolledTo(offsets.value, at, top.value, height.value));
  async function move(at: number, find: string): Promise<void> {
    moving = true;
    try {
      show(at);
      await nextTick();
    } finally {
      moving = false;
    }
    const found = scroller.value?.querySelector<HTMLElement>(find);
    // The element that had the focus may show the row that gets it: who only hears the page is told of it all the same.
    if (found === document.activeElement) found?.blur();
    found?.focus({ preventScroll: true });
  }
  return { drawn, whole, follow, rewind: () => scrollTo(0), show, move };
}
