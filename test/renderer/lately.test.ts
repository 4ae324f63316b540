import { effectScope, shallowRef } from 'vue';
import { expect, test } from 'vitest';
import type { Lately } from '../../renderer/contact-search';
import { latelyOn } from '../../renderer/lately';
import { connect } from '../../renderer/phone';
import { FakeBridge } from './bridge';

const past = (peer: string, at: number) => ({
  ...{ id: `call-${at}`, account: 'romeo@montague.lit', peer, direction: 'outgoing', end: 'answered' },
  ...{ createdAt: at, elsewhere: false, unseen: false },
});
const page = (...peers: string[]) => ({ calls: peers.map((peer, at) => past(peer, 1000 - at)), more: false });

test('whoever called last comes first, each once, and a new call changes it', async () => {
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  bridge.answers.set('history', page('a@x.example', 'b@x.example', 'a@x.example', 'c@x.example'));
  const scope = effectScope();
  const lately = scope.run(() => latelyOn(phone)) ?? shallowRef<Lately>(new Map());
  await new Promise(resolve => setTimeout(resolve));
  expect(['a', 'b', 'c', 'd'].map(name => lately.value.get(`${name}@x.example`))).toEqual([0, 1, 2, undefined]);

  bridge.answers.set('history', page('d@x.example', 'a@x.example'));
  bridge.tell('history', {});
  await new Promise(resolve => setTimeout(resolve));
  expect(['a', 'b', 'c', 'd'].map(name => lately.value.get(`${name}@x.example`))).toEqual([1, undefined, undefined, 0]);
  scope.stop();
  expect(bridge.asked.filter(({ name }) => name === 'history')).toHaveLength(2);
  bridge.tell('history', {});
  expect(bridge.asked.filter(({ name }) => name === 'history')).toHaveLength(2);
});

test('without a history nobody was called of late', async () => {
  const bridge = new FakeBridge();
  bridge.refusals.set('history', 'internal');
  const lately = effectScope().run(() => latelyOn(connect(bridge)));
  await new Promise(resolve => setTimeout(resolve));
  expect(lately?.value.get('a@x.example')).toBeUndefined();
});
