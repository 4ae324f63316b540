/** Keys as they are called. */
import { words } from './language';

/** Keys that are called something else than what their code or their accelerator says. */
export const namedKeys = [
  'Space',
  'Tab',
  'CapsLock',
  'Backquote',
  'Up',
  'Down',
  'Left',
  'Right',
  'MediaPlayPause',
  'MediaStop',
] as const;

/** One key without its side, as it is called. */
function keyName(key: string): string {
  const named = namedKeys.find(name => name === key);
  if (named) return words.keys.named[named];
  return key === 'Control' ? 'Ctrl' : key.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

/** A `KeyboardEvent.code` as what is printed on the key. */
export function keyInWords(code: string): string {
  const [, modifier, side] = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code) ?? [];
  if (modifier === undefined) return keyName(code.replace(/^(Key|Digit|Arrow)/, ''));
  const key = keyName(modifier);
  return side === 'Left' ? words.keys.left({ key }) : words.keys.right({ key });
}

/** An accelerator as it stands on the keys, such as `Ctrl + Alt + A`; the last of them may be a plus. */
export const keysInWords = (accelerator: string): string =>
  accelerator
    .split(/\+(?=.)/)
    .map(keyName)
    .join(' + ');
