/** What the person may mean by what they typed or pasted into the search and dial field. */
import type { Contact } from '../shared/contact';
import type { Gateway } from '../shared/ipc';
import { folded } from '../shared/folded';
import { toPersonAddress } from '../shared/jid';
import { nameOf, ordered } from './contacts';
import { addressOfNumber, numberAsTyped, numberIn } from './numbers';

/** Somebody to call: one of the roster, an address that is in nobody's entry, or a telephone behind a gateway. */
export type Offer =
  | { kind: 'contact'; contact: Contact }
  | { kind: 'address'; address: string }
  | {
      kind: 'number';
      address: string;
      /** As the person wrote it. */
      number: string;
      gateway: Gateway;
    };

/** The address an offer would call. */
export const addressOf = (offer: Offer): string => (offer.kind === 'contact' ? offer.contact.address : offer.address);

/**
 * Best first: the very address, or the number through every gateway; then contacts whose name or address begins with the
 * words, then those that contain them. No text offers everybody.
 */
export function offersFor(text: string, contacts: readonly Contact[], gateways: readonly Gateway[] = []): Offer[] {
  const everybody = ordered(contacts);
  const words = folded(text)
    .split(/\s+/u)
    .filter(word => word.length > 0);
  if (words.length === 0) return everybody.map(contact => ({ kind: 'contact', contact }));

  const direct = directOffers(text, gateways).map((offer): Offer => {
    const contact = contacts.find(known => known.address === offer.address);
    return contact ? { kind: 'contact', contact } : offer;
  });
  const named = new Set(direct.map(addressOf));
  const found = everybody
    .filter(contact => !named.has(contact.address))
    .map(contact => ({ contact, rank: rankOf(contact, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ contact }): Offer => ({ kind: 'contact', contact }));
  return [...direct, ...found];
}

/** What can be called by the text alone. */
function directOffers(text: string, gateways: readonly Gateway[]): Exclude<Offer, { kind: 'contact' }>[] {
  const address = toPersonAddress(text);
  if (address !== undefined) return [{ kind: 'address', address }];
  const digits = numberIn(text);
  if (digits === undefined) return [];
  const number = numberAsTyped(text);
  return gateways.map(gateway => ({ kind: 'number', number, gateway, address: addressOfNumber(digits, gateway) }));
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
