/** The cells in which a computer gets another address, in networks of their own: as root, `npm run test:survive -- moved`. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { liveCall } from '../support/app';
import { bothHear, openScene, ring, talk, type Scene } from '../network/scene';
import { staged } from '../network/stage';
import { makeWorld, server, type World } from '../network/world';
import { matrix, titleOf, type Row } from './matrix';
import { record } from './record';

const nat = { nat: 'same-port' } as const;

/** The command line knows of no hold; the row is proven on a clock of its own. */
const rows = matrix.filter(({ blow, state }) => blow === 'moved' && state !== 'held');

async function away(): Promise<{ world: World; scene: Scene }> {
  const world = await staged(
    makeWorld({
      family: 'ipv4',
      routers: { alice: nat, 'alice-2': nat, bob: nat },
      services: [{ type: 'stun', transport: 'udp', host: server.ipv4, port: 3478 }],
    }),
  );
  world.unplug('alice-2');
  return { world, scene: await staged(openScene(world)) };
}

test.each(rows.map(row => [titleOf(row), row] as const))('%s', async (_, row: Row) => {
  const { world, scene } = await away();
  // It is Alice who has another uplink.
  const caller = row.struck === 'caller' ? 'alice' : 'bob';
  let callee = caller === 'alice' ? scene.bob : scene.alice;
  if (row.state === 'active') await talk(scene, { caller });
  else callee = await ring(scene, caller);
  const answering = row.state === 'answering' ? callee.tell('--answer') : undefined;
  const began = Date.now();
  world.unplug('alice');
  world.plug('alice-2');
  await answering;
  if (row.state === 'ringing') {
    await wait(3_000);
    await callee.tell('--answer');
  } else await wait(3_000); // what is heard now may be of before
  await bothHear(scene, 60);
  const heard = `lives: heard ${((Date.now() - began) / 1000).toFixed(1)} s after the blow`;
  await scene.alice.tell('--hangup');
  const { calls } = await scene.bob.until('free', status => liveCall(status) === undefined);
  expect(calls[0]?.end).toBe('answered');
  const seen = { state: row.state, struck: row.struck, blow: row.blow };
  record({ ...seen, atStruck: heard, atOther: heard, verdict: 'as defined' });
});
