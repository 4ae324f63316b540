/** What is worked out again and again of the same texts, such as the colour of a person in a list that is scrolled. */

/** Of a few thousand people. */
const MOST = 4096;

/** `make`, which works out each text once; what comes of it must depend on nothing else. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= MOST) known.clear();
    known.set(text, made);
    return made;
  };
}
