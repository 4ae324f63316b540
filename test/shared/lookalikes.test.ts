/** Who passes for a contact. */
import { expect, test } from 'vitest';
import { lookalikesAmong } from '../../renderer/lookalikes';

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
