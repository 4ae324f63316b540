/** XML text to the elements that the codec reads, and the captured calls of a real Dino. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import type { XmlElement } from '../../../main/core/xml/codec';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

/** Reads a file of `test/fixtures`. */
export const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8');

/** The root element of an XML document. Throws where it is not well-formed. */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', attrs: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { name, attrs: { ...attributes }, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', found => void open.at(-1)?.children.push(found));
  parser.write(text).close();
  const element = root.children.find(child => typeof child !== 'string');
  if (element === undefined) throw new Error('no element');
  return element;
}

/** An XML literal. */
export const xml = (strings: TemplateStringsArray, ...values: readonly (string | number)[]): XmlElement =>
  parseXml(String.raw({ raw: strings }, ...values));

const escaped: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};
const escape = (text: string) => text.replaceAll(/[&<>"\n\r\t]/g, found => escaped[found] ?? found);

/** The element as text: what a stanza looks like on its way. */
export function formatXml({ name, attrs, children }: XmlElement): string {
  const head = [name, ...Object.entries(attrs).map(([key, value]) => `${key}="${escape(value)}"`)].join(' ');
  const body = children.map(child => (typeof child === 'string' ? escape(child) : formatXml(child))).join('');
  return `<${head}>${body}</${name}>`;
}

/** Every element of that name below `element`. */
export const findAll = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap(child =>
    typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...findAll(child, name)],
  );

export const dinoCalls = [
  'dino-call.xml',
  'dino-call-turn.xml',
  'dino-call-reject.xml',
  'dino-call-cancel-while-ringing.xml',
  'dino-call-callee-hangs-up.xml',
] as const;

/** One captured call, as the log of its stanzas. */
export const dinoCall = (name: (typeof dinoCalls)[number]): XmlElement => parseXml(fixture(`dino/${name}`));
