import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJid, parseJid, toBare, toPersonAddress } from '../../shared/jid';

describe('parseJid', () => {
  test.each([
    ['juliet@capulet.lit', { local: 'juliet', domain: 'capulet.lit', resource: undefined }],
    ['Juliet@Capulet.LIT/Balcony', { local: 'juliet', domain: 'capulet.lit', resource: 'Balcony' }],
    ['capulet.lit', { local: undefined, domain: 'capulet.lit', resource: undefined }],
    ['a@b/c/d@e', { local: 'a', domain: 'b', resource: 'c/d@e' }],
    ['山田@例え.jp', { local: '山田', domain: '例え.jp', resource: undefined }],
    ['juliet@capulet.lit.', { local: 'juliet', domain: 'capulet.lit', resource: undefined }],
    ['می\u200Cخواهم@capulet.lit', { local: 'می\u200Cخواهم', domain: 'capulet.lit', resource: undefined }],
    ['juliet@[2001:db8::1]', { local: 'juliet', domain: '[2001:db8::1]', resource: undefined }],
  ])('takes %s apart', (text, jid) => expect(parseJid(text)).toEqual(jid));

  test.each([
    '',
    '@',
    'a@',
    '@b',
    'a@b/',
    'a b@c',
    'a@b c',
    'a@b@c',
    'a"@b',
    'a<@b',
    'a\u0000@b',
    'juliet\u202E@capulet.lit',
    'juliet@capulet.lit\u2066',
    'jul\u00ADiet@capulet.lit',
    '..',
    'juliet@capulet.lit..',
    'juliet\u200B@capulet.lit',
    'juliet\u3164@capulet.lit',
    `${'a'.repeat(1024)}@b`,
  ])('refuses %j', text => expect(parseJid(text)).toBeUndefined());

  test('what it takes apart it puts together again', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const jid = parseJid(text);
        if (jid) expect(parseJid(formatJid(jid))).toEqual(jid);
      }),
    );
  });
});

test('the bare address is blind to case and resource', () => {
  expect(toBare('Juliet@Capulet.lit/x')).toBe('juliet@capulet.lit');
  expect(toBare('not an address')).toBeUndefined();
});

describe('a person’s address', () => {
  test.each([
    ['juliet@capulet.lit', 'juliet@capulet.lit'],
    ['  Juliet@capulet.lit \n', 'juliet@capulet.lit'],
    ['xmpp:juliet@capulet.lit', 'juliet@capulet.lit'],
    ['xmpp:juliet@capulet.lit?call', 'juliet@capulet.lit'],
    ['XMPP:juliet%40capulet.lit?call;type=audio', 'juliet@capulet.lit'],
    ['xmpp://romeo@montague.lit/juliet@capulet.lit?call', 'juliet@capulet.lit'],
    ['juliet@capulet.lit/balcony', 'juliet@capulet.lit'],
  ])('is found in %j', (text, address) => expect(toPersonAddress(text)).toBe(address));

  test.each(['capulet.lit', 'xmpp:', 'xmpp:%zz@x', 'xmpp:capulet.lit?call', 'https://capulet.lit/juliet@x', ''])(
    'is not in %j',
    text => expect(toPersonAddress(text)).toBeUndefined(),
  );
});
