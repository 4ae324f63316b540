import { expect, test } from 'vitest';
import { isBlocked } from '../../shared/blocking';

test.each([
  ['tybalt@capulet.lit', true],
  ['Tybalt@Capulet.lit/sword', true],
  ['juliet@capulet.lit', false],
  ['anybody@spam.example/x', true],
  ['spam.example', true],
  ['anybody@not.spam.example', false],
  ['tybalt', false],
  ['', false],
])('with a person and a domain on the list, %j is blocked: %s', (peer, expected) => {
  expect(isBlocked(peer, ['tybalt@capulet.lit', 'spam.example'])).toBe(expected);
});

test('an empty list blocks nobody', () => {
  expect(isBlocked('tybalt@capulet.lit', [])).toBe(false);
});
