/** People, devices, calls and relay servers over a real server. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { DTLS, ICE_UDP, JINGLE, JINGLE_MESSAGE, RTP, RTP_AUDIO } from '../../main/core/protocol/namespaces';
import { capsHash } from '../../main/xmpp/features';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { descendant, startBareClient, type BareClient } from '../support/bare-client';
import { startServer, type Server } from '../support/server';

const TTL_SECONDS = 4;

let server: Server;
beforeAll(async () => {
  server = await startServer({
    strangers: [{ user: 'mallory', password: 'mallory-pw' }],
    turn: { port: 3478, secret: 'a secret', ttl: TTL_SECONDS, tcp: true },
  });
});
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
/** A client that does only what the test says. */
async function rawClient(user: string): Promise<BareClient> {
  const client = await startBareClient(config(user));
  bare.push(client);
  return client;
}

const contact = (device: Device, user: string) =>
  device.contacts().find(({ address }) => address === server.address(user));

const DISCO_INFO = 'http://jabber.org/protocol/disco#info';

/** The id of the next request for what a client can do that `from` sends it. */
async function asked(client: BareClient, from: string): Promise<string> {
  const iq = await client.next(
    stanza => stanza.attrs['from'] === from && descendant(stanza, 'query', DISCO_INFO) !== undefined,
  );
  return iq.attrs['id'] ?? '';
}

/** The answer to the request that `client` sent under `id`. */
const answerTo = async (client: BareClient, id: string) =>
  client.next(({ name, attrs }) => name === 'iq' && attrs['id'] === id);

/** The names of all elements inside. */
const namesIn = (element: XmlElement): string[] => elements(element).flatMap(child => [child.name, ...namesIn(child)]);

const sessionInfo = (sid: string) => ({ action: 'session-info' as const, sid, groups: [], contents: [] });

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

test('contacts come with their names and groups, and nobody is there yet', async () => {
  const friend = { groups: ['Friends'], availability: 'offline', subscription: 'both', asked: false, blocked: false };
  const alice = await signIn(config('alice'));
  await until('people', () => alice.contacts().length > 0);
  expect(alice.contacts().toSorted((a, b) => a.address.localeCompare(b.address))).toEqual([
    { ...friend, address: 'bob@example.test', name: '山田 ボブ' },
    { ...friend, address: 'carol@example.test', name: 'Carol' },
  ]);
});

test('two of us see each other come, can be called, and see each other go', async () => {
  const alice = await signIn(config('alice'));
  const bob = await signIn(config('bob'));
  await until('bob to be callable', () => contact(alice, 'bob')?.callable);
  await until('alice to be callable', () => contact(bob, 'alice')?.callable);
  expect(contact(alice, 'bob')?.availability).toBe('online');
  expect(alice.account.bestDevice('bob@example.test')).toBe(bob.self());
  expect(alice.account.hasFeature(bob.self(), JINGLE_MESSAGE)).toBe(true);
  expect(alice.account.hasFeature(bob.self(), 'urn:ietf:rfc:3264')).toBe(false);
  await bob.stop();
  await until('bob to be gone', () => contact(alice, 'bob')?.availability === 'offline');
  expect(alice.account.hasFeature(bob.self(), JINGLE_MESSAGE)).toBeUndefined();
});

test('availability, words and priority of the best device are shown', async () => {
  const alice = await signIn(config('alice'));
  const [desk, phone] = [await rawClient('bob'), await rawClient('bob')];
  desk.write('<presence><show>away</show><status>At lunch</status><priority>5</priority></presence>');
  phone.write('<presence><show>dnd</show><priority>1</priority></presence>');
  await until('bob', () => contact(alice, 'bob')?.status === 'At lunch');
  expect(contact(alice, 'bob')?.availability).toBe('away');
  desk.write("<presence type='unavailable'/>");
  await until('the phone', () => contact(alice, 'bob')?.availability === 'dnd');
  expect(contact(alice, 'bob')?.status).toBeUndefined();
});

