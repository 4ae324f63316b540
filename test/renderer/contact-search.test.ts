import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexed } from '../../renderer/contact-index';
import { found, type Lately } from '../../renderer/contact-search';
import type { Contact } from '../../shared/contact';
import { contactWith } from './snapshots';

const contact = (address: string, name?: string, rest: Partial<Contact> = {}): Contact =>
  contactWith({ address, availability: 'online', ...(name === undefined ? {} : { name }), ...rest });

const people = [
  contact('juliet@capulet.lit', 'Juliet Capulet', { groups: ['Verona', 'Close family'] }),
  contact('j@example.org', 'Julian'),
  contact('marie@example.org', 'Marie Jules'),
  contact('friar.laurence@church.example', 'Friar Laurence', { groups: ['Clergy'] }),
  contact('jose@example.org', 'José García'),
  contact('soeren@example.dk', 'Søren Ærø'),
  contact('nurse@capulet.lit'),
  contact('hanako@example.jp', 'たなか はなこ'),
  contact('taro@example.jp', 'タナカ タロウ'),
  contact('kenji@example.jp', 'ﾀﾅｶ ｹﾝｼﾞ'),
  contact('yuko@example.jp', 'Yūko Satō'),
  contact('oono@example.jp', 'Ohno Shin’ichi'),
  contact('tanaka.k@example.jp', '田中 健'),
  contact('kenkyu@example.jp', 'Mika', { groups: ['研究室', 'けんきゅう'] }),
  contact('faiza@example.jp', 'ふぁいざ'),
];
const index = indexed(people);
const foundBy = (text: string, lately?: Lately) =>
  found(index, text, lately).map(({ contact: { address } }) => address);

describe('somebody is found', () => {
  test.each([
    ['by the beginning of the name', 'julie', 'juliet@capulet.lit'],
    ['by a later word of it', 'laur', 'friar.laurence@church.example'],
    ['by two words in any order', 'cap jul', 'juliet@capulet.lit'],
    ['by the middle of a name', 'uliet', 'juliet@capulet.lit'],
    ['by the address', 'friar.l', 'friar.laurence@church.example'],
    ['by the server', 'church.ex', 'friar.laurence@church.example'],
    ['by a group', 'clergy', 'friar.laurence@church.example'],
    ['by a later word of a group', 'fam', 'juliet@capulet.lit'],
    ['by name and group together', 'jul verona', 'juliet@capulet.lit'],
    ['by the address where there is no name', 'nurse', 'nurse@capulet.lit'],
    ['in capitals', 'JULIET', 'juliet@capulet.lit'],
    ['without the accents', 'garcia jose', 'jose@example.org'],
    ['with accents that are not there', 'jülïet', 'juliet@capulet.lit'],
    ['in full width', 'ｊｕｌｉｅｔ', 'juliet@capulet.lit'],
    ['with a wrong letter', 'laurance', 'friar.laurence@church.example'],
    ['with a letter too many', 'laurrence', 'friar.laurence@church.example'],
    ['with a letter that is missing', 'larence', 'friar.laurence@church.example'],
    ['with two letters swapped', 'luarence', 'friar.laurence@church.example'],
    ['with the first two letters swapped', 'ujliet', 'juliet@capulet.lit'],
    ['by the initials', 'fl', 'friar.laurence@church.example'],
    ['by the letters that are heard', 'jlt', 'juliet@capulet.lit'],
    ['by the beginnings of both names', 'julcap', 'juliet@capulet.lit'],
    ['with words divided by an ideographic space', 'たなか　はなこ', 'hanako@example.jp'],
  ])('%s (%s)', (_, text, address) => {
    expect(foundBy(text)[0]).toBe(address);
  });

  test.each([
    ['tanaka', 'hanako@example.jp'],
    ['たなか', 'hanako@example.jp'],
    ['タナカ', 'hanako@example.jp'],
    ['ﾀﾅｶ', 'hanako@example.jp'],
    ['tnk', 'hanako@example.jp'],
    ['tana', 'taro@example.jp'],
    ['たなか', 'taro@example.jp'],
    ['tarou', 'taro@example.jp'],
    ['kenji', 'kenji@example.jp'],
    ['kenzi', 'kenji@example.jp'],
    ['けんじ', 'kenji@example.jp'],
    ['さとう', 'yuko@example.jp'],
    ['satou', 'yuko@example.jp'],
    ['satoh', 'yuko@example.jp'],
    ['ゆうこ', 'yuko@example.jp'],
    ['おおの', 'oono@example.jp'],
    ['しんいち', 'oono@example.jp'],
    ['sinichi', 'oono@example.jp'],
    ['faiza', 'faiza@example.jp'],
    ['kenkyuu', 'kenkyu@example.jp'],
    ['けんきゅう', 'kenkyu@example.jp'],
    ['たなか', 'tanaka.k@example.jp'],
    ['田中', 'tanaka.k@example.jp'],
    ['たなかはなこ', 'hanako@example.jp'],
    ['tanakahanako', 'hanako@example.jp'],
    ['田中健', 'tanaka.k@example.jp'],
    ['研究', 'kenkyu@example.jp'],
  ])('by %s: %s', (text, address) => {
    expect(foundBy(text)).toContain(address);
  });

  test('the reading of a name in kanji is not in it, and nobody pretends to know it', () => {
    const alone = indexed([contact('t.ken@example.jp', '田中 健')]);
    expect(found(alone, 'tanaka')).toEqual([]);
    expect(found(alone, '田中')).toHaveLength(1);
  });
});

