/** A call whose every packet goes through a TURN server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../main/status';
import { goes, hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startCoturn, type Coturn } from '../support/coturn';
import { startServer, type Server } from '../support/server';

let relay: Coturn;
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  const secret = 'relay-secret';
  relay = await startCoturn({ secret });
  server = await startServer({ turn: { port: relay.port, secret } });
  const words = ['--relay-only'];
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 523, words }),
    startApp({ server, user: 'bob', tone: 880, words }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await relay?.stop();
});

test('with relay only, both ends talk over relay candidates and hear each other', async () => {
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  expect(await bob.cli('--answer')).toMatchObject({ code: 0 });
  await Promise.all([alice.until('hears Bob', hears(880)), bob.until('hears Alice', hears(523))]);
  const relayed = goes({ local: 'relay', remote: 'relay', relayed: true });
  await Promise.all([alice.until('goes from relay to relay', relayed), bob.until('goes from relay to relay', relayed)]);

  // Nothing went past the relay: without it there is silence.
  await relay.kill();
  const silent = (status: Status) => liveCall(status)?.statistics?.heardHz === undefined;
  await Promise.all([alice.until('hears nothing', silent), bob.until('hears nothing', silent)]);
});
