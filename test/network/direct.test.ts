/** Calls whose sound finds a direct way from home to home. */
import { expect, test } from 'vitest';
import { goesAlong, openScene, talk } from './scene';
import { staged } from './stage';
import { makeLan, makeWorld, server } from './world';

test('on one network, with no server but the XMPP server, they hear each other from host to host', async () => {
  const scene = await staged(openScene(await staged(makeLan())));
  await talk(scene);
  const direct = { local: 'host', remote: 'host', relayed: false } as const;
  await goesAlong(scene, { alice: direct, bob: direct });
});

test('each behind a NAT that keeps ports, they hear each other directly, by what STUN tells them', async () => {
  const world = await staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: { nat: 'same-port' }, bob: { nat: 'same-port' } },
      services: [{ type: 'stun', transport: 'udp', host: server.ipv4, port: 3478 }],
    }),
  );
  const scene = await staged(openScene(world));
  const { alice, bob } = await talk(scene);
  expect([alice.relayed, bob.relayed]).toEqual([false, false]);
  // Their own addresses lead nowhere: only what a server, or the other end, has seen of them works.
  expect([alice.remote, bob.remote]).not.toContain('host');
  expect(world.passed('alice', 'bob')).toBeGreaterThan(0);
  expect(world.passed('bob', 'alice')).toBeGreaterThan(0);
});

test('with IPv6 only, each behind a firewall, they hear each other from host to host', async () => {
  const world = await staged(
    makeWorld({ family: 'ipv6', routers: { alice: { nat: 'none' }, bob: { nat: 'none' } }, services: [] }),
  );
  const scene = await staged(openScene(world));
  const { alice, bob } = await talk(scene);
  expect([alice.relayed, bob.relayed]).toEqual([false, false]);
  expect(world.passed('alice', 'bob')).toBeGreaterThan(0);
});
