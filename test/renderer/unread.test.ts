import { expect, test } from 'vitest';
import { unreadIn } from '../../renderer/unread';

test('what several accounts have of one person is one number, and who has nothing new is not there', () => {
  const counts = unreadIn([
    { peer: 'juliet@capulet.lit', unread: 2 },
    { peer: 'nurse@capulet.lit', unread: 0 },
    { peer: 'juliet@capulet.lit', unread: 1 },
  ]);
  expect([...counts]).toEqual([['juliet@capulet.lit', 3]]);
});
