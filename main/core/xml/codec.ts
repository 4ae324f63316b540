/**
 * Declarative XML <-> object codecs.
 *
 * One definition per element gives the decoder, the encoder and the TypeScript type, so the three cannot drift apart.
 * Decoding validates: whatever comes out of `decode` is safe to hand on. Unknown attributes and children are ignored
 * (RFC 6120 §8.4).
 */
import { OwnError } from '../../../shared/own-error';

/** The shape every XML library agrees on; elements of `@xmpp/xml` satisfy it as they are. */
export interface XmlElement {
  name: string;
  attrs: Record<string, string>;
  children: (XmlElement | string)[];
}

/** The element is not what its definition says. The message names elements and attributes, never their values. */
export class MalformedElementError extends OwnError {
  override name = 'MalformedElementError';
}

// Text: how one attribute value or text node is read and written.

/** Reads and writes one piece of text; `parse` throws MalformedElementError. */
export interface Text<T> {
  parse(raw: string): T;
  format(value: T): string;
}

/** Text that `pattern` matches as a whole. */
export const matching = (pattern: RegExp, what: string): Text<string> => ({
  parse: raw => {
    if (!pattern.test(raw)) throw new MalformedElementError(`not ${what}`);
    return raw;
  },
  format: value => value,
});

/** Any text. */
export const string: Text<string> = { parse: raw => raw, format: value => value };

/** No white space, no control characters, no half of a character, of no absurd length: safe in an SDP line and in XML. */
export const token = matching(/^[^\s\p{Cc}\p{Cs}]{1,1024}$/u, 'a token');

/** What one side calls a session: whatever it likes, on one line and no longer than a name. */
export const sessionId = matching(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u, 'a session id');

/** An unsigned decimal integer up to `max`. */
export const uint = (max = 0xffffffff): Text<number> => ({
  parse: raw => {
    const value = /^\d{1,10}$/.test(raw) ? Number(raw) : NaN;
    if (!(value <= max)) throw new MalformedElementError(`not an integer up to ${max}`);
    return value;
  },
  format: String,
});

/** How many there are of something that is there: from 1 up to `max`. */
export const count = (max?: number): Text<number> => ({
  parse: raw => {
    const value = uint(max).parse(raw);
    if (value === 0) throw new MalformedElementError('none');
    return value;
  },
  format: String,
});

/** An unsigned decimal integer; what is beyond `max` reads as `max`. */
export const clamped = (max: number): Text<number> => ({
  parse: raw => {
    if (!/^\d{1,20}$/.test(raw)) throw new MalformedElementError('not an integer');
    return Math.min(Number(raw), max);
  },
  format: String,
});

/** One of a fixed set of words. */
export const oneOf = <const T extends readonly string[]>(...values: T): Text<T[number]> => ({
  parse: raw => {
    const found = values.find(value => value === raw);
    if (found === undefined) throw new MalformedElementError(`not one of ${values.join(', ')}`);
    return found;
  },
  format: value => value,
});

/** Text whose case the writer got wrong, such as `protocol='UDP'`. */
export const caseless = <T>(type: Text<T>): Text<T> => ({ ...type, parse: raw => type.parse(raw.toLowerCase()) });

// Fields: where in the element a property lives.

/** Reads a property out of an element and writes it back. `xmlns` is the namespace the element itself is in. */
export interface Field<T> {
  /** Whether the element has it at all; a field that does not say always has something to read. */
  present?(element: XmlElement, xmlns: string): boolean;
  read(element: XmlElement, xmlns: string): T;
  write(element: XmlElement, value: T, xmlns: string): void;
}

/** A field whose property may be absent. */
export type OptionalField<T> = Field<T | undefined> & { optional: true };

/** A required attribute. */
export function attr(name: string): Field<string>;
export function attr<T>(name: string, type: Text<T>): Field<T>;
export function attr<T>(name: string, type: Text<T> | Text<string> = string): Field<T | string> {
  const text: Text<T | string> = type;
  return {
    present: element => element.attrs[name] !== undefined,
    read: element => {
      const raw = element.attrs[name];
      if (raw === undefined) throw new MalformedElementError(`<${element.name}/> lacks '${name}'`);
      return text.parse(raw);
    },
    write: (element, value) => void (element.attrs[name] = text.format(value)),
  };
}

