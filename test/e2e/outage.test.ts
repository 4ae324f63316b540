/** The XMPP server dies in the middle of a call. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 440 }),
    startApp({ server, user: 'bob', tone: 660 }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

test.each(['alice', 'bob'] as const)(
  'audio goes on while the server is away; when it is back, %s hangs up and both sides end',
  async who => {
    expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
    await bob.until('rings', status => liveCall(status)?.state === 'ringing');
    expect(await bob.cli('--answer')).toMatchObject({ code: 0 });
    await Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);

    await server.kill();
    await Promise.all([
      alice.until('offline', status => !isOnline(status)),
      bob.until('offline', status => !isOnline(status)),
    ]);
    const [a, b] = await Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);
    expect([liveCall(a)?.state, liveCall(b)?.state]).toEqual(['active', 'active']);

    await server.restart();
    await Promise.all([alice.until('online again', isOnline, 60), bob.until('online again', isOnline, 60)]);
    const [still, too] = await Promise.all([
      alice.until('hears Bob', hears(660)),
      bob.until('hears Alice', hears(440)),
    ]);
    expect([liveCall(still)?.state, liveCall(too)?.state]).toEqual(['active', 'active']);

    await { alice, bob }[who].cli('--hangup');
    const [over, also] = await Promise.all([
      alice.until('free', status => liveCall(status) === undefined),
      bob.until('free', status => liveCall(status) === undefined),
    ]);
    expect([over.calls[0]?.end, also.calls[0]?.end]).toEqual(['answered', 'answered']);
  },
);
