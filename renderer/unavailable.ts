/** Buttons that do nothing for now and keep the focus all the same (`aria-disabled`). */

/** Nobody else hears of the click, and no form is sent by it. */
export function refuseClick(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
