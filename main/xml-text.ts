/** XML as a person reads it: indented, with everything invisible written out. For showing, never for the wire. */
import { elements, type XmlElement } from './core/xml/codec';

/**
 * `element` as indented XML of at most `limit` characters; what is longer ends with a line that says so. Control and
 * format characters, such as those that turn the direction of text, become character references: nothing in a stanza can
 * rearrange how it looks.
 */
export function printXml(element: XmlElement, limit: number): string {
  const lines: string[] = [];
  let room = limit;
  const add = (line: string): boolean => {
    lines.push(line);
    room -= line.length + 1;
    return room >= -1; // The last line has no break after it.
  };
  const whole = print(element, '', add);
  const text = lines.join('\n');
  return whole ? text : `${text.slice(0, Math.max(0, limit - CUT.length - 1))}\n${CUT}`;
}

/** The last line of a stanza that was too long. */
export const CUT = '…';

/** Hands `element` to `add` line by line until that says it is enough; whether it never did. */
function print(element: XmlElement, indent: string, add: (line: string) => boolean): boolean {
  const { name } = element;
  const attributes = Object.entries(element.attrs)
    .map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
    .join('');
  const texts = element.children.filter((node): node is string => typeof node === 'string' && node.trim() !== '');
  const inside = elements(element);
  if (inside.length === 0) {
    const text = escapeText(texts.join('').trim());
    return add(text === '' ? `${indent}<${name}${attributes}/>` : `${indent}<${name}${attributes}>${text}</${name}>`);
  }
  const deeper = `${indent}  `;
  return (
    add(`${indent}<${name}${attributes}>`) &&
    element.children.every(node =>
      typeof node === 'string'
        ? node.trim() === '' || add(`${deeper}${escapeText(node.trim())}`)
        : print(node, deeper, add),
    ) &&
    add(`${indent}</${name}>`)
  );
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const reference = (character: string): string => `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`;

const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, found => entities[found] ?? found).replace(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/gu, reference);

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"]/g, found => entities[found] ?? found).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, reference);

/** A piece of printed XML. */
export type XmlPiece =
  | { type: 'open'; name: string; attributes: { name: string; value: string }[]; empty: boolean }
  | { type: 'close'; name: string }
  | { type: 'text'; text: string };

const pieces = /<(\/?)([^\s<>/="]+)((?:\s+[^\s<>="/]+="[^"<>]*")*)\s*(\/?)>|([^<]+)/g;
const attribute = /([^\s<>="/]+)="([^"<>]*)"/g;

/** The pieces of what `printXml` wrote; what a cut left of a tag reads as text. */
export const readXml = (text: string): XmlPiece[] =>
  [...text.matchAll(pieces)].map(([, slash, name, inside = '', empty, between]) => {
    if (between !== undefined || name === undefined) return { type: 'text', text: unescape(between ?? '') };
    if (slash) return { type: 'close', name };
    const attributes = [...inside.matchAll(attribute)].map(([, key = '', value = '']) => ({
      name: key,
      value: unescape(value),
    }));
    return { type: 'open', name, attributes, empty: empty === '/' };
  });

const plain = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));

const unescape = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#x([0-9A-F]{1,6}));/g, (entity, hex: string | undefined) => {
    const code = hex === undefined ? NaN : Number.parseInt(hex, 16);
    return plain.get(entity) ?? (code <= 0x10ffff ? String.fromCodePoint(code) : entity);
  });
