import { expect, test } from 'vitest';
import { broughtIn, firstOfList, type Brought } from '../../renderer/links';

test.each<[string, Brought | undefined]>([
  ['xmpp:juliet@capulet.lit?call', { kind: 'link', text: 'xmpp:juliet@capulet.lit?call' }],
  [' TEL:+4930123456\n', { kind: 'link', text: 'TEL:+4930123456' }],
  ['https://capulet.lit', { kind: 'link', text: 'https://capulet.lit' }],
  ['juliet@capulet.lit', { kind: 'search', text: 'juliet@capulet.lit' }],
  ['030 / 12 34 56', { kind: 'search', text: '030 / 12 34 56' }],
  ['山田 花子', { kind: 'search', text: '山田 花子' }],
  ['', undefined],
  ['  \n ', undefined],
  ['two\nlines', undefined],
  ['x'.repeat(81), undefined],
])('%j is %j', (text, brought) => expect(broughtIn(text)).toEqual(brought));

test('a link that is far too long is still told of, and no longer than a link can be', () => {
  expect(broughtIn(`xmpp:${'a'.repeat(20_000)}@b.lit`)?.text).toHaveLength(8192);
});

test.each([
  ['# what it is\r\nxmpp:a@b.lit\r\ntel:1', 'xmpp:a@b.lit'],
  ['', undefined],
  ['# nothing else', undefined],
])('of the list %j it is %j', (list, first) => expect(firstOfList(list)).toBe(first));
