/** A picture that a contact publishes, in the page of the built app: drawn anew there, and only so kept and shown. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app';
import { startBareClient, type BareClient } from '../support/bare-client';
import { isDrawn } from '../../main/avatars/undrawn';
import { chunk, idOf, png } from '../support/pictures';
import { startServer, type Server } from '../support/server';

let server: Server;
let app: App;
let bob: BareClient;

beforeAll(async () => {
  server = await startServer();
  const { host, port, ca } = server;
  bob = await startBareClient({ address: server.address('bob'), password: server.password('bob'), host, port, ca });
  bob.write('<presence/>');
  app = await startApp({ server, user: 'alice' });
});

afterAll(async () => {
  await app?.stop();
  await bob?.stop();
  await server?.stop();
});

/** Bob shows himself as he says. */
function publish(picture: Buffer, type = 'image/png'): string {
  const id = idOf(picture);
  const item = (node: string, payload: string) =>
    bob.write(
      `<iq type='set' id='${node}'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${node}'><item id='${id}'>${payload}</item></publish></pubsub></iq>`,
    );
  item('urn:xmpp:avatar:data', `<data xmlns='urn:xmpp:avatar:data'>${picture.toString('base64')}</data>`);
  item(
    'urn:xmpp:avatar:metadata',
    `<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='${picture.length}' id='${id}' type='${type}'/></metadata>`,
  );
  return id;
}

const widthOf = (path: string) =>
  app.page.evaluate(
    src =>
      new Promise<number>(resolve => {
        const image = new Image();
        image.addEventListener('load', () => resolve(image.naturalWidth));
        image.addEventListener('error', () => resolve(-1));
        image.src = src;
      }),
    `app://bundle/avatar/${path}`,
  );

test('it is drawn beside the name, and nothing else is served in its place', async () => {
  const id = publish(png(9, 7, 0x3366cc));
  const face = app.page.locator(`img[src="app://bundle/avatar/${id}"]`).first();
  await face.waitFor();
  await expect.poll(() => face.evaluate(image => (image instanceof HTMLImageElement ? image.naturalWidth : 0))).toBe(9);
  expect(await widthOf(id)).toBe(9);
  for (const path of ['0'.repeat(40), `${id}?x`, 'people.json', '..%2fsettings.json'])
    expect([path, await widthOf(path)]).toEqual([path, -1]);
});

test('one that cannot be decoded changes nothing, and the next one is shown', async () => {
  const row = app.page.locator(`[data-address="${server.address('bob')}"]`).first();
  const before = await row.locator('img').getAttribute('src');
  const whole = png(9, 7, 0xcc3366);
  const broken = Buffer.from(whole);
  broken[whole.indexOf('IHDR') + 12] = 3; // no picture has three bits for each colour
  const id = publish(broken);
  await expect.poll(() => app.output()).toContain('a picture could not be drawn');
  expect(await widthOf(id)).toBe(-1);
  expect(await row.locator('img').getAttribute('src')).toBe(before);

  const next = publish(whole);
  await row.locator(`img[src="app://bundle/avatar/${next}"]`).waitFor();
});

/** What the page shows of a picture: its bytes, its size and the colour of its upper left corner. */
const shown = async (id: string) => {
  await app.page.locator(`img[src="app://bundle/avatar/${id}"]`).first().waitFor();
  const seen = await app.page.evaluate(async url => {
    const blob = await (await fetch(url)).blob();
    const bitmap = await createImageBitmap(blob);
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    drawing?.drawImage(bitmap, 0, 0);
    return {
      bytes: [...new Uint8Array(await blob.arrayBuffer())],
      size: [bitmap.width, bitmap.height],
      corner: [...(drawing?.getImageData(0, 0, 1, 1).data ?? [])],
    };
  }, `app://bundle/avatar/${id}`);
  return { ...seen, bytes: Buffer.from(seen.bytes) };
};

/** Which of red, green and blue a colour is. */
const nameOf = ([red = 0, green = 0, blue = 0]: number[]): string => {
  const most = Math.max(red, green, blue);
  return most === red ? 'red' : most === green ? 'green' : 'blue';
};

test('a text that came with a picture does not stay with it', async () => {
  const plain = png(20, 20, 0x00ff00);
  const end = plain.indexOf('IDAT') - 4;
  const text = chunk('tEXt', Buffer.from('Comment\0<script>where I live</script>', 'latin1'));
  const { bytes, corner } = await shown(publish(Buffer.concat([plain.subarray(0, end), text, plain.subarray(end)])));
  expect(isDrawn(bytes)).toBe(true);
  expect(bytes.includes('where I live')).toBe(false);
  expect(nameOf(corner)).toBe('green');
});

test('a photograph stands upright, and no longer tells where it was taken', async () => {
  // Red on the left and blue on the right, as the camera saw it lying on its side.
  const photograph = Buffer.from(
    await app.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(64, 32);
      const drawing = canvas.getContext('2d');
      for (const [at, colour] of ['red', 'blue'].entries()) {
        if (drawing) drawing.fillStyle = colour;
        drawing?.fillRect(at * 32, 0, 32, 32);
      }
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())];
    }),
  );
  // EXIF: one entry, the orientation, 8 (turn left); and a remark behind it.
  const tiff = Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0', 'latin1'),
    Buffer.from('GPS 45.44 N 10.99 E', 'latin1'),
  ]);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const tagged = Buffer.concat([
    photograph.subarray(0, 2),
    Buffer.of(0xff, 0xe1),
    length,
    exif,
    photograph.subarray(2),
  ]);
  const { bytes, size, corner } = await shown(publish(tagged, 'image/jpeg'));
  expect(isDrawn(bytes)).toBe(true);
  expect(bytes.includes('GPS')).toBe(false);
  expect(bytes.includes('Exif')).toBe(false);
  expect(size).toEqual([32, 64]);
  expect(nameOf(corner)).toBe('blue');
});

test('of one that moves the first picture is kept', async () => {
  const frame = (pixel: number) =>
    Buffer.of(0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, pixel, 1, 0);
  const head = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff', 'latin1');
  const moving = Buffer.concat([head, frame(0x44), frame(0x4c), Buffer.of(0x3b)]);
  const { bytes, size, corner } = await shown(publish(moving, 'image/gif'));
  expect(isDrawn(bytes)).toBe(true);
  expect(bytes.includes('ANIM')).toBe(false);
  expect([size, nameOf(corner)]).toEqual([[1, 1], 'red']);
});

test('a few bytes that unfold into millions of pixels become a face, and more than that is nobody’s', async () => {
  const { bytes, size } = await shown(publish(png(2048, 1024, 0x0000ff)));
  expect(isDrawn(bytes)).toBe(true);
  expect(size).toEqual([192, 96]);
  for (const [bomb, type] of [
    [png(2049, 16, 0x0000ff), 'image/png'],
    [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'),
      'image/svg+xml',
    ],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'image/png'],
  ] as const)
    expect(await widthOf(publish(bomb, type))).toBe(-1);
  const id = publish(png(30, 30, 0xff0000));
  await shown(id); // whatever came before it was refused by now
});

test('nothing is on the disk but what the page has drawn', async () => {
  const folder = join(app.profile, 'avatars');
  const kept = readdirSync(folder).filter(name => name !== 'people.json');
  expect(kept.length).toBeGreaterThan(4);
  for (const name of kept) expect([name, isDrawn(readFileSync(join(folder, name)))]).toEqual([name, true]);
});
