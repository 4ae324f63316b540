/**
 * Japanese names by their sound, so that kana are found by romaji and romaji by kana. How a name in kanji is read is not
 * in its characters: 田中 is found by たなか or "tanaka" only where its owner has written that somewhere as well, in the
 * address for instance.
 */
import { toRomaji } from 'wanakana';

const kana = /[\u3041-\u3096]/u;

/** `folded` text (see `shared/folded.ts`) with its kana in Hepburn romaji; everything else stays. */
export const inRomaji = (folded: string): string =>
  kana.test(folded)
    ? toRomaji(folded.replaceAll('ー', ''), { customRomajiMapping: borrowed }).replaceAll("'", '')
    : folded;

/** Small vowels, as words from other languages have them: ふぁ, てぃ, うぇ. */
const borrowed = Object.fromEntries(
  [
    ['ふ', 'f'],
    ['う', 'w'],
    ['ゔ', 'v'],
    ['て', 't'],
    ['で', 'd'],
    ['と', 't'],
    ['ど', 'd'],
    ['し', 'sh'],
    ['じ', 'j'],
    ['ち', 'ch'],
    ['つ', 'ts'],
  ].flatMap(([sign, consonant]) =>
    [
      ['ぁ', 'a'],
      ['ぃ', 'i'],
      ['ぅ', 'u'],
      ['ぇ', 'e'],
      ['ぉ', 'o'],
    ].map(([small, vowel]) => [`${sign}${small}`, `${consonant}${vowel}`]),
  ),
);

/** From the ways of writing the same sound to one of them; in this order. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/['’ー]/gu, ''],
  [/[tc]ch/gu, 'tty'], // っち is written both ways
  [/ch/gu, 'ty'],
  [/sh/gu, 'sy'],
  [/j/gu, 'zy'],
  [/dz/gu, 'z'],
  [/([tsz])y(?=[iy])/gu, '$1'], // "chi", "shi", "ji", "jya"
  [/ts(?=u|$)/gmu, 't'],
  [/fu/gu, 'hu'],
  [/m(?=[bmp])/gu, 'n'], // Shimbashi
  [/nn/gu, 'n'],
  [/oh(?![aeiouy])/gu, 'o'], // Ohno, Satoh
  [/ou|oo/gu, 'o'],
  [/uu/gu, 'u'],
  [/aa/gu, 'a'],
  [/ii/gu, 'i'],
];

/**
 * A key that is the same for all common ways to write a Japanese sound: たなか and "Tanaka", さとう and "Sato", "Satō",
 * "Satoh" or "Satou", しんいち, "Shin'ichi" and "Sin-ichi". Other languages lose no more than a double letter by it.
 */
export const soundOf = (folded: string): string =>
  spellings.reduce((text, [from, to]) => text.replace(from, to), inRomaji(folded));
