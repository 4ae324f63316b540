import { describe, expect, test } from 'vitest';
import { isRequest, requestsIn } from '../../renderer/requests';
import { addressAsSeen } from '../../shared/lookalikes';
import { frontOf, mirrorOf } from '../../renderer/state';
import { connect } from '../../renderer/phone';
import { FakeBridge } from './bridge';
import { callWith, online } from './snapshots';

const stranger = { direction: 'incoming', stranger: true, peer: 'paris@verona.lit' } as const;

describe('a stranger’s call', () => {
  const ringing = callWith({ ...stranger, phase: 'ringing' });

  test('waits in the list, and not in front, behind a call or as a second one', () => {
    const bridge = new FakeBridge();
    const mirror = mirrorOf(connect(bridge));
    bridge.tell('state', { ...online, calls: [ringing] });
    expect(mirror.front.value).toBeUndefined();
    const active = callWith({ phase: 'active', connectedAt: 1 });
    bridge.tell('state', { ...online, calls: [active, ringing] });
    expect(mirror.front.value).toEqual(active);
    expect(mirror.waiting.value).toEqual([]);
    expect(requestsIn([active, ringing])).toEqual([ringing]);
  });

  test('is a call like any other from the moment it is answered', () => {
    const accepting = callWith({ ...stranger, phase: 'accepting', answeredAt: 5 });
    expect(requestsIn([accepting])).toEqual([]);
    expect(frontOf([accepting])).toEqual(accepting);
    const over = callWith({ ...stranger, phase: 'ended', end: 'answered', answeredAt: 5, connectedAt: 6, endedAt: 7 });
    expect(isRequest(over)).toBe(false);
  });

  test.each(['cancelled', 'no-answer', 'busy'] as const)('that was missed (%s) stays until it is dismissed', end => {
    const missed = callWith({ ...stranger, phase: 'ended', end });
    expect(requestsIn([missed])).toEqual([missed]);
    expect(frontOf([missed])).toBeUndefined();
  });

  test.each(['declined', 'answered-elsewhere', 'declined-elsewhere'] as const)(
    'that was settled (%s) is neither listed nor shown',
    end => {
      const settled = callWith({ ...stranger, phase: 'ended', end });
      expect(requestsIn([settled])).toEqual([]);
      expect(frontOf([settled])).toBeUndefined();
    },
  );
});

test('calls of contacts and calls of ours are no requests', () => {
  expect(isRequest(callWith({ direction: 'incoming', phase: 'ringing' }))).toBe(false);
  expect(isRequest(callWith({ direction: 'outgoing', phase: 'ended', stranger: true, end: 'no-answer' }))).toBe(false);
});

test('a call that takes the place of a broken one is no request, whoever it is from', () => {
  expect(isRequest(callWith({ ...stranger, phase: 'ringing', continues: 'broken' }))).toBe(false);
});

test('what rings comes before what was missed, then the newest first', () => {
  const at = (createdAt: number, rest: object) => callWith({ ...stranger, createdAt, ...rest });
  const old = at(1, { phase: 'ringing' });
  const missed = at(9, { phase: 'ended', end: 'cancelled' });
  const newer = at(5, { phase: 'ringing' });
  expect(requestsIn([missed, old, newer])).toEqual([newer, old, missed]);
});

test.each([
  ['juliet@capulet.lit', 'juliet@capulet.lit', false],
  ['山田@example.jp', '山田@example.jp', false],
  ['юлия@example.org', 'юлия@example.org', false],
  ['mercuti\u043E@verona.lit', 'mercuti\u043E@verona.lit', true],
  ['juliet@c\u0430pulet.lit', 'juliet@c\u0430pulet.lit', true],
  ['juliet\u202Etil@x.org', 'juliet[U+202E]til@x.org', true],
  ['jul\u200Biet@capulet.lit', 'jul[U+200B]iet@capulet.lit', true],
  ['a\u3164b@capulet.lit', 'a[U+3164]b@capulet.lit', true],
  ['romeo@аррӏе.com', 'romeo@аррӏе.com', true], // every letter is Cyrillic
  ['romeo@яблоко.com', 'romeo@яблоко.com', false],
  ['ромео@пример.рф', 'ромео@пример.рф', false],
  ['romeo@xn--80ak6aa92e.com', 'romeo@xn--80ak6aa92e.com', false], // it says itself that it is no such name
])('the address %j is shown as it is', (address, text, mixed) => {
  expect(addressAsSeen(address)).toEqual({ text, mixed });
});
