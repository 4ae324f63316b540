/** Who is meant by a few letters: contacts found by name, address and group, the likeliest first. */
import { folded } from '../shared/folded';
import { singleOf, type ContactIndex, type Entry } from './contact-index';
import { soundOf } from './kana';
import { abbreviates, atMostOne, beginsWithTypo, lacking, LEAST_FOR_TYPO, lettersOf } from './typos';

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

/** Who was called of late, by address, and how lately: 0 for the last one. */
export type Lately = ReadonlyMap<string, number>;
const LATELY = 511;

/**
 * Those of `index` in whom every word of `text` is found, best first; everybody for no text. Slips and abbreviations only
 * count while few fit without.
 */
export function found(index: ContactIndex, text: string, lately: Lately = new Map()): Entry[] {
  const query = queryOf(text);
  const fit = query ? judged(index, query) : new Uint8Array(index.entries.length);
  return inOrder(index, fit, lately);
}

/**
 * Searches in `index` for nothing in particular, a little each time `idle` calls back: code that has never run is several
 * times slower, and the person who types the first letter would notice.
 */
export function rehearse(index: ContactIndex, idle: (work: () => void) => void): void {
  const step = ([text, ...rest]: readonly string[]): void => {
    if (text === undefined) return;
    found(index, text);
    idle(() => step(rest));
  };
  idle(() => step(REHEARSED));
}
/** One of each kind: a letter, a beginning, a sound, a slip, an abbreviation, two words; twice, for the second is what counts. */
const REHEARSED = ['a', 'an', 'ta', 'か', 'lauremce', 'jcap', 'an example', 'a', 'an', 'ta', 'lauremce', 'jcap'];

/** How well each entry fits, `NONE` for those who do not. */
function judged(index: ContactIndex, query: Query): Uint8Array {
  const { whole, places } = index;
  const byWord = query.words.map(word => fitsOf(index, word));
  const fit = worstOf(byWord);
  let count = 0;
  for (let at = 0; at < fit.length; at += 1) {
    if (fit[at] === NONE) continue;
    count += 1;
    if (whole.startsWith(query.plain, places.names[at])) fit[at] = rank.name;
    else if (whole.startsWith(query.sound, places.soundNames[at])) fit[at] = rank['name-sound'];
  }
  if (count >= ENOUGH) return fit;
  for (let at = 0; at < fit.length; at += 1) if (fit[at] === NONE) fit[at] = guessOf(index, query, byWord, at);
  return fit;
}

/** How all words together fit each entry. */
function worstOf([first = new Uint8Array(), ...others]: readonly Uint8Array[]): Uint8Array {
  const worst = first.slice();
  for (const fits of others)
    for (let at = 0; at < worst.length; at += 1) worst[at] = Math.max(worst[at] ?? NONE, fits[at] ?? NONE);
  return worst;
}

/** How one word fits each entry. */
function fitsOf(index: ContactIndex, { plain, sound }: Word): Uint8Array {
  const fits = new Uint8Array(index.entries.length).fill(NONE);
  // A sound may be empty, as that of a lone long vowel is: that is in everything, and says nothing.
  for (const word of sound === '' ? [plain] : new Set([plain, sound])) {
    const as = { written: word === plain, heard: word === sound };
    if (singleOf(word) !== 0) markSingle(index, singleOf(word), fits, as);
    else mark(index, word, fits, as);
  }
  return fits;
}

/** Whether a text counts where it is written so, and where it sounds so. */
interface Counts {
  readonly written: boolean;
  readonly heard: boolean;
}

/** Notes for each entry how well `text` fits that is in it, unless something better is known. */
function mark({ whole, places }: ContactIndex, text: string, fits: Uint8Array, { written, heard }: Counts): void {
  const { begins, sounds, groups } = places;
  const best = written ? rank.word : rank['word-sound'];
  let entry = 0;
  for (let at = whole.indexOf(text); at >= 0;) {
    while ((begins[entry + 1] ?? Infinity) <= at) entry += 1;
    const first = whole.charCodeAt(at - 1) === SPACE;
    let how: number = NONE;
    if (at >= (groups[entry] ?? 0)) how = first ? rank.group : NONE;
    else if (at >= (sounds[entry] ?? 0)) how = heard ? rank[first ? 'word-sound' : 'inside-sound'] : NONE;
    else if (written) how = rank[first ? 'word' : 'inside'];
    if (how < (fits[entry] ?? NONE)) fits[entry] = how;
    at = whole.indexOf(text, (fits[entry] ?? NONE) > best ? at + 1 : begins[entry + 1]);
  }
}
const SPACE = 32;

