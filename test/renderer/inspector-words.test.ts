import { expect, test } from 'vitest';
import type { TraceEntry } from '../../shared/trace';
import { offsetInWords, pairInWords, stanzaAloud, whenInWords, words } from '../../renderer/words';
import { strangerPolicies } from '../../shared/ipc';
import { privacies } from '../../shared/privacy';

const sentence = /^\p{Lu}.*[.?!]$/su;

test('every setting of calls says in a sentence what it means', () => {
  const hints = [
    ...privacies.map(value => words.privacy.choices[value].hint),
    ...strangerPolicies.map(value => words.settings.strangerPolicies[value].hint),
    ...Object.values(words.settings.autoBusyHint),
  ];
  for (const hint of hints) expect(hint).toMatch(sentence);
  expect(new Set(hints).size).toBe(hints.length);
});

test.each([
  [0, '+0.000'],
  [412, '+0.412'],
  [12_345, '+12.35'],
  [3_723_000, '+1:02:03'],
])('%d ms after the first stanza reads %s', (milliseconds, said) => {
  expect(offsetInWords(milliseconds)).toBe(said);
});

test('a screen reader hears which way a stanza went, what it was, and that it was an error', () => {
  const entry: TraceEntry = {
    at: 1,
    direction: 'received',
    name: 'ringing',
    kind: 'message',
    with: 'device',
    address: 'juliet@capulet.lit/balcony',
    candidates: [],
    xml: '',
  };
  expect(stanzaAloud({ ...entry, name: 'ringing', kind: 'message' }, 312, 'Juliet')).toBe(
    '+0.312, Received from Juliet: ringing',
  );
  expect(
    stanzaAloud(
      { ...entry, direction: 'sent', name: 'item-not-found', kind: 'error', answers: 'session-info', note: 'hold' },
      312,
      'Juliet',
    ),
  ).toBe('+0.312, Sent to Juliet: Error item-not-found to session-info, hold');
});

test('a pair of candidates names its transport, and the one to the relay where it is another', () => {
  const pair = {
    local: 'relay',
    remote: 'host',
    protocol: 'udp',
    ipv6: true,
    state: 'succeeded',
    selected: false,
  } as const;
  expect(pairInWords({ ...pair, relayProtocol: 'tls' })).toBe('UDP over TLS, IPv6, works');
  expect(pairInWords({ ...pair, relayProtocol: 'udp', ipv6: false, state: 'failed' })).toBe('UDP, IPv4, does not work');
});

test('the date is told only where it is not today’s', () => {
  const noon = new Date(2026, 10, 22, 12, 0).getTime();
  expect(whenInWords(noon - 3_600_000, noon)).not.toContain('2026');
  expect(whenInWords(noon - 86_400_000, noon)).toContain('2026');
});
