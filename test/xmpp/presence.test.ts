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
  const presence = new Presence(
    new Iqs(sink, log),
    sink,
    log,
    () => true,
    bare => void told.push(bare),
  );
  presence.announce();
  for (const from of ['mallory@evil.lit/x', 'Juliet@capulet.lit/balcony', 'mallory@evil.lit/x'])
    presence.take(parseXml(`<presence xmlns='jabber:client' from='${from}'/>`));
  presence.take(parseXml(`<presence xmlns='jabber:client' from='mallory@evil.lit/x' type='unavailable'/>`));
  expect(told).toEqual([
    undefined, // everybody: a new session
    ...['mallory@evil.lit', 'juliet@capulet.lit', 'mallory@evil.lit', 'mallory@evil.lit'],
  ]);
});

test('a crowd that shows itself costs neither memory nor questions, and no contact is forgotten for it', () => {
  const asked: XmlElement[] = [];
  const sink = { send: (stanza: XmlElement) => void asked.push(stanza), self: () => 'romeo@montague.lit/orchard' };
  const isContact = (bare: string) => bare === 'juliet@capulet.lit';
  const presence = new Presence(new Iqs(sink, log), sink, log, isContact, () => undefined);
  const there = (from: string) => presence.take(parseXml(`<presence xmlns='jabber:client' from='${from}'/>`));
  there('juliet@capulet.lit/balcony');
  for (let n = 0; n < 1000; n += 1) there(`m${n}@evil.lit/x`);
  for (let n = 0; n < 1000; n += 1) there(`juliet@capulet.lit/${n}`);
  const known = Array.from({ length: 1000 }, (_, n) => presence.devicesOf(`m${n}@evil.lit`)).filter(
    devices => devices.length > 0,
  );
  expect(known).toHaveLength(100);
  expect(presence.devicesOf('juliet@capulet.lit')).toHaveLength(32);
  expect(asked.filter(({ attrs }) => attrs['to']?.includes('evil.lit'))).toHaveLength(99);
});

test('what somebody says of themselves is one line, short, and in its own direction', () => {
  const sink = { send: (_: XmlElement) => undefined, self: () => 'romeo@montague.lit/orchard' };
  const presence = new Presence(
    new Iqs(sink, log),
    sink,
    log,
    () => true,
    () => undefined,
  );
  const says = (text: string) => {
    presence.take(
      parseXml(`<presence xmlns='jabber:client' from='juliet@capulet.lit/balcony'><status>${text}</status></presence>`),
    );
    return presence.of('juliet@capulet.lit').status;
  };
  expect(says('away \u{202E}gpj.exe&#10;second line')).toBe('away gpj.exe second line');
  expect(says('x'.repeat(1_000_000))).toHaveLength(300);
  expect(says('\u{200B}\u{2066}')).toBeUndefined();
});
