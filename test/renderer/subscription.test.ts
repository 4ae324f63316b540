import { expect, test } from 'vitest';
import { hindranceOf, isSeen } from '../../renderer/subscription';
import type { Subscription } from '../../shared/contact';

test.each<[Subscription, boolean, boolean, ReturnType<typeof hindranceOf>]>([
  ['both', false, false, undefined],
  ['both', true, false, undefined],
  ['to', false, false, 'hidden'],
  ['from', false, false, 'unseen'],
  ['from', true, false, 'asked'],
  ['none', false, false, 'unseen'],
  ['none', true, false, 'asked'],
  ['none', true, true, undefined],
  ['to', false, true, undefined],
])('with subscription %s, asked %s and blocked %s, %s is told', (subscription, asked, blocked, told) => {
  expect(hindranceOf({ subscription, asked, blocked })).toBe(told);
});

test.each<[Subscription, boolean]>([
  ['none', false],
  ['from', false],
  ['to', true],
  ['both', true],
])('with subscription %s their presence is seen: %s', (subscription, seen) => {
  expect(isSeen({ subscription })).toBe(seen);
});
