import { describe, expect, test } from 'vitest';
import { fold, type ArchivedCall, type ArchivedMessage } from '../../../main/core/call/archive';
import type { CallMessage } from '../../../main/core/protocol/xep0353';

const self = 'romeo@montague.lit';
const peer = 'juliet@capulet.lit';
const later = 10_000_000;

/** What they sent to us. */
const theirs = (at: number, message: CallMessage): ArchivedMessage => ({
  at,
  from: `${peer}/balcony`,
  to: self,
  message,
});
/** What a device of ours sent to them. */
const ours = (at: number, message: CallMessage, to = `${peer}/balcony`): ArchivedMessage => ({
  at,
  from: `${self}/phone`,
  to,
  message,
});
const propose = (id = 'b'): CallMessage => ({ step: 'propose', id, media: ['audio'] });
const said = (step: 'ringing' | 'proceed' | 'accept', id = 'b'): CallMessage => ({ step, id });
const farewell = (
  step: 'reject' | 'retract' | 'finish',
  condition?: 'success' | 'busy' | 'decline' | 'timeout' | 'cancel' | 'expired' | 'connectivity-error',
  rest: { id?: string; tieBreak?: boolean } = {},
): CallMessage => ({ step, id: 'b', ...(condition ? { reason: { condition } } : {}), ...rest });

const calls = (messages: ArchivedMessage[], known: readonly ArchivedCall[] = [], now = later) =>
  fold(self, messages, known, now).calls;

describe('a call of theirs', () => {
  test('that a device of ours answered lasted from then to the end', () => {
    expect(
      calls([
        theirs(1000, propose()),
        ours(1200, said('ringing')),
        ours(3000, said('accept'), self),
        ours(3001, said('proceed')),
        theirs(63_000, farewell('finish', 'success')),
      ]),
    ).toEqual([
      {
        ...{ peer, sid: 'b', direction: 'incoming', createdAt: 1000 },
        ...{ answeredAt: 3000, endedAt: 63_000, end: 'answered-elsewhere' },
      },
    ]);
  });

  test.each<[string, CallMessage, 'us' | 'them', ArchivedCall['end']]>([
    ['taken back', farewell('retract', 'cancel'), 'them', 'cancelled'],
    ['taken back without a reason', farewell('retract'), 'them', 'cancelled'],
    ['given up after it rang out', farewell('retract', 'timeout'), 'them', 'no-answer'],
    ['finished before anybody answered', farewell('finish', 'success'), 'them', 'cancelled'],
    ['turned down by a device of ours', farewell('reject', 'decline'), 'us', 'declined-elsewhere'],
    ['turned down as busy', farewell('reject', 'busy'), 'us', 'busy'],
  ])('that was %s', (_how, message, by, end) => {
    const [call] = calls([theirs(1000, propose()), by === 'us' ? ours(5000, message) : theirs(5000, message)]);
    expect(call).toMatchObject({ end, endedAt: 5000 });
    expect(call?.answeredAt).toBeUndefined();
  });

  test('that nobody ever took back has rung out, but not before it can have', () => {
    expect(calls([theirs(1000, propose())])).toMatchObject([{ end: 'no-answer' }]);
    expect(calls([theirs(1000, propose())], [], 60_000)[0]?.end).toBeUndefined();
  });

  test('that was answered counts as such even where nobody told its end', () => {
    const [call] = calls([theirs(1000, propose()), ours(2000, said('proceed'))]);
    expect(call).toMatchObject({ end: 'answered-elsewhere', answeredAt: 2000 });
    expect(call?.endedAt).toBeUndefined();
  });
});

describe('a call of another device of ours', () => {
  test.each<[string, ArchivedMessage[], Partial<ArchivedCall>]>([
    [
      'was answered',
      [theirs(2000, said('proceed')), theirs(9000, farewell('finish', 'success'))],
      { end: 'answered', answeredAt: 2000, endedAt: 9000 },
    ],
    [
      'broke',
      [theirs(2000, said('proceed')), ours(9000, farewell('finish', 'connectivity-error'))],
      { end: 'no-path', answeredAt: 2000, endedAt: 9000 },
    ],
    ['was declined', [theirs(2000, farewell('reject', 'decline'))], { end: 'declined', endedAt: 2000 }],
    ['met somebody busy', [theirs(2000, farewell('reject', 'busy'))], { end: 'busy' }],
    ['was cancelled', [ours(2000, farewell('retract', 'cancel'))], { end: 'cancelled' }],
    ['rang out', [ours(2000, farewell('retract', 'timeout'))], { end: 'no-answer' }],
  ])('%s', (_how, messages, expected) => {
    expect(calls([ours(1000, propose(), peer), ...messages])).toEqual([
      expect.objectContaining({ peer, direction: 'outgoing', createdAt: 1000, ...expected }),
    ]);
  });
});

