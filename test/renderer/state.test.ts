import type { PhoneState } from '../../shared/ipc';
import { expect, test } from 'vitest';
import { connect } from '../../renderer/phone';
import {
  closesByItself,
  frontOf,
  joinable,
  mirrorOf,
  offersRelay,
  othersBehind,
  screenOf,
  type Screen,
  waitingBehind,
} from '../../renderer/state';
import { FakeBridge } from './bridge';
import { callWith, contactWith, online, onlineWith, signedOut } from './snapshots';

function mirrored() {
  const bridge = new FakeBridge();
  return { bridge, mirror: mirrorOf(connect(bridge)) };
}

test('the mirror shows what main said last, and nothing before', () => {
  const { bridge, mirror } = mirrored();
  expect(mirror.state.value).toBeUndefined();
  expect(mirror.online.value).toBe(false);
  bridge.tell('state', online);
  expect(mirror.online.value).toBe(true);
  bridge.tell('state', onlineWith({ connection: { status: 'reconnecting', attempt: 1 } }));
  expect(mirror.online.value).toBe(false);
});

test('people are called as the roster names them, strangers by their address', () => {
  const { bridge, mirror } = mirrored();
  bridge.tell('contacts', [contactWith({ address: 'juliet@capulet.lit', name: 'Juliet', availability: 'online' })]);
  expect(mirror.nameFor('juliet@capulet.lit')).toBe('Juliet');
  expect(mirror.nameFor('paris@verona.lit')).toBe('paris@verona.lit');
  bridge.tell('contacts', []);
  expect(mirror.nameFor('juliet@capulet.lit')).toBe('juliet@capulet.lit');
});

test('a call the person is in stays in front of one that rings, which waits behind', () => {
  const { bridge, mirror } = mirrored();
  const active = callWith({ phase: 'active', createdAt: 1 });
  const ringing = callWith({ phase: 'ringing', direction: 'incoming', createdAt: 2 });
  bridge.tell('state', { ...online, calls: [ringing, active] });
  expect(mirror.front.value).toEqual(active);
  expect(mirror.waiting.value).toEqual([ringing]);
  bridge.tell('state', { ...online, calls: [ringing] });
  expect(mirror.front.value).toEqual(ringing);
  expect(mirror.waiting.value).toEqual([]);
});

test('a number behind a gateway is called by its digits', () => {
  const { bridge, mirror } = mirrored();
  bridge.tell('state', onlineWith({ gateways: [{ address: 'pstn.example' }] }));
  expect(mirror.nameFor('+49301234@pstn.example')).toBe('+49301234');
  bridge.tell('contacts', [contactWith({ address: '+49301234@pstn.example', name: 'Town Hall' })]);
  expect(mirror.nameFor('+49301234@pstn.example')).toBe('Town Hall');
});

test('the call that is spoken in is in front of the one on hold, whichever is newer', () => {
  const held = callWith({ phase: 'active', held: true, createdAt: 9 });
  const spoken = callWith({ phase: 'active', createdAt: 1 });
  expect(frontOf([held, spoken])).toEqual(spoken);
  expect(othersBehind(spoken, [held, spoken])).toEqual([held]);
  const ringing = callWith({ phase: 'ringing', direction: 'incoming', createdAt: 10 });
  expect(frontOf([ringing, held])).toEqual(held);
  expect(waitingBehind(held, [ringing, held])).toEqual([ringing]);
  expect(othersBehind(held, [ringing, held])).toEqual([]);
});

test('a stranger who waits among the requests is neither in front nor waiting', () => {
  const request = callWith({ phase: 'ringing', direction: 'incoming', stranger: true });
  expect(frontOf([request])).toBeUndefined();
  const spoken = callWith({ phase: 'active' });
  expect(waitingBehind(spoken, [request, spoken])).toEqual([]);
  const answered = { ...request, phase: 'accepting', answeredAt: 5 } as const;
  expect(frontOf([answered])).toEqual(answered);
});

test('a call that came while the phone was off is one for the list: it takes no place, and goes by itself', () => {
  const late = callWith({ direction: 'incoming', phase: 'ended', end: 'no-answer', late: true });
  expect(frontOf([late])).toBeUndefined();
  expect(closesByItself(late, [late])).toBe(true);
});

test('what ended behind a call is shown only if it ended since that began', () => {
  const front = callWith({ phase: 'active', createdAt: 10 });
  const before = callWith({ phase: 'ended', end: 'busy', endedAt: 9 });
  const since = callWith({ phase: 'ended', end: 'vanished', endedAt: 11 });
  expect(othersBehind(front, [before, since, front])).toEqual([since]);
  expect(othersBehind(since, [before, since])).toEqual([]);
  expect(othersBehind(undefined, [])).toEqual([]);
});

