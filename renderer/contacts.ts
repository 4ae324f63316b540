/** People as the page lists and names them. */
import type { Contact } from '../shared/contact';
import { perLocale, spoken } from './words';

/** What a person is called: their name in the roster, or else their address. */
export const nameOf = (contact: Pick<Contact, 'address' | 'name'>): string => contact.name?.trim() || contact.address;

const graphemes = perLocale(locale => new Intl.Segmenter(locale, { granularity: 'grapheme' }));
const firstGrapheme = (text: string): string =>
  graphemes().segment(text)[Symbol.iterator]().next().value?.segment ?? '';
const wholeName = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** One or two letters to stand for `name`: first and last word, or the first sign of a name written without spaces. */
export function initialsOf(name: string): string {
  const words =
    name
      .split('@', 1)[0]
      ?.split(/[\s._-]+/u)
      .filter(word => /[\p{L}\p{N}\p{So}]/u.test(word)) ?? [];
  const [first = '', ...others] = words.map(word => word.replace(/^[^\p{L}\p{N}\p{So}]+/u, ''));
  if (wholeName.test(first)) return firstGrapheme(first);
  return (firstGrapheme(first) + firstGrapheme(others.at(-1) ?? '')).toLocaleUpperCase(spoken().locale) || '?';
}
