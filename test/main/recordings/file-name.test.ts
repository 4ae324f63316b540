import { expect, test } from 'vitest';
import { recordingName } from '../../../main/recordings/file-name';

const at = new Date(2026, 10, 22, 9, 5, 7);

test('a recording is called by when it was and with whom', () => {
  expect(recordingName('Juliet Capulet', at)).toBe('2026-11-22 09.05.07 Juliet Capulet.webm');
  expect(recordingName('山田 花子', at, 2)).toBe('2026-11-22 09.05.07 山田 花子 (2).webm');
});

test.each([
  ['a way out of the folder', '../../etc/passwd', 'etc passwd'],
  ['a drive and another folder', 'C:\\Windows\\x', 'C Windows x'],
  ['what a shell or Windows gives a meaning', 'a<b>c:"d|e?f*', 'a b c d e f'],
  ['line breaks and control characters', 'a\nb\u0000c', 'a b c'],
  ['what turns the direction of text', 'abc\u202Egnp.exe', 'abcgnp.exe'],
  ['dots and spaces at the ends', ' ..Sr. ', 'Sr'],
  ['half a character', 'a\u{D800}b', 'a b'],
])('%s does not get into the name', (_what, person, kept) => {
  expect(recordingName(person, at)).toBe(`2026-11-22 09.05.07 ${kept}.webm`);
});

test('a person without a usable name is left out', () => {
  expect(recordingName('///', at)).toBe('2026-11-22 09.05.07.webm');
});

test('no file system finds the name too long', () => {
  for (const person of ['x'.repeat(500), '漢'.repeat(500), '😀'.repeat(500)])
    expect(Buffer.byteLength(recordingName(person, at, 99))).toBeLessThan(255);
});
