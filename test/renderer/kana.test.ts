import { expect, test } from 'vitest';
import { inRomaji, soundOf } from '../../renderer/kana';
import { folded } from '../../shared/folded';

test.each([
  ['たなか', 'tanaka'],
  ['スズキ', 'suzuki'],
  ['しゅんいち', 'shunichi'],
  ['ファティマ', 'fatima'],
  ['ウェン', 'wen'],
  ['ジェーン', 'jen'],
  ['田中 たろう', '田中 tarou'],
  ['Tanaka', 'tanaka'],
])('%s in romaji is %s', (name, romaji) => {
  expect(inRomaji(folded(name))).toBe(romaji);
});

test.each([
  ['さとう', 'Satō', 'Sato', 'Satou', 'Satoh', 'サトー'],
  ['おおの', 'Ohno', 'Ōno', 'Oono'],
  ['しんいち', "Shin'ichi", 'Shinichi', 'Sinichi'],
  ['しんばし', 'Shimbashi', 'Shinbashi', 'Sinbasi'],
  ['じゅん', 'Jun', 'Zyun', 'Jyun'],
  ['まっちゃ', 'Matcha', 'Maccha'],
  ['つづき', 'Tsuzuki', 'Tuzuki', 'Tsudzuki'],
  ['ふじい', 'Fujii', 'Huzii', 'Fuji'],
  ['ゆうこ', 'Yūko', 'Yuuko', 'Yuko'],
  ['あんな', 'Anna', 'Ana'],
  ['ちひろ', 'Chihiro', 'Tihiro', 'ﾁﾋﾛ'],
])('%s sounds as its other spellings', (...spellings) => {
  expect(new Set(spellings.map(text => soundOf(folded(text)))).size).toBe(1);
});

test.each([
  ['すずき', 'すすき'],
  ['かとう', 'さとう'],
  ['おの', 'おな'],
  ['John', 'Jahn'],
])('%s does not sound as %s', (one, other) => {
  expect(soundOf(folded(one))).not.toBe(soundOf(folded(other)));
});
