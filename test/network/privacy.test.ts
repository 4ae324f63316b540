/** Nobody learns an address that their peer keeps to themselves: neither from what is said nor from where packets come. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Privacy } from '../../shared/privacy';
import { bothHear, goesAlong, openScene, ring, talk, type Choices } from './scene';
import { staged } from './stage';
import { addressOf, makeWorld, server, type World } from './world';

/** A direct way is there for those who want it. */
const makeHomes = async (): Promise<World> =>
  staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: { nat: 'same-port' }, bob: { nat: 'same-port' } },
      services: [
        { type: 'stun', transport: 'udp', host: server.ipv4, port: 3478 },
        { type: 'turn', transport: 'udp', host: server.ipv4, port: 3478 },
      ],
    }),
  );

const settings = (contacts: Privacy, privacyOf: Record<string, Privacy> = {}): Choices => ({
  settings: {
    preferences: { theme: 'system', autoBusy: false, strangers: 'request', privacy: { contacts, strangers: 'relay' } },
    privacyOf,
  },
});

/** The stanzas that went through the server, as it wrote them down. */
const stanzas = (world: World): string[] =>
  world
    .log()
    .split('\n')
    .filter(line => line.includes('<'));

const ways: [string, Choices][] = [
  ['by command line', { words: ['--relay-only'] }],
  ['as the default', settings('relay')],
  ['for this contact', settings('direct', { 'bob@example.test': 'relay' })],
];

test.each(ways)('who wants to be reached over a relay only, %s, gives no address away', async (_how, choices) => {
  const world = await makeHomes();
  const scene = await staged(openScene(world, { alice: choices }));
  await talk(scene);
  await goesAlong(scene, { alice: { local: 'relay' }, bob: { remote: 'relay' } });
  await wait(2_000);
  expect([world.passed('alice', 'bob'), world.passed('bob', 'alice')]).toEqual([0, 0]);
  const said = stanzas(world).join('\n');
  const { inner, outer } = addressOf('alice');
  expect(said).toContain(addressOf('bob').inner); // so that it is known where to look
  expect(said).not.toContain(inner);
  expect(said).not.toContain(outer);
  expect(said).not.toContain('.local');
});

test('until the call is answered nothing tells an address; then there is a direct way', async () => {
  const world = await makeHomes();
  const choices = settings('after-answer');
  const scene = await staged(openScene(world, { alice: choices, bob: choices }));
  const addresses = (['alice', 'bob'] as const).flatMap(person => Object.values(addressOf(person)));
  const told = () => addresses.filter(address => stanzas(world).some(line => line.includes(address)));
  await ring(scene);
  await wait(2_000);
  expect(told()).toEqual([]);
  expect([world.passed('alice', 'bob'), world.passed('bob', 'alice')]).toEqual([0, 0]);

  await scene.bob.tell('--answer');
  await bothHear(scene);
  // A relay may be found first.
  await goesAlong(scene, { alice: { relayed: false }, bob: { relayed: false } });
  expect(told()).not.toEqual([]);
});