/** An attribute that may be missing; present but malformed still throws. */
export function optionalAttr(name: string): OptionalField<string>;
export function optionalAttr<T>(name: string, type: Text<T>): OptionalField<T>;
export function optionalAttr<T>(name: string, type: Text<T> | Text<string> = string): OptionalField<T | string> {
  const text: Text<T | string> = type;
  return optional(attr(name, text));
}

/** The text of the element, without the white space around it. */
export const body = <T>(type: Text<T>): Field<T> => ({
  read: element => type.parse(textOf(element)),
  write: (element, value) => void element.children.push(type.format(value)),
});

/** `<name/>` present or not; in the namespace of its parent unless told otherwise. */
export const flag = (name: string, xmlns?: string): Field<boolean> => ({
  read: (element, inherited) => named(element, name, xmlns ?? inherited, inherited).length > 0,
  write: (element, value, inherited) => {
    if (value) element.children.push(create(name, xmlns ?? inherited, inherited));
  },
});

/** As `flag`, absent where the element is. */
export const mark = (name: string, xmlns?: string): OptionalField<true> =>
  optional(
    mapped(
      flag(name, xmlns),
      (): true => true,
      found => found,
    ),
    (element, inherited) => flag(name, xmlns).read(element, inherited),
  );

/** One empty child out of a fixed set of names, such as a Jingle reason; `spelling` repairs what peers get wrong. */
export const choice = <const T extends readonly string[]>(
  xmlns: string,
  names: T,
  spelling: (name: string) => string = name => name,
): Field<T[number]> => ({
  read: (element, inherited) => {
    for (const child of elements(element)) {
      const found = names.find(name => name === spelling(child.name));
      if (found !== undefined && xmlnsOf(child, inherited) === xmlns) return found;
    }
    throw new MalformedElementError(`<${element.name}/> lacks a known condition`);
  },
  write: (element, value, inherited) => void element.children.push(create(value, xmlns, inherited)),
});

/** Exactly one child element. */
export const child = <S extends Shape>(definition: Definition<S>): Field<Infer<Definition<S>>> => {
  const list = children(definition);
  return {
    present: (element, xmlns) => named(element, definition.name, definition.xmlns, xmlns).length > 0,
    read: (element, xmlns) => {
      const [only, ...others] = list.read(element, xmlns);
      if (only === undefined || others.length > 0) {
        throw new MalformedElementError(`<${element.name}/> needs exactly one <${definition.name}/>`);
      }
      return only;
    },
    write: (element, value, xmlns) => list.write(element, [value], xmlns),
  };
};

/** Any number of child elements, in document order. */
export const children = <S extends Shape>(definition: Definition<S>): Field<Infer<Definition<S>>[]> => ({
  read: (element, xmlns) =>
    named(element, definition.name, definition.xmlns, xmlns).map(found => definition.decode(found)),
  write: (element, values, xmlns) =>
    void element.children.push(...values.map(value => definition.encode(value, xmlns))),
});

/** As `children`, without the malformed ones: one bad candidate must not cost the call. */
export const wellFormedChildren = <S extends Shape>(definition: Definition<S>): Field<Infer<Definition<S>>[]> => ({
  ...children(definition),
  read: (element, xmlns) =>
    named(element, definition.name, definition.xmlns, xmlns).flatMap(found => {
      const value = unlessMalformed(() => definition.decode(found));
      return value === undefined ? [] : [value];
    }),
});

/** The first `most` of a list; a peer may write more, and loses them. */
export const atMost = <T>(most: number, field: Field<T[]>): Field<T[]> =>
  mapped(
    field,
    list => list.slice(0, most),
    list => list,
  );

/** A list of which more than `most` make the element malformed. */
export const bounded = <T>(most: number, field: Field<T[]>): Field<T[]> =>
  mapped(
    field,
    list => {
      if (list.length > most) throw new MalformedElementError(`more than ${most} of a kind`);
      return list;
    },
    list => list,
  );

/** Absent reads as `undefined`; present but malformed still throws. */
export const optional = <T>(
  field: Field<T>,
  present: (element: XmlElement, xmlns: string) => boolean = (element, xmlns) => isPresent(field, element, xmlns),
): OptionalField<T> => ({
  optional: true,
  present,
  read: (element, xmlns) => (present(element, xmlns) ? field.read(element, xmlns) : undefined),
  write: (element, value, xmlns) => {
    if (value !== undefined) field.write(element, value, xmlns);
  },
});

