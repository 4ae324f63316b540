import { expect, test } from 'vitest';
import { verificationWords } from '../../main/verification';

const sid = 'a73sjjvkla37jfea';
const ours = '02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1:7A:03:A2:7D:F9:B0:7F:46:19:B2';
const theirs = ours.replace('02:1A', '02:1B');

test('there are four words, and the same ones for the same certificates however they are written', async () => {
  const words = await verificationWords(sid, [ours, theirs]);
  expect(words).toHaveLength(4);
  for (const word of words) expect(word).toMatch(/^[a-z]{3,8}$/);
  expect(await verificationWords(sid, [ours.toLowerCase(), theirs.toLowerCase()])).toEqual(words);
});

test.each([
  ['another certificate of the initiator', sid, [theirs, theirs]],
  ['another certificate of the responder', sid, [ours, ours]],
  ['the certificates exchanged', sid, [theirs, ours]],
  ['another session', 'b73sjjvkla37jfea', [ours, theirs]],
] as const)('%s gives other words', async (_what, session, certificates) => {
  expect(await verificationWords(session, certificates)).not.toEqual(await verificationWords(sid, [ours, theirs]));
});

test('the words of this version stay what they are', async () => {
  expect(await verificationWords(sid, [ours, theirs])).toMatchInlineSnapshot(`
    [
      "dinner",
      "cloth",
      "trip",
      "mother",
    ]
  `);
});
