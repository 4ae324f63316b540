/** Where the focus goes when a dialog opens. */

/** To the dialog itself: the button that closes must not be the first thing Enter presses. */
export function focusAll(event: Event): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}
