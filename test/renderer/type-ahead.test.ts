import { describe, expect, test } from 'vitest';
import { indexed } from '../../renderer/contact-index';
import { isLetter, ledTo, typedOn } from '../../renderer/type-ahead';
import { contactWith } from './snapshots';

const index = indexed(
  ['Ada', 'Alan', 'Élise', 'すずき', 'Zoe'].map((name, at) => contactWith({ address: `${at}@example.org`, name })),
);
/** Two headings among the people. */
const rows = [
  undefined,
  '0@example.org',
  '1@example.org',
  undefined,
  '2@example.org',
  '3@example.org',
  '4@example.org',
];

describe('letters lead to the next name that begins so', () => {
  test.each([
    ['the first', 'a', 0, 1],
    ['from one on to the next', 'a', 1, 2],
    ['round at the end', 'a', 2, 1],
    ['staying where more letters still fit', 'al', 2, 2],
    ['on where they do not', 'al', 1, 2],
    ['without the accent', 'e', 0, 4],
    ['from romaji to kana', 'su', 0, 5],
    ['in kana of the other kind', 'ス', 0, 5],
    ['nowhere, where nobody is called so', 'x', 0, -1],
    ['nowhere by the middle of a name', 'da', 0, -1],
  ])('%s (%s from %i)', (_, text, from, to) => {
    expect(ledTo(index, rows, text, from)).toBe(to);
  });
});

test('letters typed quickly belong together, after a pause a new word begins', () => {
  const first = typedOn(undefined, 'a', 1000);
  const second = typedOn(first, 'l', 1700);
  expect(second.text).toBe('al');
  expect(typedOn(second, 'z', 2600).text).toBe('z');
});

test.each([
  [{ key: 'a' }, true],
  [{ key: 'é' }, true],
  [{ key: '𠮷' }, true],
  [{ key: ' ' }, false],
  [{ key: 'F10' }, false],
  [{ key: 'a', ctrlKey: true }, false],
  [{ key: 'a', altKey: true }, false],
  [{ key: 'a', metaKey: true }, false],
])('%j writes a letter: %s', (pressed, is) => {
  expect(isLetter({ ctrlKey: false, altKey: false, metaKey: false, ...pressed })).toBe(is);
});
