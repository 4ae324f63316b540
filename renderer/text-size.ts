/** The text as large as the person wants it: every length of text is a `rem`, and room grows half as fast (style.css). */
import { computed, onScopeDispose, ref, watchEffect, type ComputedRef, type Ref } from 'vue';
import { nextTextSize, usualTextSize, type TextSize } from '../shared/text-size';
import { useTsuwa } from './context';
import type { Mirror } from './state';

/** Pixels of a `rem` at 100 %. */
const REM = 16;

const sizeIn = (mirror: Pick<Mirror, 'state'>): TextSize => mirror.state.value?.preferences.textSize ?? usualTextSize;

/** What the size of the window means for the layout, in `rem`; style.css has a variant of the same name for each. */
const breakpoints = {
  /** Words have no room beside each other. */
  narrow: { side: 'max-width', rem: 20 },
  /** The places are a rail at the side. */
  rail: { side: 'min-width', rem: 32.5 },
  /** List and details are side by side. */
  panes: { side: 'min-width', rem: 47.5 },
  /** First the air goes, then the picture. */
  low: { side: 'max-height', rem: 35 },
} as const;
type Breakpoint = keyof typeof breakpoints;
const names = Object.keys(breakpoints) as Breakpoint[];

/** Tells `told` whether the window is as the breakpoint says, now and whenever that changes; gives what ends it. */
function watchBreakpoint(name: Breakpoint, size: TextSize, told: (holds: boolean) => void): () => void {
  const { side, rem } = breakpoints[name];
  const list = matchMedia(`(${side}: ${(rem * REM * size) / 100}px)`);
  const follow = () => told(list.matches);
  list.addEventListener('change', follow);
  follow();
  return () => list.removeEventListener('change', follow);
}

/** Keeps the text of the page at `root` as large as the preferences say, and its breakpoints in step. */
export const followTextSize = (mirror: Pick<Mirror, 'state'>, root: HTMLElement): (() => void) =>
  watchEffect(onCleanup => {
    const size = sizeIn(mirror);
    root.style.fontSize = `${size}%`;
    const stops = names.map(name => watchBreakpoint(name, size, on => root.toggleAttribute(`data-${name}`, on)));
    onCleanup(() => stops.forEach(stop => stop()));
  });

/** Whether list and details are side by side, by the text of the person. */
export function usePanes(): Readonly<Ref<boolean>> {
  const { mirror } = useTsuwa();
  const panes = ref(false);
  const stop = watchEffect(onCleanup => onCleanup(watchBreakpoint('panes', sizeIn(mirror), on => (panes.value = on))));
  onScopeDispose(stop);
  return panes;
}

/** How many pixels one step of room has: the twin of `--spacing` in style.css, for lists that are measured in advance. */
export function useRoom(): ComputedRef<number> {
  const { mirror } = useTsuwa();
  return computed(() => 2 + (REM / 8) * (sizeIn(mirror) / 100));
}

/** A key as `KeyboardEvent` has it. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What `pressed` makes of `size`, as in every browser: Ctrl (or Command) with plus, minus or zero. */
export function textSizeAfter(pressed: Pressed, size: TextSize): TextSize | undefined {
  if (!(pressed.ctrlKey || pressed.metaKey) || pressed.altKey) return undefined;
  if (pressed.key === '+' || pressed.key === '=') return nextTextSize(size, 1);
  if (pressed.key === '-') return nextTextSize(size, -1);
  return pressed.key === '0' ? usualTextSize : undefined;
}

/** Lets the keys of `page` change the size; `choose` keeps it. */
export function listenForTextSize(
  page: Pick<Window, 'addEventListener'>,
  mirror: Pick<Mirror, 'state'>,
  choose: (size: TextSize) => void,
): void {
  page.addEventListener('keydown', event => {
    const size = mirror.state.value && textSizeAfter(event, sizeIn(mirror));
    if (size === undefined) return;
    event.preventDefault();
    if (size !== sizeIn(mirror)) choose(size);
  });
}
