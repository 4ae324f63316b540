/** Letters typed into a list with the focus: where they lead. */
import { folded } from '../shared/folded';
import type { ContactIndex } from './contact-index';
import { soundOf } from './kana';

/** Longer than this between two letters, and a new word begins. */
const PAUSE_MS = 800;

/** The letters so far, and when the last was typed. */
export interface Typing {
  readonly text: string;
  readonly at: number;
}

/** One more letter; `now` and the times in milliseconds. */
export const typedOn = (before: Typing | undefined, letter: string, now: number): Typing => ({
  text: before && now - before.at < PAUSE_MS ? before.text + letter : letter,
  at: now,
});

/** Whether a key writes something, as opposed to doing something. */
export const isLetter = ({
  key,
  ctrlKey,
  altKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>) =>
  Array.from(key).length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;

/**
 * Which of `addresses`, in the order of the list, `text` leads to: the first whose name begins so, by its letters or its
 * sound, from the one at `from` on and round; -1 for none. A single letter goes on to the next, more of them may stay.
 */
export function ledTo(
  { entries }: ContactIndex,
  addresses: readonly (string | undefined)[],
  text: string,
  from: number,
): number {
  const [plain, sound] = [folded(text), soundOf(folded(text))];
  const named = new Set<string>();
  for (const entry of entries)
    if (entry.plain.name.startsWith(plain) || (sound !== '' && entry.sound.name.startsWith(sound)))
      named.add(entry.contact.address);
  const count = addresses.length;
  const first = Array.from(text).length > 1 ? from : from + 1;
  for (let step = 0; step < count; step += 1) {
    const at = (first + step) % count;
    const address = addresses[at];
    if (address !== undefined && named.has(address)) return at;
  }
  return -1;
}
