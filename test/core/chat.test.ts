import { describe, expect, test } from 'vitest';
import { readChat, writeChat, writeReceipt } from '../../main/core/chat';
import { xml } from './support/xml';

const text = { kind: 'text', id: 'm1', text: 'Hi', replaces: undefined, wantsReceipt: false, delayedAt: undefined };

describe('what a message says', () => {
  test('is its body', () => {
    expect(readChat(xml`<message type="chat" id="m1"><body>Hi</body></message>`)).toEqual(text);
    expect(readChat(xml`<message id="m1"><body> Hi </body></message>`)).toEqual(text);
  });

  test('is known by its id, as receipts name it, or by that of its origin where it has none', () => {
    const origin = xml`<origin-id xmlns="urn:xmpp:sid:0" id="x"/>`;
    const stanza = (attrs: Record<string, string>) => ({
      ...{ name: 'message', attrs: { type: 'chat', ...attrs } },
      children: [xml`<body>Hi</body>`, origin],
    });
    expect(readChat(stanza({ id: 'm1' }))).toEqual(text);
    expect(readChat(stanza({}))).toEqual({ ...text, id: 'x' });
  });

  test('came when the first server had it, and its arrival may be asked for', () => {
    const stanza = xml`<message type="chat" id="m1"><body>Hi</body><request xmlns="urn:xmpp:receipts"/>
      <delay xmlns="urn:xmpp:delay" stamp="2026-01-02T00:00:00Z"/>
      <delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/></message>`;
    expect(readChat(stanza)).toEqual({ ...text, wantsReceipt: true, delayedAt: Date.UTC(2026, 0, 1) });
  });

  test('is cut where it is too long, and loses its control characters', () => {
    const stanza = {
      name: 'message',
      attrs: { type: 'chat' },
      children: [{ name: 'body', attrs: {}, children: [`a\u0007\tb\r\nc${'x'.repeat(20_000)}`] }],
    };
    const read = readChat(stanza);
    const kept = read?.kind === 'text' ? read.text : undefined;
    expect(kept).toMatch(/^a\tb\ncx+…$/);
    expect(kept).toHaveLength(10_000);
  });

  test.each([
    [
      'OMEMO',
      xml`<message type="chat" id="m1"><body>I sent you an OMEMO message</body><encrypted xmlns="eu.siacs.conversations.axolotl"/></message>`,
    ],
    ['OMEMO 2', xml`<message type="chat" id="m1"><encrypted xmlns="urn:xmpp:omemo:2"/></message>`],
    [
      'what else says that it is encrypted',
      xml`<message type="chat" id="m1"><body>OpenPGP</body><encryption xmlns="urn:xmpp:eme:0" namespace="jabber:x:encrypted"/></message>`,
    ],
  ])('is not the words beside %s', (_what, stanza) => expect(readChat(stanza)).toEqual({ ...text, text: undefined }));

  test('may replace what was said before', () => {
    const stanza = xml`<message type="chat" id="m1"><body>Hi</body><replace xmlns="urn:xmpp:message-correct:0" id="m0"/></message>`;
    expect(readChat(stanza)).toEqual({ ...text, replaces: 'm0' });
  });
});

test.each([
  ['a room', xml`<message type="groupchat" id="m1"><body>Hi</body></message>`],
  [
    'a private message of a room',
    xml`<message type="chat"><body>Hi</body><x xmlns="http://jabber.org/protocol/muc#user"/></message>`,
  ],
  ['a headline', xml`<message type="headline"><body>News</body></message>`],
  ['nothing said', xml`<message type="chat"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>`],
  ['an empty body', xml`<message type="chat"><body> </body></message>`],
  ['a call message', xml`<message type="chat"><propose xmlns="urn:xmpp:jingle-message:0" id="c"/></message>`],
  ['a body in another namespace', xml`<message type="chat"><body xmlns="urn:x">Hi</body></message>`],
])('%s is no part of a conversation', (_what, stanza) => expect(readChat(stanza)).toBeUndefined());

test('a receipt says what arrived', () => {
  expect(readChat(xml`<message type="chat"><received xmlns="urn:xmpp:receipts" id="m1"/></message>`)).toEqual({
    kind: 'receipt',
    of: 'm1',
  });
});

test.each([
  ['item-not-found', 'no-such-address'],
  ['remote-server-not-found', 'unreachable'],
  ['service-unavailable', 'not-there'],
  ['policy-violation', 'refused'],
  ['internal-server-error', 'other'],
  ['toString', 'other'],
])('a message that came back with %s is %s', (condition, failure) => {
  const error = {
    name: 'error',
    attrs: { type: 'cancel' },
    children: [{ name: condition, attrs: { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' }, children: [] }],
  };
  expect(readChat({ name: 'message', attrs: { type: 'error', id: 'm1' }, children: [error] })).toEqual({
    kind: 'bounce',
    of: 'm1',
    failure,
  });
});

test('what is written can be read, and asks for what it should', () => {
  const stanza = writeChat('juliet@capulet.lit', { id: 'm1', text: 'Can’t <talk> now' });
  expect(stanza.attrs).toEqual({ to: 'juliet@capulet.lit', type: 'chat', id: 'm1' });
  expect(readChat(stanza)).toEqual({ ...text, text: 'Can’t <talk> now', wantsReceipt: true });
  expect(readChat(writeReceipt('juliet@capulet.lit', 'm1', 'r1'))).toEqual({ kind: 'receipt', of: 'm1' });
});
