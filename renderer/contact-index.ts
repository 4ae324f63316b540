/** Contacts made ready for being searched: what a key press costs is prepared when the list changes. */
import type { Contact } from '../shared/contact';
import { folded } from '../shared/folded';
import { nameOrder } from './collation';
import { nameOf } from './contacts';
import { inRomaji, soundOf } from './kana';
import { lettersOf } from './typos';

/** One way to write somebody: as it stands, or by its sound. */
export interface Writing {
  readonly name: string;
  /** Everything of name and address: their words and the whole address behind a space each, and whole names. */
  readonly text: string;
}

/** One contact as the search sees it; what it finds is offered as it is, for it may be thousands with every letter. */
export interface Entry {
  readonly kind: 'contact';
  readonly contact: Contact;
  readonly plain: Writing;
  readonly sound: Writing;
  /** The words of all groups, in both writings, each behind a space. */
  readonly groups: string;
  /** What slips and abbreviations are looked for in: the words of the name and of the address before the @. */
  readonly names: readonly string[];
}

/** All of them, by name. */
export interface ContactIndex {
  /** By which the names are in order. */
  readonly order: Intl.Collator;
  readonly entries: readonly Entry[];
  /** Which of the entries an address is. */
  readonly at: ReadonlyMap<string, number>;
  /**
   * Everything that is searched, of everybody one after another: one long text is looked through many times sooner than ten
   * thousand that lie anywhere in memory. Of each: how they are written, by sound, and their groups.
   */
  readonly whole: string;
  readonly places: Places;
  readonly guesses: Guesses;
  readonly single: Singles;
  /** What decides between those who fit equally well: 0 for a favourite who is there, the less the further in front. */
  readonly standing: Uint8Array;
}

/** What rules nearly everybody out as meant by a slip or an abbreviation; letters are as `lettersOf` gives them. */
export interface Guesses {
  /** Of all the names of each entry. */
  readonly letters: Int32Array;
  /** That its names begin with. */
  readonly firsts: Int32Array;
  /** Of each name, everybody's one after another, and where those of each entry begin. */
  readonly nameLetters: Int32Array;
  readonly nameBegins: Uint32Array;
}

function guessesOf(entries: readonly Entry[]): Guesses {
  const nameBegins = new Uint32Array(entries.length);
  let count = 0;
  entries.forEach(({ names }, at) => {
    nameBegins[at] = count;
    count += names.length;
  });
  return {
    letters: Int32Array.from(entries, ({ names }) => lettersOf(names.join(''))),
    firsts: Int32Array.from(entries, ({ names }) => lettersOf(names.map(name => name[0] ?? '').join(''))),
    nameLetters: Int32Array.from(
      entries.flatMap(({ names }) => names),
      lettersOf,
    ),
    nameBegins,
  };
}

/**
 * For the first letter of a search, which is somewhere in nearly everybody: of each entry a set of the letters a to z that
 * words begin with or that are inside, as it is written and by sound, and those that words of its groups begin with. See
 * `singleOf`.
 */
export interface Singles {
  readonly begins: Int32Array;
  readonly soundBegins: Int32Array;
  readonly inside: Int32Array;
  readonly soundInside: Int32Array;
  readonly groups: Int32Array;
}

/** The place of a letter in those sets, as a bit; 0 for what is no letter from a to z, or more than one. */
export function singleOf(text: string): number {
  const place = text.length === 1 ? text.charCodeAt(0) - A : -1;
  return place >= 0 && place < 26 ? 1 << place : 0;
}
const A = 97;

/** The set of the letters in `text`, or of those behind a space alone. */
function singlesIn(text: string, behindSpace: boolean): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1)
    if (!behindSpace || text[at - 1] === ' ') {
      const place = text.charCodeAt(at) - A;
      if (place >= 0 && place < 26) bits |= 1 << place;
    }
  return bits;
}

function singlesOf(entries: readonly Entry[]): Singles {
  const sets = (setOf: (entry: Entry) => number) => Int32Array.from(entries, setOf);
  return {
    begins: sets(({ plain }) => singlesIn(plain.text, true)),
    soundBegins: sets(({ sound }) => singlesIn(sound.text, true)),
    inside: sets(({ plain }) => singlesIn(plain.text, false)),
    soundInside: sets(({ sound }) => singlesIn(sound.text, false)),
    groups: sets(({ groups }) => singlesIn(groups, true)),
  };
}

