/** The files in which Windows and macOS want one icon in all its sizes. Each holds the pictures as PNG. Pure. */

/** Of an ICO: what Windows shows somewhere between 100 % and 200 %. */
export const icoSizes = /** @type {const} */ ([16, 20, 24, 32, 40, 48, 64, 128, 256]);

/** The types of an ICNS by the size of their picture; `@2x` has a type of its own. */
const icnsTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

export const icnsSizes = [...new Set(icnsTypes.map(([, size]) => size))];

/**
 * @param {ReadonlyMap<number, Buffer>} pictures PNGs by their width in pixels.
 * @returns {Buffer} an ICO
 */
export function icoOf(pictures) {
  const entries = [...pictures];
  const header = Buffer.alloc(6 + entries.length * 16);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [at, [size, png]] of entries.entries()) {
    const entry = 6 + at * 16;
    // 256 does not fit and is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...entries.map(([, png]) => png)]);
}

/**
 * @param {ReadonlyMap<number, Buffer>} pictures PNGs by their width in pixels, one of each of `icnsSizes`.
 * @returns {Buffer} an ICNS
 * @throws if a size is missing
 */
export function icnsOf(pictures) {
  const chunks = icnsTypes.map(([type, size]) => {
    const png = pictures.get(size);
    if (!png) throw new Error(`an ICNS needs a picture of ${size} pixels`);
    return chunk(type, png);
  });
  return chunk('icns', Buffer.concat(chunks));
}

/** @param {string} type @param {Buffer} content */
function chunk(type, content) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
