import { expect, test } from 'vitest';
import { BYTES_LIMIT, pictureIn, SIDE_LIMIT } from '../../../main/avatars/picture';
import { png } from '../../support/pictures';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const zeros = (count: number) => new Array<number>(count).fill(0);

/** JFIF head, a comment, padding, then the frame. */
const jpeg = (frame: number, height: number[], width: number[]) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe0, 0, 16, ...zeros(14)],
    [0xff, 0xfe, 0, 4, 0x68, 0x69],
    [0xff, 0xff, frame, 0, 17, 8, ...height, ...width, ...zeros(10)],
  );

const frame = (size: number[]) => bytes([0x2c, 0, 0, 0, 0, ...size, 0], zeros(3));
const gif = (screen: number[], picture: number[]) => Buffer.concat([bytes('GIF89a', screen, zeros(3)), frame(picture)]);

test.each([
  ['PNG', png(3, 5, 0), { type: 'image/png', width: 3, height: 5 }],
  ['baseline JPEG', jpeg(0xc0, [0, 200], [1, 44]), { type: 'image/jpeg', width: 300, height: 200 }],
  ['progressive JPEG', jpeg(0xc2, [0, 1], [0, 2]), { type: 'image/jpeg', width: 2, height: 1 }],
  ['GIF', gif([16, 0, 32, 0], [16, 0, 32, 0]), { type: 'image/gif', width: 16, height: 32 }],
  [
    'GIF with colours, a remark and a delay',
    bytes('GIF89a', [16, 0, 32, 0, 0x81, 0, 0], zeros(12), [0x21, 0xfe, 2, 0x68, 0x69, 0], [0x21, 0xf9, 4], zeros(5), [
      ...frame([1, 0, 1, 0]),
    ]),
    { type: 'image/gif', width: 16, height: 32 },
  ],
  [
    'GIF whose first picture is larger than its screen',
    gif([1, 0, 1, 0], [16, 0, 32, 0]),
    { type: 'image/gif', width: 16, height: 32 },
  ],
  [
    'lossy WebP',
    bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(7), [0x9d, 1, 0x2a, 0x10, 0x40, 0x20, 0], zeros(9)),
    { type: 'image/webp', width: 16, height: 32 },
  ],
  [
    'lossless WebP',
    bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), [0x2f, 0x0f, 0xc0, 0x07, 0], zeros(9)),
    { type: 'image/webp', width: 16, height: 32 },
  ],
  [
    'extended WebP',
    bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), [15, 0, 0, 31, 0, 0], zeros(4)),
    { type: 'image/webp', width: 16, height: 32 },
  ],
])('the kind and the size of a %s are read off its first bytes', (_, picture, expected) => {
  expect(pictureIn(picture)).toEqual(expected);
});

test.each([
  ['nothing', bytes()],
  ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>')],
  ['HTML', bytes('<!doctype html><script>alert(1)</script>')],
  ['a PNG cut off', png(3, 5, 0).subarray(0, 20)],
  ['a JPEG without a frame', bytes([0xff, 0xd8, 0xff, 0xd9, 0, 2], zeros(20))],
  ['a JPEG whose segments lead nowhere', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0], zeros(20))],
  ['a JPEG with tables where the frame should be', jpeg(0xc4, [0, 1], [0, 1])],
  ['a GIF of one dot that unfolds into a huge one', gif([1, 0, 1, 0], [0xff, 0xff, 0xff, 0xff])],
  [
    'a GIF whose picture is pushed out of its screen',
    bytes('GIF89a', [9, 0, 9, 0], zeros(3), [0x2c, 0xff, 0xff, 0, 0, 9, 0, 9, 0, 0], zeros(3)),
  ],
  ['a GIF without a picture', bytes('GIF89a', [9, 0, 9, 0], zeros(3), [0x3b], zeros(20))],
  ['a WAV', bytes('RIFF', zeros(4), 'WAVEfmt ', zeros(20))],
  ['no height', jpeg(0xc0, [0, 0], [0, 9])],
  ['one that is wider than any screen', jpeg(0xc0, [0, 1], [(SIDE_LIMIT + 1) >> 8, (SIDE_LIMIT + 1) & 0xff])],
  ['a file that is too large', Buffer.concat([png(3, 5, 0), Buffer.alloc(BYTES_LIMIT)])],
])('%s is no picture', (_, picture) => {
  expect(pictureIn(picture)).toBeUndefined();
});

// What stands alone has no length: a decoder finds the frame right behind it, and we would leap over that to another.
test.each([0x00, 0x01, 0xd0, 0xd7, 0xd8, 0xda])('a JPEG hides no frame behind the marker 0x%x', marker => {
  const hiding = bytes([0xff, 0xd8, 0xff, marker, 0, 4, 0, 0], [...jpeg(0xc0, [0, 1], [0, 1])].slice(2));
  expect(pictureIn(hiding)).toBeUndefined();
});

test('the largest picture is still one', () => {
  expect(pictureIn(jpeg(0xc0, [SIDE_LIMIT >> 8, SIDE_LIMIT & 0xff], [0, 1]))).toMatchObject({ height: SIDE_LIMIT });
});
