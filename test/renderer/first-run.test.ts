import { expect, test } from 'vitest';
import { firstRunOn } from '../../renderer/first-run';
import { connect } from '../../renderer/phone';
import { mirrorOf, screenOf } from '../../renderer/state';
import { FakeBridge } from './bridge';
import { callWith, online, onlineWith, signedOut } from './snapshots';

function newcomer() {
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  const firstRun = firstRunOn(phone, mirrorOf(phone));
  bridge.tell('state', { ...online, firstRun: true });
  return { bridge, firstRun };
}

test('the steps begin behind the account, end at the address, and lead back', () => {
  const { firstRun } = newcomer();
  expect(firstRun.shown.value).toBe(true);
  const seen = [firstRun.step.value];
  for (const go of ['next', 'next', 'next', 'back', 'back', 'back', 'back'] as const) {
    firstRun[go]();
    seen.push(firstRun.step.value);
  }
  expect(seen).toEqual(['sound', 'reach', 'done', 'done', 'reach', 'sound', 'account', 'account']);
});

test('whoever leaves is not asked again, not even before main has heard of it; from the settings they come again', () => {
  const { bridge, firstRun } = newcomer();
  firstRun.next();
  firstRun.leave();
  expect(bridge.asked).toEqual([{ name: 'welcomed', input: {} }]);
  expect(firstRun.shown.value).toBe(false);
  bridge.tell('state', { ...online, firstRun: false });
  firstRun.open();
  expect([firstRun.shown.value, firstRun.step.value]).toEqual([true, 'sound']);
});

test('the steps come after the sign-in and never over a call', () => {
  const fresh = { ...online, firstRun: true };
  expect(screenOf({ ...signedOut, firstRun: true }, false, true)).toBe('sign-in');
  expect(screenOf(fresh, false, true)).toBe('first-run');
  expect(screenOf(onlineWith({ connection: { status: 'connecting', attempt: 1 } }), true, true)).toBe('sign-in');
  expect(screenOf(onlineWith({ connection: { status: 'reconnecting', attempt: 2 } }), false, true)).toBe('first-run');
  expect(screenOf({ ...fresh, calls: [callWith({ phase: 'ringing', direction: 'incoming' })] }, false, true)).toBe(
    'home',
  );
});

test('who was replaced by another program is not asked for a password', () => {
  expect(screenOf(onlineWith({ connection: { status: 'offline', attempt: 0, problem: 'conflict' } }), false)).toBe(
    'home',
  );
});
