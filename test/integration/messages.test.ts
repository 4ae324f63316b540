/** What is written around calls, over real servers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../shared/message';
import { startBareClient, descendant, type BareClient } from '../support/bare-client';
import { startPhone, type TestPhone } from '../support/phone';
import { serverNames, startServer, type Server } from '../support/server';

const written = async (phone: TestPhone, peer: string): Promise<ChatMessage[]> =>
  await Promise.resolve(phone.page.commands.conversation({ peer }));

/** Waits until the last message of a conversation is so. */
async function last(phone: TestPhone, peer: string, state: ChatMessage['state'], text?: string): Promise<ChatMessage> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = (await written(phone, peer)).at(-1);
    if (found?.state === state && (text === undefined || found.text === text)) return found;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`no message is ${state}: ${JSON.stringify((await written(phone, peer)).at(-1))}`);
}

describe.each(serverNames)('over %s', name => {
  let server: Server;
  let alice: TestPhone;
  let bob: TestPhone;
  /** Another app of Alice's, as any XMPP client: it shows chat messages. */
  let other: BareClient;

  beforeAll(async () => {
    server = await startServer({ strangers: [{ user: 'mallory', password: 'mallory-pw', name: 'Mallory' }] }, name);
    [alice, bob] = await Promise.all([startPhone({ server, user: 'alice' }), startPhone({ server, user: 'bob' })]);
    await Promise.all([alice.online(), bob.online()]);
    other = await startBareClient({
      ...{ address: alice.address, password: server.password('alice'), host: server.host, port: server.port },
      ...{ ca: server.ca, resource: 'other' },
    });
    other.write('<presence/>');
    other.write("<iq type='set' id='carbons'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    await other.next(({ attrs }) => attrs['id'] === 'carbons');
  });

  afterAll(async () => {
    await Promise.all([other?.stop(), alice?.stop(), bob?.stop()]);
    await server?.stop();
  });

  test('a call is declined with a message, which every app of the caller shows', async () => {
    await alice.call(bob.address);
    const { id } = await bob.rings();
    await bob.page.commands.declineWith({ id, text: 'I’m in a meeting' });
    await alice.until('declined', phone => phone.newest.phase === 'ended' && phone.newest.end === 'declined');
    await last(alice, bob.address, 'received', 'I’m in a meeting');
    const stanza = await other.next(found => descendant(found, 'body') !== undefined);
    expect(descendant(stanza, 'body')?.children).toEqual(['I’m in a meeting']);
    expect(descendant(stanza, 'store', 'urn:xmpp:hints')).toBeDefined();
    expect(alice.softphone.state.conversations).toMatchObject([
      { peer: bob.address, unread: 1, latest: 'I’m in a meeting', answers: true },
    ]);
  });

  test('the phone that got it says so', async () => {
    expect(await last(bob, alice.address, 'delivered')).toMatchObject({ direction: 'outgoing' });
  });

  test('their answer comes back, from the phone or from any other app of theirs', async () => {
    await alice.page.commands.sendMessage({ peer: bob.address, text: 'When?' });
    await last(bob, alice.address, 'received', 'When?');
    other.write(`<message to='${bob.address}' type='chat' id='o1'><body>In an hour?</body></message>`);
    await last(bob, alice.address, 'received', 'In an hour?');
    await last(alice, bob.address, 'sent', 'In an hour?');
    expect((await written(alice, bob.address)).map(({ direction, text }) => [direction, text])).toEqual([
      ['incoming', 'I’m in a meeting'],
      ['outgoing', 'When?'],
      ['outgoing', 'In an hour?'],
    ]);
  });

  test('to an address that is nobody’s it comes back, and keeps its words', async () => {
    const nobody = server.address('alice').replace('alice', 'nobody');
    await bob.page.commands.sendMessage({ peer: nobody, text: 'Hello?' });
    expect(await last(bob, nobody, 'failed')).toMatchObject({ text: 'Hello?', direction: 'outgoing' });
    expect(bob.softphone.state.conversations).toContainEqual(
      expect.objectContaining({ peer: nobody, failed: true, unread: 1 }),
    );
  });

  test('a stranger who writes is not heard', async () => {
    const mallory = await startPhone({ server, user: 'mallory' });
    try {
      await mallory.online();
      await mallory.page.commands.sendMessage({ peer: alice.address, text: 'Buy now' });
      const seen = await other.next(found => descendant(found, 'body')?.children[0] === 'Buy now');
      expect(seen.name).toBe('message');
      // What came behind it has been taken, and so has it.
      await bob.page.commands.sendMessage({ peer: alice.address, text: 'Still there?' });
      await last(alice, bob.address, 'received', 'Still there?');
      expect(await written(alice, mallory.address)).toEqual([]);
    } finally {
      await mallory.stop();
    }
  });
});
