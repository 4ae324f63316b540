/** Elements as text for the stream. */
import type { XmlElement } from '../core/xml/codec';

/** The text of an element; characters that XML 1.0 forbids are left out, since one of them costs the whole stream. */
export function serialize({ name, attrs, children }: XmlElement): string {
  const attributes = Object.entries(attrs).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const inner = children.map(node => (typeof node === 'string' ? escapeText(node) : serialize(node))).join('');
  return inner === '' ? `<${name}${attributes.join('')}/>` : `<${name}${attributes.join('')}>${inner}</${name}>`;
}

/** XML 1.0 §2.2: tab, line ends, and what is neither a control character, a lone surrogate nor U+FFFE, U+FFFF. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A reader would turn them into spaces, and a bare carriage return into a line feed.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escapeText = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>\r]/g, sign => references[sign] ?? sign);

const escapeAttribute = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>"'\t\n\r]/g, sign => references[sign] ?? sign);
