/** XEP-0115: Entity Capabilities (1.6.0), what is hashed in place of asking everyone (§5.1). */
import {
  attr,
  body,
  element,
  elements,
  optionalAttr,
  string,
  wellFormedChildren,
  xmlnsOf,
  type Infer,
  type XmlElement,
} from '../xml/codec';
import { discoInfo, DISCO_INFO } from './xep0030';

export const CAPS = 'http://jabber.org/protocol/caps';
const DATA_FORMS = 'jabber:x:data';

/** What a presence carries. */
export const caps = element('c', CAPS, { hash: attr('hash'), node: attr('node'), ver: attr('ver') });

const field = element('field', DATA_FORMS, {
  var: optionalAttr('var'),
  values: wellFormedChildren(element('value', DATA_FORMS, { text: body(string) })),
});

const form = element('x', DATA_FORMS, { type: optionalAttr('type'), fields: wellFormedChildren(field) });

export type Caps = Infer<typeof caps>;

/**
 * The text that the hash is made of (§5.1); `undefined` where an answer is ill-formed as §5.4 says: the same identity,
 * feature or form type twice. Throws MalformedElementError.
 */
export function capsText(query: XmlElement): string | undefined {
  const { identities, features } = discoInfo.decode(query);
  const forms = elements(query)
    .filter(child => child.name === 'x' && xmlnsOf(child, DISCO_INFO) === DATA_FORMS)
    .map(child => form.decode(child))
    .flatMap(({ fields }) => {
      const type = fields.find(({ var: name }) => name === 'FORM_TYPE')?.values[0]?.text;
      return type === undefined ? [] : [{ type, fields: fields.filter(({ var: name }) => name !== 'FORM_TYPE') }];
    });
  const parts = [
    identities.map(({ category, type, lang, name }) => `${category}/${type}/${lang ?? ''}/${name ?? ''}`),
    features.map(feature => feature.var),
    forms.map(({ type, fields }) => [type, ...fieldLines(fields)].join('<')),
  ];
  if (parts.some(lines => new Set(lines).size < lines.length)) return undefined;
  if (new Set(forms.map(({ type }) => type)).size < forms.length) return undefined;
  return parts
    .flatMap(sorted)
    .map(line => `${line}<`)
    .join('');
}

/** Each field with its values behind it, by name. */
const fieldLines = (fields: Infer<typeof field>[]): string[] =>
  fields
    .toSorted((a, b) => byCodePoint(a.var ?? '', b.var ?? ''))
    .map(({ var: name = '', values }) => [name, ...sorted(values.map(({ text }) => text))].join('<'));

/** By bytes (i;octet), which for UTF-8 is the order of code points and not that of UTF-16 units. */
const sorted = (lines: string[]): string[] => lines.toSorted(byCodePoint);

function byCodePoint(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (const [index, sign] of left.entries()) {
    const difference = (sign.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
