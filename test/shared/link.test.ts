import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLink, looksLikeLink, parseLink, type Link, type LinkProblem } from '../../shared/link';

const juliet = 'juliet@capulet.lit';

describe('a link is read as', () => {
  test.each<[string, Link]>([
    ['xmpp:juliet@capulet.lit', { kind: 'call', address: juliet }],
    ['XMPP:Juliet@Capulet.LIT', { kind: 'call', address: juliet }],
    ['  xmpp:juliet@capulet.lit\n', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit/balcony', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit?', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit#top', { kind: 'call', address: juliet }],
    ['xmpp:juliet%40capulet.lit', { kind: 'call', address: juliet }],
    ['xmpp://romeo@montague.lit/juliet@capulet.lit?call', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit?call', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit?CALL;type=audio', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit?call;type=video#now', { kind: 'call', address: juliet }],
    ['xmpp:juliet@capulet.lit?roster;name=Juliet;group=Friends', { kind: 'person', address: juliet }],
    ['xmpp:juliet@capulet.lit?subscribe', { kind: 'person', address: juliet }],
    ['xmpp:juliet@capulet.lit?message', { kind: 'message', address: juliet, text: '' }],
    ['xmpp:juliet@capulet.lit?message;body=a%20b%0D%0Ac%26d', { kind: 'message', address: juliet, text: 'a b\nc&d' }],
    ['xmpp:juliet@capulet.lit?message;body=1+1', { kind: 'message', address: juliet, text: '1+1' }],
    ['xmpp:juliet@capulet.lit?message;body=one;body=two', { kind: 'message', address: juliet, text: 'one' }],
    ['xmpp:juliet@capulet.lit?message;subject=x;BODY=hi', { kind: 'message', address: juliet, text: 'hi' }],
    ['xmpp:花子@例え.jp?call', { kind: 'call', address: '花子@例え.jp' }],
    ['xmpp:%E8%8A%B1%E5%AD%90@example.jp?call', { kind: 'call', address: '花子@example.jp' }],
    ['tel:+49-30-1234.567', { kind: 'number', number: '+49301234567' }],
    ['TEL:+1(201)555-0123;ext=12;isub=3', { kind: 'number', number: '+12015550123' }],
    ['tel:7042;phone-context=+1-914-784', { kind: 'number', number: '+19147847042' }],
    ['tel:030123456;phone-context=example.com', { kind: 'number', number: '030123456' }],
    ['tel:%2B4930', { kind: 'number', number: '+4930' }],
    ['tel:110', { kind: 'number', number: '110' }],
  ])('%s', (text, link) => expect(parseLink(text)).toEqual(link));
});

describe('what is no link for us says why', () => {
  test.each<[string, LinkProblem]>([
    ['', 'other-scheme'],
    ['juliet@capulet.lit', 'other-scheme'],
    ['https://capulet.lit/juliet', 'other-scheme'],
    ['javascript:alert(1)', 'other-scheme'],
    ['sip:juliet@capulet.lit', 'other-scheme'],
    ['xmpp:', 'no-person'],
    ['xmpp:?call', 'no-person'],
    ['xmpp:capulet.lit', 'no-person'],
    ['xmpp://juliet@capulet.lit', 'no-person'],
    ['xmpp:a@b@c?call', 'no-person'],
    ['xmpp:evil%40good.lit@evil.lit', 'no-person'],
    ['xmpp:a%2Fb@c.lit', 'no-person'],
    ['xmpp:a%20b@c.lit', 'no-person'],
    ['xmpp:a%00b@c.lit', 'no-person'],
    ['xmpp:a%E2%80%AEb@c.lit', 'no-person'],
    ['xmpp:a\u202eb@c.lit', 'unreadable'],
    ['xmpp:a\u200bb@c.lit', 'unreadable'],
    ['xmpp:juliet@capulet.lit?call\r\nxmpp:x@y.lit', 'unreadable'],
    ['xmpp:juliet@capulet.lit?call xmpp:x@y.lit', 'unreadable'],
    ['xmpp:juliet@capulet.lit" --yes "', 'unreadable'],
    ['xmpp:"--yes"@capulet.lit', 'no-person'],
    ['xmpp:%E0%A4%A', 'unreadable'],
    ['xmpp:%FF@capulet.lit', 'unreadable'],
    ['xmpp:juliet@capulet.lit?message;body=%', 'unreadable'],
    ['xmpp:room@chat.lit?join', 'other-purpose'],
    ['xmpp:juliet@capulet.lit?remove', 'other-purpose'],
    ['xmpp:juliet@capulet.lit?unsubscribe', 'other-purpose'],
    ['xmpp:juliet@capulet.lit?__proto__', 'other-purpose'],
    ['tel:', 'no-number'],
    ['tel:+', 'no-number'],
    ['tel:juliet', 'no-number'],
    ['tel:*21*+4930123%23', 'no-number'],
    ['tel:+49301234567890123456789', 'no-number'],
    ['tel:+49%', 'unreadable'],
    [`xmpp:${'a'.repeat(9000)}@b.lit`, 'too-long'],
  ])('%j', (text, problem) => expect(parseLink(text)).toBe(problem));
});

test('words that a link proposes hold nothing that does not show, and are no longer than can be sent', () => {
  const link = parseLink(`xmpp:a@b.lit?message;body=x%00%E2%80%AE${'y'.repeat(3000)}`);
  expect(link).toEqual({ kind: 'message', address: 'a@b.lit', text: `x${'y'.repeat(1999)}` });
});

test('whatever is read as a link leads to an address or a number that survives being read again', () => {
  const pieces = fc.constantFrom(
    'xmpp:',
    'tel:',
    'a',
    '@',
    'b.lit',
    '/',
    '?call',
    ';',
    '%',
    '%40',
    '+',
    '1',
    '-',
    '\u202e',
    '//',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
      const link = parseLink(parts.join(''));
      if (!isLink(link)) return;
      if (link.kind === 'number') expect(link.number).toMatch(/^\+?\d{2,20}$/);
      else
        expect(parseLink(`xmpp:${encodeURIComponent(link.address)}`)).toEqual({
          kind: 'call',
          address: link.address,
        });
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['xmpp:x', true],
  [' TEL:1', true],
  ['mailto:a@b.lit', true],
  ['Juliet', false],
  ['at 10:30', false],
  ['juliet@capulet.lit', false],
])('“%s” is meant as a link: %s', (text, meant) => expect(looksLikeLink(text)).toBe(meant));
