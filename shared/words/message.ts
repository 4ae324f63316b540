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

/**
 * The text of `message` in `locale` (BCP 47), parsed when it is first wanted. Throws `SyntaxError` where the message is
 * not one, which a test rules out for those of the catalogues.
 */
export function formatterOf(message: string, locale: string): Formatter<Record<string, string | number>> {
  let format: IntlMessageFormat | undefined;
  return values => {
    // Angle brackets are text here, not tags: names have them, and markup has no place in words.
    format ??= new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    return String(format.format(values));
  };
}
