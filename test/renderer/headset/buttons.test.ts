import { expect, test } from 'vitest';
import { actOf, lampsFor, type Act, type Told } from '../../../renderer/headset/buttons';
import { callWith } from '../snapshots';
import type { CallView } from '../../../shared/call';

const ringing = callWith({ id: 'ringing', direction: 'incoming', phase: 'ringing', rings: 'ring', createdAt: 5 });
const silent: CallView = { ...ringing, rings: 'silent' };
const active = callWith({ id: 'active', phase: 'active', createdAt: 1 });
const muted: CallView = { ...active, muted: true };
const held = callWith({ id: 'held', phase: 'active', held: true });
const over = callWith({ id: 'over', phase: 'ended' });

const off: Told = { button: 'hook', on: true };
const on: Told = { button: 'hook', on: false };
const pressed = (button: Told['button']): Told => ({ button, pressed: true });

test.each<[string, Told, CallView[], Act | undefined]>([
  ['off the hook, a call that rings is answered', off, [ringing], { do: 'answer', id: 'ringing' }],
  ['off the hook as it was told to be, nothing happens', off, [active], undefined],
  ['off the hook in a call while another rings, nothing happens: it was told to be', off, [active, ringing], undefined],
  ['off the hook without a call, nothing happens', off, [over], undefined],
  ['off the hook, a call that is only shown is not answered', off, [silent], undefined],
  ['on the hook, the call ends', on, [active], { do: 'end', id: 'active' }],
  [
    'on the hook while another rings, the one that is spoken in ends',
    on,
    [active, ringing],
    { do: 'end', id: 'active' },
  ],
  [
    'on the hook, the call that is spoken in ends before the one on hold',
    on,
    [held, active],
    { do: 'end', id: 'active' },
  ],
  ['on the hook after the call, nothing happens', on, [over], undefined],
  ['on the hook while it rings, it rings on', on, [ringing], undefined],
  ['a hook without a state answers', pressed('hook'), [ringing], { do: 'answer', id: 'ringing' }],
  ['a hook without a state hangs up', pressed('hook'), [active], { do: 'end', id: 'active' }],
  ['drop declines what rings', pressed('drop'), [active, ringing], { do: 'end', id: 'ringing' }],
  ['drop hangs up', pressed('drop'), [active], { do: 'end', id: 'active' }],
  ['drop that goes up does nothing', { button: 'drop', on: false }, [active], undefined],
  ['mute without a state mutes', pressed('mute'), [active], { do: 'mute', id: 'active', muted: true }],
  ['mute without a state unmutes', pressed('mute'), [muted], { do: 'mute', id: 'active', muted: false }],
  ['mute with a state says which', { button: 'mute', on: true }, [active], { do: 'mute', id: 'active', muted: true }],
  ['mute with a state that it has already does nothing', { button: 'mute', on: true }, [muted], undefined],
  ['mute without a call does nothing', pressed('mute'), [ringing], undefined],
])('%s', (_what, told, calls, act) => {
  expect(actOf(told, calls)).toEqual(act);
});

test.each<[string, CallView[], string[]]>([
  ['nothing', [over], []],
  ['a call that rings', [ringing], ['ring']],
  ['a call that was silenced', [{ ...ringing, hushed: true }], []],
  ['a call that is only shown', [silent], []],
  ['a call', [active], ['offHook']],
  ['a call of ours that rings there', [callWith({ phase: 'proposing' })], ['offHook']],
  ['a muted call while another rings', [muted, ringing], ['ring', 'offHook', 'mute']],
  ['a call on hold', [held], ['offHook', 'hold']],
])('the lamps of %s', (_what, calls, lit) => {
  expect([...lampsFor(calls)]).toEqual(lit);
});
