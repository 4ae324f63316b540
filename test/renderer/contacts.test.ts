import { expect, test } from 'vitest';
import { initialsOf, nameOf, ordered } from '../../renderer/contacts';
import type { Contact } from '../../shared/contact';
import { contactWith } from './snapshots';

const contact = (name: string, availability: Contact['availability']): Contact =>
  contactWith({ address: `${name.toLowerCase()}@example.org`, name, availability });

test('who is there comes first, then names as people read them', () => {
  const people = [
    contact('Zoe', 'online'),
    contact('Desk 10', 'offline'),
    contact('élise', 'dnd'),
    contact('Desk 9', 'offline'),
    contact('Eva', 'away'),
  ];
  expect(ordered(people).map(nameOf)).toEqual(['élise', 'Eva', 'Zoe', 'Desk 9', 'Desk 10']);
});

test('ordering leaves the list it was given alone', () => {
  const people = Object.freeze([contact('B', 'offline'), contact('A', 'online')]);
  expect(ordered(people).map(nameOf)).toEqual(['A', 'B']);
});

test('without a name, or with an empty one, a person is called by the address', () => {
  expect(nameOf({ address: 'romeo@montague.lit' })).toBe('romeo@montague.lit');
  expect(nameOf({ address: 'romeo@montague.lit', name: '  ' })).toBe('romeo@montague.lit');
});

test.each([
  ['Juliet Capulet', 'JC'],
  ['juliet', 'J'],
  ['juliet@capulet.lit', 'J'],
  ['friar.laurence@church.example', 'FL'],
  ['Hubert Blaine Wolfe Sr.', 'HS'],
  ['山田 花子', '山'],
  ['すずき', 'す'],
  ['김민수', '김'],
  ['"Quoted" (Work)', 'QW'],
  ['👩🏽‍🚀 Ada', '👩🏽‍🚀A'],
  ['...', '?'],
  ['', '?'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
