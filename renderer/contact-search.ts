/** Who is meant by a few letters: contacts found by name, address and group, the likeliest first. */
import type { Contact } from '../shared/contact';
import { folded } from '../shared/folded';
import type { ContactIndex } from './contact-index';
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
  const query = queryOf(text);
  const fit = query ? judged(index, query) : new Uint8Array(index.entries.length);
  return inOrder(index, fit, lately);
}

/** How well each entry fits, `NONE` for those who do not. */
function judged(index: ContactIndex, query: Query): Uint8Array {
  const { whole, places } = index;
  const byWord = query.words.map(word => fitsOf(index, word));
  const fit = new Uint8Array(index.entries.length);
  let count = 0;
  for (let at = 0; at < fit.length; at += 1) {
    let worst = 0;
    for (const fits of byWord) worst = Math.max(worst, fits[at] ?? NONE);
    if (worst < NONE) {
      count += 1;
      if (whole.startsWith(query.plain, places.names[at])) worst = rank.name;
      else if (whole.startsWith(query.sound, places.soundNames[at])) worst = rank['name-sound'];
    }
    fit[at] = worst;
  }
  if (count >= ENOUGH) return fit;
  for (let at = 0; at < fit.length; at += 1) if (fit[at] === NONE) fit[at] = guessOf(index, query, byWord, at);
  return fit;
}

/** How one word fits each entry. */
function fitsOf(index: ContactIndex, { plain, sound, beginsPlain, beginsSound }: Word): Uint8Array {
  const { sounds, groups } = index.places;
  const fits = new Uint8Array(index.entries.length).fill(NONE);
  const isPlain = (entry: number, at: number) => at < (sounds[entry] ?? 0);
  const isGroup = (entry: number, at: number) => at >= (groups[entry] ?? 0);
  // A sound may be empty, as that of a lone long vowel is: that is in everything, and says nothing.
  const ways =
    sound === '' || sound === plain
      ? [[plain, beginsPlain]]
      : [
          [plain, beginsPlain],
          [sound, beginsSound],
        ];
  for (const [word = '', begins = ''] of ways) {
    const [written, heard] = [word === plain, word === sound];
    mark(index, begins, fits, (entry, at) => {
      if (isGroup(entry, at)) return rank.group;
      return isPlain(entry, at) ? (written ? rank.word : NONE) : heard ? rank['word-sound'] : NONE;
    });
    mark(index, word, fits, (entry, at) => {
      if (isGroup(entry, at)) return NONE;
      return isPlain(entry, at) ? (written ? rank.inside : NONE) : heard ? rank['inside-sound'] : NONE;
    });
  }
  return fits;
}

/**
 * Notes for each entry how the first place counts where `text` is in it and counts at all, unless something better is known:
 * the parts of an entry are in the order of what they count.
 */
function mark(
  { whole, places: { begins } }: ContactIndex,
  text: string,
  fits: Uint8Array,
  countsAs: (entry: number, at: number) => number,
): void {
  let entry = 0;
  for (let at = whole.indexOf(text); at >= 0;) {
    while ((begins[entry + 1] ?? Infinity) <= at) entry += 1;
    const how = countsAs(entry, at);
    if (how < (fits[entry] ?? NONE)) fits[entry] = how;
    at = whole.indexOf(text, how === NONE ? at + 1 : begins[entry + 1]);
  }
}

/** Those who fit, the best first. What counts is one small number for each, so they are dealt out rather than sorted. */
function inOrder({ entries, standing }: ContactIndex, fit: Uint8Array, lately: Lately): Contact[] {
  const ends = new Uint32Array(PLACES);
  const places = new Uint16Array(entries.length);
  for (let at = 0; at < entries.length; at += 1) {
    const [how = NONE, entry] = [fit[at], entries[at]];
    if (how === NONE || !entry) continue;
    const [stands = 0, recent = LATELY] = [standing[at], lately(entry.contact.address)];
    const place = ((how * 2 + (stands >> 1)) * (LATELY + 1) + Math.min(recent, LATELY)) * 2 + (stands & 1);
    places[at] = place;
    ends[place] = (ends[place] ?? 0) + 1;
  }
  let count = 0;
  for (let place = 0; place < PLACES; place += 1) {
    const more = ends[place] ?? 0;
    ends[place] = count;
    count += more;
  }
  const people = new Array<Contact>(count);
  for (let at = 0; at < entries.length; at += 1) {
    const [entry, place = 0] = [entries[at], places[at]];
    if (fit[at] === NONE || !entry) continue;
    const next = ends[place] ?? 0;
    people[next] = entry.contact;
    ends[place] = next + 1;
  }
  return people;
}

/** How many different places there are in that order. */
const PLACES = NONE * 2 * (LATELY + 1) * 2;

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

/** As `judged`, for an entry that it found unfit. */
function guessOf(index: ContactIndex, { words }: Query, byWord: readonly Uint8Array[], at: number): number {
  let worst = 0;
  for (let nth = 0; nth < words.length && worst < NONE; nth += 1) {
    const [word, well = NONE] = [words[nth], byWord[nth]?.[at]];
    worst = Math.max(worst, well < NONE || !word ? well : guessOfWord(index, at, word));
  }
  return worst;
}

function guessOfWord({ entries, letters }: ContactIndex, at: number, word: Word): number {
  const missing = lacking(letters[at] ?? 0, word.letters);
  const names = missing > 1 ? undefined : entries[at]?.names;
  if (!names) return NONE;
  if (names.some(name => beginsWithTypo(name, word.plain))) return rank.typo;
  return missing === 0 && abbreviates(names, word.plain) ? rank.abbreviation : NONE;
}
