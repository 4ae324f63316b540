import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { stanzaError } from '../../../main/core/protocol/rfc6120';
import { actions, jingle, type Jingle } from '../../../main/core/protocol/xep0166';
import { callSteps, decodeCallMessage, encodeCallMessage } from '../../../main/core/protocol/xep0353';
import {
  attr,
  body,
  child,
  element,
  MalformedElementError,
  oneOf,
  optionalAttr,
  tolerant,
  uint,
  wellFormedChildren,
  type XmlElement,
} from '../../../main/core/xml/codec';
import { formatXml, parseXml, xml } from '../support/xml';

const leaf = element('leaf', 'urn:leaf', { size: attr('size', uint(10)) });
const tree = element('tree', 'urn:tree', {
  kind: optionalAttr('kind', oneOf('oak', 'elm')),
  age: tolerant(attr('age', uint())),
  leaves: wellFormedChildren(leaf),
});

test('what is absent is not there, and what is malformed in a tolerant place is as absent', () => {
  expect(tree.decode(xml`<tree xmlns="urn:tree" age="old"/>`)).toEqual({ leaves: [] });
});

test('a malformed attribute that is not tolerated is an error that does not repeat the value', () => {
  expect(() => tree.decode(xml`<tree xmlns="urn:tree" kind="secret"/>`)).toThrow(MalformedElementError);
  expect(() => tree.decode(xml`<tree xmlns="urn:tree" kind="secret"/>`)).not.toThrow(/secret/);
});

test('a malformed child is left out and its brothers stay', () => {
  const source = xml`<tree xmlns="urn:tree"><leaf xmlns="urn:leaf" size="11"/><leaf xmlns="urn:leaf" size="3"/></tree>`;
  expect(tree.decode(source).leaves).toEqual([{ size: 3 }]);
});

test('an element of the same name in another namespace is another element', () => {
  expect(tree.decode(xml`<tree xmlns="urn:tree"><leaf size="3"/></tree>`).leaves).toEqual([]);
});

test('exactly one child means one', () => {
  const pot = element('pot', 'urn:leaf', { leaf: child(leaf) });
  expect(() => pot.decode(xml`<pot xmlns="urn:leaf"/>`)).toThrow(MalformedElementError);
  expect(() => pot.decode(xml`<pot xmlns="urn:leaf"><leaf size="1"/><leaf size="1"/></pot>`)).toThrow(
    MalformedElementError,
  );
});

test('a namespace is written where it changes and only there', () => {
  expect(formatXml(tree.encode({ leaves: [{ size: 1 }] }))).toBe(
    '<tree xmlns="urn:tree"><leaf xmlns="urn:leaf" size="1"></leaf></tree>',
  );
});

test('the types follow from the definition', () => {
  const decoded = jingle.decode(xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-info" sid="x"/>`);
  expectTypeOf(decoded.action).toEqualTypeOf<Jingle['action']>();
  expectTypeOf<NonNullable<Jingle['contents'][number]['transport']>['candidates'][number]['type']>().toEqualTypeOf<
    'host' | 'prflx' | 'relay' | 'srflx'
  >();
});

test('text is read without the white space around it', () => {
  const note = element('note', 'urn:note', { value: body(uint()) });
  expect(
    note.decode(xml`<note xmlns="urn:note">
    7
  </note>`),
  ).toEqual({ value: 7 });
});

describe('any tree at all', () => {
  const names = [
    'jingle', 'content', 'description', 'transport', 'candidate', 'fingerprint', 'payload-type', 'parameter', 'reason',
    'success', 'failed_application', 'source', 'group', 'rtcp-fb', 'rtp-hdrext', 'mute', 'ringing', 'propose', 'error',
  ]; // prettier-ignore
  const spaces = [
    'urn:xmpp:jingle:1', 'urn:xmpp:jingle:apps:rtp:1', 'urn:xmpp:jingle:apps:rtp:info:1', 'urn:xmpp:jingle-message:0',
    'urn:xmpp:jingle:transports:ice-udp:1', 'urn:xmpp:jingle:apps:rtp:ssma:0', 'urn:xmpp:jingle:apps:grouping:0',
    'urn:ietf:params:xml:ns:xmpp-stanzas',
  ]; // prettier-ignore
  const keys = [
    'xmlns', 'action', 'sid', 'name', 'creator', 'id', 'media', 'ufrag', 'pwd', 'component', 'foundation', 'ip', 'port',
    'priority', 'protocol', 'type', 'hash', 'setup', 'value', '__proto__', 'constructor',
  ]; // prettier-ignore
  const words = [
    'initiator',
    'session-info',
    'session-initiate',
    'audio',
    '1',
    'udp',
    'host',
    'opus',
    '1.2.3.4',
    'cancel',
  ];
  const value = fc.oneof(fc.string(), fc.constantFrom(...spaces, ...words));
  const { any } = fc.letrec<{ any: XmlElement }>(tie => ({
    any: fc.record({
      name: fc.constantFrom(...names),
      attrs: fc.dictionary(fc.constantFrom(...keys), value),
      children: fc.array(fc.oneof({ maxDepth: 4 }, fc.string(), tie('any')), { maxLength: 4 }),
    }),
  }));

  /** Whatever `decode` takes can be written, sent as text and read again. */
  function survives<T>(decode: (source: XmlElement) => T, encode: (value: T) => XmlElement, source = any, least = 0) {
    let decoded = 0;
    fc.assert(
      fc.property(source, tree => {
        let value: T;
        try {
          value = decode(tree);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedElementError);
          return;
        }
        decoded++;
        expect(decode(parseXml(formatXml(encode(value))))).toEqual(value);
      }),
      { numRuns: 2000 },
    );
    expect(decoded).toBeGreaterThanOrEqual(least);
  }

  test('is a Jingle request or malformed', () => {
    survives(jingle.decode, jingle.encode);
  });

  test('is a Jingle request if it has an action and a session, or has a malformed content', () => {
    const attrs = fc.record({ action: fc.constantFrom(...actions), sid: fc.string(), initiator: fc.string() });
    const source = fc.record({ name: fc.constant('jingle'), attrs, children: fc.array(any, { maxLength: 4 }) });
    survives(jingle.decode, jingle.encode, source, 1000);
  });

  test('is a stanza error, however strange', () => {
    survives(stanzaError.decode, stanzaError.encode, any, 2000);
  });

  test('is a call message or malformed', () => {
    const steps = fc.record({
      name: fc.constantFrom(...callSteps),
      attrs: fc.record({ id: fc.stringMatching(/^[\w.-]{1,40}$/) }),
      children: fc.array(any, { maxLength: 4 }),
    });
    survives(decodeCallMessage, encodeCallMessage);
    survives(decodeCallMessage, encodeCallMessage, steps, 2000);
  });
});
