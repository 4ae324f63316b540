/** Small pictures, whole and true. */
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** A part of a PNG (§5.3). */
export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of one colour, a number of 24 bits. */
export function png(width: number, height: number, colour: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixel = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
  const row = Buffer.from([0, ...Array.from({ length: width }, () => pixel).flat()]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A WebP of one pixel, one that is never the same for another number; what is behind its end is no part of it. */
export const webp = (number = 0): Buffer => {
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(number);
  return Buffer.concat([Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'), tail]);
};

/** The name of a picture. */
export const idOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
