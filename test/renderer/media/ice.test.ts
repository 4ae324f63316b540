import { expect, test } from 'vitest';
import type { Contact } from '../../../shared/contact';
import { iceFor, offersRelay, usable } from '../../../renderer/media/ice';
import { usualSound } from '../../../shared/sound';
import { accountWith, contactWith } from '../snapshots';

const contact = (address: string): Contact => contactWith({ address, availability: 'online' });
const contacts = [contact('juliet@capulet.example'), contact('nurse@capulet.example')];
const state = (
  iceTransportPolicy: 'all' | 'relay',
  forContacts: 'direct' | 'relay' = 'direct',
  strangers: 'direct' | 'after-answer' | 'relay' = 'after-answer',
) => ({
  accounts: [
    accountWith({ iceServers: [{ urls: 'stun:one.example' }], gateways: [{ address: 'pstn.example' }] }),
    accountWith({ address: 'romeo@work.example', iceServers: [{ urls: 'stun:two.example' }] }),
  ],
  iceTransportPolicy,
  preferences: {
    theme: 'system' as const,
    autoBusy: false,
    strangers: 'request' as const,
    privacy: { contacts: forContacts, strangers },
    devices: {},
    sound: usualSound,
  },
  privacyOf: { 'juliet@capulet.example': 'relay' as const },
});

test.each([
  ['a contact', state('all'), 'nurse@capulet.example', 'all'],
  ['a contact who is to see relays only', state('all'), 'juliet@capulet.example', 'relay'],
  ['the same, however the address is written', state('all'), 'Juliet@Capulet.example/balcony', 'relay'],
  ['contacts who are all to see relays only', state('all', 'relay'), 'nurse@capulet.example', 'relay'],
  ['anybody, if the phone says so', state('relay'), 'nurse@capulet.example', 'relay'],
  ['a number, as contacts', state('all', 'relay'), '+491234@pstn.example', 'relay'],
  ['who only ends like a number', state('all', 'relay'), '+491234@notpstn.example', 'all'],
  ['a stranger', state('all', 'relay'), 'tybalt@capulet.example', 'all'],
  ['a stranger who is to see relays only', state('all', 'direct', 'relay'), 'tybalt@capulet.example', 'relay'],
  ['somebody unknown, as a stranger', state('all', 'direct', 'relay'), undefined, 'relay'],
] as const)('the addresses that %s gets to see', (_who, given, peer, policy) => {
  expect(iceFor(given, contacts, peer, 'romeo@montague.lit')).toEqual({
    iceServers: [{ urls: 'stun:one.example' }],
    iceTransportPolicy: policy,
  });
});

test('before the roster has come, the stricter of the defaults holds', () => {
  expect(
    iceFor(state('all', 'relay', 'direct'), [], 'nurse@capulet.example', 'romeo@montague.lit').iceTransportPolicy,
  ).toBe('relay');
  expect(
    iceFor(state('all', 'direct', 'relay'), [], 'nurse@capulet.example', 'romeo@montague.lit').iceTransportPolicy,
  ).toBe('relay');
  expect(iceFor(state('all'), [], 'nurse@capulet.example', 'romeo@montague.lit').iceTransportPolicy).toBe('all');
});

test('only a TURN server with credentials is a relay', () => {
  const turn = { urls: 'turns:relay.example?transport=tcp', username: 'u', credential: 'p' };
  expect(offersRelay([turn])).toBe(true);
  expect(offersRelay([{ urls: 'stun:one.example' }, { urls: 'turn:relay.example' }])).toBe(false);
});

test('only servers that WebRTC takes are handed to it', () => {
  const relay = { urls: 'turns:relay.example:443?transport=tcp', username: 'u', credential: 'c' };
  expect(
    usable([
      { urls: 'stun:stun.example:3478', username: 'ignored' },
      relay,
      { urls: 'turn:relay.example' },
      { urls: 'turn:relay.example?transport=sctp', username: 'u', credential: 'c' },
      { urls: 'http://relay.example' },
      { urls: 'stun:a b' },
      { urls: 'stun:[2001:db8::1]:3478' },
    ]),
  ).toEqual([{ urls: 'stun:stun.example:3478' }, relay, { urls: 'stun:[2001:db8::1]:3478' }]);
});

test('a call asks the servers of the account that calls', () => {
  const servers = (account: string) => iceFor(state('all'), contacts, 'nurse@capulet.example', account).iceServers;
  expect(servers('romeo@work.example')).toEqual([{ urls: 'stun:two.example' }]);
  expect(servers('romeo@nowhere.example')).toEqual([]);
});

test('until the roster of the account has come nobody is a contact, whatever another account knows', () => {
  const given = state('all', 'direct', 'relay');
  const policy = (account: string) => iceFor(given, contacts, 'nurse@capulet.example', account).iceTransportPolicy;
  expect(policy('romeo@montague.lit')).toBe('all');
  expect(policy('romeo@work.example')).toBe('relay');
});
