/** A person's computer comes to another network while they talk. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { liveCall } from '../support/app';
import { startSoundCard } from '../support/sound';
import { longestGap, record } from './recording';
import { bothHear, openScene, talk, tones, type Scene } from './scene';
import { staged } from './stage';
import { makeWorld, server, type Person, type World } from './world';

const nat = { nat: 'same-port' } as const;

/** Two people in a call, each with a sound card of their own; Alice has a second uplink, which is not plugged in. */
async function talking(
  caller: Person,
): Promise<{ world: World; scene: Scene; gapsOf: (change: () => Promise<void>) => Promise<void> }> {
  const world = await staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: nat, 'alice-2': nat, bob: nat },
      services: [
        { type: 'stun', transport: 'udp', host: server.ipv4, port: 3478 },
        { type: 'turn', transport: 'udp', host: server.ipv4, port: 3478 },
      ],
    }),
  );
  world.unplug('alice-2');
  const alice = await staged(startSoundCard());
  const bob = await staged(startSoundCard());
  const scene = await staged(openScene(world, { alice: { env: alice.env }, bob: { env: bob.env } }));
  await talk(scene, { caller });
  return {
    world,
    scene,
    gapsOf: async change => {
      const recordings = [record(alice), record(bob)] as const;
      await wait(1_000);
      await change();
      await bothHear(scene, 60);
      await wait(500);
      const [atAlice, atBob] = await Promise.all(recordings.map(async recording => recording.end()));
      if (!atAlice || !atBob) throw new Error('nothing was recorded');
      const gap = (samples: Float32Array, hz: number) => `${longestGap(samples, hz).toFixed(2)} s`;
      console.log(`Silence: ${gap(atAlice, tones.bob)} at Alice, ${gap(atBob, tones.alice)} at Bob.`);
    },
  };
}

test.each(['alice', 'bob'] as const)(
  'the address of one goes away and another comes: both hear each other again, %s having called',
  async caller => {
    const { world, scene, gapsOf } = await talking(caller);
    const before = world.passed('alice-2', 'bob');
    await gapsOf(async () => {
      world.unplug('alice');
      world.plug('alice-2');
      await wait(3_000); // what is heard now may be of before
    });
    expect(before).toBe(0);
    expect(world.passed('alice-2', 'bob')).toBeGreaterThan(0);

    // The XMPP connection has moved too: what one says the other gets.
    await scene.alice.tell('--hangup');
    const { calls } = await scene.bob.until('free', status => liveCall(status) === undefined);
    expect(calls[0]?.end).toBe('answered');
  },
);

test('another network comes, and the old one goes later: after each both hear each other', async () => {
  const { world, gapsOf } = await talking('alice');
  await gapsOf(async () => {
    world.plug('alice-2');
    await wait(3_000);
  });
  await gapsOf(async () => {
    world.unplug('alice');
    await wait(3_000);
  });
  expect(world.passed('alice-2', 'bob')).toBeGreaterThan(0);
});
