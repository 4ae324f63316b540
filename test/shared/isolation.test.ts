/** Names that are written from right to left, in sentences that are not. */
import { expect, test } from 'vitest';
import { wordsIn } from '../../shared/words';
import { formatterOf, isolated } from '../../shared/words/message';

const FSI = '\u2068';
const PDI = '\u2069';
const hebrew = 'יוליה';

test.each(['Juliet', '山田 花子', 'juliet@capulet.lit', 'Ольга', '+49 (30) 1', ''])('%j stands as it is', name =>
  expect(isolated(name)).toBe(name),
);

test.each([hebrew, 'ليلى 2', 'ދިވެހި', `Dr. ${hebrew}`, '𞤀𞤣𞤤𞤢𞤥'])('%s is set apart', name =>
  expect(isolated(name)).toBe(`${FSI}${name}${PDI}`),
);

test('a name does not end what sets it apart, and a sentence in a sentence stays whole', () => {
  expect(isolated(`${hebrew}${PDI} 1`)).toBe(`${FSI}${hebrew} 1${PDI}`);
  expect(isolated(`${PDI}${FSI}${hebrew}`)).toBe(`${FSI}${hebrew}${PDI}`);
  const inner = `${FSI}${hebrew}${PDI} calls`;
  expect(isolated(inner)).toBe(`${FSI}${inner}${PDI}`);
});

test.each(['en', 'ja'] as const)('every value of a sentence is, in %s', language => {
  const words = wordsIn({ language, locale: language });
  expect(words.call.alsoCalling({ name: hebrew })).toContain(`${FSI}${hebrew}${PDI}`);
  expect(words.call.alsoCalling({ name: 'Juliet' })).not.toContain(FSI);
});

test('what a message decides by, and numbers, are no names', () => {
  const say = formatterOf('{kind, select, a {{count, plural, other {# of {name}}}} other {?}}', 'en');
  expect(say({ kind: 'a', count: 3, name: hebrew })).toBe(`3 of ${FSI}${hebrew}${PDI}`);
});