describe('when both call at once', () => {
  const both = [ours(1000, propose('b'), peer), theirs(1100, propose('a'))];

  test('the call that yields is no call of its own, and the other is one that the person here wanted', () => {
    const found = calls([
      ...both,
      ours(1200, farewell('retract', 'expired', { tieBreak: true }), peer),
      ours(1201, said('proceed', 'a')),
      theirs(5000, farewell('finish', 'success', { id: 'a' })),
    ]);
    expect(found).toEqual([
      {
        ...{ peer, sid: 'a', direction: 'outgoing', createdAt: 1000 },
        ...{ answeredAt: 1200, endedAt: 5000, end: 'answered' },
      },
    ]);
  });

  test('the rival that is turned down is none either', () => {
    const found = calls([
      theirs(1000, propose('c')),
      ours(1100, propose('b'), peer),
      ours(1150, farewell('reject', 'expired', { tieBreak: true, id: 'c' })),
      theirs(1200, said('proceed', 'b')),
    ]);
    expect(found).toMatchObject([{ sid: 'b', direction: 'outgoing', end: 'answered', createdAt: 1000 }]);
  });

  test('what an earlier run had begun is dropped', () => {
    const known = calls(both, [], 1101);
    expect(known).toHaveLength(2);
    const retract = ours(1200, farewell('retract', 'expired', { tieBreak: true }), peer);
    expect(fold(self, [retract], known, later).dropped).toEqual([expect.objectContaining({ sid: 'b' })]);
  });
});

test('a call that moved on to another session ends there, and the next begins', () => {
  const found = calls([
    theirs(1000, propose()),
    ours(2000, said('proceed')),
    theirs(8000, propose('next')),
    ours(8001, { ...farewell('finish', 'expired'), step: 'finish', migrated: { to: 'next' } }),
    ours(8002, said('proceed', 'next')),
    theirs(9000, farewell('finish', 'success', { id: 'next' })),
  ]);
  expect(found.map(({ sid, answeredAt, endedAt }) => [sid, answeredAt, endedAt])).toEqual([
    ['b', 2000, 8001],
    ['next', 8002, 9000],
  ]);
});

test('a run goes on where the last one stopped, wherever that was', () => {
  const all = [
    theirs(1000, propose()),
    ours(2000, said('accept'), self),
    ours(2001, said('proceed')),
    theirs(9000, farewell('finish', 'success')),
  ];
  const whole = calls(all);
  for (let at = 1; at < all.length; at += 1) {
    const before = fold(self, all.slice(0, at), [], 2500).calls;
    // An end that was only concluded is no end yet.
    const known = before.map(({ end, ...call }) => (call.endedAt === undefined ? call : { ...call, end }));
    expect(calls(all.slice(at), known)).toEqual(whole);
  }
});

test('what was read before changes nothing when it is read again', () => {
  const all = [theirs(1000, propose()), ours(2000, said('proceed')), theirs(9000, farewell('finish', 'success'))];
  expect(calls([...all, ...all], calls(all))).toEqual(calls(all));
});

test('strangers to a call cannot end it, nor can one side speak for the other', () => {
  const begun = [theirs(1000, propose())];
  const tybalt = { ...theirs(2000, farewell('retract', 'cancel')), from: 'tybalt@capulet.lit/sword' };
  expect(calls([...begun, tybalt])).toEqual(calls(begun));
  expect(calls([...begun, theirs(2000, said('proceed'))])).toEqual(calls(begun));
  expect(calls([...begun, theirs(2000, farewell('reject', 'decline'))])).toEqual(calls(begun));
  expect(calls([...begun, ours(2000, farewell('retract', 'cancel'))])).toEqual(calls(begun));
});

test('calls without sound, messages of others and what names nobody are no calls', () => {
  expect(
    calls([
      theirs(1, { step: 'propose', id: 'b', media: [] }),
      { ...theirs(2, propose('c')), from: 'x@y.lit', to: 'z@y.lit' },
      { ...theirs(3, propose('d')), from: '@' },
      theirs(4, farewell('finish', 'success', { id: 'e' })),
    ]),
  ).toEqual([]);
});
