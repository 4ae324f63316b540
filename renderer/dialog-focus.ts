/** Where the focus goes when a dialog opens, and when it is closed. */
import { nextTick } from 'vue';

/** To the dialog itself: the button that closes must not be the first thing Enter presses. */
export function focusAll(event: Event): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}

/** For `closeAutoFocus` of a dialog, asked for in its `setup`: back to where the person was, if that is still there. */
export function focusReturn(): (event: Event) => void {
  const before = document.activeElement;
  return event => {
    event.preventDefault();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}

/** What a menu leads to, once the menu is closed and its button has the focus again: there it returns afterwards. */
export interface AfterMenu {
  do(action: () => void): void;
  /** For `closeAutoFocus` of the menu. */
  closed(): void;
}

export function afterMenu(): AfterMenu {
  let next: (() => void) | undefined;
  return {
    do: action => (next = action),
    closed() {
      const action = next;
      next = undefined;
      // The menu gives the focus back in a timer of its own, which it sets after this.
      if (action) void nextTick(() => setTimeout(action));
    },
  };
}
