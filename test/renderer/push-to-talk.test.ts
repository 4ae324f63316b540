import { expect, test } from 'vitest';
import { listenForTalk } from '../../renderer/push-to-talk';

/** Node has no `KeyboardEvent` and no elements. */
class Key extends Event {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey = false;
  readonly altKey = false;
  constructor(type: 'keydown' | 'keyup', code: string, ctrlKey = false) {
    super(type, { cancelable: true });
    this.code = code;
    this.ctrlKey = ctrlKey;
  }
}
class FakeElement extends EventTarget {
  closest(): null {
    return null;
  }
}
Object.assign(globalThis, { Element: FakeElement });

const listen = (chosen: { key: string | undefined } = { key: 'Space' }) => {
  const window = new EventTarget();
  const told: boolean[] = [];
  listenForTalk(window, { key: () => chosen.key, talk: talking => told.push(talking) });
  return { window, told };
};

test('speaks while the key is down, once however often it repeats', () => {
  const { window, told } = listen();
  for (let time = 0; time < 3; time += 1) window.dispatchEvent(new Key('keydown', 'Space'));
  window.dispatchEvent(new Key('keyup', 'Space'));
  expect(told).toEqual([true, false]);
});

test('a button with the focus is not pressed by it', () => {
  const { window } = listen();
  const [down, up] = [new Key('keydown', 'Space'), new Key('keyup', 'Space')];
  window.dispatchEvent(down);
  window.dispatchEvent(up);
  expect([down.defaultPrevented, up.defaultPrevented]).toEqual([true, true]);
});

test('other keys, and shortcuts with it, are left alone', () => {
  const { window, told } = listen();
  const others = [new Key('keydown', 'KeyT'), new Key('keydown', 'Space', true), new Key('keyup', 'Space')];
  for (const key of others) window.dispatchEvent(key);
  expect(told).toEqual([]);
  expect(others.map(({ defaultPrevented }) => defaultPrevented)).toEqual([false, false, false]);
});

test('a window that loses the keyboard hears the key no more', () => {
  const { window, told } = listen();
  window.dispatchEvent(new Key('keydown', 'Space'));
  window.dispatchEvent(new Event('blur'));
  window.dispatchEvent(new Key('keyup', 'Space'));
  expect(told).toEqual([true, false]);
});

test('the key that went down is the one that goes up, whatever was chosen meanwhile', () => {
  const chosen: { key: string | undefined } = { key: 'Space' };
  const { window, told } = listen(chosen);
  window.dispatchEvent(new Key('keydown', 'Space'));
  chosen.key = undefined;
  window.dispatchEvent(new Key('keyup', 'Space'));
  expect(told).toEqual([true, false]);
});
