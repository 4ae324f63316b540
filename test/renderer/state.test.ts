import { expect, test } from 'vitest';
import { connect } from '../../renderer/phone';
import { frontOf, mirrorOf, offersRelay, screenOf } from '../../renderer/state';
import { FakeBridge } from './bridge';
import { callWith, online, signedOut } from './snapshots';

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
  bridge.tell('state', { ...online, connection: { status: 'reconnecting', attempt: 1 } });
  expect(mirror.online.value).toBe(false);
});

test('people are called as the roster names them, strangers by their address', () => {
  const { bridge, mirror } = mirrored();
  bridge.tell('contacts', [{ address: 'juliet@capulet.lit', name: 'Juliet', groups: [], availability: 'online' }]);
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
  expect(mirror.waiting.value).toEqual(ringing);
  bridge.tell('state', { ...online, calls: [ringing] });
  expect(mirror.front.value).toEqual(ringing);
  expect(mirror.waiting.value).toBeUndefined();
});

test('a call that is over gives way to any other, and the newest of several is in front', () => {
  const over = callWith({ phase: 'ended', end: 'busy', createdAt: 3 });
  const ringing = callWith({ phase: 'ringing', createdAt: 1 });
  expect(frontOf([over, ringing])).toEqual(ringing);
  const older = callWith({ phase: 'ended', end: 'missed', createdAt: 2 });
  expect(frontOf([older, over])).toEqual(over);
  expect(frontOf([])).toBeUndefined();
});

test('a dial waits until there is a connection', () => {
  const { bridge, mirror } = mirrored();
  const dial = { id: callWith({}).id, peer: 'juliet@capulet.lit', confirmed: false };
  bridge.tell('state', { ...online, connection: { status: 'connecting', attempt: 1 }, dial });
  expect(mirror.dial.value).toBeUndefined();
  bridge.tell('state', { ...online, dial });
  expect(mirror.dial.value).toEqual(dial);
});

test.each([
  ['nothing is known', undefined, false, 'starting'],
  ['nobody is signed in', signedOut, false, 'sign-in'],
  ['somebody is online', online, false, 'home'],
  [
    'the first connection is on its way',
    { ...online, connection: { status: 'connecting', attempt: 1 } },
    true,
    'sign-in',
  ],
  ['a kept account connects', { ...online, connection: { status: 'connecting', attempt: 1 } }, false, 'home'],
  [
    'the connection comes back',
    { ...online, connection: { status: 'reconnecting', attempt: 3, problem: 'lost' } },
    false,
    'home',
  ],
  [
    'the password is wrong',
    { ...online, connection: { status: 'offline', attempt: 1, problem: 'wrong-password' } },
    false,
    'sign-in',
  ],
  [
    'a call goes on without a server',
    {
      ...online,
      connection: { status: 'offline', attempt: 1, problem: 'conflict' },
      calls: [callWith({ phase: 'active' })],
    },
    false,
    'home',
  ],
] as const)('when %s, the screen fits', (_, state, signingIn, screen) => {
  expect(screenOf(state && { ...state, calls: [...state.calls], iceServers: [] }, signingIn)).toBe(screen);
});

test('a relay is a TURN server, not a STUN server', () => {
  expect(offersRelay({ ...online, iceServers: [{ urls: 'stun:stun.example.org' }] })).toBe(false);
  expect(offersRelay({ ...online, iceServers: [{ urls: 'turns:turn.example.org?transport=tcp' }] })).toBe(true);
  expect(offersRelay(undefined)).toBe(false);
});