test('a device without calls is known as such once it has told', async () => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write('<presence/>');
  const id = await asked(bob, alice.self());
  expect(contact(alice, 'bob')?.callable).toBeUndefined();
  bob.write(
    `<iq type='result' id='${id}' to='${alice.self()}'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:ping'/></query></iq>`,
  );
  await until('the answer', () => contact(alice, 'bob')?.callable === false);
});

test('an answer that does not fit its hash counts for the device that gave it and for no other', async () => {
  const alice = await signIn(config('alice'));
  const [liar, other] = [await rawClient('bob'), await rawClient('carol')];
  const caps = `<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://other.test' ver='q07IKJEyjvHSyhy//CH0CxmKi8w='/></presence>`;
  const features = [JINGLE, ICE_UDP, RTP, RTP_AUDIO, DTLS].map(name => `<feature var='${name}'/>`).join('');
  liar.write(caps);
  const id = await asked(liar, alice.self());
  liar.write(
    `<iq type='result' id='${id}' to='${alice.self()}'><query xmlns='http://jabber.org/protocol/disco#info'>${features}</query></iq>`,
  );
  await until('the answer', () => contact(alice, 'bob')?.callable);
  other.write(caps);
  await asked(other, alice.self()); // the liar's answer was not kept for this hash
  expect(contact(alice, 'carol')?.callable).toBeUndefined();
});

test('we answer exactly the features of a softphone, under the hash that our presence shows', async () => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write('<presence/>');
  const presence = await bob.next(({ attrs }) => attrs['from'] === alice.self());
  const { node, ver } = descendant(presence, 'c')?.attrs ?? {};
  for (const [id, at] of Object.entries({ q1: '', q2: ` node='${node}#${ver}'` })) {
    bob.write(`<iq type='get' id='${id}' to='${alice.self()}'><query xmlns='${DISCO_INFO}'${at}/></iq>`);
    const query = descendant(await answerTo(bob, id), 'query');
    const features = query && elements(query).filter(({ name }) => name === 'feature');
    expect(features?.map(({ attrs }) => attrs['var'])).toEqual([
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/disco#info',
      'urn:tsuwa:early:0',
      'urn:tsuwa:ready:0',
      'urn:tsuwa:recording:0',
      'urn:xmpp:avatar:metadata+notify',
      'urn:xmpp:jingle-message:0',
      'urn:xmpp:jingle:1',
      'urn:xmpp:jingle:apps:dtls:0',
      'urn:xmpp:jingle:apps:rtp:1',
      'urn:xmpp:jingle:apps:rtp:audio',
      'urn:xmpp:jingle:transfer:0',
      'urn:xmpp:jingle:transports:ice-udp:1',
      'urn:xmpp:jingle:transports:ice:0',
      'urn:xmpp:ping',
      'urn:xmpp:receipts',
    ]);
    expect(query && capsHash(query, 'sha-1')).toBe(ver);
  }
  bob.write(`<iq type='get' id='n' to='${alice.self()}'><query xmlns='${DISCO_INFO}' node='x'/></iq>`);
  expect(namesIn(await answerTo(bob, 'n'))).toContain('item-not-found');
});

test.each([
  ['a ping', 'get', "<ping xmlns='urn:xmpp:ping'/>", undefined],
  ['an unknown query', 'get', "<query xmlns='urn:unknown'/>", 'service-unavailable'],
  ['an unknown command', 'set', "<query xmlns='urn:unknown'/>", 'service-unavailable'],
  ['a malformed Jingle request', 'set', "<jingle xmlns='urn:xmpp:jingle:1'/>", 'bad-request'],
])('%s is answered', async (_, type, payload, condition) => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write('<presence/>');
  await until('alice to know bob', () => contact(alice, 'bob')?.availability === 'online');
  bob.write(`<iq type='${type}' id='a' to='${alice.self()}'>${payload}</iq>`);
  const answer = await answerTo(bob, 'a');
  expect(answer.attrs['type']).toBe(condition === undefined ? 'result' : 'error');
  expect(namesIn(answer)).toEqual(condition === undefined ? [] : ['error', condition]);
});