/** A child element that may be missing; present but malformed, or present twice, still throws. */
export const optionalChild = <S extends Shape>(definition: Definition<S>): OptionalField<Infer<Definition<S>>> =>
  optional(child(definition));

/** Absent and malformed alike read as `undefined`. */
export const tolerant = <T>(field: Field<T> | OptionalField<T>): OptionalField<T> => ({
  optional: true,
  read: (element, xmlns) => attempt(field, element, xmlns),
  write: (element, value, xmlns) => {
    if (value !== undefined) field.write(element, value, xmlns);
  },
});

/** Absent and malformed alike read as `value`. */
export const withDefault = <T>(field: Field<T>, value: T): Field<T> => ({
  ...field,
  present: () => true,
  read: (element, xmlns) => attempt(field, element, xmlns) ?? value,
});

/** The same place in the element, another value in the object. */
export const mapped = <A, B>(field: Field<A>, into: (value: A) => B, back: (value: B) => A): Field<B> => ({
  // What is made of nothing is something.
  present: (element, xmlns) => 'optional' in field || isPresent(field, element, xmlns),
  read: (element, xmlns) => into(field.read(element, xmlns)),
  write: (element, value, xmlns) => field.write(element, back(value), xmlns),
});

// Definitions: an element is a name, a namespace and its fields.

type Shape = Record<string, Field<unknown>>;

type OptionalKeys<S> = { [K in keyof S]: S[K] extends { optional: true } ? K : never }[keyof S];

type Flatten<T> = { [K in keyof T]: T[K] } & {};

/** The type of the values of a definition. */
export type Infer<D> =
  D extends Definition<infer S>
    ? Flatten<
        { [K in Exclude<keyof S, OptionalKeys<S>>]: S[K] extends Field<infer T> ? T : never } & {
          [K in OptionalKeys<S>]?: S[K] extends Field<infer T> ? T | undefined : never;
        }
      >
    : never;

/** Reads and writes one kind of element. */
export interface Definition<S extends Shape = Shape> {
  readonly name: string;
  readonly xmlns: string;
  /** The value of an element that is known to have this name and namespace. Throws MalformedElementError. */
  decode(element: XmlElement): Infer<Definition<S>>;
  /** `inherited`: the namespace around it, which is then not repeated. */
  encode(value: Infer<Definition<S>>, inherited?: string): XmlElement;
}

/** Defines an element by its fields, which are also the order its parts are written in. */
export const element = <S extends Shape>(name: string, xmlns: string, fields: S): Definition<S> => ({
  name,
  xmlns,
  decode: source => {
    const value: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(fields)) {
      const read = field.read(source, xmlns);
      if (read !== undefined) value[key] = read;
    }
    return value as Infer<Definition<S>>;
  },
  encode: (value, inherited) => {
    const target = create(name, xmlns, inherited);
    const parts: Record<string, unknown> = { ...value };
    for (const [key, field] of Object.entries(fields)) field.write(target, parts[key], xmlns);
    return target;
  },
});

// Tree

/** An element, with its namespace written down where it differs from the one around it. */
export const create = (name: string, xmlns: string, inherited?: string): XmlElement => ({
  name,
  attrs: xmlns === inherited ? {} : { xmlns },
  children: [],
});

/** The child elements, without the text between them. */
export const elements = (element: XmlElement): XmlElement[] =>
  element.children.filter((node): node is XmlElement => typeof node !== 'string');

/** The namespace of an element whose parent is in `inherited`. */
export const xmlnsOf = (element: XmlElement, inherited: string): string => element.attrs['xmlns'] ?? inherited;

const named = (parent: XmlElement, name: string, xmlns: string, inherited: string) =>
  elements(parent).filter(found => found.name === name && xmlnsOf(found, inherited) === xmlns);

const textOf = (element: XmlElement) =>
  element.children
    .filter(node => typeof node === 'string')
    .join('')
    .trim();

const isPresent = <T>(field: Field<T>, element: XmlElement, xmlns: string): boolean =>
  field.present?.(element, xmlns) ?? true;

/** What `field` reads, or `undefined`. To throw an error for each thing that is missing would take longer than all the rest. */
const attempt = <T>(field: Field<T>, element: XmlElement, xmlns: string): T | undefined =>
  isPresent(field, element, xmlns) ? unlessMalformed(() => field.read(element, xmlns)) : undefined;

/** What `read` gives, or `undefined` where the element is malformed. */
function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}
