import { expect, test } from 'vitest';
import {
  callAloud,
  connectionInWords,
  endInWords,
  endWords,
  measuresInWords,
  nextTryInWords,
  phaseInWords,
  remarksOn,
  words,
} from '../../renderer/words';
import { callEnds, callPhases, type CallEnd, type CallView } from '../../shared/call';
import { availabilities } from '../../shared/contact';
import { connectionProblems } from '../../shared/ipc';
import { failures } from '../../shared/result';
import { callWith } from './snapshots';

const sentence = /^\p{Lu}.*[.?!]$/su;
const advice = Object.entries({ ...words.connection.advice, ...words.failures, ...words.microphone });

test.each(advice)('the problem %s is a sentence, with another on what to do next', (_, { what, next }) => {
  expect(what).toMatch(sentence);
  expect(next).toMatch(sentence);
  expect(next).not.toBe(what);
});

test('every problem, failure, availability and end has words', () => {
  expect(Object.keys(words.connection.advice).sort()).toEqual([...connectionProblems].sort());
  expect(Object.keys(words.connection.problems).sort()).toEqual([...connectionProblems].sort());
  expect(Object.keys(words.failures).sort()).toEqual([...failures].sort());
  expect(Object.keys(words.availability).sort()).toEqual([...availabilities].sort());
  expect(Object.keys(endWords).sort()).toEqual([...callEnds].sort());
});

test('no two ends of the same call read the same, but for calls that were missed in two ways', () => {
  const said = (direction: CallView['direction']) =>
    new Set(callEnds.map(end => endWords[end]({ name: 'Juliet', direction, connected: false, relay: true }).what)).size;
  expect(said('outgoing')).toBe(callEnds.length);
  expect(said('incoming')).toBe(callEnds.length - 1);
});

test.each(callEnds)('the end %s is a sentence', end => {
  for (const direction of ['incoming', 'outgoing'] as const) {
    for (const connected of [true, false]) {
      for (const relay of [true, false]) {
        const { what, next } = endWords[end]({ name: 'Juliet', direction, connected, relay });
        expect(what).toMatch(sentence);
        if (next !== undefined) expect(next).toMatch(sentence);
      }
    }
  }
});

test.each([
  'no-relay',
  'relay-refused',
  'no-path',
  'dtls-failed',
  'vanished',
  'not-encrypted',
  'incompatible',
] as const)('after %s the person knows what to do next, before and after the call was connected', end => {
  for (const connected of [true, false]) {
    expect(endWords[end]({ name: 'Juliet', direction: 'outgoing', connected, relay: false }).next).toBeDefined();
  }
});

test.each([
  ['outgoing', 'declined', 'Juliet declined the call.'],
  ['incoming', 'declined', 'You declined the call.'],
  ['outgoing', 'cancelled', 'You cancelled the call.'],
  ['incoming', 'cancelled', 'You missed a call from Juliet.'],
  ['outgoing', 'no-answer', 'Juliet did not answer.'],
  ['incoming', 'no-answer', 'You missed a call from Juliet.'],
  ['outgoing', 'busy', 'Juliet is on another call.'],
  ['incoming', 'busy', 'You missed a call from Juliet while you were on another one.'],
  ['outgoing', 'not-encrypted', 'Juliet’s app can’t encrypt calls, so no call was made.'],
] as const)('an %s call that ended with %s reads "%s"', (direction, end, said) => {
  expect(endInWords(callWith({ phase: 'ended', direction, end }), 'Juliet', true)?.what).toBe(said);
});

test('a name that ends with a full stop gets no second one', () => {
  const missed = callWith({ phase: 'ended', direction: 'incoming', end: 'cancelled' });
  expect(endInWords(missed, 'Hubert Sr.', true)?.what).toBe('You missed a call from Hubert Sr.');
  expect(callAloud(callWith({ phase: 'active' }), 'Hubert Sr.', true)).toBe('In call: Hubert Sr.');
});

test('no way through names the missing relay only if one is missing', () => {
  const said = (end: CallEnd, relay: boolean, rest: Partial<CallView> = {}) =>
    endInWords(callWith({ phase: 'ended', end, ...rest }), 'Juliet', relay)?.what;
  expect(said('no-relay', false)).toBe('No way through to Juliet’s network: your server offers no relay.');
  expect(said('no-relay', true)).not.toContain('offers no relay');
  expect(said('no-path', true)).not.toContain('relay');
  expect(said('no-path', true, { connectedAt: 1 })).toBe('The connection to Juliet broke.');
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

test('a gateway that took the call still rings, and what is held says so', () => {
  const active = callWith({ phase: 'active', connectedAt: 1 });
  expect(phaseInWords({ ...active, alerting: true })).toBe('Ringing…');
  expect(phaseInWords({ ...active, held: true })).toBe('On hold');
});

test('a call that takes the place of a broken one says so until it is connected', () => {
  const again = callWith({ continues: '00000000-0000-4000-8000-000000000099' });
  expect(phaseInWords(again)).toBe('Calling again…');
  expect(phaseInWords({ ...again, heardRinging: true })).toBe('Ringing…');
  expect(phaseInWords({ ...again, phase: 'connecting' })).toBe('Calling again…');
  expect(phaseInWords({ ...again, phase: 'connecting', connectedAt: 1 })).toBe('Reconnecting…');
  expect(phaseInWords({ ...again, direction: 'incoming', phase: 'accepting' })).toBe('Reconnecting…');
  expect(phaseInWords({ ...again, phase: 'active' })).toBe('In call');
});

test('who holds a live call and who is muted stands beside it', () => {
  const active = callWith({ phase: 'active' });
  const texts = (rest: Partial<CallView>, name?: string) =>
    remarksOn({ ...active, ...rest }, name).map(({ text }) => text);
  expect(texts({})).toEqual([]);
  expect(texts({ held: true, muted: true })).toEqual(['On hold', 'You are muted']);
  expect(texts({ mutedByPeer: true }, 'Juliet')).toEqual(['Juliet is muted']);
  expect(texts({ heldByPeer: true, mutedByPeer: true }, 'Juliet')).toEqual(['Juliet put you on hold']);
  expect(texts({ heldByPeer: true })).toEqual(['They put you on hold']);
  expect(texts({ phase: 'ended', held: true, muted: true })).toEqual([]);
});

test('a screen reader hears of hold on either side, each once', () => {
  const active = callWith({ phase: 'active', held: true });
  expect(callAloud(active, 'Juliet', true)).toBe('On hold: Juliet.');
  expect(callAloud({ ...active, held: false, heldByPeer: true }, 'Juliet', true)).toBe(
    'In call: Juliet. Juliet put you on hold.',
  );
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
  ).toEqual(['Through a relay', 'UDP', 'Opus, 48 kHz', '42 ms', '3 ms', '0.2%']);
  expect(values({ codec: 'PCMU', relayed: false })).toEqual(['–', '–', 'PCMU', '–', '–', '–']);
  expect(values(undefined)).toEqual(['–', '–', '–', '–', '–', '–']);
});
