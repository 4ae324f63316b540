import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexed } from '../../renderer/contact-index';
import { addressOf, offersFor } from '../../renderer/offers';
import type { Contact } from '../../shared/contact';
import { contactWith } from './snapshots';

const contact = (address: string, name?: string, availability: Contact['availability'] = 'online'): Contact =>
  contactWith({ address, name, availability });
const contacts = [
  contact('juliet@capulet.lit', 'Juliet Capulet'),
  contact('tybalt@capulet.lit', 'Tybalt', 'offline'),
  contact('suzuki@example.jp', 'すずき いちろう'),
  contact('jose@example.org', 'José García'),
  contact('nurse@capulet.lit'),
];
const offered = (text: string) => offersFor(text, indexed(contacts)).map(offer => `${offer.kind} ${addressOf(offer)}`);

test('no text offers everybody, who is there first', () => {
  expect(offered('  ')).toHaveLength(contacts.length);
  expect(offered('').at(-1)).toBe('contact tybalt@capulet.lit');
});

test('the beginning of a name comes before the middle of one', () => {
  expect(offered('t')[0]).toBe('contact tybalt@capulet.lit');
  expect(offered('jul')).toEqual(['contact juliet@capulet.lit']);
});

test('every word has to fit, in any order', () => {
  expect(offered('cap jul')).toEqual(['contact juliet@capulet.lit']);
  expect(offered('cap xyz')).toEqual([]);
});

test.each([
  ['an address of nobody in the roster', 'prince@verona.lit', 'address prince@verona.lit'],
  ['one in capitals', 'PRINCE@Verona.lit', 'address prince@verona.lit'],
  ['a link', 'xmpp:prince@verona.lit?call', 'address prince@verona.lit'],
  ['an address with a resource', 'prince@verona.lit/phone', 'address prince@verona.lit'],
  ['the address of a contact', 'juliet@capulet.lit', 'contact juliet@capulet.lit'],
  ['a link to a contact', 'xmpp:juliet@capulet.lit?call;action=start', 'contact juliet@capulet.lit'],
])('%s is the first offer', (_, text, first) => {
  expect(offered(text)[0]).toBe(first);
});

const gateways = [{ address: 'pstn.example', name: 'Example Telephone' }, { address: 'cheogram.example' }];
const throughGateways = (text: string, known = contacts) =>
  offersFor(text, indexed(known), gateways).map(offer => `${offer.kind} ${addressOf(offer)}`);

test('a number is offered through every gateway, the first one first', () => {
  expect(throughGateways('+49 30 1234')).toEqual([
    'number +49301234@pstn.example',
    'number +49301234@cheogram.example',
  ]);
  expect(offersFor('+49 30 1234', indexed([]), gateways)[0]).toMatchObject({
    number: '+49 30 1234',
    gateway: gateways[0],
  });
});

test('a number that is in the contacts is offered by its name', () => {
  expect(throughGateways('0049301234', [...contacts, contact('+49301234@pstn.example', 'Town Hall')])).toEqual([
    'contact +49301234@pstn.example',
    'number +49301234@cheogram.example',
  ]);
});

test('without a gateway a number is nothing to call', () => {
  expect(offersFor('+49 30 1234', indexed(contacts))).toEqual([]);
});

test('an address of digits is an address, with gateways too', () => {
  expect(throughGateways('12345@capulet.lit')).toEqual(['address 12345@capulet.lit']);
});

test('a contact whose address is typed is offered once', () => {
  expect(offered('juliet@capulet.lit')).toEqual(['contact juliet@capulet.lit']);
});

test.each(['capulet.lit', '@capulet.lit', 'a b@c', 'xmpp:', 'xmpp:%ff@x', ''])('%j is no address to call', text => {
  expect(offersFor(text, indexed([])).filter(({ kind }) => kind === 'address')).toEqual([]);
});

test.each([
  ['jose', 'jose@example.org'],
  ['GARCIA', 'jose@example.org'],
  ['スズキ', 'suzuki@example.jp'],
  ['ｊｕｌｉｅｔ', 'juliet@capulet.lit'],
])('%s finds who is written with other letters', (text, address) => {
  expect(offered(text)).toContain(`contact ${address}`);
});

test('voiced and unvoiced kana are different letters', () => {
  expect(offered('すすき')).toEqual([]);
});

test('whatever is typed, nobody is offered twice', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[+0-9 ()-]*$/)), text => {
      const addresses = offersFor(text, indexed(contacts), gateways).map(addressOf);
      expect(new Set(addresses).size).toBe(addresses.length);
    }),
  );
});
