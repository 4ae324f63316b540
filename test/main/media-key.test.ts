import { expect, test } from 'vitest';
import { MediaKey, wantsMediaKey } from '../../main/media-key';
import { callWith } from '../renderer/snapshots';

test.each([
  ['there is no call', [], {}, false],
  ['a call rings', [callWith({ direction: 'incoming', phase: 'ringing', rings: 'ring' })], {}, true],
  ['a call is only shown', [callWith({ direction: 'incoming', phase: 'ringing', rings: 'silent' })], {}, false],
  ['a call goes on', [callWith({ phase: 'active' })], {}, true],
  ['somebody else is being rung', [callWith({ phase: 'proposing' })], {}, false],
  ['a call is over', [callWith({ phase: 'ended' })], {}, false],
  ['the person does not want it', [callWith({ phase: 'active' })], { mediaKey: false }, false],
  ['it mutes already', [callWith({ phase: 'active' })], { shortcuts: { mute: 'MediaPlayPause' } }, false],
])('whether the key is taken when %s', (_when, calls, preferences, wanted) => {
  expect(wantsMediaKey(calls, preferences)).toBe(wanted);
});

function keyboard(taken = false) {
  const held = new Map<string, () => void>();
  let asked = 0;
  let presses = 0;
  const key = new MediaKey(() => (presses += 1), {
    register: (name, pressed) => {
      asked += 1;
      if (!taken) held.set(name, pressed);
      return !taken;
    },
    unregister: name => void held.delete(name),
  });
  return { key, held, asked: () => asked, presses: () => presses };
}

test('it is held for as long as it is wanted, and does what it is for', () => {
  const { key, held, presses } = keyboard();
  key.follow(true);
  key.follow(true);
  held.get('MediaPlayPause')?.();
  expect([...held.keys(), presses()]).toEqual(['MediaPlayPause', 1]);
  key.follow(false);
  expect([...held.keys()]).toEqual([]);
});

test('a program that has it keeps it, and is asked again with the next call', () => {
  const { key, asked } = keyboard(true);
  for (const wanted of [true, true, false, true]) key.follow(wanted);
  expect(asked()).toBe(2);
});
