/** Who is meant by a few letters: contacts found by name, address and group, the likeliest first. */
import type { Contact } from '../shared/contact';
import { folded } from '../shared/folded';
import type { ContactIndex, Entry, Writing } from './contact-index';
import { soundOf } from './kana';
import { abbreviates, beginsWithTypo, lacking, lettersOf } from './typos';

/** How well somebody fits, the best first. Within each, favourites and those called lately come first. */
export const fits = [
  'name', // the name begins so
  'name-sound', // in another script, or another spelling of the same sound
  'word', // a word of the name or of the address begins so
  'word-sound',
  'inside',
  'inside-sound',
  'group',
  'typo',
  'abbreviation',
] as const;
export type Fit = (typeof fits)[number];

const rank = Object.fromEntries(fits.map((fit, at) => [fit, at])) as Readonly<Record<Fit, number>>;
const NONE = fits.length;

/** With so many that fit, nobody is guessed at. */
const ENOUGH = 5;

/** How lately somebody was called: 0 for the last one; `undefined` for nobody of late. */
export type Lately = (address: string) => number | undefined;
const LATELY = 511;

/**
 * Those of `index` in whom every word of `text` is found, best first; everybody for no text. Slips and abbreviations only
 * count while few fit without.
 */
export function found(index: ContactIndex, text: string, lately: Lately = () => undefined): Contact[] {
  const { entries } = index;
  const query = queryOf(text);
  const fit = new Uint8Array(entries.length);
  // A single letter is in nearly everybody.
  const likely = query?.words.some(({ plain }) => plain.length > 1) ? holding(index, query.words) : undefined;
  let count = query
    ? judge(entries, fit, (entry, _, at) => (!likely || likely[at] ? fitOf(entry, query) : NONE))
    : entries.length;
  if (query && count < ENOUGH)
    count = judge(entries, fit, (entry, how) => (how === NONE ? guessOf(entry, query) : how));

  // One number per contact, with what counts most in front: numbers are sorted quicker than objects are compared.
  const keys = new Float64Array(count);
  let next = 0;
  for (let at = 0; at < entries.length; at += 1) {
    const how = fit[at] ?? NONE;
    const contact = entries[at]?.contact;
    if (how === NONE || !contact) continue;
    const recent = Math.min(lately(contact.address) ?? LATELY, LATELY);
    const place = (how * 2 + (contact.favourite ? 0 : 1)) * (LATELY + 1) + recent;
    keys[next] = (place * 2 + (contact.availability === 'offline' ? 1 : 0)) * entries.length + at;
    next += 1;
  }
  const people: Contact[] = [];
  for (const key of keys.sort()) {
    const entry = entries[key % entries.length];
    if (entry) people.push(entry.contact);
  }
  return people;
}

/** Which of the entries have every word somewhere, in either writing: nobody else can fit without a guess. */
function holding({ entries, whole, begins }: ContactIndex, words: readonly Word[]): Uint16Array {
  const all = new Uint16Array(entries.length);
  words.forEach(({ plain, sound }, nth) => {
    for (const text of sound === '' || sound === plain ? [plain] : [plain, sound]) {
      let entry = 0;
      for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, begins[entry])) {
        while ((begins[entry + 1] ?? Infinity) <= at) entry += 1;
        if (all[entry] === nth) all[entry] = nth + 1;
        entry += 1;
      }
    }
  });
  return all.map(held => (held === words.length ? 1 : 0));
}

/** Writes down how everybody fits; how many do. */
function judge(
  entries: readonly Entry[],
  fit: Uint8Array,
  of: (entry: Entry, how: number, at: number) => number,
): number {
  let count = 0;
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at];
    const how = entry ? of(entry, fit[at] ?? NONE, at) : NONE;
    fit[at] = how;
    if (how < NONE) count += 1;
  }
  return count;
}

/** One word, and the same behind a space as it stands where a word begins. */
interface Word {
  readonly plain: string;
  readonly sound: string;
  readonly beginsPlain: string;
  readonly beginsSound: string;
  readonly letters: number;
}
interface Query {
  readonly plain: string;
  readonly sound: string;
  readonly words: readonly Word[];
}

function queryOf(text: string): Query | undefined {
  const plain = folded(text).trim().replace(/\s+/gu, ' ');
  return plain === '' ? undefined : { plain, sound: soundOf(plain), words: plain.split(' ').map(wordOf) };
}

function wordOf(plain: string): Word {
  const sound = soundOf(plain);
  return { plain, sound, beginsPlain: ` ${plain}`, beginsSound: ` ${sound}`, letters: lettersOf(plain) };
}

function fitOf(entry: Entry, query: Query): number {
  let worst = 0;
  for (const word of query.words) {
    worst = Math.max(worst, fitOfWord(entry, word));
    if (worst === NONE) return NONE;
  }
  if (entry.plain.name.startsWith(query.plain)) return rank.name;
  return entry.sound.name.startsWith(query.sound) ? rank['name-sound'] : worst;
}

function fitOfWord(entry: Entry, word: Word): number {
  const inPlain = placeIn(entry.plain, word.plain, word.beginsPlain);
  if (inPlain === 'word') return rank.word;
  // A sound may be empty, as that of a lone long vowel is: that is in everything, and says nothing.
  const inSound = word.sound === '' ? undefined : placeIn(entry.sound, word.sound, word.beginsSound);
  if (inSound === 'word') return rank['word-sound'];
  if (inPlain) return rank.inside;
  if (inSound) return rank['inside-sound'];
  const { groups } = entry;
  return groups.includes(word.beginsPlain) || (word.sound !== '' && groups.includes(word.beginsSound))
    ? rank.group
    : NONE;
}

function placeIn(writing: Writing, word: string, begins: string): 'word' | 'inside' | undefined {
  if (!writing.text.includes(word)) return undefined;
  return writing.text.includes(begins) ? 'word' : 'inside';
}

/** As `fitOf`, for an entry that it found unfit. */
function guessOf(entry: Entry, query: Query): number {
  let worst = 0;
  for (const word of query.words) {
    // Of one word it is known that it does not fit.
    const well = query.words.length === 1 ? NONE : fitOfWord(entry, word);
    worst = Math.max(worst, well < NONE ? well : guessOfWord(entry, word));
    if (worst === NONE) return NONE;
  }
  return worst;
}

function guessOfWord(entry: Entry, word: Word): number {
  const missing = lacking(entry.letters, word.letters);
  if (missing > 1) return NONE;
  if (entry.names.some(name => beginsWithTypo(name, word.plain))) return rank.typo;
  return missing === 0 && abbreviates(entry.names, word.plain) ? rank.abbreviation : NONE;
}
