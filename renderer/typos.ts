/** Ways to type a word that is not written so: with one slip of the finger, or only some of its letters. */

/** Letters of a word at least; shorter ones have too many neighbours to guess. */
export const LEAST_FOR_TYPO = 4;

/** Whether `typed` is, but for one letter that is wrong, missing, too many, or swapped with the next, how `word` begins. */
export function beginsWithTypo(word: string, typed: string): boolean {
  if (typed.length < LEAST_FOR_TYPO || word.length < typed.length - 1) return false;
  const same = alike(word, 0, typed, 0);
  const fits = (inWord: number, inTyped: number) => inTyped + alike(word, inWord, typed, inTyped) >= typed.length;
  return (
    fits(same + 1, same + 1) || // wrong
    fits(same + 1, same) || // missing
    fits(same, same + 1) || // too many
    (typed[same] === word[same + 1] && typed[same + 1] === word[same] && fits(same + 2, same + 2))
  );
}

/** How many letters are the same from there on. */
function alike(word: string, inWord: number, typed: string, inTyped: number): number {
  let count = 0;
  while (inTyped + count < typed.length && word.charCodeAt(inWord + count) === typed.charCodeAt(inTyped + count))
    count += 1;
  return count;
}

/** Letters that may be left out between two of a word. */
const GAP = 2;

/**
 * Whether `typed` stands for `words` as people shorten them: it begins a word, and each further letter follows in it after
 * at most two others, or begins a later word: "jc" and "jlcap" for Juliet Capulet, "tnk" for tanaka.
 */
export function abbreviates(words: readonly string[], typed: string): boolean {
  if (typed.length < 2) return false;
  const from = (place: number, at: number): boolean => {
    for (let next = place; next < words.length; next += 1)
      if (words[next]?.[0] === typed[at] && inside(next, 1, at + 1)) return true;
    return false;
  };
  const inside = (place: number, letter: number, at: number): boolean => {
    if (at === typed.length) return true;
    const word = words[place] ?? '';
    for (let next = letter; next <= letter + GAP && next < word.length; next += 1)
      if (word[next] === typed[at] && inside(place, next + 1, at + 1)) return true;
    return from(place + 1, at);
  };
  return from(0, 0);
}

/** The letters of `text` as a set of bits: what is not in the set of a word is not in the word. */
export function lettersOf(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) bits |= 1 << (text.charCodeAt(at) & 31);
  return bits;
}

/** The letters of `typed` that are not in `word`; all as `lettersOf` gives them. */
export const lacking = (word: number, typed: number): number => typed & ~word;

/** Whether a set of letters has one letter, or none. */
export const atMostOne = (letters: number): boolean => (letters & (letters - 1)) === 0;
