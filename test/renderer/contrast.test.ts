import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Rgb = [number, number, number];

/** CSS Color 4: OKLCH to linear sRGB, cut to what a screen shows. */
function linearOf(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [Math.cos((hue * Math.PI) / 180) * chroma, Math.sin((hue * Math.PI) / 180) * chroma];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (part: number) => Math.min(1, Math.max(0, part));
  return [
    cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
/** WCAG 2.2. */
function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const sheet = readFileSync(new URL('../../renderer/style.css', import.meta.url), 'utf8');
const number = String.raw`([\d.]+)`;
const tokensIn = (block: string | undefined): Map<string, Rgb> => {
  const found = (block ?? '').matchAll(
    new RegExp(`--([\\w-]+): oklch\\(${number} ${number} ${number}\\);|--(face-[\\w]+): ${number};`, 'g'),
  );
  return new Map(
    [...found].map(([, name, l, c, h, face, lightness]) =>
      face ? [face, linearOf(Number(lightness), 0, 0)] : [name ?? '', linearOf(Number(l), Number(c), Number(h))],
    ),
  );
};
const [light, dark, more, darkAndMore] = [...sheet.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => tokensIn(block));
const palette = (...layers: (Map<string, Rgb> | undefined)[]) => new Map(layers.flatMap(layer => [...(layer ?? [])]));
const palettes = {
  light: palette(light),
  dark: palette(light, dark),
  'light with more contrast': palette(light, more),
  'dark with more contrast': palette(light, dark, more, darkAndMore),
};

const AAA = 7;
const AA = 4.5;
/** For shapes (WCAG 1.4.11). */
const SHAPE = 3;
const pairs: [ink: string, ground: string, least: number][] = [
  ['text', 'surface', AAA],
  ['text', 'surface-raised', AAA],
  ['text', 'surface-sunken', AAA],
  ['text', 'accent-soft', AAA],
  ['text', 'negative-soft', AAA],
  ['text', 'warning-soft', AAA],
  ['text-soft', 'surface', AA],
  ['text-soft', 'surface-raised', AA],
  ['text-soft', 'surface-sunken', AA],
  ['text-soft', 'accent-soft', AA],
  ['accent', 'surface', AA],
  ['accent', 'surface-raised', AA],
  ['accent', 'accent-soft', AA],
  ['on-accent', 'accent', AA],
  ['on-positive', 'positive', AA],
  ['on-negative', 'negative', AA],
  ['negative-text', 'surface', AA],
  ['negative-text', 'negative-soft', AA],
  ['warning-text', 'surface', AA],
  ['warning-text', 'surface-raised', AA],
  ['warning-text', 'warning-soft', AA],
  ['positive', 'surface', SHAPE],
  ['warning', 'surface', SHAPE],
  ['warning', 'surface-sunken', SHAPE],
  ['line-strong', 'surface', SHAPE],
  ['line-strong', 'surface-raised', SHAPE],
  ['face-ink', 'face-fill', AA],
];

test.each(Object.entries(palettes))('the colours of %s have the contrast that WCAG asks for', (_, colors) => {
  const weak = pairs
    .map(([ink, ground, least]) => {
      const [over, under] = [colors.get(ink), colors.get(ground)];
      return { ink, ground, least, has: over && under ? contrast(over, under) : 0 };
    })
    .filter(({ has, least }) => has < least);
  expect(weak).toEqual([]);
});
