/** Peers that speak Jingle as it was in 2008 are understood, and answered in kind; nobody else hears of it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { JINGLE } from '../../main/core/protocol/namespaces';
import type { Jingle } from '../../main/core/protocol/xep0166';
import { Dialects } from '../../main/xmpp/dialect';
import { descendant, startBareClient, type BareClient } from '../support/bare-client';
import { signIn, stopDevices, until } from '../support/device';
import { startServer, type Server } from '../support/server';

const OLD = 'urn:xmpp:tmp:jingle';

let server: Server;
let client: BareClient | undefined;
beforeAll(async () => (server = await startServer()));
afterEach(async () => {
  await stopDevices();
  await client?.stop();
  client = undefined;
});
afterAll(async () => server.stop());

const config = (user: string) => ({
  address: server.address(user),
  password: server.password(user),
  host: server.host,
  port: server.port,
  ca: server.ca,
});

test('an offer of 2008 is read as one of today, and what we ask in its session is of 2008', async () => {
  const alice = await signIn(config('alice'));
  const bob = await startBareClient(config('bob'));
  client = bob;
  const request = (sid: string, xmlns: string, content: string) =>
    bob.write(
      `<iq type='set' id='${sid}' to='${alice.self()}'><jingle xmlns='${xmlns}' action='session-initiate' sid='${sid}'>${content}</jingle></iq>`,
    );
  request(
    'old',
    OLD,
    `<content creator='initiator' name='voice'><description xmlns='${OLD}:apps:audio-rtp'><payload-type id='0' name='PCMU' clockrate='8000'/></description><transport xmlns='${OLD}:transports:ice-udp' ufrag='abcd' pwd='0123456789012345678901'/></content>`,
  );
  request('new', JINGLE, '');
  await until('both', () => alice.requests.length === 2);
  expect(alice.requests[0]?.jingle.contents[0]).toMatchObject({
    name: 'voice',
    description: { media: 'audio', payloadTypes: [{ name: 'PCMU' }] },
    transport: { ufrag: 'abcd' },
  });
  expect((await bob.next(({ attrs }) => attrs['id'] === 'old')).attrs['type']).toBe('result');
  const asked = async (sid: string) => {
    alice.account.wire.request(
      bob.self,
      { action: 'session-terminate', sid, groups: [], contents: [], reason: { condition: 'success' } },
      () => undefined,
    );
    const iq = await bob.next(stanza => descendant(stanza, 'jingle')?.attrs['sid'] === sid);
    return descendant(iq, 'jingle')?.attrs['xmlns'];
  };
  expect(await asked('old')).toBe(OLD);
  expect(await asked('new')).toBe(JINGLE);
});

test('the dialect of a session is that of its peer alone, and a flood of sessions is forgotten', () => {
  const dialects = new Dialects();
  const of = (sid: string, xmlns: string = JINGLE) => ({
    name: 'jingle',
    attrs: { xmlns, sid, action: 'session-info' },
    children: [],
  });
  const ours = (sid: string): Jingle => ({ action: 'session-info', sid, contents: [], groups: [] });
  dialects.read('bob@example.test/old', of('one', OLD));
  expect(dialects.write('bob@example.test/old', ours('one')).attrs['xmlns']).toBe(OLD);
  expect(dialects.write('bob@example.test/new', ours('one')).attrs['xmlns']).toBe(JINGLE);
  expect(dialects.write('bob@example.test/old', ours('two')).attrs['xmlns']).toBe(JINGLE);
  for (let n = 0; n < 100; n += 1) dialects.read('eve@example.test/x', of(String(n), OLD));
  expect(dialects.write('bob@example.test/old', ours('one')).attrs['xmlns']).toBe(JINGLE);
});
