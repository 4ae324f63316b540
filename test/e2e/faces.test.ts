/** A picture that a contact publishes, in the page of the built app. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '../support/app';
import { startBareClient, type BareClient } from '../support/bare-client';
import { idOf, png } from '../support/pictures';
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
function publish(picture: Buffer): string {
  const id = idOf(picture);
  const item = (node: string, payload: string) =>
    bob.write(
      `<iq type='set' id='${node}'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${node}'><item id='${id}'>${payload}</item></publish></pubsub></iq>`,
    );
  item('urn:xmpp:avatar:data', `<data xmlns='urn:xmpp:avatar:data'>${picture.toString('base64')}</data>`);
  item(
    'urn:xmpp:avatar:metadata',
    `<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='${picture.length}' id='${id}' type='image/png'/></metadata>`,
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

test('one that cannot be decoded leaves the initials, and the next one is drawn again', async () => {
  const row = app.page.locator(`[data-address="${server.address('bob')}"]`).first();
  const whole = png(9, 7, 0xcc3366);
  const broken = Buffer.from(whole);
  broken[whole.indexOf('IHDR') + 12] = 3; // no picture has three bits for each colour
  const id = publish(broken);
  // It came and is served as it is; only the page can tell that there is no picture in it.
  const served = () =>
    app.electron.evaluate(
      async ({ session }, url) => (await session.defaultSession.fetch(url)).ok,
      `app://bundle/avatar/${id}`,
    );
  await expect.poll(served).toBe(true);
  expect(await widthOf(id)).toBe(-1);
  await expect.poll(() => row.locator('img').count()).toBe(0);
  expect(await row.locator('[data-initials]').getAttribute('data-initials')).toBe('山');

  const next = publish(whole);
  await row.locator(`img[src="app://bundle/avatar/${next}"]`).waitFor();
});
