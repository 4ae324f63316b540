/** Who passes for a contact. */
import { expect, test } from 'vitest';
import { doubtAbout, lookalikesAmong } from '../../shared/lookalikes';

const of = lookalikesAmong(['juliet@capulet.example', 'mom@example.org', '山田@例え.jp', 'paypal@bank.example']);

test.each([
  ['juliеt@capulet.example', 'juliet@capulet.example'], // a Cyrillic letter
  ['juliet@сарulet.example', 'juliet@capulet.example'], // three of them, in the domain
  ['jullet@capulet.example', 'juliet@capulet.example'],
  ['ju1iet@capu1et.examp1e', 'juliet@capulet.example'],
  ['mörn@example.org', 'mom@example.org'],
  ['rnom@example.org', 'mom@example.org'],
  ['раураl@bank.example', 'paypal@bank.example'], // all of its letters that can be
  ['juliét@capulet.example', 'juliet@capulet.example'],
])('%s looks like %s', (address, like) => expect(of(address)).toBe(like));

test('a contact is who they are, and others are nobody', () => {
  expect(of('juliet@capulet.example')).toBeUndefined();
  expect(of('romeo@montague.example')).toBeUndefined();
  expect(of('山田@例え.jp')).toBeUndefined();
  expect(of('constructor@__proto__')).toBeUndefined();
});

test('there is a doubt about whoever is no contact and seems to be one, or is written to deceive', () => {
  const contacts = ['juliet@capulet.example', 'мария@пример.example'];
  expect(doubtAbout('juliet@capulet.example', contacts)).toBeUndefined();
  expect(doubtAbout('мария@пример.example', contacts)).toBeUndefined();
  expect(doubtAbout('romeo@montague.example', contacts)).toBeUndefined();
  expect(doubtAbout('jullet@capulet.example', contacts)).toEqual({ like: 'juliet@capulet.example', mixed: false });
  expect(doubtAbout('rоmeo@montague.example', contacts)).toEqual({ like: undefined, mixed: true });
});
