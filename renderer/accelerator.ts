/** Combinations of keys as they are pressed, as main wants them (Electron's accelerators). */

/** What is read of a `KeyboardEvent` (UI Events §3.5). */
export interface Pressed {
  /** The place on the keyboard, such as `KeyA`. */
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  Space: 'Space',
  Insert: 'Insert',
  Delete: 'Delete',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Pause: 'Pause',
  MediaPlayPause: 'MediaPlayPause',
  MediaStop: 'MediaStop',
};

/** The key of `code` in an accelerator; `undefined` for modifiers and keys that differ between keyboards. */
function keyOf(code: string): string | undefined {
  const [, letter] = /^(?:Key|Digit)([A-Z0-9])$/.exec(code) ?? [];
  const [, digit] = /^Numpad([0-9])$/.exec(code) ?? [];
  if (digit !== undefined) return `num${digit}`;
  return letter ?? (/^F([1-9]|1\d|2[0-4])$/.test(code) ? code : named[code]);
}

/** Keys that mean nothing by themselves while somebody writes. */
const isAlone = (key: string): boolean => /^F\d+$|^Media|^Pause$/.test(key);

/**
 * The accelerator for what was pressed; `undefined` while only modifiers are down, and for keys that would be missed when
 * writing.
 */
export function acceleratorOf({ code, ctrlKey, altKey, shiftKey, metaKey }: Pressed): string | undefined {
  const key = keyOf(code);
  if (key === undefined) return undefined;
  if (!isAlone(key) && !ctrlKey && !altKey && !metaKey) return undefined;
  const modifiers = [ctrlKey && 'Control', altKey && 'Alt', shiftKey && 'Shift', metaKey && 'Super'];
  return [...modifiers.filter(name => name !== false), key].join('+');
}
