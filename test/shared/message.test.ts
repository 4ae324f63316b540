import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MESSAGE_LIMIT, messageText, messageTexts } from '../../shared/message';

test('what fits is one message, and nothing is none', () => {
  expect(messageTexts('  Later\r\n ')).toEqual(['Later']);
  expect(messageTexts(' \n ')).toEqual([]);
  expect(messageTexts('x'.repeat(MESSAGE_LIMIT))).toEqual(['x'.repeat(MESSAGE_LIMIT)]);
});

test('a long text is cut between lines, or between words, and nothing of it is lost', () => {
  const [line, word] = ['y'.repeat(1_500), 'z'.repeat(900)];
  expect(messageTexts(`${line}\n${line}\n${word}`)).toEqual([line, line, word]);
  expect(messageTexts(`${word} ${word} ${word}`)).toEqual([`${word} ${word}`, word]);
});

test('a word that is too long is cut, but no character', () => {
  const parts = messageTexts(`a${'🎉'.repeat(1_500)}`);
  expect(parts.map(part => part.length)).toEqual([1_999, 1_002]);
  expect(parts.join('')).toBe(`a${'🎉'.repeat(1_500)}`);
});

test('what nobody writes by hand is cut off, and one sees that it is', () => {
  const parts = messageTexts('ab '.repeat(50_000));
  expect(parts).toHaveLength(20);
  expect(parts.at(-1)?.endsWith('…')).toBe(true);
});

test('each part is one that can be sent, and together they say the same', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 400 });
  fc.assert(
    fc.property(words, list => {
      const text = list.join(' ');
      const parts = messageTexts(text);
      for (const part of parts) expect(messageText(part)).toBe(part);
      if (parts.length < 20) expect(parts.join('').replace(/\s/g, '')).toBe(parts.length === 0 ? '' : plain(text));
    }),
  );
});

const plain = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/\s/g, '');
