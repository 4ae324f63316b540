/** Who is there, told by stanzas that the test writes. */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { Iqs } from '../../main/xmpp/iq';
import { Presence } from '../../main/xmpp/presence';
import { parseXml } from '../core/support/xml';

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

test('of whom a presence is, is told: what strangers send changes no contact', () => {
  const sink = { send: (_: XmlElement) => undefined, self: () => 'romeo@montague.lit/orchard' };
  const told: (string | undefined)[] = [];
  const presence = new Presence(new Iqs(sink, log), sink, log, bare => void told.push(bare));
  presence.announce();
  for (const from of ['mallory@evil.lit/x', 'Juliet@capulet.lit/balcony', 'mallory@evil.lit/x'])
    presence.take(parseXml(`<presence xmlns='jabber:client' from='${from}'/>`));
  presence.take(parseXml(`<presence xmlns='jabber:client' from='mallory@evil.lit/x' type='unavailable'/>`));
  expect(told).toEqual([
    undefined, // everybody: a new session
    ...['mallory@evil.lit', 'juliet@capulet.lit', 'mallory@evil.lit', 'mallory@evil.lit'],
  ]);
});
