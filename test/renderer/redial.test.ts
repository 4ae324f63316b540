import { expect, test } from 'vitest';
import { connect } from '../../renderer/phone';
import { lastCalled } from '../../renderer/redial';
import { FakeBridge } from './bridge';

const past = (peer: string, direction: 'incoming' | 'outgoing', createdAt: number) => ({
  ...{ id: `call-${createdAt}`, account: 'romeo@montague.lit', peer, direction, end: 'answered' },
  ...{ createdAt, elsewhere: false, unseen: false },
});

test('whom the person called last is not who called them', async () => {
  const bridge = new FakeBridge();
  const calls = [
    past('a@x.example', 'incoming', 3),
    past('b@x.example', 'outgoing', 2),
    past('c@x.example', 'outgoing', 1),
  ];
  bridge.answers.set('history', { calls, more: false });
  expect(await lastCalled(connect(bridge))).toBe('b@x.example');
});

test('whom a keypad calls again is at a telephone', async () => {
  const bridge = new FakeBridge();
  const calls = [past('a@x.example', 'outgoing', 2), past('110@pstn.example', 'outgoing', 1)];
  bridge.answers.set('history', { calls, more: false });
  expect(await lastCalled(connect(bridge), peer => peer.endsWith('@pstn.example'))).toBe('110@pstn.example');
});

test('who never called anybody has nobody to call again', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('history', { calls: [past('a@x.example', 'incoming', 1)], more: true });
  expect(await lastCalled(connect(bridge))).toBeUndefined();
});
