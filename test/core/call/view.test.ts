import { describe, expect, test } from 'vitest';
import type { CallEnd } from '../../../shared/call';
import type { Call, Cause } from '../../../main/core/call/call';
import { endOf, viewOf } from '../../../main/core/call/view';
import { conditions } from '../../../main/core/protocol/rfc6120';
import { reasons, type JingleReason } from '../../../main/core/protocol/xep0166';

const call = (rest: Partial<Call>): Call => ({
  ...{ id: 'id', sid: 'sid', direction: 'outgoing', role: 'initiator', peer: 'p@x', self: 'a@x/1', invited: true },
  ...{ media: ['audio'], phase: 'ended', held: [], heardRinging: false, muted: false, strayed: false },
  ...{ contested: false, createdAt: 1 },
  ...rest,
});

const stages = {
  'ours, before they answered': call({ endedIn: 'proposing' }),
  'ours, taken by a device that has not answered': call({ endedIn: 'connecting', device: 'p@x/1' }),
  'theirs, before we answered': call({ direction: 'incoming', role: 'responder', endedIn: 'ringing' }),
  'ours, answered': call({ endedIn: 'active', answeredAt: 2 }),
  'theirs, answered, before the offer came': call({ direction: 'incoming', endedIn: 'accepting', answeredAt: 2 }),
  'theirs, answered': call({ direction: 'incoming', endedIn: 'active', answeredAt: 2 }),
} as const;
type Stage = keyof typeof stages;

const ofTrouble: Partial<Record<JingleReason, CallEnd>> = {
  'connectivity-error': 'connection-failed',
  'failed-application': 'failed',
  'failed-transport': 'connection-failed',
  'general-error': 'failed',
  'incompatible-parameters': 'unsupported',
  'media-error': 'failed',
  'security-error': 'security',
  'unsupported-applications': 'unsupported',
  'unsupported-transports': 'unsupported',
};
const all = (end: CallEnd) => Object.fromEntries(reasons.map(reason => [reason, end]));
const inCall = { ...all('hung-up'), ...ofTrouble, gone: 'gone', timeout: 'connection-failed' };
const byThemToUs = {
  ...all('declined'),
  ...ofTrouble,
  busy: 'busy',
  expired: 'no-answer',
  gone: 'unreachable',
  timeout: 'no-answer',
};
const byUsOfOurs = { ...all('cancelled'), ...ofTrouble, gone: 'gone', timeout: 'no-answer' };
const byUsOfTheirs = {
  ...all('missed'),
  ...ofTrouble,
  gone: 'gone',
  cancel: 'rejected',
  decline: 'rejected',
  success: 'rejected',
};

const expected: Record<Stage, Record<'us' | 'peer', Record<string, string>>> = {
  'ours, before they answered': { us: byUsOfOurs, peer: byThemToUs },
  'ours, taken by a device that has not answered': { us: byUsOfOurs, peer: byThemToUs },
  'theirs, before we answered': { us: byUsOfTheirs, peer: all('missed') },
  'ours, answered': { us: inCall, peer: inCall },
  'theirs, answered, before the offer came': { us: inCall, peer: inCall },
  'theirs, answered': { us: inCall, peer: inCall },
};

const cases = (Object.keys(stages) as Stage[]).flatMap(stage =>
  (['us', 'peer'] as const).flatMap(by =>
    reasons.map(reason => [stage, by, reason, expected[stage][by][reason]] as const),
  ),
);

test.each(cases)('a call of %s, ended by %s with %s, is %s', (stage, by, reason, end) => {
  expect(endOf({ ...stages[stage], cause: { by, reason } })).toBe(end);
});

describe('a request that came back', () => {
  const back = (stage: Stage, error: Extract<Cause, { by: 'refusal' }>['error']) =>
    endOf({ ...stages[stage], cause: { by: 'refusal', error } });

  test.each(conditions)('an invitation bounced with %s is unreachable', condition => {
    expect(back('ours, before they answered', { type: 'cancel', condition })).toBe('unreachable');
  });

  test.each([
    ['service-unavailable', 'unreachable'],
    ['recipient-unavailable', 'unreachable'],
    ['remote-server-not-found', 'unreachable'],
    ['item-not-found', 'gone'],
    ['not-acceptable', 'unsupported'],
    ['internal-server-error', 'failed'],
  ] as const)('an offer refused with %s is %s', (condition, end) => {
    expect(back('ours, taken by a device that has not answered', { type: 'cancel', condition })).toBe(end);
  });

  test('a session they do not know is gone, and so is a device that vanishes in the call', () => {
    const unknown = { type: 'cancel', condition: 'undefined-condition', jingle: 'unknown-session' } as const;
    expect(back('ours, answered', unknown)).toBe('gone');
    expect(back('ours, answered', { type: 'cancel', condition: 'service-unavailable' })).toBe('gone');
  });
});

test('another device of ours is told apart', () => {
  const ringing = stages['theirs, before we answered'];
  expect(endOf({ ...ringing, cause: { by: 'device', did: 'answer' } })).toBe('answered-elsewhere');
  expect(endOf({ ...ringing, cause: { by: 'device', did: 'decline' } })).toBe('declined-elsewhere');
});

test('a microphone that could not be opened is told whatever the wire was told', () => {
  const cause = { by: 'us', reason: 'media-error' } as const;
  expect(endOf({ ...stages['ours, answered'], cause, because: 'no-microphone' })).toBe('no-microphone');
});

test('a view has nothing of the wire in it', () => {
  expect(viewOf(call({ phase: 'active', answeredAt: 2, connectedAt: 3 }))).toEqual({
    ...{ id: 'id', peer: 'p@x', direction: 'outgoing', media: ['audio'], phase: 'active', heardRinging: false },
    ...{ muted: false, createdAt: 1, answeredAt: 2, connectedAt: 3 },
  });
});
