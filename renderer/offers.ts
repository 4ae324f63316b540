/** What the person may mean by what they typed or pasted into the search and dial field. */
import type { Contact } from '../shared/contact';
import type { Gateway } from '../shared/ipc';
import { toPersonAddress } from '../shared/jid';
import type { ContactIndex } from './contact-index';
import { found, type Lately } from './contact-search';
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

/** Best first: the very address, or the number through every gateway; then contacts as `found` ranks them. */
export function offersFor(
  text: string,
  index: ContactIndex,
  gateways: readonly Gateway[] = [],
  lately?: Lately,
): Offer[] {
  const direct = directOffers(text, gateways).map((offer): Offer => {
    const contact = index.entries[index.at.get(offer.address) ?? -1]?.contact;
    return contact ? { kind: 'contact', contact } : offer;
  });
  const named = new Set(direct.map(addressOf));
  const people = found(index, text, lately);
  if (direct.length === 0) return people;
  return [...direct, ...people.filter(({ contact: { address } }) => !named.has(address))];
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
