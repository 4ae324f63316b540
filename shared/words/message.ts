/** One ICU message: which values its text asks for, and its text with them. */
import { IntlMessageFormat } from 'intl-messageformat';

/** The part of `M` before its first `{` has a `}`: a branch ends before the next argument begins. */
type ClosesFirst<Head extends string> = Head extends `${string}}${string}` ? true : false;

/** What a value has to be, by the kind of its argument. */
interface Values {
  plural: number;
  selectordinal: number;
  number: number;
  select: string;
}
type ValueOf<Kind extends string> = Kind extends keyof Values ? Values[Kind] : never;

type Trim<S extends string> = S extends ` ${infer Rest}` | `${infer Rest} ` ? Trim<Rest> : S;

/** In text, `Depth` branches deep. */
type InText<M extends string, Depth extends unknown[], Found> = M extends `${infer Head}{${infer Tail}`
  ? ClosesFirst<Head> extends true
    ? Depth extends [unknown, ...infer Outer]
      ? M extends `${string}}${infer Rest}`
        ? InBranches<Rest, Outer, Found>
        : Found
      : Found
    : AtArgument<Tail, Depth, Found>
  : M extends `${string}}${infer Rest}`
    ? Depth extends [unknown, ...infer Outer]
      ? InBranches<Rest, Outer, Found>
      : Found
    : Found;

/** After the `{` of an argument. */
type AtArgument<M extends string, Depth extends unknown[], Found> = M extends `${infer Inside}}${infer Rest}`
  ? Inside extends `${infer Name},${infer Kind},${infer Options}`
    ? Trim<Kind> extends 'plural' | 'select' | 'selectordinal'
      ? M extends `${string},${string},${infer Branches}`
        ? InBranches<Branches, Depth, Found & Record<Trim<Name>, ValueOf<Trim<Kind>>>>
        : never
      : Options extends string
        ? InText<Rest, Depth, Found & Record<Trim<Name>, ValueOf<Trim<Kind>>>>
        : never
    : Inside extends `${infer Name},${infer Kind}`
      ? InText<Rest, Depth, Found & Record<Trim<Name>, ValueOf<Trim<Kind>>>>
      : InText<Rest, Depth, Found & Record<Trim<Inside>, string>>
  : Found;

/** Between the branches of a plural or select. */
type InBranches<M extends string, Depth extends unknown[], Found> = M extends `${infer Head}{${infer Tail}`
  ? ClosesFirst<Head> extends true
    ? M extends `${string}}${infer Rest}`
      ? InText<Rest, Depth, Found>
      : Found
    : InText<Tail, [...Depth, 0], Found>
  : M extends `${string}}${infer Rest}`
    ? InText<Rest, Depth, Found>
    : Found;

type Flat<T> = { [K in keyof T]: T[K] };

/** The values that the ICU message `M` asks for, by name: `{ name: string; count: number }`; `{}` without any. */
export type ValuesOf<M extends string> = Flat<InText<M, [], unknown>>;

/** Text for values. */
export type Formatter<Asked> = (values: Asked) => string;

/** Whether a message asks for values; one that does not is its text. */
export const asksForValues = (message: string): boolean => message.includes('{');

/** Letters and digits that are written from right to left: the blocks that UAX #9 sets aside for them. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * `value` as it may stand in a sentence, all of which are written from left to right: what is written the other way is set
 * apart (FSI … PDI, UAX #9 §2.4), or it would take the words and numbers beside it along. What needs none stays as it is.
 */
export function isolated(value: string): string {
  if (!rightToLeft.test(value)) return value;
  let open = 0;
  for (const sign of value) {
    if (/[\u2066-\u2068]/.test(sign)) open += 1;
    else if (sign === '\u2069' && (open -= 1) < 0) return isolated(value.replace(/[\u2066-\u2069]/g, '')); // it would end ours
  }
  return `\u2068${value}\u2069`;
}

/** Text and names alone: no plural, no choice, nothing quoted. */
const plainMessage = /^(?:[^{}']|\{\w+\})*$/;

/**
 * The text of `message` in `locale` (BCP 47), parsed when it is first wanted. Throws `SyntaxError` where the message is
 * not one, which a test rules out for those of the catalogues.
 */
export function formatterOf(message: string, locale: string): Formatter<Record<string, string | number>> {
  // Most are, and a list says many with each letter that is typed in its search.
  if (plainMessage.test(message)) return plainFormatter(message);
  let format: IntlMessageFormat | undefined;
  return values => {
    // Angle brackets are text here, not tags: names have them, and markup has no place in words.
    format ??= new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    const said: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(values)) said[name] = inSentence(value);
    return String(format.format(said));
  };
}

function plainFormatter(message: string): Formatter<Record<string, string | number>> {
  const parts = message.split(/\{(\w+)\}/);
  return values =>
    parts.reduce((text, part, at) => text + (at % 2 === 0 ? part : String(inSentence(values[part] ?? ''))), '');
}

const inSentence = <V extends string | number>(value: V): V | string =>
  typeof value === 'string' ? isolated(value) : value;