test('a Jingle request is answered before what follows from it', async () => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write('<presence/>');
  alice.carry = ({ sid }) => alice.account.wire.request(bob.self, sessionInfo(`after-${sid}`), () => undefined);
  const request = (sid: string) =>
    bob.write(
      `<iq type='set' id='${sid}' to='${alice.self()}'><jingle xmlns='${JINGLE}' action='session-info' sid='${sid}'/></iq>`,
    );
  request('one');
  request('two');
  await bob.next(stanza => descendant(stanza, 'jingle')?.attrs['sid'] === 'after-two');
  const order = bob.stanzas.map(stanza => descendant(stanza, 'jingle')?.attrs['sid'] ?? stanza.attrs['id']);
  expect(order.filter(id => id !== undefined && /one|two/.test(id))).toEqual(['one', 'after-one', 'two', 'after-two']);
  alice.reply = { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' };
  alice.carry = () => undefined;
  request('three');
  expect(namesIn(await answerTo(bob, 'three'))).toEqual(['error', 'item-not-found', 'unknown-session']);
});

test('a call message goes out as every client wants it', async () => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write('<presence/>');
  alice.account.wire.message('bob@example.test', { step: 'propose', id: uuid(1), media: ['audio'] });
  const propose = await bob.next(({ name }) => name === 'message');
  expect(propose.attrs).toMatchObject({ type: 'chat', id: `jm-propose-${uuid(1)}`, from: alice.self() });
  expect(descendant(propose, 'propose', JINGLE_MESSAGE)?.attrs['id']).toBe(uuid(1));
  expect(descendant(propose, 'description', RTP)?.attrs['media']).toBe('audio');
  expect(descendant(propose, 'store', 'urn:xmpp:hints')).toBeDefined();
  expect(descendant(propose, 'request', 'urn:xmpp:receipts')).toBeDefined();
  alice.account.wire.message(bob.self, { step: 'retract', id: uuid(1) });
  const retract = await bob.next(({ name }) => name === 'message');
  expect(retract.attrs).toMatchObject({ type: 'chat', to: bob.self });
  expect(namesIn(retract)).toEqual(expect.arrayContaining(['retract', 'store']));
  expect(namesIn(retract)).not.toContain('request');
});

test('our other device hears what this one sends and receives, as copies', async () => {
  const [desk, laptop, bob] = [
    await signIn(config('alice')),
    await signIn(config('alice')),
    await signIn(config('bob')),
  ];
  await until('carbons', () => contact(bob, 'alice')?.callable);
  bob.account.wire.message(desk.self(), { step: 'propose', id: uuid(2), media: ['audio'] });
  await until('the first copy', () => laptop.messages.length === 1);
  desk.account.wire.message(bob.self(), { step: 'proceed', id: uuid(2) });
  await until('both copies', () => laptop.messages.length === 2);
  expect(laptop.messages).toMatchObject([
    { carbon: 'received', from: bob.self(), to: desk.self(), message: { step: 'propose', id: uuid(2) } },
    { carbon: 'sent', from: desk.self(), to: bob.self(), message: { step: 'proceed', id: uuid(2) } },
  ]);
  expect(desk.messages).toMatchObject([{ from: bob.self(), message: { step: 'propose' } }]);
  expect(desk.messages[0]).not.toHaveProperty('carbon');
});

test('a copy that anyone else made up is no copy', async () => {
  const alice = await signIn(config('alice'));
  const mallory = await rawClient('mallory');
  const forged = `<message from='bob@example.test/x' to='${alice.self()}' type='chat' xmlns='jabber:client'><proceed xmlns='urn:xmpp:jingle-message:0' id='${uuid(3)}'/></message>`;
  mallory.write(
    `<message to='${alice.self()}'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${forged}</forwarded></received></message>`,
  );
  mallory.write(
    `<message to='${alice.self()}' type='chat'><ringing xmlns='urn:xmpp:jingle-message:0' id='${uuid(4)}'/></message>`,
  );
  await until('the honest message', () => alice.messages.length > 0);
  expect(alice.messages.map(({ message }) => message.step)).toEqual(['ringing']);
});

