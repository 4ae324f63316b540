/** Ways into the telephone network are found, and one that stands in for a real one is called and calls. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OFFER_ANSWER } from '../../main/core/protocol/namespaces';
import { startBareClient, type BareClient } from '../support/bare-client';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { gatewayComponent, startGateway, type Gateway, type GatewayOptions } from '../support/gateway';
import { startServer, type Server } from '../support/server';

let server: Server;
let gateway: Gateway | undefined;
let client: BareClient | undefined;
beforeAll(async () => (server = await startServer({ components: [gatewayComponent] })));
afterEach(async () => {
  await stopDevices();
  await client?.stop();
  await gateway?.stop();
  [client, gateway] = [undefined, undefined];
});
afterAll(async () => server.stop());

const config = (user: string) => ({
  address: server.address(user),
  password: server.password(user),
  host: server.host,
  port: server.port,
  ca: server.ca,
});

const { host: domain } = gatewayComponent;

async function startsGateway(options?: GatewayOptions): Promise<Gateway> {
  gateway = await startGateway(server, options);
  return gateway;
}

/** The roster of `user` is changed by another client of theirs. */
async function keeps(user: string, item: string): Promise<void> {
  client ??= await startBareClient(config(user));
  client.write(`<iq type='set' id='keep'><query xmlns='jabber:iq:roster'>${item}</query></iq>`);
  await client.next(({ attrs }) => attrs['id'] === 'keep');
}

const told = (device: Device) => device.gateways.at(-1);

test('a gateway among what the server has is told with its own name', async () => {
  await startsGateway();
  const alice = await signIn(config('alice'));
  await until('the gateway', () => alice.gateways.length > 0);
  expect(told(alice)).toEqual([{ address: domain, name: 'A gateway' }]);
});

test('a gateway among the contacts has the name that they gave it, until it is a contact no more', async () => {
  await startsGateway();
  await keeps('bob', `<item jid='${domain}' name='The telephone'/>`);
  const bob = await signIn(config('bob'));
  await until('the gateway', () => told(bob)?.[0]?.name === 'The telephone');
  await keeps('bob', `<item jid='${domain}' subscription='remove'/>`);
  await until('its own name', () => told(bob)?.[0]?.name === 'A gateway');
});

test('a gateway for text messages is one for calls only if it says that it takes them', async () => {
  const calls = ['urn:xmpp:jingle:1', 'urn:xmpp:jingle:apps:rtp:audio'];
  await startsGateway({ type: 'sms' });
  const alice = await signIn(config('alice'));
  await until('the question', () => gateway?.stanzas.some(({ name }) => name === 'iq'));
  await gateway?.stop();
  await startsGateway({ type: 'sms', features: calls });
  const carol = await signIn(config('carol'));
  await until('the gateway', () => carol.gateways.length > 0);
  expect(alice.gateways).toEqual([]);
});

test('the answer counts for one session: a gateway that is gone in the next is told no more', async () => {
  const own = await startServer({ components: [gatewayComponent], resumeSeconds: 1 });
  const first = await startGateway(own);
  try {
    const alice = await signIn({ ...config('alice'), port: own.port, ca: own.ca });
    await until('the gateway', () => alice.gateways.length > 0);
    await first.stop();
    await own.restart();
    await until('a new session', () => alice.streams.includes('rebound'));
    await until('none', () => told(alice)?.length === 0);
  } finally {
    await stopDevices();
    await first.stop();
    await own.stop();
  }
});

test('it proceeds at once when a number is called, and says nothing of ringing', async () => {
  const phones = await startsGateway();
  const alice = await signIn(config('alice'));
  const sid = '00000000-0000-4000-8000-000000000001';
  alice.account.wire.message(phones.address('+15550100'), { step: 'propose', id: sid, media: ['audio'] });
  const call = await phones.proceeds();
  expect(call).toEqual({ sid, phone: alice.self(), self: `+15550100@${domain}/sip` });
  const [answer] = await until('an answer', () => alice.messages.length > 0 && alice.messages);
  expect(answer).toMatchObject({ from: call.self, message: { step: 'proceed', id: sid } });
  alice.account.learn(call.self);
  await until('its features', () => alice.account.hasFeature(call.self, OFFER_ANSWER));
  phones.answers(call);
  const accepted = await until('an answer', () => alice.requests[0]);
  expect(accepted.jingle).toMatchObject({ action: 'session-accept', sid });
  expect(accepted.jingle.contents[0]?.transport).toMatchObject({ candidates: [{ ip: '192.0.2.8' }] });
  phones.ends(call, 'success');
  const ended = await until('its end', () => alice.requests[1]);
  expect(ended.jingle).toMatchObject({ action: 'session-terminate', reason: { condition: 'success' } });
  expect(alice.messages).toHaveLength(1);
});

test('it calls with an invitation that asks for no storage, and offers once the phone proceeds', async () => {
  const phones = await startsGateway();
  const alice = await signIn(config('alice'));
  const calling = phones.calls(alice.self(), '+15550100');
  const propose = await until('an invitation', () => alice.messages[0]);
  alice.account.wire.message(propose.from, { step: 'proceed', id: propose.message.id });
  const call = await calling;
  const offer = await until('an offer', () => alice.requests[0]);
  expect(offer).toMatchObject({ from: call.self, jingle: { action: 'session-initiate', sid: propose.message.id } });
  alice.account.wire.request(
    call.self,
    { action: 'session-terminate', sid: call.sid, groups: [], contents: [], reason: { condition: 'busy' } },
    () => undefined,
  );
  expect(await phones.requested(call, 'session-terminate')).toMatchObject({ reason: { condition: 'busy' } });
});
