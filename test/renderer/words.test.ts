import { expect, test } from 'vitest';
import {
  availabilityWords,
  callAloud,
  connectionAdvice,
  connectionInWords,
  endInWords,
  endWords,
  failureAdvice,
  measuresInWords,
  microphoneAdvice,
  nextTryInWords,
  phaseInWords,
  shortProblems,
} from '../../renderer/words';
import { callEnds, callPhases } from '../../shared/call';
import { availabilities } from '../../shared/contact';
import { connectionProblems } from '../../shared/ipc';
import { failures } from '../../shared/result';
import { callWith } from './snapshots';

const sentence = /^\p{Lu}.*[.?!]$/su;
const advice = Object.entries({ ...connectionAdvice, ...failureAdvice, ...microphoneAdvice });

test.each(advice)('the problem %s is a sentence, with another on what to do next', (_, { what, next }) => {
  expect(what).toMatch(sentence);
  expect(next).toMatch(sentence);
  expect(next).not.toBe(what);
});

test('every problem, failure, availability and end has words', () => {
  expect(Object.keys(connectionAdvice).sort()).toEqual([...connectionProblems].sort());
  expect(Object.keys(shortProblems).sort()).toEqual([...connectionProblems].sort());
  expect(Object.keys(failureAdvice).sort()).toEqual([...failures].sort());
  expect(Object.keys(availabilityWords).sort()).toEqual([...availabilities].sort());
  expect(Object.keys(endWords).sort()).toEqual([...callEnds].sort());
});

test('no two ends of the same call read the same', () => {
  const said = callEnds.map(end => endWords[end]({ name: 'Juliet', connected: false, relay: true }).what);
  expect(new Set(said).size).toBe(callEnds.length);
});

test.each(callEnds)('the end %s is a sentence', end => {
  for (const connected of [true, false]) {
    for (const relay of [true, false]) {
      const { what, next } = endWords[end]({ name: 'Juliet', connected, relay });
      expect(what).toMatch(sentence);
      if (next !== undefined) expect(next).toMatch(sentence);
    }
  }
});

test('no way through names the missing relay only if one is missing', () => {
  const call = callWith({ phase: 'ended', end: 'connection-failed' });
  expect(endInWords(call, 'Juliet', false)?.what).toBe(
    'No way through to Juliet’s network: your server offers no relay.',
  );
  expect(endInWords(call, 'Juliet', true)?.what).not.toContain('relay');
  expect(endInWords({ ...call, connectedAt: 1 }, 'Juliet', false)?.what).toBe('The connection to Juliet broke.');
});

test('a call that is not over has no end to tell of', () => {
  for (const phase of callPhases.filter(known => known !== 'ended')) {
    expect(endInWords(callWith({ phase }), 'Juliet', true)).toBeUndefined();
  }
});

test('calling, ringing, connecting and reconnecting are told apart', () => {
  expect(phaseInWords(callWith({}))).toBe('Calling…');
  expect(phaseInWords(callWith({ heardRinging: true }))).toBe('Ringing…');
  expect(phaseInWords(callWith({ phase: 'connecting', heardRinging: true }))).toBe('Connecting…');
  expect(phaseInWords(callWith({ phase: 'connecting', connectedAt: 1 }))).toBe('Reconnecting…');
});

test('a screen reader hears who calls, that we are muted, and how it ended', () => {
  expect(callAloud(callWith({ phase: 'ringing' }), 'Juliet', true)).toBe('Incoming call: Juliet.');
  expect(callAloud(callWith({ phase: 'active', muted: true }), 'Juliet', true)).toBe('In call: Juliet. You are muted.');
  expect(callAloud(callWith({ phase: 'ended', end: 'busy' }), 'Juliet', true)).toBe('Juliet is on another call.');
});

test.each([
  [{ status: 'online', attempt: 1 }, 'Online'],
  [{ status: 'connecting', attempt: 1 }, 'Connecting…'],
  [{ status: 'connecting', attempt: 2 }, 'Connecting… (2nd try)'],
  [{ status: 'reconnecting', attempt: 3 }, 'Reconnecting… (3rd try)'],
  [{ status: 'reconnecting', attempt: 11 }, 'Reconnecting… (11th try)'],
  [{ status: 'reconnecting', attempt: 21, problem: 'timeout' }, 'Reconnecting… (21st try)'],
  [{ status: 'reconnecting', attempt: 4, problem: 'no-network' }, 'No network'],
  [{ status: 'offline', attempt: 1, problem: 'wrong-password' }, 'Wrong password'],
  [{ status: 'offline', attempt: 0 }, 'Offline'],
] as const)('the connection %j reads "%s"', (connection, said) => {
  expect(connectionInWords(connection)).toBe(said);
});

test('the wait for the next try is told in the unit that fits', () => {
  expect(nextTryInWords(-200)).toBe('Trying again now.');
  expect(nextTryInWords(8_400)).toBe('Trying again in 8 s.');
  expect(nextTryInWords(300_000)).toBe('Trying again in 5 min.');
});

test('measures are rounded, and what is not measured is a dash', () => {
  const values = (quality: Parameters<typeof measuresInWords>[0]) => measuresInWords(quality).map(({ value }) => value);
  expect(
    values({
      codec: 'opus/48000/2',
      roundTripMs: 42.34,
      jitterMs: 3.1,
      loss: 0.0021,
      local: 'relay',
      protocol: 'udp',
      relayed: true,
    }),
  ).toEqual(['Through a relay', 'UDP', 'Opus, 48 kHz', '42 ms', '3 ms', '0.2 %']);
  expect(values({ codec: 'PCMU', relayed: false })).toEqual(['–', '–', 'PCMU', '–', '–', '–']);
  expect(values(undefined)).toEqual(['–', '–', '–', '–', '–', '–']);
});