/** Where the parts of each entry are in the whole text; of `begins` one more, where the last one ends. */
export interface Places {
  readonly begins: Uint32Array;
  /** Whole names, as they are written and by sound. */
  readonly names: Uint32Array;
  readonly soundNames: Uint32Array;
  readonly sounds: Uint32Array;
  readonly groups: Uint32Array;
}

/**
 * The index of `contacts`. What of `before` still holds is taken over: somebody's presence changes every few seconds, their
 * name hardly ever.
 */
export function indexed(contacts: readonly Contact[], before?: ContactIndex): ContactIndex {
  const order = nameOrder();
  let same = before?.order === order && before.entries.length === contacts.length;
  const entries = contacts.map(contact => {
    const old = before?.entries[before.at.get(contact.address) ?? -1];
    if (old && readsAlike(old.contact, contact)) return { ...old, contact };
    same = false;
    return entryOf(contact);
  });
  if (!same || !before) {
    entries.sort((a, b) => order.compare(nameOf(a.contact), nameOf(b.contact)));
    const at = new Map(entries.map(({ contact: { address } }, place) => [address, place]));
    return { order, entries, at, ...wholeOf(entries), standing: standingOf(entries) };
  }
  // Nobody has another name: the order is the one it was.
  const renewed = new Map(entries.map(entry => [entry.contact.address, entry]));
  const people = before.entries.map(old => renewed.get(old.contact.address) ?? old);
  return { ...before, entries: people, standing: standingOf(people) };
}

function wholeOf(entries: readonly Entry[]): Omit<ContactIndex, 'order' | 'entries' | 'at' | 'standing'> {
  const count = entries.length;
  const places = {
    begins: new Uint32Array(count + 1),
    names: new Uint32Array(count),
    soundNames: new Uint32Array(count),
    sounds: new Uint32Array(count),
    groups: new Uint32Array(count),
  };
  let end = 0;
  const texts = entries.map(({ plain, sound, groups }, at) => {
    const sounds = end + plain.text.length + 1;
    places.names[at] = end + plain.text.indexOf('\n') + 1;
    places.sounds[at] = sounds;
    places.soundNames[at] = sounds + sound.text.indexOf('\n') + 1;
    places.groups[at] = sounds + sound.text.length + 1;
    const text = `${plain.text}\n${sound.text}\n${groups}\n`;
    end += text.length;
    places.begins[at + 1] = end;
    return text;
  });
  return {
    whole: texts.join(''),
    places,
    guesses: guessesOf(entries),
    single: singlesOf(entries),
  };
}

const standingOf = (entries: readonly Entry[]): Uint8Array =>
  Uint8Array.from(
    entries,
    ({ contact: { favourite, availability } }) => (favourite ? 0 : 2) + (availability === 'offline' ? 1 : 0),
  );

/** Whether the search would read the same of both. */
const readsAlike = (one: Contact, other: Contact): boolean =>
  one.name === other.name &&
  one.groups.length === other.groups.length &&
  one.groups.every((group, at) => group === other.groups[at]);

function entryOf(contact: Contact): Entry {
  const called = nameOf(contact);
  const name = folded(called);
  const address = folded(contact.address);
  const romaji = inRomaji(name);
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  // Whoever has no name goes by the address, whose server is the same for many.
  const own = called === contact.address ? [] : [...wordsIn(name), ...wordsIn(romaji)];
  const names = [...new Set([...own, ...wordsIn(local)])];
  // Japanese is typed without the spaces that a name may have.
  const joined = japanese.test(name) ? [name.replaceAll(' ', '')] : [];
  const plain = { name, text: textOf([...names, address, ...joined], [name, romaji]) };
  const sound = { name: soundOf(name), text: textOf([...names, ...joined].map(soundOf), [name, address].map(soundOf)) };
  const groups = contact.groups.map(folded).flatMap(group => [...wordsIn(group), ...wordsIn(soundOf(group))]);
  return {
    ...{ kind: 'contact', contact, plain, sound, names },
    groups: ` ${[...new Set(groups)].join(' ')}`,
  };
}

const japanese = /[\p{Script=Han}\p{Script=Hiragana}]/u;

/** What a word may begin, each behind a space, and what it may be in the middle of; nothing of it twice. */
const textOf = (begins: readonly string[], wholes: readonly string[]): string =>
  [...new Set(begins)].map(word => ` ${word}`).join('') + [...new Set(wholes)].map(whole => `\n${whole}`).join('');

/** The words of `text`, as people and addresses divide them. */
const wordsIn = (text: string): string[] => text.split(/[\s@._,/()"・、-]+/u).filter(word => word !== '');
