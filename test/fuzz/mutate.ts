/** Stanzas that are almost what somebody real would send. */
import fc from 'fast-check';
import type { XmlElement } from '../../main/core/xml/codec';
import { keys, names, spaces, stanzas, values } from './corpus';

/** What no honest client writes into an attribute, and what it does. */
const evilTexts = [
  ...['', ' ', '\r', '\n', 'a\r\na=candidate:1 1 udp 1 6.6.6.6 6 typ host', 'x\na=setup:active', '\u0000', '\u2028'],
  ...[
    '\u2029',
    '\u0085',
    '\u000b',
    '\u202e',
    '\u200b',
    '\ud800',
    '\udc00\ud800',
    '\u{10ffff}',
    'a;b=c',
    '=',
    ';',
    ' a',
  ],
  ...['-1', '0', '1', '65536', '4294967295', '4294967296', '1e9', '0x10', '99999999999999999999', 'NaN', 'Infinity'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
    'true',
    '*',
    '%00',
    '\\',
    '"',
    "'",
  ],
  ...['x'.repeat(300), 'x'.repeat(5000), '0'.repeat(300), '\u0301'.repeat(300), 'é', 'e\u0301', '{{}}', '<![CDATA['],
];

export const evil: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...evilTexts) },
  { weight: 2, arbitrary: fc.constantFrom(...values) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** One thing that is done to an element somewhere in a stanza. */
type Edit = { at: number } & (
  | { do: 'attribute'; key: string; value: string }
  | { do: 'drop attribute'; which: number }
  | { do: 'rename'; name: string }
  | { do: 'namespace'; xmlns: string }
  | { do: 'text'; text: string }
  | { do: 'drop' }
  | { do: 'repeat'; times: number }
  | { do: 'graft'; from: number; which: number }
  | { do: 'wrap'; name: string; times: number }
);

const at = fc.nat(400);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at, do: fc.constant('attribute' as const), key: fc.constantFrom(...keys, 'xmlns', '__proto__'), value: evil }) },
  { weight: 2, arbitrary: fc.record({ at, do: fc.constant('drop attribute' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('rename' as const), name: fc.constantFrom(...names) }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('namespace' as const), xmlns: fc.constantFrom(...spaces, '') }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('text' as const), text: evil }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('repeat' as const), times: fc.constantFrom(1, 1, 2, 40) }) },
  { weight: 2, arbitrary: fc.record({ at, do: fc.constant('graft' as const), from: at, which: at }) },
  { weight: 1, arbitrary: fc.record({ at, do: fc.constant('wrap' as const), name: fc.constantFrom(...names), times: fc.constantFrom(1, 2, 30) }) },
); // prettier-ignore

interface Place {
  element: XmlElement;
  parent: XmlElement | undefined;
}

function places(element: XmlElement, parent?: XmlElement): Place[] {
  const inside = element.children.flatMap(child => (typeof child === 'string' ? [] : places(child, element)));
  return [{ element, parent }, ...inside];
}

function apply(root: XmlElement, change: Edit): void {
  const all = places(root);
  const { element, parent } = all[change.at % all.length] ?? { element: root, parent: undefined };
  switch (change.do) {
    case 'attribute':
      Object.defineProperty(element.attrs, change.key, {
        ...{ value: change.value, enumerable: true, writable: true, configurable: true },
      });
      break;
    case 'drop attribute': {
      const own = Object.keys(element.attrs);
      const key = own[change.which % Math.max(1, own.length)];
      if (key !== undefined) Reflect.deleteProperty(element.attrs, key);
      break;
    }
    case 'rename':
      if (parent) element.name = change.name;
      break;
    case 'namespace':
      if (parent) element.attrs['xmlns'] = change.xmlns;
      break;
    case 'text':
      element.children.push(change.text);
      break;
    case 'drop':
      if (parent) parent.children = parent.children.filter(child => child !== element);
      break;
    case 'repeat':
      if (parent) for (let n = 0; n < change.times; n++) parent.children.push(structuredClone(element));
      break;
    case 'graft': {
      const donor = places(stanzas[change.from % stanzas.length] ?? root);
      const part = donor[change.which % donor.length]?.element;
      if (part) element.children.push(structuredClone(part));
      break;
    }
    case 'wrap':
      for (let n = 0; parent && n < change.times; n++) {
        element.children = [{ name: change.name, attrs: {}, children: element.children }];
      }
  }
}

/** One of `sources` with a few edits; no fewer than `least`. */
export const mutated = (sources: readonly XmlElement[], least = 0): fc.Arbitrary<XmlElement> =>
  fc
    .record({ which: fc.nat(sources.length - 1), edits: fc.array(edit, { minLength: least, maxLength: 5 }) })
    .map(({ which, edits }) => {
      const root = structuredClone(sources[which] ?? { name: 'iq', attrs: {}, children: [] });
      for (const change of edits) if (places(root).length < 2000) apply(root, change);
      return root;
    });
