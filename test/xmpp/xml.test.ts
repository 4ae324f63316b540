/** Elements to text and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { StreamParser } from '../../main/xmpp/parser';
import { serialize } from '../../main/xmpp/serialize';

const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;

/** What a stream of these chunks gives. */
function parse(...chunks: string[]) {
  const parser = new StreamParser();
  const elements: XmlElement[] = [];
  const errors: Error[] = [];
  let ended = 0;
  parser.on('element', (element: XmlElement) => elements.push(plain(element)));
  parser.on('error', (error: Error) => errors.push(error));
  parser.on('end', () => (ended += 1));
  for (const chunk of chunks) parser.write(chunk);
  return { elements, errors: errors.map(({ message }) => message), ended };
}

const plain = ({ name, attrs, children }: XmlElement): XmlElement => ({
  name,
  attrs: { ...attrs },
  children: children.map(node => (typeof node === 'string' ? node : plain(node))),
});

test('an element carries its namespace where it differs from the one around it, whatever the prefixes', () => {
  const same = [
    `<iq><query xmlns='a'><item x='1'/></query></iq>`,
    `<iq><p:query xmlns:p='a'><p:item x='1'/></p:query></iq>`,
    `<c:iq xmlns:c='jabber:client' xmlns='z'><query xmlns='a'><item x='1'/></query></c:iq>`,
  ].map(text => parse(HEADER, text).elements);
  const item = { name: 'item', attrs: { x: '1' }, children: [] };
  const iq = {
    name: 'iq',
    attrs: { xmlns: 'jabber:client' },
    children: [{ name: 'query', attrs: { xmlns: 'a' }, children: [item] }],
  };
  expect(same).toEqual([[iq], [iq], [iq]]);
});

test('white space between stanzas is nothing, and the end is told once', () => {
  expect(parse(HEADER, ' \n', '<presence/>', ' ', '</stream:stream>', '<more/>')).toMatchObject({
    elements: [{ name: 'presence' }],
    errors: [],
    ended: 1,
  });
});

test.each([
  ['<a>&bar;</a>'],
  ['<a>&#0;</a>'],
  ['<a>\u0001</a>'],
  ['<a x="1" x="2"/>'],
  ['<p:a/>'],
  ['<xml:a/>'],
  ['<a><b></a>'],
  ['<!DOCTYPE a>'],
  ['<!-- a -->'],
  ['<?a b?>'],
  ['text'],
  ['<a '.concat(Array.from({ length: 65 }, (_, n) => `x${n}=""`).join(' '), '/>')],
  ['<a>'.repeat(64)],
  [`<a>${'x'.repeat(2_000_001)}`],
])('%.20s… ends the stream with one error, and what follows is not read', text => {
  const { errors, elements } = parse(HEADER, text, '</a><presence/>');
  expect(errors).toHaveLength(1);
  expect(elements).toEqual([]);
});

test('a long stream of short stanzas is no long stanza', () => {
  const chunk = `<message><body>${'x'.repeat(100_000)}</body></message>`;
  expect(parse(HEADER, ...Array.from({ length: 30 }, () => chunk)).errors).toEqual([]);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/).filter(text => !text.startsWith('xml'));
const trees = fc.letrec<{ element: XmlElement }>(tie => ({
  element: fc.record({
    name,
    attrs: fc.dictionary(name, fc.string({ unit: 'binary' }), { maxKeys: 3 }),
    children: fc.array(fc.oneof({ maxDepth: 3 }, fc.string({ unit: 'binary', minLength: 1 }), tie('element')), {
      maxLength: 3,
    }),
  }),
}));

const allowed = (text: string) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

/** As a reader has it: without forbidden characters, neighbouring texts joined. */
function asRead({ name, attrs, children }: XmlElement): XmlElement {
  const nodes: (XmlElement | string)[] = [];
  for (const node of children) {
    if (typeof node !== 'string') nodes.push(asRead(node));
    else if (typeof nodes.at(-1) === 'string') nodes.push(`${nodes.pop() as string}${allowed(node)}`);
    else if (allowed(node) !== '') nodes.push(allowed(node));
  }
  const clean = Object.fromEntries(Object.entries(attrs).map(([key, value]) => [key, allowed(value)]));
  return { name, attrs: clean, children: nodes };
}

test('whatever is written is read again as it was, in whatever chunks, except for what XML forbids', () => {
  fc.assert(
    fc.property(trees.element, fc.nat(), (tree, at) => {
      const element = { ...tree, attrs: { ...tree.attrs, xmlns: 'jabber:client' } };
      const text = serialize(element);
      const { elements, errors } = parse(HEADER, text.slice(0, at % text.length), text.slice(at % text.length));
      expect(errors).toEqual([]);
      expect(elements).toEqual([asRead(element)]);
    }),
  );
});

test('nothing that is written to a parser throws', () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<',
    '>',
    '&',
    ';',
    'x',
    '"',
    "'",
    '/',
    '=',
    ' ',
    ']]>',
    '<![CDATA[',
    HEADER,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 20 }), chunks => {
      expect(parse(...chunks).errors.length).toBeLessThan(2);
    }),
  );
});
