/** XEP-0392: Consistent Color Generation, version 1.0. The same person has the same hue in every client that follows it. */
import { remembered } from './remembered';

/** Red, green and blue, each 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The hue angle of `text` in degrees (§5.1): the first two octets of its SHA-1, least significant first. */
export function hueOf(text: string): number {
  const [first = 0] = sha1(new TextEncoder().encode(text));
  const least = first >>> 24;
  const most = (first >>> 16) & 0xff;
  return ((least | (most << 8)) / 65_536) * 360;
}

/** The colour of `text`: its hue in HSLuv with full saturation and a lightness of 50 (§5.3). */
export const colorOf = (text: string): Rgb => hsluv(hueOf(text), 100, 50);

/** As CSS writes it. */
export const cssOf = (rgb: Rgb): string => `rgb(${rgb.map(part => Math.round(part * 255)).join(' ')})`;

/** The colour of whoever has an address, as CSS writes it. */
export const personColor = remembered(address => cssOf(colorOf(address)));

// HSLuv (hsluv.org, revision 4): polar CIELUV, with saturation as a share of what sRGB can show.

const fromXyz = [
  [3.240969941904521, -1.537383177570093, -0.498610760293],
  [-0.96924363628087, 1.87596750150772, 0.041555057407175],
  [0.055630079696993, -0.20397695888897, 1.056971514242878],
] as const;
const WHITE_U = 0.19783000664283;
const WHITE_V = 0.46831999493879;
const KAPPA = 903.2962962;
const EPSILON = 0.0088564516;

function hsluv(hue: number, saturation: number, lightness: number): Rgb {
  const angle = (hue / 180) * Math.PI;
  const chroma = (mostChroma(lightness, angle) * saturation) / 100;
  const u = (Math.cos(angle) * chroma) / (13 * lightness) + WHITE_U;
  const v = (Math.sin(angle) * chroma) / (13 * lightness) + WHITE_V;
  const y = lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / KAPPA;
  const x = (9 * y * u) / (4 * v);
  const z = (9 * y - 15 * v * y - v * x) / (3 * v);
  const [red, green, blue] = fromXyz.map(([fx, fy, fz]) => gammaOf(fx * x + fy * y + fz * z));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** The distance from grey to the edge of sRGB in the direction of `angle`: six lines bound it, the nearest one counts. */
function mostChroma(lightness: number, angle: number): number {
  const cube = (lightness + 16) ** 3 / 1_560_896;
  const scale = cube > EPSILON ? cube : lightness / KAPPA;
  const lengths = fromXyz.flatMap(([m1, m2, m3]) =>
    [0, 1].map(edge => {
      const rise = (284_517 * m1 - 94_839 * m3) * scale;
      const offset = (838_422 * m3 + 769_860 * m2 + 731_718 * m1) * lightness * scale - 769_860 * edge * lightness;
      const run = (632_260 * m3 - 126_452 * m2) * scale + 126_452 * edge;
      return offset / run / (Math.sin(angle) - (rise / run) * Math.cos(angle));
    }),
  );
  return Math.min(...lengths.filter(length => length >= 0));
}

function gammaOf(linear: number): number {
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.min(1, Math.max(0, encoded));
}

/** RFC 3174, as five words. The one of `crypto.subtle` answers too late for a first paint. */
function sha1(message: Uint8Array): readonly number[] {
  const blocks = Math.ceil((message.length + 9) / 64);
  const padded = new DataView(new ArrayBuffer(blocks * 64));
  message.forEach((octet, at) => padded.setUint8(at, octet));
  padded.setUint8(message.length, 0x80);
  padded.setUint32(blocks * 64 - 4, message.length * 8);

  let [h0, h1, h2, h3, h4] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  const word = (at: number): number => words[at] ?? 0;
  for (let block = 0; block < blocks; block++) {
    for (let at = 0; at < 16; at++) words[at] = padded.getInt32(block * 64 + at * 4);
    for (let at = 16; at < 80; at++) words[at] = rotate(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1);
    let [a, b, c, d, e] = [h0, h1, h2, h3, h4];
    for (let at = 0; at < 80; at++) {
      let mixed = b ^ c ^ d;
      if (at < 20) mixed = (b & c) | (~b & d);
      else if (at >= 40 && at < 60) mixed = (b & c) | (b & d) | (c & d);
      const constant = at < 20 ? 0x5a827999 : at < 40 ? 0x6ed9eba1 : at < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const next = (rotate(a, 5) + mixed + e + constant + word(at)) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return [h0, h1, h2, h3, h4];
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