/** As `mark`, for a single letter, by the sets of letters alone. */
function markSingle(
  { single: { begins, soundBegins, inside, soundInside, groups } }: ContactIndex,
  letter: number,
  fits: Uint8Array,
  { written, heard }: Counts,
): void {
  const has = (set: Int32Array, entry: number) => ((set[entry] ?? 0) & letter) !== 0;
  for (let entry = 0; entry < fits.length; entry += 1) {
    let how: number = NONE;
    if (written && has(begins, entry)) how = rank.word;
    else if (heard && has(soundBegins, entry)) how = rank['word-sound'];
    else if (written && has(inside, entry)) how = rank.inside;
    else if (heard && has(soundInside, entry)) how = rank['inside-sound'];
    else if (has(groups, entry)) how = rank.group;
    if (how < (fits[entry] ?? NONE)) fits[entry] = how;
  }
}

/** Those who fit, the best first. What counts is one small number for each, so they are dealt out rather than sorted. */
function inOrder({ entries, standing, at: placeOf }: ContactIndex, fit: Uint8Array, lately: Lately): Entry[] {
  const recent = new Uint16Array(entries.length).fill(LATELY);
  for (const [address, how] of lately) {
    const at = placeOf.get(address);
    if (at !== undefined) recent[at] = Math.min(how, LATELY);
  }
  const ends = new Uint32Array(PLACES);
  const places = new Uint16Array(entries.length);
  for (let at = 0; at < entries.length; at += 1) {
    const how = fit[at] ?? NONE;
    if (how === NONE) continue;
    const stands = standing[at] ?? 0;
    const place = ((how * 2 + (stands >> 1)) * (LATELY + 1) + (recent[at] ?? LATELY)) * 2 + (stands & 1);
    places[at] = place;
    ends[place] = (ends[place] ?? 0) + 1;
  }
  let count = 0;
  for (let place = 0; place < PLACES; place += 1) {
    const more = ends[place] ?? 0;
    ends[place] = count;
    count += more;
  }
  const people = new Array<Entry>(count);
  for (let at = 0; at < entries.length; at += 1) {
    if (fit[at] === NONE) continue;
    const [entry, place] = [entries[at], places[at] ?? 0];
    if (!entry) continue;
    const next = ends[place] ?? 0;
    people[next] = entry;
    ends[place] = next + 1;
  }
  return people;
}

/** How many different places there are in that order. */
const PLACES = NONE * 2 * (LATELY + 1) * 2;

interface Word {
  readonly plain: string;
  readonly sound: string;
  readonly letters: number;
  /** Its first letter, in the same way. */
  readonly first: number;
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
  const [letters, first] = [lettersOf(plain), lettersOf(plain.slice(0, 1))];
  return { plain, sound, letters, first };
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

function guessOfWord({ entries, guesses }: ContactIndex, at: number, word: Word): number {
  const { letters, firsts, nameLetters, nameBegins } = guesses;
  // Nearly everybody is out by these numbers alone, without a look at the names themselves.
  const lacks = lacking(letters[at] ?? 0, word.letters);
  if (!atMostOne(lacks)) return NONE;
  const names = entries[at]?.names ?? [];
  if (word.plain.length >= LEAST_FOR_TYPO)
    for (let nth = 0, from = nameBegins[at] ?? 0; nth < names.length; nth += 1)
      if (
        atMostOne(lacking(nameLetters[from + nth] ?? 0, word.letters)) &&
        beginsWithTypo(names[nth] ?? '', word.plain)
      )
        return rank.typo;
  const may = lacks === 0 && ((firsts[at] ?? 0) & word.first) !== 0;
  return may && abbreviates(names, word.plain) ? rank.abbreviation : NONE;
}
