import { expect, test } from 'vitest';
import { opensSheet } from '../../renderer/cheat-sheet';
import { fittingLines, levelOf } from '../../renderer/log-lines';

const key = (name: string, rest = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...rest });

test('F1 and Ctrl with a slash show the keys anywhere, a question mark only where nothing is typed', () => {
  expect(opensSheet(key('F1'), true)).toBe(true);
  expect(opensSheet(key('/', { ctrlKey: true }), true)).toBe(true);
  expect(opensSheet(key('?'), false)).toBe(true);
  expect(opensSheet(key('?'), true)).toBe(false);
  expect(opensSheet(key('/'), false)).toBe(false);
  expect(opensSheet(key('F1', { altKey: true }), false)).toBe(false);
});

const lines = [
  '2026-01-31T12:00:00.000Z debug xmpp: traffic',
  '2026-01-31T12:00:01.000Z info softphone: Online',
  '2026-01-31T12:00:02.000Z warn tray: gone',
  'a line of no shape',
];

test('the log is filtered by how much a line matters and by its text, in any case', () => {
  expect(lines.map(levelOf)).toEqual(['debug', 'info', 'warn', 'warn']);
  expect(fittingLines(lines, 'all', '')).toEqual(lines);
  expect(fittingLines(lines, 'info', '')).toEqual(lines.slice(1));
  expect(fittingLines(lines, 'warn', '')).toEqual(lines.slice(2));
  expect(fittingLines(lines, 'all', ' ONLINE ')).toEqual([lines[1]]);
});
