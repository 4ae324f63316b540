import { expect, test } from 'vitest';
import { textSizes, type TextSize } from '../../shared/text-size';
import { textSizeAfter } from '../../renderer/text-size';

const pressed = (key: string, rest = {}) => ({ key, ctrlKey: true, metaKey: false, altKey: false, ...rest });

test('plus and minus go through the sizes one by one, and stay at the last', () => {
  let size: TextSize = 80;
  const seen: number[] = [size];
  for (const _ of textSizes) seen.push((size = textSizeAfter(pressed('+'), size) ?? size));
  expect(seen).toEqual([...textSizes, 200]);
  expect(textSizeAfter(pressed('-'), 80)).toBe(80);
  expect(textSizeAfter(pressed('-'), 110)).toBe(100);
});

test('zero is what the app was drawn for, and = is plus where plus needs Shift', () => {
  expect(textSizeAfter(pressed('0'), 175)).toBe(100);
  expect(textSizeAfter(pressed('='), 175)).toBe(200);
  expect(textSizeAfter(pressed('+', { ctrlKey: false, metaKey: true }), 175)).toBe(200);
});

test('without Ctrl, or with Alt, the keys write text', () => {
  expect(textSizeAfter(pressed('+', { ctrlKey: false }), 100)).toBeUndefined();
  expect(textSizeAfter(pressed('0', { altKey: true }), 150)).toBeUndefined();
  expect(textSizeAfter(pressed('a'), 150)).toBeUndefined();
});
