import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { linkTo, qrCodeOf, type QrCode } from '../../renderer/qr-code';

/** Drawn as the page draws it, and read as a camera would. */
function read({ size, path }: QrCode): string {
  const scale = 4;
  const [width, height] = [size * scale, size * scale];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let down = 0; down < scale; down += 1)
      for (let along = 0; along < scale; along += 1) {
        const at = ((Number(y) * scale + down) * width + Number(x) * scale + along) * 4;
        data.fill(0, at, at + 3);
      }
  return decodeQR({ width, height, data });
}

test.each([
  ['juliet@example.org', 'xmpp:juliet@example.org'],
  ['o’brien & söhne@例え.jp', 'xmpp:o%E2%80%99brien%20%26%20s%C3%B6hne@%E4%BE%8B%E3%81%88.jp'],
  ['gateway.example', 'xmpp:gateway.example'],
])('the picture of %s reads as its link', (address, link) => {
  const code = qrCodeOf(linkTo(address));
  expect(code && read(code)).toBe(link);
});

test('an address that no camera could read from a screen has no picture', () => {
  expect(qrCodeOf(linkTo(`${'a'.repeat(1000)}@example.org`))).toBeUndefined();
});
