/** Keys as they are called. */
import { words } from './language';

/** Modifiers and keys that are called the same everywhere. */
const printed: Readonly<Record<string, string>> = { Control: 'Ctrl' };

/** One key without its side, as it is called. */
function keyName(key: string): string {
  const named: Partial<Record<string, string | object>> = words.keys;
  const name = named[key];
  return typeof name === 'string' ? name : (printed[key] ?? key.replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
}

/** A `KeyboardEvent.code` as what is printed on the key. */
export function keyInWords(code: string): string {
  const [, modifier, side] = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code) ?? [];
  if (modifier === undefined) return keyName(code.replace(/^(Key|Digit|Arrow)/, ''));
  const key = keyName(modifier);
  return side === 'Left' ? words.keys.leftOne({ key }) : words.keys.rightOne({ key });
}

/** An accelerator as it stands on the keys, such as `Ctrl + Alt + A`. */
export const keysInWords = (accelerator: string): string => accelerator.split('+').map(keyName).join(' + ');
