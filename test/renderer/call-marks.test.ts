import { expect, test } from 'vitest';
import { markOf, outlineOf, type CallMark } from '../../renderer/call-marks';

test.each([
  ['incoming', 'answered', 'incoming'],
  ['outgoing', 'answered', 'outgoing'],
  ['incoming', 'no-answer', 'missed'],
  ['outgoing', 'no-answer', 'outgoing'],
  ['incoming', 'declined', 'declined'],
  ['outgoing', 'declined-elsewhere', 'declined'],
] as const)('an %s call that ended as %s has the mark of %s', (direction, end, mark) =>
  expect(markOf({ direction, end })).toBe(mark),
);

test('each mark is a picture of its own, every stroke of it from where the box begins', () => {
  const marks: readonly CallMark[] = ['missed', 'incoming', 'outgoing', 'declined'];
  const outlines = marks.map(outlineOf);
  expect(new Set(outlines).size).toBe(marks.length);
  for (const outline of outlines) expect(outline).toMatch(/^(M0 0[Mm][\d.]+[ ,]?[^Mm]+)+$/);
});
