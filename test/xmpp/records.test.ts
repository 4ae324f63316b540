/** What was said for calls is told as it went, in both directions, and nothing else is. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { JINGLE, JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import { serialize } from '../../main/xmpp/serialize';
import type { WireRecord } from '../../main/xmpp/account';
import { startBareClient, type BareClient } from '../support/bare-client';
import { signIn, stopDevices, until } from '../support/device';
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
  client.write('<presence/>');
  bare.push(client);
  return client;
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Without the stanza, of which a test says what it needs to. */
const outline = ({ stanza: _, ...rest }: WireRecord) => rest;

const info = (sid: string) => ({ action: 'session-info' as const, sid, groups: [], contents: [] });

test('a request of ours and its answer, a request of theirs and ours', async () => {
  const [alice, bob] = [await signIn(config('alice')), await signIn(config('bob'))];
  const answers: string[] = [];
  const ask = () => alice.account.wire.request(bob.self(), info(uuid(1)), ({ type }) => answers.push(type));
  ask();
  await until('a result', () => answers.length === 1);
  bob.reply = { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' };
  ask();
  await until('an error', () => answers.length === 2);
  const told = (address: string, asking: WireRecord['direction'], answering: WireRecord['direction']) => {
    const common = { sid: uuid(1), address };
    const request = { ...common, direction: asking, kind: 'request', name: 'session-info' };
    const answer = { ...common, direction: answering, answers: 'session-info' };
    return [
      request,
      { ...answer, kind: 'result', name: 'result' },
      request,
      { ...answer, kind: 'error', name: 'unknown-session' },
    ];
  };
  expect(alice.records.map(outline)).toEqual(told(bob.self(), 'sent', 'received'));
  expect(bob.records.map(outline)).toEqual(told(alice.self(), 'received', 'sent'));
  expect(serialize(alice.records[3]?.stanza ?? { name: '', attrs: {}, children: [] })).toContain('unknown-session');
});

test('what is said in answer comes behind the answer', async () => {
  const [alice, bob] = [await signIn(config('alice')), await signIn(config('bob'))];
  bob.carry = () => bob.account.wire.message(alice.self(), { step: 'finish', id: uuid(2) });
  alice.account.wire.request(bob.self(), info(uuid(2)), () => undefined);
  await until('all', () => bob.records.length === 3);
  await until('the last to arrive', () => alice.messages.length === 1); // or the server keeps it for the next test
  expect(bob.records.map(({ name }) => name)).toEqual(['session-info', 'result', 'finish']);
});

test('call messages, those of our other devices and those that come back', async () => {
  const [desk, laptop, bob] = [
    await signIn(config('alice')),
    await signIn(config('alice')),
    await signIn(config('bob')),
  ];
  bob.account.wire.message(desk.self(), { step: 'propose', id: uuid(3), media: ['audio'] });
  await until('it and its copy', () => desk.records.length === 1 && laptop.records.length === 1);
  desk.account.wire.message(bob.self(), { step: 'proceed', id: uuid(3) });
  await until('both copies', () => laptop.records.length === 2);
  const message = { kind: 'message', sid: uuid(3), direction: 'received' };
  expect(laptop.records.map(outline)).toEqual([
    { ...message, address: bob.self(), name: 'propose' },
    { ...message, address: desk.self(), name: 'proceed' },
  ]);
  expect(laptop.records[0]?.stanza.attrs['from']).toBe(server.address('alice'));
  expect(desk.records.map(outline)).toEqual([
    { ...message, address: bob.self(), name: 'propose' },
    { ...message, direction: 'sent', address: bob.self(), name: 'proceed' },
  ]);
  desk.account.wire.message('nobody@example.test', { step: 'propose', id: uuid(4), media: ['audio'] });
  await until('it back', () => desk.records.length === 4);
  expect(desk.records.slice(2).map(outline)).toEqual([
    { kind: 'message', direction: 'sent', sid: uuid(4), address: 'nobody@example.test', name: 'propose' },
    {
      kind: 'error',
      direction: 'received',
      sid: uuid(4),
      address: 'nobody@example.test',
      name: 'service-unavailable',
      answers: 'propose',
    },
  ]);
});

test('a request that we cannot read is told as well, with the error that it got', async () => {
  const alice = await signIn(config('alice'));
  const bob = await rawClient('bob');
  bob.write(
    `<iq type='set' id='m' to='${alice.self()}'><jingle xmlns='${JINGLE}' action='dance' sid='${uuid(5)}'/></iq>`,
  );
  await bob.next(({ attrs }) => attrs['id'] === 'm');
  expect(alice.records.map(outline)).toEqual([
    { kind: 'request', direction: 'received', sid: uuid(5), address: bob.self, name: 'dance' },
    {
      kind: 'error',
      direction: 'sent',
      sid: uuid(5),
      address: bob.self,
      name: 'bad-request',
      answers: 'dance',
    },
  ]);
});

test('neither presence, pings and chat nor copies and answers that somebody made up are told', async () => {
  const [alice, mallory] = [await signIn(config('alice')), await rawClient('mallory')];
  const bob = await rawClient('bob');
  alice.account.wire.request(bob.self, info(uuid(6)), () => undefined);
  const request = await bob.next(({ name, attrs }) => name === 'iq' && attrs['type'] === 'set');
  mallory.write(`<iq type='result' id='${request.attrs['id']}' to='${alice.self()}'/>`);
  mallory.write(`<message to='${alice.self()}' type='chat'><body>Hello</body></message>`);
  const forged = `<message xmlns='jabber:client' from='bob@example.test/x' to='${alice.self()}' type='chat'><proceed xmlns='${JINGLE_MESSAGE}' id='${uuid(6)}'/></message>`;
  mallory.write(
    `<message to='${alice.self()}'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>${forged}</forwarded></received></message>`,
  );
  mallory.write(`<iq type='get' id='p' to='${alice.self()}'><ping xmlns='urn:xmpp:ping'/></iq>`);
  await mallory.next(({ attrs }) => attrs['id'] === 'p');
  expect(alice.records.map(({ name }) => name)).toEqual(['session-info']);
});
