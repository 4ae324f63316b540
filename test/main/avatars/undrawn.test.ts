import { expect, test } from 'vitest';
import { serveAvatar } from '../../../main/avatars/serve';
import { isDrawn, Undrawn } from '../../../main/avatars/undrawn';
import { idOf, png, webp } from '../../support/pictures';

const picture = new Uint8Array(png(4, 4, 0x336699));
const id = idOf(picture);

test('a picture waits for the page, once however often it is asked for, and is gone when it was drawn', async () => {
  let changes = 0;
  const undrawn = new Undrawn(() => void (changes += 1));
  const both = Promise.all([undrawn.draw(id, picture, 'image/png'), undrawn.draw(id, picture, 'image/png')]);
  expect(undrawn.ids).toEqual([id]);
  undrawn.take('0'.repeat(40), webp());
  undrawn.take(id, webp());
  undrawn.take(id, undefined);
  expect(await both).toEqual([webp(), webp()]);
  expect(undrawn.ids).toEqual([]);
  expect(changes).toBe(2);
});

test('one that nobody draws is given up', async () => {
  const undrawn = new Undrawn(() => undefined, 10);
  expect(await undrawn.draw(id, picture, 'image/png')).toBeUndefined();
  expect(undrawn.ids).toEqual([]);
});

test('the page gets it as it came, as long as it waits', async () => {
  const undrawn = new Undrawn(() => undefined);
  const get = () =>
    serveAvatar({ open: () => Promise.resolve(undefined) }, undrawn, {
      ...{ method: 'GET', url: `app://bundle/undrawn/${id}` },
    });
  const drawn = undrawn.draw(id, picture, 'image/png');
  const response = await get();
  expect(response?.headers.get('content-type')).toBe('image/png');
  expect(response?.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(picture);
  undrawn.take(id, undefined);
  await drawn;
  expect((await get())?.status).toBe(404);
});

test('only a WebP no larger than a face is one of ours', () => {
  expect(isDrawn(webp())).toBe(true);
  expect(isDrawn(picture)).toBe(false);
  expect(isDrawn(Buffer.alloc(0))).toBe(false);
});