describe('nobody is found', () => {
  test.each([
    ['who has only some of the words', 'juliet montague'],
    ['by letters that are too far apart', 'jt'],
    ['by two slips', 'laxrenxe'],
    ['by a slip in three letters', 'mxk'],
    ['by letters from the middle of a word only', 'rnc'],
    ['where nothing fits', 'xyzzy'],
    ['by another kana', 'すすき'],
  ])('%s (%s)', (_, text) => {
    expect(foundBy(text)).toEqual([]);
  });
});

describe('the likeliest comes first', () => {
  test('name, then word, then inside, then group, then a guess', () => {
    const some = indexed([
      contact('e@x.example', 'Zoe', { groups: ['Annex'] }),
      contact('d@x.example', 'Susanne'),
      contact('c@x.example', 'Mary Ann'),
      contact('b@x.example', 'あんな'),
      contact('a@x.example', 'Anna'),
    ]);
    expect(found(some, 'ann').map(({ contact: { address } }) => address[0])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a single letter is looked for in the same order', () => {
    const some = indexed([
      contact('e@y.test', 'Zoe', { groups: ['Kin'] }),
      contact('d@y.test', 'Mika'),
      contact('c@y.test', 'Mary Kay'),
      contact('b@y.test', 'かな'),
      contact('a@y.test', 'Kim'),
      contact('f@y.test', 'Zoe', { groups: ['Oak'] }),
    ]);
    expect(found(some, 'k').map(({ contact: { address } }) => address[0])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('guesses are left out while enough fit without', () => {
    const annas = Array.from({ length: 5 }, (_, at) => contact(`a${at}@x.example`, `Annabel ${at}`));
    const guess = contact('b@x.example', 'Annebel');
    expect(found(indexed([...annas, guess]), 'annabel')).toHaveLength(5);
    expect(found(indexed([...annas.slice(1), guess]), 'annabel')).toHaveLength(5);
    expect(found(indexed([...annas.slice(1), guess]), 'annabel').at(-1)?.contact).toEqual(guess);
  });

  test('among equals favourites, then those called lately, then those who are there, then by name', () => {
    const same = [
      contact('offline@x.example', 'Ada B', { availability: 'offline' }),
      contact('there@x.example', 'Ada C'),
      contact('later@x.example', 'Ada D'),
      contact('earlier@x.example', 'Ada E', { availability: 'offline' }),
      contact('star@x.example', 'Ada F', { favourite: true, availability: 'offline' }),
    ];
    const calls = ['later@x.example', 'earlier@x.example'];
    const lately = new Map(calls.map((address, at) => [address, at]));
    const order = found(indexed(same), 'ada', lately).map(({ contact: { address } }) => address.split('@')[0]);
    expect(order).toEqual(['star', 'later', 'earlier', 'there', 'offline']);
  });

  test('a favourite does not pass somebody who fits better', () => {
    const some = indexed([contact('a@x.example', 'Mary Ann', { favourite: true }), contact('b@x.example', 'Ann')]);
    expect(found(some, 'ann').map(({ contact: { name } }) => name)).toEqual(['Ann', 'Mary Ann']);
  });
});

describe('the index', () => {
  test('is renewed where somebody has another name, and shows their presence of now', () => {
    const before = indexed(people);
    const later = people.map(person =>
      person.address === 'j@example.org' ? { ...person, name: 'Zacharias', availability: 'dnd' as const } : person,
    );
    const after = indexed(later, before);
    expect(found(after, 'zach')).toMatchObject([{ contact: later[1] }]);
    expect(found(after, 'julian')).toEqual([]);
    expect(after.entries.at(-4)?.contact.address).not.toBe('j@example.org');
  });

  test('of the same people with other presence takes over what it was made of, with the presence of now', () => {
    const before = indexed(people);
    const after = indexed(
      people.map(person => ({ ...person, availability: 'away' as const })),
      before,
    );
    expect(after.entries.map(({ names }) => names)).toEqual(before.entries.map(({ names }) => names));
    expect(after.entries.every(({ names }, at) => names === before.entries[at]?.names)).toBe(true);
    expect(after.entries.every(({ contact: { availability } }) => availability === 'away')).toBe(true);
  });

  test('forgets who is no contact any more, and learns who is new', () => {
    const before = indexed(people);
    const other = contact('new@example.org', 'Newcomer');
    const after = indexed([...people.slice(1), other], before);
    expect(found(after, 'juliet')).toEqual([]);
    expect(found(after, 'newc')).toMatchObject([{ contact: other }]);
  });
});

test('no text finds everybody, and whatever is typed finds nobody twice', () => {
  expect(foundBy('  ')).toHaveLength(people.length);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-jー' ]*$/u)), text => {
      const addresses = foundBy(text);
      expect(new Set(addresses).size).toBe(addresses.length);
    }),
  );
});

const graphemes = new Intl.Segmenter();
test('whoever is found by a word is found by each beginning of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...people), fc.nat(20), (person, length) => {
      const name = Array.from(graphemes.segment(person.name ?? person.address), ({ segment }) => segment);
      expect(foundBy(name.slice(0, length).join(''))).toContain(person.address);
    }),
  );
});
