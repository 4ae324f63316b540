/** A catalogue of messages as the app uses it: a message without values is a string, one with values a function of them. */
import { asksForValues, formatterOf, type Formatter, type ValuesOf } from './message';

/** Messages in groups, as deep as one likes. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

/** The same groups and keys, whatever the messages. */
export type ShapeOf<C> = { readonly [K in keyof C]: C[K] extends string ? string : ShapeOf<C[K]> };

/** What to say, as `words.call.label({ name })` and `words.call.answer`. */
export type WordsOf<C> = {
  readonly [K in keyof C]: C[K] extends string
    ? C[K] extends `${string}{${string}`
      ? Formatter<ValuesOf<C[K]>>
      : string
    : WordsOf<C[K]>;
};

/** The words of a catalogue whose shape is that of `C`, in `locale` (BCP 47). */
export function wordsOf<C extends Catalogue>(catalogue: ShapeOf<C>, locale: string): WordsOf<C>;
export function wordsOf(catalogue: Catalogue, locale: string): unknown {
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, message]) => [
      key,
      typeof message !== 'string'
        ? wordsOf(message, locale)
        : asksForValues(message)
          ? formatterOf(message, locale)
          : message,
    ]),
  );
}
