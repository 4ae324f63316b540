import { expect, test } from 'vitest';
import { withRings } from '../../main/ringing';
import type { CallView, Ring } from '../../shared/call';
import type { QuietPreferences } from '../../shared/quiet';

const call = (changes: Partial<CallView>): CallView => ({
  id: 'other',
  account: 'romeo@montague.lit',
  peer: 'mercutio@verona.lit',
  direction: 'incoming',
  media: ['audio'],
  phase: 'active',
  heardRinging: false,
  alerting: false,
  stranger: false,
  muted: false,
  held: false,
  heldByPeer: false,
  mutedByPeer: false,
  transferable: false,
  createdAt: 0,
  ...changes,
});
const incoming = (changes: Partial<CallView> = {}) =>
  call({ id: 'it', peer: 'juliet@capulet.lit', phase: 'ringing', ...changes });

/** A Wednesday, 23:00 by the clock on the wall. */
const now = new Date(2026, 10, 25, 23, 0).getTime();
const night = { from: 22 * 60, to: 7 * 60, days: [3] };

test.each<[string, CallView, CallView[], QuietPreferences, Ring]>([
  ['alone', incoming(), [], {}, 'ring'],
  ['beside calls that are over', incoming(), [call({ phase: 'ended' })], {}, 'ring'],
  ['while another call rings', incoming(), [call({ phase: 'ringing' })], {}, 'ring'],
  ['during a conversation', incoming(), [call({})], {}, 'soft'],
  ['while a call is being answered', incoming(), [call({ phase: 'accepting' })], {}, 'soft'],
  ['while the person calls somebody', incoming(), [call({ phase: 'proposing', direction: 'outgoing' })], {}, 'soft'],
  ['beside a call that we hold', incoming(), [call({ held: true })], {}, 'ring'],
  ['beside a call that they hold', incoming(), [call({ heldByPeer: true })], {}, 'ring'],
  ['from a stranger', incoming({ stranger: true }), [], {}, 'silent'],
  ['from a stranger, during a conversation', incoming({ stranger: true }), [call({})], {}, 'silent'],
  ['who must not be disturbed', incoming(), [], { doNotDisturb: {} }, 'silent'],
  ['who must not be disturbed for a while', incoming(), [], { doNotDisturb: { until: now + 1 } }, 'silent'],
  ['who may be disturbed again', incoming(), [], { doNotDisturb: { until: now } }, 'ring'],
  ['who must not be disturbed, during a conversation', incoming(), [call({})], { doNotDisturb: {} }, 'silent'],
  ['in quiet hours', incoming(), [], { quietHours: night }, 'silent'],
  ['in the quiet hours of other days', incoming(), [], { quietHours: { ...night, days: [2, 4] } }, 'ring'],
  ['with everything taken back', incoming(), [], { doNotDisturb: null, quietHours: null }, 'ring'],
])('a call %s', (_how, it, others, preferences, rings) => {
  const decided = withRings([...others, it], preferences, new Set(), now);
  expect(decided.find(({ id }) => id === 'it')?.rings).toBe(rings);
});

test.each([
  ['if the person wants it', { favouritesDisturb: true }, true, 'ring'],
  ['not unless the person wants it', {}, true, 'silent'],
  ['and nobody else', { favouritesDisturb: true }, false, 'silent'],
] as const)('a favourite rings through do not disturb: %s', (_how, chosen, favourite, rings) => {
  const preferences = { doNotDisturb: {}, ...chosen };
  const [decided] = withRings([incoming()], preferences, new Set(), now, () => favourite);
  expect(decided?.rings).toBe(rings);
});

test('a stranger stays silent, whatever favourites may do', () => {
  const preferences = { doNotDisturb: {}, favouritesDisturb: true };
  expect(withRings([incoming({ stranger: true })], preferences, new Set(), now, () => true)).toMatchObject([
    { rings: 'silent' },
  ]);
});

test('only a call that waits for the person rings', () => {
  const phases = ['proposing', 'accepting', 'connecting', 'active', 'ended'] as const;
  const calls = phases.map(phase => call({ phase }));
  expect(withRings(calls, {}, new Set(['other']), now)).toEqual(calls);
});

test('a silenced ring is told apart from one that is only shown', () => {
  expect(withRings([incoming()], {}, new Set(['it']), now)).toMatchObject([{ rings: 'ring', hushed: true }]);
  expect(withRings([incoming()], {}, new Set(['other']), now)[0]).not.toHaveProperty('hushed');
});
