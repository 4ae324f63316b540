/** The link to the server breaks in the middle of setting up a call. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLink, type Link } from '../support/link';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';

let server: Server;
let links: Record<'alice' | 'bob', Link>;
let alice: TestPhone;
let bob: TestPhone;

beforeEach(async () => {
  server = await startServer();
  links = { alice: await startLink(server.port), bob: await startLink(server.port) };
  [alice, bob] = await Promise.all([
    startPhone({ server, user: 'alice', port: links.alice.port }),
    startPhone({ server, user: 'bob', port: links.bob.port }),
  ]);
  await Promise.all([alice.online(), bob.online()]);
});

afterEach(async () => {
  await Promise.all([alice.stop(), bob.stop()]);
  await Promise.all([links.alice.stop(), links.bob.stop()]);
  await server.stop();
});

describe.each(['alice', 'bob'] as const)('the link of %s', who => {
  const breakLink = async () => {
    const before = links[who].connections();
    links[who].cut();
    await alice.until('is on a new link', () => links[who].connections() > before);
  };

  test('breaks while it rings, is resumed, and the call goes its way', async () => {
    await alice.call(bob.address);
    const ringing = await bob.rings();
    await breakLink();
    await bob.page.accept(ringing.id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    await alice.page.end(alice.newest.id);
    expect((await inPhase(bob, 'ended')).end).toBe('answered');
  });

  test('breaks at the moment of the answer: nothing of the set-up is lost', async () => {
    await alice.call(bob.address);
    const ringing = await bob.rings();
    links[who].cut();
    await bob.page.accept(ringing.id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
  });

  test('breaks in the call: nobody notices, and hanging up ends both sides', async () => {
    await alice.call(bob.address);
    await bob.page.accept((await bob.rings()).id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    await breakLink();
    expect([alice.newest.phase, bob.newest.phase]).toEqual(['active', 'active']);
    await bob.page.end(bob.newest.id);
    expect((await inPhase(alice, 'ended')).end).toBe('answered');
  });
});

test('the server falls and comes back in the call: the call lives, and hanging up ends both sides', async () => {
  await alice.call(bob.address);
  await bob.page.accept((await bob.rings()).id);
  await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
  await server.kill();
  await Promise.all(
    [alice, bob].map(phone =>
      phone.until('offline', () => phone.softphone.state.accounts[0]?.connection.status !== 'online'),
    ),
  );
  expect([alice.newest.phase, bob.newest.phase]).toEqual(['active', 'active']);
  await server.restart();
  for (const { softphone } of [alice, bob]) softphone.poke('network');
  await Promise.all([alice.online(), bob.online()]);
  expect([alice.newest.phase, bob.newest.phase]).toEqual(['active', 'active']);
  await alice.page.end(alice.newest.id);
  expect((await inPhase(bob, 'ended')).end).toBe('answered');
});
