/** Another program signs in in our place: the phone stays away until the person wants it back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBareClient, type BareClient } from '../support/bare-client';
import { startPhone, type TestPhone } from '../support/phone';
import { startProsody } from '../support/prosody';
import type { Server } from '../support/server';

let server: Server;
let alice: TestPhone;
const clients: BareClient[] = [];

beforeAll(async () => {
  server = await startProsody();
  alice = await startPhone({ server, user: 'alice' });
  await alice.online();
});
afterAll(async () => {
  for (const client of clients) await client.stop();
  await alice.stop();
  await server.stop();
});

async function clientOf(user: string, resource?: string): Promise<BareClient> {
  const { host, port, ca } = server;
  const way = { address: server.address(user), password: server.password(user), host, port, ca };
  const client = await startBareClient(resource === undefined ? way : { ...way, resource });
  clients.push(client);
  return client;
}

const connectionOf = ({ softphone }: TestPhone) => softphone.state.accounts[0]?.connection;

test('who was replaced says so, does not fight for the place, and connects again when asked', async () => {
  const carol = await clientOf('carol');
  carol.write('<presence/>');
  const presence = await carol.next(
    ({ name, attrs }) => name === 'presence' && (attrs['from'] ?? '').startsWith(`${alice.address}/`),
  );
  await clientOf('alice', presence.attrs['from']?.split('/')[1]);
  await alice.until('is replaced', phone => connectionOf(phone)?.problem === 'conflict');
  expect(connectionOf(alice)?.status).toBe('offline');
  await alice.softphone.handlers.connectAgain({});
  await alice.online();
  expect(connectionOf(alice)?.problem).toBeUndefined();
});