test('a call whose place another took is shown nowhere, and closes by itself', () => {
  const lost = callWith({ phase: 'ended', end: 'no-path', createdAt: 1, endedAt: 20 });
  const again = callWith({ continues: lost.id, createdAt: 2 });
  expect(frontOf([lost, { ...again, phase: 'ended', end: 'busy' }])?.id).toBe(again.id);
  expect(othersBehind(again, [lost, again])).toEqual([]);
  expect(closesByItself(lost, [lost, again])).toBe(true);
  expect(closesByItself(lost, [lost])).toBe(false);
});

test.each([
  ['declined here', 'incoming', 'declined', true],
  ['declined there', 'outgoing', 'declined', false],
  ['cancelled here', 'outgoing', 'cancelled', true],
  ['missed', 'incoming', 'cancelled', false],
  ['broken', 'outgoing', 'no-path', false],
  ['hung up', 'outgoing', 'answered', false],
] as const)('a call that was %s closes by itself only if the person ended it', (_, direction, end, closes) => {
  const call = callWith({ phase: 'ended', direction, end });
  expect(closesByItself(call, [call])).toBe(closes);
  expect(closesByItself({ ...call, phase: 'active' }, [call])).toBe(false);
});

test('a call that was hung up makes way for the one that goes on', () => {
  const over = callWith({ phase: 'ended', end: 'answered' });
  expect(closesByItself(over, [over, callWith({ phase: 'active', held: true })])).toBe(true);
});

test('two calls can be joined if either device can be handed over, and both are connected', () => {
  const one = callWith({ phase: 'active' });
  const other = callWith({ phase: 'active', held: true });
  expect(joinable(one, other)).toBeUndefined();
  expect(joinable({ ...one, transferable: true }, other)).toEqual({ id: one.id, with: other.id });
  expect(joinable(one, { ...other, transferable: true })).toEqual({ id: other.id, with: one.id });
  expect(joinable({ ...one, transferable: true }, callWith({}))).toBeUndefined();
  expect(joinable(callWith({ transferable: true }), other)).toBeUndefined();
});

test('a call that is over gives way to any other, and the newest of several is in front', () => {
  const over = callWith({ phase: 'ended', end: 'busy', createdAt: 3 });
  const ringing = callWith({ phase: 'ringing', createdAt: 1 });
  expect(frontOf([over, ringing])).toEqual(ringing);
  const older = callWith({ phase: 'ended', direction: 'incoming', end: 'cancelled', createdAt: 2 });
  expect(frontOf([older, over])).toEqual(over);
  expect(frontOf([])).toBeUndefined();
});

test('a dial waits until there is a connection', () => {
  const { bridge, mirror } = mirrored();
  const dial = { id: callWith({}).id, peer: 'juliet@capulet.lit', confirmed: false };
  bridge.tell('state', { ...onlineWith({ connection: { status: 'connecting', attempt: 1 } }), dial });
  expect(mirror.dial.value).toBeUndefined();
  bridge.tell('state', { ...online, dial });
  expect(mirror.dial.value).toEqual(dial);
});

test.each<[string, PhoneState | undefined, boolean, Screen]>([
  ['nothing is known', undefined, false, 'starting'],
  ['nobody is signed in', signedOut, false, 'sign-in'],
  ['somebody is online', online, false, 'home'],
  [
    'the first connection is on its way',
    onlineWith({ connection: { status: 'connecting', attempt: 1 } }),
    true,
    'sign-in',
  ],
  ['a kept account connects', onlineWith({ connection: { status: 'connecting', attempt: 1 } }), false, 'home'],
  [
    'the connection comes back',
    onlineWith({ connection: { status: 'reconnecting', attempt: 3, problem: 'lost' } }),
    false,
    'home',
  ],
  [
    'the password is wrong',
    onlineWith({ connection: { status: 'offline', attempt: 1, problem: 'wrong-password' } }),
    false,
    'sign-in',
  ],
  [
    'a call goes on without a server',
    {
      ...onlineWith({ connection: { status: 'offline', attempt: 1, problem: 'conflict' } }),
      calls: [callWith({ phase: 'active' })],
    },
    false,
    'home',
  ],
])('when %s, the screen fits', (_, state, signingIn, screen) => {
  expect(screenOf(state, signingIn)).toBe(screen);
});

test('a relay is a TURN server, not a STUN server', () => {
  expect(offersRelay(onlineWith({ iceServers: [{ urls: 'stun:stun.example.org' }] }))).toBe(false);
  const turn = { urls: 'turns:turn.example.org?transport=tcp' };
  expect(offersRelay(onlineWith({ iceServers: [{ ...turn, username: 'u', credential: 'c' }] }))).toBe(true);
  expect(offersRelay(onlineWith({ iceServers: [turn] }))).toBe(false); // it lets nobody through
  expect(offersRelay(undefined)).toBe(false);
});