test('a roster push of anyone else is refused and changes nothing', async () => {
  const alice = await signIn(config('alice'));
  await until('people', () => alice.contacts().length === 2);
  const mallory = await rawClient('mallory');
  mallory.write(
    `<iq type='set' id='p' to='${alice.self()}'><query xmlns='jabber:iq:roster'><item jid='mallory@example.test' subscription='both'/></query></iq>`,
  );
  expect(namesIn(await answerTo(mallory, 'p'))).toContain('service-unavailable');
  expect(alice.contacts()).toHaveLength(2);
});

test('a change of the roster on one device reaches the other', async () => {
  const carol = await signIn(config('carol'));
  await until('people', () => carol.contacts().length === 2);
  const other = await rawClient('carol');
  const change = (item: string) =>
    other.write(`<iq type='set' id='c'><query xmlns='jabber:iq:roster'>${item}</query></iq>`);
  change("<item jid='dave@example.test' name='Dave'><group>Work</group></item>");
  const dave = await until('dave', () => contact(carol, 'dave'));
  expect(dave).toMatchObject({ name: 'Dave', groups: ['Work'] });
  change("<item jid='dave@example.test' subscription='remove'/>");
  await until('dave to be gone', () => contact(carol, 'dave') === undefined);
});

test('a message that cannot be delivered comes back with its error', async () => {
  const alice = await signIn(config('alice'));
  alice.account.wire.message('nobody@example.test', { step: 'propose', id: uuid(5), media: ['audio'] });
  const bounced = await until('it', () => alice.messages[0]);
  expect(bounced).toMatchObject({
    from: 'nobody@example.test',
    message: { step: 'propose', id: uuid(5) },
    error: { type: 'cancel', condition: 'service-unavailable' },
  });
});

test('a message that was kept for us says since when', async () => {
  const bob = await signIn(config('bob'));
  const before = Date.now();
  const mallory = await rawClient('mallory');
  mallory.write(
    `<message to='${bob.self()}' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='${uuid(6)}'/><delay xmlns='urn:xmpp:delay' stamp='2020-01-31T12:00:00Z'/></message>`,
  );
  const kept = await until('it', () => bob.messages[0]);
  expect(kept.delayedAt).toBe(Date.parse('2020-01-31T12:00:00Z'));
  expect(kept.delayedAt).toBeLessThan(before);
});

test('relay servers come with credentials, and with fresh ones before these expire', async () => {
  const alice = await signIn(config('alice'));
  const [first] = await until('servers', () => alice.iceServers.length > 0 && alice.iceServers);
  expect(first?.map(({ urls }) => urls)).toEqual([
    'stun:127.0.0.1:3478',
    'turn:127.0.0.1:3478?transport=udp',
    'turn:127.0.0.1:3478?transport=tcp',
  ]);
  const expiry = (list: typeof first) => parseInt(list?.find(({ username }) => username !== undefined)?.username ?? '');
  expect(expiry(first)).toBeGreaterThan(Date.now() / 1000);
  const [, second] = await until('fresh ones', () => alice.iceServers.length > 1 && alice.iceServers);
  expect(Date.now() / 1000).toBeLessThanOrEqual(expiry(first) + 1);
  expect(expiry(second)).toBeGreaterThan(expiry(first));
});

test('someone without a subscription sees us only when we show ourselves', async () => {
  const alice = await signIn(config('alice'));
  const mallory = await rawClient('mallory');
  mallory.write('<presence/>');
  alice.account.showTo(mallory.self);
  const shown = await mallory.next(({ attrs }) => attrs['from'] === alice.self());
  expect(descendant(shown, 'c')?.attrs['hash']).toBe('sha-1');
});
