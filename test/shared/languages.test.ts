import { expect, test } from 'vitest';
import { wordsIn } from '../../shared/words';
import { directionOf, languages, speechFor } from '../../shared/words/languages';

test.each([
  [['ja-JP', 'en-US'], 'ja', 'ja-JP'],
  [['ja'], 'ja', 'ja'],
  [['en-GB', 'ja-JP'], 'en', 'en-GB'],
  [['de-AT', 'ja-JP', 'en-GB'], 'ja', 'ja-JP'],
  [['de-AT', 'fr'], 'en', 'en'],
  [['ja_JP.UTF-8', 'C', ''], 'en', 'en'],
  [[], 'en', 'en'],
])('of the system’s languages %j the first that is spoken is %s', (preferred, language, locale) => {
  expect(speechFor('system', preferred)).toEqual({ language, locale });
});

test('who chooses a language gets it, with their region where the system names one', () => {
  expect(speechFor('ja', ['en-GB'])).toEqual({ language: 'ja', locale: 'ja' });
  expect(speechFor('en', ['ja-JP', 'en-NZ'])).toEqual({ language: 'en', locale: 'en-NZ' });
});

test('every language that is spoken is written from left to right, and others are known that are not', () => {
  for (const language of languages) expect(directionOf(language)).toBe('ltr');
  for (const language of ['ar', 'he', 'fa', 'ur-PK', 'ar-EG']) expect(directionOf(language)).toBe('rtl');
  for (const language of ['de', 'zh-Hant', 'ru']) expect(directionOf(language)).toBe('ltr');
});

test('plurals and ordinals follow the language', () => {
  const english = wordsIn({ language: 'en', locale: 'en-GB' });
  const japanese = wordsIn({ language: 'ja', locale: 'ja' });
  const missed = [1, 2].map(count => english.recents.missedCount({ count }));
  expect(missed).toEqual(['1 missed call', '2 missed calls']);
  expect(japanese.recents.missedCount({ count: 1 })).toBe('不在着信1件');
  const tries = [2, 3, 4, 11, 21].map(attempt => english.connection.tries({ doing: 'Connecting…', attempt }));
  expect(tries.map(text => /\((\S+)/.exec(text)?.[1])).toEqual(['2nd', '3rd', '4th', '11th', '21st']);
  expect(japanese.connection.tries({ doing: '接続しています…', attempt: 2 })).toBe('接続しています…（2回目）');
});
