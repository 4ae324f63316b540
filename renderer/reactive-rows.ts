/** A long list as it is drawn: the rows in sight, in elements that go from row to row, and one row that Tab reaches. */
import { computed, nextTick, onBeforeUnmount, ref, useTemplateRef, watch, type ComputedRef } from 'vue';
import { drawnFrom, drawnRows, inSight, offsetsOf, scrolledTo, type Drawn, type ListRow } from './windowed';

/** What the list is made of. */
export interface RowsOf<Row extends ListRow> {
  readonly rows: () => readonly Row[];
  /** Pixels. */
  readonly heightOf: (row: Row) => number;
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
  /** Brings row `at` into sight and focuses what the selector `find` finds in the list; the reachable row is chosen before. */
  readonly move: (at: number, find: string) => Promise<void>;
}

/** Draws the rows of `list`. Ends with the component that asked. */
export function useRows<Row extends ListRow>(list: RowsOf<Row>): Rows<Row> {
  const scroller = useTemplateRef<HTMLElement>('scroller');
  const top = ref(0);
  const height = ref(800);
  const offsets = computed(() => offsetsOf(list.rows().map(list.heightOf)));
  const whole = computed(() => offsets.value.at(-1) ?? 0);
  /** While the focus goes from row to row, the one it leaves may show another. */
  let moving = false;
  const drawn = computed((before?: readonly Drawn<Row>[]) => {
    const sight = inSight(offsets.value, top.value, height.value, list.around);
    const placed = drawnRows(sight, list.reachable()).flatMap(at => {
      const row = list.rows()[at];
      return row ? [{ row, at, y: offsets.value[at] ?? 0 }] : [];
    });
    return drawnFrom(placed, before, moving || !scroller.value?.contains(document.activeElement));
  });

  function follow(): void {
    top.value = scroller.value?.scrollTop ?? 0;
    list.followed?.(whole.value - top.value - height.value);
  }
  function scrollTo(to: number): void {
    if (scroller.value) scroller.value.scrollTop = to;
    top.value = scroller.value?.scrollTop ?? 0;
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
  watch(() => list.rows().length, follow, { flush: 'post' });

  async function move(at: number, find: string): Promise<void> {
    moving = true;
    try {
      scrollTo(scrolledTo(offsets.value, at, top.value, height.value));
      await nextTick();
    } finally {
      moving = false;
    }
    scroller.value?.querySelector<HTMLElement>(find)?.focus({ preventScroll: true });
  }
  return { drawn, whole, follow, rewind: () => scrollTo(0), move };
}
