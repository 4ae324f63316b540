import { expect, test } from 'vitest';
import { initialsOf, nameOf } from '../../renderer/contacts';

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
