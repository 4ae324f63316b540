/** People as the page lists and names them. */
import type { Contact } from '../shared/contact';
import { remembered } from './remembered';
import { perLocale, spoken } from './words';

/** What a person is called: their name in the roster, or else their address. */
export const nameOf = (contact: Pick<Contact, 'address' | 'name'>): string => contact.name?.trim() || contact.address;

const graphemes = perLocale(locale => new Intl.Segmenter(locale, { granularity: 'grapheme' }));
/** Two of these in a row are two signs; looking it up takes much longer. */
const plainLetters = /^[\x20-\x7E\u00C0-\u02FF]{2}/;
const firstGrapheme = (text: string): string =>
  plainLetters.test(text) ? text.charAt(0) : (graphemes().segment(text)[Symbol.iterator]().next().value?.segment ?? '');
const wholeName = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** One or two letters to stand for `name`: first and last word, or the first sign of a name written without spaces. */
export const initialsOf = (name: string): string => initials()(name);

const initials = perLocale(() => remembered(initialsFrom));

function initialsFrom(name: string): string {
  const words =
    name
      .split('@', 1)[0]
      ?.split(/[\s._-]+/u)
      .filter(word => /[\p{L}\p{N}\p{So}]/u.test(word)) ?? [];
  const [first = '', ...others] = words.map(word => word.replace(/^[^\p{L}\p{N}\p{So}]+/u, ''));
  if (wholeName.test(first)) return firstGrapheme(first);
  return (firstGrapheme(first) + firstGrapheme(others.at(-1) ?? '')).toLocaleUpperCase(spoken().locale) || '?';
}
