/** Calls between homes that let nothing through but what goes to the servers. */
import { expect, test } from 'vitest';
import { relayName } from '../../scripts/network/names.mjs';
import { liveCall } from '../support/app';
import { openScene, ring, talk, type Scene, type Statistics } from './scene';
import { staged } from './stage';
import { makeHome } from './trust';
import { makeWorld, server, TLS_PORT, type World } from './world';

const turn = (transport: 'udp' | 'tcp', host: string = server.ipv4) =>
  ({ type: 'turn', transport, host, port: 3478 }) as const;

/** How the relay in use is reached; undefined where none of ours is. */
const relayProtocol = ({ pairs }: Statistics) => pairs?.find(({ selected }) => selected)?.relayProtocol;

test('each behind a symmetric NAT, they hear each other over TURN, reached over UDP', async () => {
  const nat = { nat: 'symmetric' } as const;
  const world = await staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: nat, bob: nat },
      services: [{ type: 'stun', transport: 'udp', host: server.ipv4, port: 3478 }, turn('udp')],
    }),
  );
  const { alice, bob } = await talk(await staged(openScene(world)));
  // They may use a direct way and find none: a relay at one end is enough.
  expect([alice.local, bob.local]).toContain('relay');
  expect([relayProtocol(alice), relayProtocol(bob)]).toContain('udp');
});

test('where UDP does not get out, they hear each other over TURN, reached over TCP', async () => {
  const router = { nat: 'same-port', blocked: 'no-udp' } as const;
  const world = await staged(
    makeWorld({ family: 'ipv4', routers: { alice: router, bob: router }, services: [turn('udp'), turn('tcp')] }),
  );
  const { alice, bob } = await talk(await staged(openScene(world)));
  expect([alice.local, bob.local]).toEqual(['relay', 'relay']);
  expect([relayProtocol(alice), relayProtocol(bob)]).toEqual(['tcp', 'tcp']);
});

/** Nothing gets out but what looks like the web, and the relay is there under its name. */
async function atTheOffice(trusting: boolean): Promise<{ world: World; scene: Scene }> {
  const router = { nat: 'same-port', blocked: 'web' } as const;
  const world = await staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: router, bob: router },
      services: [{ type: 'turns', transport: 'tcp', host: relayName, port: TLS_PORT }],
    }),
  );
  const { env } = await staged(Promise.resolve(makeHome(trusting ? world.caFile : undefined)));
  // Chromium asks for it with the dot of the root behind it, and again without.
  const switches = [`--host-resolver-rules=MAP ${relayName}* ${server.ipv4}`];
  const scene = await staged(openScene(world, { alice: { switches, env }, bob: { switches, env } }));
  return { world, scene };
}

test('where only HTTPS gets out, they hear each other over TURN, reached over TLS', async () => {
  const { scene } = await atTheOffice(true);
  const { alice, bob } = await talk(scene);
  expect([alice.local, bob.local]).toEqual(['relay', 'relay']);
  expect([relayProtocol(alice), relayProtocol(bob)]).toEqual(['tls', 'tls']);
});

test('a relay whose certificate nobody vouches for is not used', async () => {
  const { scene } = await atTheOffice(false);
  await ring(scene);
  await scene.bob.tell('--answer');
  const { calls } = await scene.alice.until('over', status => liveCall(status) === undefined, 60);
  expect(calls[0]?.connectedAt).toBeNull();
});

test('with IPv6 only and no way from home to home, they hear each other over TURN', async () => {
  const world = await staged(
    makeWorld({
      family: 'ipv6',
      routers: { alice: { nat: 'none' }, bob: { nat: 'none' } },
      services: [turn('udp', server.ipv6)],
      apart: true,
    }),
  );
  const { alice, bob } = await talk(await staged(openScene(world)));
  expect([alice.local, bob.local]).toEqual(['relay', 'relay']);
});
