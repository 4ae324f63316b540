/** The same against another server, which keeps passwords as SCRAM-SHA-256 and says less about channel binding. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newDevice, signIn, stopDevices, until } from '../support/device';
import { startEjabberd, type Ejabberd } from '../support/ejabberd';
import { startLink, type Link } from '../support/link';

let ejabberd: Ejabberd;
let link: Link;
beforeAll(async () => (ejabberd = await startEjabberd()));
beforeEach(async () => (link = await startLink(ejabberd.port)));
afterEach(async () => {
  await stopDevices();
  await link.stop();
});
afterAll(async () => ejabberd.stop());

const config = (user: string, port = ejabberd.port) => ({
  address: `${user}@${ejabberd.domain}`,
  password: `${user}-pw`,
  host: ejabberd.host,
  port,
  ca: ejabberd.ca,
});

test('SCRAM-SHA-256 opens a session over STARTTLS and over direct TLS', async () => {
  expect((await signIn(config('alice'))).self()).toMatch(/^alice@example\.test\/tsuwa\./);
  await signIn(config('alice', ejabberd.directTlsPort));
});

test('a wrong password is told as such', async () => {
  const device = newDevice({ ...config('alice'), password: 'guess' });
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()?.problem).toBe('wrong-password');
});

test('a cut link is resumed, and nothing is lost or doubled', async () => {
  const alice = await signIn(config('alice', link.port));
  const bob = await signIn(config('bob'));
  const ids = [1, 2, 3].map(n => `00000000-0000-4000-8000-00000000000${n}`);
  const propose = (n: number) =>
    alice.account.wire.message(bob.self(), { step: 'propose', id: ids[n] ?? '', media: ['audio'] });
  propose(0);
  link.cut();
  propose(1);
  await until('resumption', () => alice.streams.includes('resumed'));
  propose(2);
  await until('all', () => bob.messages.length >= 3);
  await new Promise(resolve => setTimeout(resolve, 300)); // doubles would come now
  expect(bob.messages.map(({ message }) => message.id)).toEqual(ids);
  expect(alice.streams).toEqual(['lost', 'resumed']);
});
