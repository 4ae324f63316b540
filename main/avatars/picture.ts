/** What kind of picture some bytes are, and how large it would be on the screen, read off their first bytes only. */

/** The type that a picture is served as, whatever its sender called it. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

export interface Picture {
  type: PictureType;
  /** In pixels. */
  width: number;
  height: number;
}

/** People's pictures are smaller; larger ones are there to fill a disk. */
export const BYTES_LIMIT = 256 * 1024;
/** Each side, in pixels: a few bytes can unfold into a picture that takes all memory. */
export const SIDE_LIMIT = 2048;

/** The picture in `bytes`; `undefined` if it is none that we show: of another kind, cut off, or too large. */
export function pictureIn(bytes: Uint8Array): Picture | undefined {
  if (bytes.length > BYTES_LIMIT) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const picture = readers.map(read => read(view)).find(found => found !== undefined);
  const fits = (side: number) => side > 0 && side <= SIDE_LIMIT;
  return picture && fits(picture.width) && fits(picture.height) ? picture : undefined;
}

type Reader = (view: DataView) => Picture | undefined;

const begins = (view: DataView, signature: string, at = 0): boolean =>
  view.byteLength >= at + signature.length &&
  Array.from(signature).every((sign, index) => view.getUint8(at + index) === sign.charCodeAt(0));

/** PNG §11.2.2: the header comes first. */
const png: Reader = view =>
  begins(view, '\x89PNG\r\n\x1a\n') && begins(view, 'IHDR', 12) && view.byteLength >= 33
    ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
    : undefined;

/**
 * GIF89a §18 and §20: the logical screen, or the first picture on it where that is larger, since decoders then make the screen
 * as large.
 */
const gif: Reader = view => {
  if (!(begins(view, 'GIF87a') || begins(view, 'GIF89a')) || view.byteLength < 13) return undefined;
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  // Extensions (§23 to §26) are a label and blocks that each tell their length, up to an empty one.
  while (at + 2 < view.byteLength && view.getUint8(at) === 0x21) {
    for (at += 2; at < view.byteLength && view.getUint8(at) !== 0;) at += 1 + view.getUint8(at);
    at += 1;
  }
  if (at + 10 > view.byteLength || view.getUint8(at) !== 0x2c) return undefined;
  const uint16 = (offset: number) => view.getUint16(offset, true);
  return {
    type: 'image/gif',
    width: Math.max(uint16(6), uint16(at + 1) + uint16(at + 5)),
    height: Math.max(uint16(8), uint16(at + 3) + uint16(at + 7)),
  };
};

/** RFC 9649 §2.5 to §2.7: lossy, lossless and extended files. */
const webp: Reader = view => {
  if (!begins(view, 'RIFF') || !begins(view, 'WEBP', 8) || view.byteLength < 30) return undefined;
  const type = 'image/webp';
  if (begins(view, 'VP8 ', 12) && begins(view, '\x9d\x01\x2a', 23))
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (begins(view, 'VP8L', 12) && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (begins(view, 'VP8X', 12)) {
    const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    return { type, width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  return undefined;
};

/** The markers of JPEG (ITU-T T.81 §B.2.2) that begin a frame, which tells the size. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Markers that no length follows, and the start of a scan, which no frame comes behind (table B.1). */
const standsAlone = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xda);

/** Segments follow one another until the frame; each tells its length. Decoders must not find another frame than we do. */
const jpeg: Reader = view => {
  if (!begins(view, '\xff\xd8\xff')) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // padding
      continue;
    }
    if (isFrame(marker)) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const length = view.getUint16(at + 2);
    if (length < 2 || standsAlone(marker)) return undefined;
    at += 2 + length;
  }
  return undefined;
};

const readers: readonly Reader[] = [png, jpeg, webp, gif];
