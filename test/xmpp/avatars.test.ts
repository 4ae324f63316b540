/** The pictures of people, as they publish them at each server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AvatarFolder } from '../../main/avatars/store';
import type { Draw } from '../../main/avatars/undrawn';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { startBareClient, type BareClient } from '../support/bare-client';
import { idOf, png, webp } from '../support/pictures';
import { serverNames, startServer, type Server } from '../support/server';

/** As the page does; what is kept tells which picture it was made of. */
const drawnOf = (bytes: Uint8Array): Buffer => webp(Number.parseInt(idOf(bytes).slice(0, 7), 16));
const draw: Draw = (_id, bytes) => Promise.resolve(drawnOf(bytes));
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

describe.each(serverNames)('with %s', name => {
  let server: Server;
  let folder = '';
  beforeAll(async () => {
    server = await startServer({ strangers: [{ user: 'mallory', password: 'mallory-pw' }] }, name);
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tsuwa-avatars-'))));
  const bare: BareClient[] = [];
  afterEach(async () => {
    await stopDevices();
    await Promise.all(bare.splice(0).map(async client => client.stop()));
    rmSync(folder, { recursive: true });
  });
  afterAll(async () => server.stop());

  const config = (user: string) => ({
    address: server.address(user),
    password: server.password(user),
    host: server.host,
    port: server.port,
    ca: server.ca,
  });
  const alone = async (user: string) => {
    const client = await startBareClient(config(user));
    bare.push(client);
    client.write('<presence/>');
    return client;
  };
  const watching = (pictures = new AvatarFolder(folder, log, draw)) =>
    signIn({ ...config('alice'), avatars: pictures });
  const avatar = (device: Device, user: string) =>
    device.contacts().find(({ address }) => address === server.address(user))?.avatar;

  /** Does what a client asks of its own account, and waits for the answer. */
  const ask = async (client: BareClient, id: string, payload: string) => {
    client.write(`<iq type='set' id='${id}'>${payload}</iq>`);
    const answer = await client.next(({ name: kind, attrs }) => kind === 'iq' && attrs['id'] === id);
    expect(answer.attrs['type']).toBe('result');
  };
  const publish = (client: BareClient, id: string, node: string, item: string, payload: string) =>
    ask(
      client,
      id,
      `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='${node}'><item id='${item}'>${payload}</item></publish></pubsub>`,
    );
  const metadata = (id: string, bytes: number) =>
    `<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='${bytes}' id='${id}' type='image/png' width='9' height='9'/></metadata>`;
  const data = (bytes: Buffer) => `<data xmlns='urn:xmpp:avatar:data'>${bytes.toString('base64')}</data>`;
  const publishPicture = async (client: BareClient, bytes: Buffer, id = idOf(bytes)) => {
    await publish(client, `d-${id}`, 'urn:xmpp:avatar:data', id, data(bytes));
    await publish(client, `m-${id}`, 'urn:xmpp:avatar:metadata', id, metadata(id, bytes.length));
  };

  test('a picture that is published comes whole, a new one follows it, and none is shown when it is taken back', async () => {
    const alice = await watching();
    const bob = await alone('bob');
    const [first, second] = [png(9, 9, 0x3366cc), png(9, 9, 0xcc6633)];
    await publishPicture(bob, first);
    await until('the picture', () => avatar(alice, 'bob') === idOf(first));
    expect(readFileSync(join(folder, `${idOf(first)}.webp`))).toEqual(drawnOf(first));
    await publishPicture(bob, second);
    await until('the next', () => avatar(alice, 'bob') === idOf(second));
    await publish(bob, 'none', 'urn:xmpp:avatar:metadata', 'none', "<metadata xmlns='urn:xmpp:avatar:metadata'/>");
    await until('none', () => avatar(alice, 'bob') === undefined);
  });

  test('a picture in a vCard comes whole too', async () => {
    const alice = await watching();
    const carol = await alone('carol');
    const picture = png(8, 8, 0x118833);
    const lines = picture.toString('base64').replaceAll(/.{1,76}/g, '$&\n');
    await ask(
      carol,
      'v',
      `<vCard xmlns='vcard-temp'><FN>Carol</FN><PHOTO><TYPE>image/png</TYPE><BINVAL>${lines}</BINVAL></PHOTO></vCard>`,
    );
    // Servers that convert vCards add the hash to the presence themselves (XEP-0398 §4).
    carol.write(`<presence><x xmlns='vcard-temp:x:update'><photo>${idOf(picture)}</photo></x></presence>`);
    await until('the picture', () => avatar(alice, 'carol') === idOf(picture));
    expect(readFileSync(join(folder, `${idOf(picture)}.webp`))).toEqual(drawnOf(picture));
  });

  test('who is not there shows the picture of last time', async () => {
    const pictures = new AvatarFolder(folder, log, draw);
    const alice = await watching(pictures);
    const bob = await alone('bob');
    const picture = png(7, 7, 0xaa00aa);
    await publishPicture(bob, picture);
    await until('the picture', () => avatar(alice, 'bob') === idOf(picture));
    await alice.stop();
    await bob.stop();
    pictures.flush();
    const again = await watching();
    await until('the contact with it', () => avatar(again, 'bob') === idOf(picture));
  });

  test('other bytes than those that were told of are not shown, and neither is what is no picture', async () => {
    const alice = await watching();
    const bob = await alone('bob');
    await publishPicture(bob, png(6, 6, 0x123456), idOf(png(6, 6, 0x654321)));
    await publishPicture(bob, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    const good = png(5, 5, 0x00ff00);
    await publishPicture(bob, good);
    await until('the good one', () => avatar(alice, 'bob') === idOf(good));
    expect(new AvatarFolder(folder, log, draw).has(idOf(png(6, 6, 0x654321)))).toBe(false);
  });

  test('a stranger who tells of a picture is asked for nothing', async () => {
    const alice = await watching();
    const mallory = await alone('mallory');
    const id = idOf(png(4, 4, 0xff0000));
    mallory.write(
      `<message to='${alice.self()}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:avatar:metadata'><item id='${id}'>${metadata(id, 99)}</item></items></event></message>`,
    );
    mallory.write(`<presence to='${alice.self()}'><x xmlns='vcard-temp:x:update'><photo>${id}</photo></x></presence>`);
    mallory.write(
      `<message to='${alice.self()}' type='chat'><ringing xmlns='urn:xmpp:jingle-message:0' id='behind'/></message>`,
    );
    await until('what came behind it', () => alice.messages.length > 0);
    // Whatever was asked before this was answered before it.
    const self = { action: 'session-info' as const, sid: 'behind', groups: [], contents: [] };
    await new Promise<void>(resolve => alice.account.wire.request(alice.self(), self, () => resolve()));
    expect(alice.log.filter(line => line.includes('picture'))).toEqual([]);
  });
});
