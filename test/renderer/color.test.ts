import { expect, test } from 'vitest';
import { colorOf, cssOf, hueOf } from '../../renderer/color';

// XEP-0392 §13.2, without correction for colour vision.
const vectors = [
  ['Romeo', 327.255249, [0.865, 0, 0.686]],
  ['juliet@capulet.lit', 209.4104, [0, 0.515, 0.573]],
  ['😺', 331.199341, [0.872, 0, 0.659]],
  ['council', 359.994507, [0.918, 0, 0.394]],
  ['Board', 171.430664, [0, 0.527, 0.457]],
] as const;

test.each(vectors)('%s has the hue that XEP-0392 gives it', (text, angle) => {
  expect(hueOf(text)).toBeCloseTo(angle, 4);
});

test.each(vectors)('%s has the colour that XEP-0392 gives it', (text, _, rgb) => {
  colorOf(text).forEach((part, at) => expect(part).toBeCloseTo(rgb[at] ?? NaN, 2));
});

test('a text longer than one block of SHA-1 has a hue too', () => {
  expect(hueOf('a'.repeat(55))).not.toBe(hueOf('a'.repeat(56)));
  expect(hueOf('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBeCloseTo((0x9884 / 65_536) * 360, 9);
});

test('CSS gets whole octets', () => {
  expect(cssOf([0, 0.5, 1])).toBe('rgb(0 128 255)');
});
