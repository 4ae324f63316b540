import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XmlElement } from '../../main/core/xml/codec';
import { printXml, readXml } from '../../main/xml-text';
import { parseXml, xml } from '../core/support/xml';

test('a stanza is printed one element a line, its text beside it', () => {
  expect(printXml(xml`<iq type="set"><a><b x="1"/><c>some text</c></a></iq>`, 1_000)).toBe(
    ['<iq type="set">', '  <a>', '    <b x="1"/>', '    <c>some text</c>', '  </a>', '</iq>'].join('\n'),
  );
});

test('what is special in XML is escaped, and what is invisible is written out', () => {
  const element = { name: 'a', attrs: { x: `<"&'>\u202Etxt\n` }, children: ['1 < 2 & \u200Bhidden \u0007'] };
  expect(printXml(element, 1_000)).toBe(
    `<a x="&lt;&quot;&amp;'&gt;&#x202E;txt&#xA;">1 &lt; 2 &amp; &#x200B;hidden &#x7;</a>`,
  );
});

test('nothing is longer than the limit, and what was cut says so', () => {
  const wide: XmlElement = { name: 'a', attrs: {}, children: Array.from({ length: 500 }, () => xml`<b/>`) };
  for (const limit of [5, 20, 21, 22, 500, 10_000]) {
    const text = printXml(wide, limit);
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text.endsWith('…')).toBe(limit < 10_000);
  }
});

const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
// What XML cannot hold stays out: our parser would not have let it in.
const text = fc
  .string({ unit: 'binary' })
  .map(value => value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').trim());
const { element } = fc.letrec<{ element: XmlElement }>(tie => ({
  element: fc.record({
    name,
    attrs: fc.dictionary(name, text, { noNullPrototype: true, maxKeys: 4 }),
    children: fc.oneof(
      { depthSize: 'small' },
      text.map(value => (value === '' ? [] : [value])),
      fc.array(tie('element'), { maxLength: 3 }),
    ),
  }),
}));

test('what is printed reads as the same XML', () => {
  fc.assert(
    fc.property(element, source => {
      expect(withoutIndent(parseXml(printXml(source, 1_000_000)))).toEqual(withoutIndent(source));
    }),
    { numRuns: 200 },
  );
});

test('what is printed comes back in pieces, every attribute as it was', () => {
  fc.assert(
    fc.property(element, source => {
      const opened = readXml(printXml(source, 1_000_000)).filter(piece => piece.type === 'open');
      expect(opened.map(piece => Object.fromEntries(piece.attributes.map(each => [each.name, each.value])))).toEqual(
        attributesOf(source),
      );
    }),
    { numRuns: 200 },
  );
});

const attributesOf = (source: XmlElement): Record<string, string>[] => [
  source.attrs,
  ...source.children.flatMap(child => (typeof child === 'string' ? [] : attributesOf(child))),
];

const withoutIndent = (source: XmlElement): XmlElement => ({
  name: source.name,
  attrs: source.attrs,
  children: source.children
    .map(child => (typeof child === 'string' ? child.trim() : withoutIndent(child)))
    .filter(child => child !== ''),
});
