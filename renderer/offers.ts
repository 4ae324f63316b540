/** What the person may mean by what they typed or pasted into the search and dial field. */
import type { Contact } from '../shared/contact';
import { toPersonAddress } from '../shared/jid';
import { nameOf, ordered } from './contacts';

/** Somebody to call: one of the roster, or an address that is in nobody's entry. */
export type Offer = { kind: 'contact'; contact: Contact } | { kind: 'address'; address: string };

/** The address an offer would call. */
export const addressOf = (offer: Offer): string => (offer.kind === 'contact' ? offer.contact.address : offer.address);

/**
 * Best first: the very address, then contacts whose name or address begins with the words, then those that contain them.
 * No text offers everybody.
 */
export function offersFor(text: string, contacts: readonly Contact[]): Offer[] {
  const everybody = ordered(contacts);
  const words = folded(text)
    .split(/\s+/u)
    .filter(word => word.length > 0);
  if (words.length === 0) return everybody.map(contact => ({ kind: 'contact', contact }));

  const address = toPersonAddress(text);
  const exact = everybody.filter(contact => contact.address === address);
  const found = everybody
    .filter(contact => contact.address !== address)
    .map(contact => ({ contact, rank: rankOf(contact, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ contact }) => contact);
  const known: Offer[] = [...exact, ...found].map(contact => ({ kind: 'contact', contact }));
  return address === undefined || exact.length > 0 ? known : [{ kind: 'address', address }, ...known];
}

/** 2 if every word begins a part of the name or the address, 1 if each is somewhere in them, else 0. */
function rankOf(contact: Contact, words: readonly string[]): 0 | 1 | 2 {
  const whole = folded(`${nameOf(contact)} ${contact.address}`);
  const parts = whole.split(/[\s@._-]+/u);
  const begins = (word: string) =>
    parts.some(part => part.startsWith(word)) || folded(contact.address).startsWith(word);
  if (words.every(begins)) return 2;
  return words.every(word => whole.includes(word)) ? 1 : 0;
}

/** Blind to case, width, accents and which kana: people type what is quickest. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/gu, kana => String.fromCodePoint((kana.codePointAt(0) ?? 0) - 0x60));
}
