/** Which keys do what inside the window, for the person to look up. */

/** A group of the sheet: combinations as accelerators, and which of `words.cheatSheet.keys` says what they do. */
export const cheatSheet = {
  anywhere: [
    { keys: ['F1', 'Control+/'], does: 'help' },
    { keys: ['Control++'], does: 'larger' },
    { keys: ['Control+-'], does: 'smaller' },
    { keys: ['Control+0'], does: 'usual' },
    { keys: ['Control+Q'], does: 'quit' },
  ],
  lists: [
    { keys: ['Up', 'Down', 'Home', 'End'], does: 'move' },
    { keys: ['Enter'], does: 'pick' },
    { keys: ['Escape'], does: 'leave' },
    { keys: ['Enter'], does: 'redial' },
  ],
  call: [{ keys: ['0–9', '*', '#'], does: 'digits' }],
} as const;

/** What opens the sheet: F1 or Ctrl with a slash anywhere, a question mark where nothing is being typed. */
export function opensSheet(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  types: boolean,
): boolean {
  if (event.altKey) return false;
  if (event.key === 'F1') return true;
  if (event.ctrlKey || event.metaKey) return event.key === '/';
  return event.key === '?' && !types;
}

/** Whether what has the focus takes text. */
export const takesText = (element: Element | null): boolean =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
