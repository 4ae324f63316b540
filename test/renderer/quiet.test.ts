import { expect, test } from 'vitest';
import { acceleratorOf, type Pressed } from '../../renderer/accelerator';
import { keysInWords } from '../../renderer/words';
import { pauseChoices, setPause } from '../../renderer/quiet';

const pressed = (code: string, ...held: (keyof Omit<Pressed, 'code'>)[]): Pressed => ({
  ...{ code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false },
  ...Object.fromEntries(held.map(key => [key, true])),
});

test.each<[string, Pressed, string | undefined]>([
  ['a letter with modifiers', pressed('KeyA', 'ctrlKey', 'altKey'), 'Control+Alt+A'],
  ['every modifier', pressed('Digit1', 'ctrlKey', 'altKey', 'shiftKey', 'metaKey'), 'Control+Alt+Shift+Super+1'],
  ['a function key alone', pressed('F8'), 'F8'],
  ['a key for music alone', pressed('MediaPlayPause'), 'MediaPlayPause'],
  ['a key of the pad', pressed('Numpad5', 'ctrlKey'), 'Control+num5'],
  ['an arrow', pressed('ArrowUp', 'altKey'), 'Alt+Up'],
  ['a letter alone', pressed('KeyA'), undefined],
  ['a capital letter', pressed('KeyA', 'shiftKey'), undefined],
  ['a modifier alone', pressed('ControlLeft', 'ctrlKey'), undefined],
  ['a key that is elsewhere on other keyboards', pressed('Semicolon', 'ctrlKey'), undefined],
])('%s', (_what, keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator);
});

test('keys are read as they stand on the keyboard', () => {
  expect(keysInWords('Control+Alt+A')).toBe('Ctrl + Alt + A');
});

test('do not disturb can be begun, and ended only where it holds', () => {
  const now = new Date(2026, 10, 22, 12).getTime();
  const values = (until?: number) =>
    pauseChoices(until === undefined ? {} : { doNotDisturb: { until } }, now).map(({ value }) => value);
  expect(values()).toEqual(['now', 'half-hour', 'hour', 'tomorrow', 'always']);
  expect(values(now)).not.toContain('off');
  expect(values(now + 1)).toContain('off');
  expect(pauseChoices({ doNotDisturb: { until: now + 60_000 } }, now)[0]?.name).toMatch(/^Until .*01/);
  expect(setPause('off', now)).toEqual({ doNotDisturb: null });
  expect(setPause('now', now)).toEqual({});
  expect(setPause('hour', now)).toEqual({ doNotDisturb: { until: now + 3_600_000 } });
});
