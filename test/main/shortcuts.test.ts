import { expect, test } from 'vitest';
import { Shortcuts, type Keys } from '../../main/shortcuts';

/** The keys of a system on which another program has `taken`. */
function system(taken: string[] = []) {
  const held = new Map<string, () => void>();
  const keys: Keys = {
    register(name, pressed) {
      if (name.endsWith('+')) throw new TypeError('no keys');
      if (taken.includes(name)) return false;
      held.set(name, pressed);
      return true;
    },
    unregister: name => void held.delete(name),
  };
  const done: string[] = [];
  const shortcuts = new Shortcuts(name => done.push(name), keys);
  return { shortcuts, done, press: (name: string) => held.get(name)?.(), held: () => [...held.keys()] };
}

test('the keys that were chosen do what they are for', () => {
  const { shortcuts, press, done } = system();
  expect(shortcuts.follow({ answer: 'Control+Alt+A', mute: 'F8' })).toEqual([]);
  press('Control+Alt+A');
  press('F8');
  expect(done).toEqual(['answer', 'mute']);
});

test('keys that another program has are told of, and the others work', () => {
  const { shortcuts, held } = system(['F8']);
  expect(shortcuts.follow({ answer: 'F7', mute: 'F8' })).toEqual(['mute']);
  expect(shortcuts.follow({ answer: 'F7', mute: 'F8' })).toEqual(['mute']);
  expect(held()).toEqual(['F7']);
});

test('the same keys cannot do two things, and what are no keys cannot be had', () => {
  const { shortcuts } = system();
  expect(shortcuts.follow({ answer: 'F7', hangUp: 'F7', mute: 'Control+' })).toEqual(['hangUp', 'mute']);
});

test('other keys replace those before, and none give them back', () => {
  const { shortcuts, held } = system();
  shortcuts.follow({ answer: 'F7' });
  shortcuts.follow({ answer: 'F9' });
  expect(held()).toEqual(['F9']);
  shortcuts.follow(undefined);
  expect(held()).toEqual([]);
});
