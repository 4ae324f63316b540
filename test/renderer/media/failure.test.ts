import { expect, test } from 'vitest';
import { failureOf, isRefusal, type Seen } from '../../../renderer/media/failure';

const nothing: Seen = {
  relayOffered: false,
  relayRefused: false,
  relayGathered: false,
  iceConnected: false,
  wasConnected: false,
};

test.each<[string, Partial<Seen>, string]>([
  ['no way, and nobody offers a relay', {}, 'no-relay'],
  ['no way, and the relay turned us down', { relayOffered: true, relayRefused: true }, 'relay-refused'],
  [
    'one relay turned us down, another did not help',
    { relayOffered: true, relayRefused: true, relayGathered: true },
    'no-path',
  ],
  ['no way, though a relay was there', { relayOffered: true, relayGathered: true }, 'no-path'],
  ['no way, and the relay said nothing', { relayOffered: true }, 'no-path'],
  ['a way without keys', { iceConnected: true }, 'dtls-failed'],
  [
    'a way without keys, whatever relays did',
    { iceConnected: true, relayOffered: true, relayRefused: true },
    'dtls-failed',
  ],
  ['a way that is lost, and never needed a relay', { wasConnected: true }, 'no-path'],
  [
    'a way that is lost, and a relay that turns us down now',
    { wasConnected: true, relayOffered: true, relayRefused: true },
    'relay-refused',
  ],
])('%s', (_what, seen, failure) => {
  expect(failureOf({ ...nothing, ...seen })).toBe(failure);
});

test('a relay that answers no has refused; one that does not answer has not', () => {
  expect([400, 401, 403, 437, 438, 441, 486, 508].filter(isRefusal)).toHaveLength(8);
  expect([0, 300, 700, 701].filter(isRefusal)).toEqual([]);
});
