/** The icons of the packages, as they are committed: each in all its sizes, and whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { icnsOf, icnsSizes, icoSizes } from '../../scripts/icons/containers.mjs';

const icons = join(import.meta.dirname, '..', '..', 'build', 'icons');

/** Width and height in the header of a PNG. @throws if it is none */
function sizeOf(png: Buffer): [number, number] {
  if (png.toString('latin1', 1, 4) !== 'PNG' || !png.subarray(-8).toString('latin1').startsWith('IEND'))
    throw new Error('no whole PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the icon of Windows has every size that Windows shows', () => {
  const ico = readFileSync(join(icons, 'app.ico'));
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  const pictures = Array.from({ length: ico.readUInt16LE(4) }, (_, at) => {
    const [bytes, offset] = [ico.readUInt32LE(6 + at * 16 + 8), ico.readUInt32LE(6 + at * 16 + 12)];
    return sizeOf(ico.subarray(offset, offset + bytes));
  });
  expect(pictures).toEqual(icoSizes.map(size => [size, size]));
});

test('the icon of macOS has every size, also for screens with twice the pixels', () => {
  const icns = readFileSync(join(icons, 'app.icns'));
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const sizes: number[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    sizes.push(sizeOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))[0]);
  expect(new Set(sizes)).toEqual(new Set(icnsSizes));
});

test('an icon that lacks a size is not made', () => {
  expect(() => icnsOf(new Map([[16, Buffer.alloc(0)]]))).toThrow('32');
});
