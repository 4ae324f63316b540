/** How somebody is called, whom we know, and what is learnt of devices that show us nothing. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DTLS, ICE_UDP, JINGLE, JINGLE_MESSAGE, RTP, RTP_AUDIO, TRANSFER } from '../../main/core/protocol/namespaces';
import { elements } from '../../main/core/xml/codec';
import { descendant, startBareClient, type BareClient } from '../support/bare-client';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { startServer, type Server } from '../support/server';

let server: Server;
beforeAll(async () => (server = await startServer({ strangers: [{ user: 'mallory', password: 'mallory-pw' }] })));
afterEach(async () => {
  await stopDevices();
  await Promise.all(bare.splice(0).map(async client => client.stop()));
});
afterAll(async () => server.stop());

const config = (user: string) => ({
  address: server.address(user),
  password: server.password(user),
  host: server.host,
  port: server.port,
  ca: server.ca,
});

const bare: BareClient[] = [];
async function rawClient(user: string): Promise<BareClient> {
  const client = await startBareClient(config(user));
  bare.push(client);
  return client;
}

const DISCO_INFO = 'http://jabber.org/protocol/disco#info';
const calls = [JINGLE, ICE_UDP, RTP, RTP_AUDIO, DTLS];
const invitations = [...calls, JINGLE_MESSAGE];

/** Answers the next request of `asker` for what the client can do. */
async function tells(client: BareClient, asker: string, features: readonly string[]): Promise<void> {
  const iq = await client.next(
    ({ attrs, ...rest }) =>
      attrs['from'] === asker && descendant({ attrs, ...rest }, 'query', DISCO_INFO) !== undefined,
  );
  const list = features.map(name => `<feature var='${name}'/>`).join('');
  client.write(
    `<iq type='result' id='${iq.attrs['id']}' to='${asker}'><query xmlns='${DISCO_INFO}'>${list}</query></iq>`,
  );
}

/** A device of Bob's that is there and has told Alice what it can do. */
async function shows(alice: Device, features: readonly string[], priority = 0): Promise<BareClient> {
  const client = await rawClient('bob');
  client.write(`<presence><priority>${priority}</priority></presence>`);
  await tells(client, alice.self(), features);
  await until('the answer', () => alice.account.hasFeature(client.self, features[0] ?? '') !== undefined);
  return client;
}

const bob = () => server.address('bob');

test('who is not there is invited, and so is who has not told yet', async () => {
  const alice = await signIn(config('alice'));
  expect(alice.account.reach(bob())).toEqual({ by: 'propose' });
  const client = await rawClient('bob');
  client.write('<presence/>');
  await until('bob', () => alice.account.bestDevice(bob()) === client.self);
  expect(alice.account.reach(bob())).toEqual({ by: 'propose' });
});

test('without a device that knows invitations, the best one that takes calls is called itself', async () => {
  const alice = await signIn(config('alice'));
  const [, second, first] = [
    await shows(alice, ['urn:xmpp:ping'], 9),
    await shows(alice, calls, 1),
    await shows(alice, calls, 5),
  ];
  expect(alice.account.reach(bob())).toEqual({ by: 'initiate', device: first.self });
  first.write("<presence type='unavailable'/>");
  await until('it to be gone', () => alice.account.hasFeature(first.self, JINGLE) === undefined);
  expect(alice.account.reach(bob())).toEqual({ by: 'initiate', device: second.self });
});

test('of two like devices, the one heard of last is called', async () => {
  const alice = await signIn(config('alice'));
  const [first, second] = [await shows(alice, calls), await shows(alice, calls)];
  expect(alice.account.reach(bob())).toEqual({ by: 'initiate', device: second.self });
  first.write('<presence><show>chat</show></presence>');
  await tells(first, alice.self(), calls);
  await until('it', () => alice.account.bestDevice(bob()) === first.self);
  second.write('<presence><show>chat</show></presence>');
  await tells(second, alice.self(), calls);
  await until('the other', () => alice.account.bestDevice(bob()) === second.self);
});

test('one device that knows invitations, or none that takes calls, is enough for an invitation', async () => {
  const alice = await signIn(config('alice'));
  const able = await shows(alice, calls);
  const modern = await shows(alice, invitations, -1);
  expect(alice.account.reach(bob())).toEqual({ by: 'propose' });
  modern.write("<presence type='unavailable'/>");
  await until('the other alone', () => alice.account.reach(bob()).by === 'initiate');
  const silent = await rawClient('bob');
  silent.write('<presence/>'); // may know them; it has not said
  await until('an unknown', () => alice.account.reach(bob()).by === 'propose');
  silent.write("<presence type='unavailable'/>");
  await until('the other alone again', () => alice.account.reach(bob()).by === 'initiate');
  able.write("<presence type='unavailable'/>");
  await shows(alice, ['urn:xmpp:ping']);
  await until('only one', () => alice.account.hasFeature(able.self, JINGLE) === undefined);
  expect(alice.account.reach(bob())).toEqual({ by: 'propose' });
});

test('contacts are whom we subscribed to, asked or allowed, and ourselves; nobody else', async () => {
  const alice = await signIn(config('alice'));
  await until('people', () => alice.contacts().length === 2);
  const other = await rawClient('alice');
  other.write(
    "<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='noted@example.test' name='N'/></query></iq>",
  );
  other.write("<presence to='asked@example.test' type='subscribe'/>");
  await until('the note', () => alice.contacts().some(({ address }) => address === 'noted@example.test'));
  await until('the request', () => alice.account.isContact('asked@example.test'));
  expect(alice.account.isContact(bob())).toBe(true);
  expect(alice.account.isContact('Bob@Example.test')).toBe(true);
  expect(alice.account.isContact(server.address('alice'))).toBe(true);
  expect(alice.account.isContact('noted@example.test')).toBe(false);
  expect(alice.account.isContact(server.address('mallory'))).toBe(false);
});

test('a device that shows us no presence is asked once what it can do, and that is kept', async () => {
  const alice = await signIn(config('alice'));
  const mallory = await rawClient('mallory');
  expect(alice.account.hasFeature(mallory.self, JINGLE)).toBeUndefined();
  alice.account.learn(mallory.self);
  alice.account.learn(mallory.self);
  await tells(mallory, alice.self(), [...calls, TRANSFER]);
  await until('the answer', () => alice.account.hasFeature(mallory.self, TRANSFER));
  expect(alice.account.hasFeature(mallory.self, JINGLE_MESSAGE)).toBe(false);
  alice.account.learn(mallory.self);
  alice.account.wire.message(mallory.self, { step: 'ringing', id: 'last' });
  await mallory.next(stanza => descendant(stanza, 'ringing') !== undefined);
  const asked = mallory.stanzas.filter(stanza => elements(stanza).some(({ attrs }) => attrs['xmlns'] === DISCO_INFO));
  expect(asked).toHaveLength(1);
});
