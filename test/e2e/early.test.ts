/** What is ready before the click, in real windows: what it does while it rings, and that it is heard at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };

const TONE_A = 440;
const TONE_B = 660;
const TONE_C = 1_000;

let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: TONE_A }),
    startApp({ server, user: 'bob', tone: TONE_B }),
  ]);
  for (const { page } of [alice, bob]) {
    await page.addInitScript(() => {
      const made: RTCPeerConnection[] = [];
      const Native = RTCPeerConnection;
      class Noted extends Native {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          made.push(this);
        }
      }
      Object.assign(globalThis, { RTCPeerConnection: Noted, made });
    });
    await page.reload();
  }
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

/** What the peer connections of a page do that know both sides. */
const connections = ({ page }: App) =>
  page.evaluate(async () => {
    const { made } = globalThis as unknown as { made: RTCPeerConnection[] };
    const open = made.filter(
      ({ signalingState, remoteDescription }) => signalingState !== 'closed' && remoteDescription,
    );
    return await Promise.all(
      open.map(async connection => {
        const stats = [...(await connection.getStats()).values()] as Record<string, unknown>[];
        const sum = (type: string, key: string) =>
          stats.filter(found => found['type'] === type).reduce((all, found) => all + Number(found[key] ?? 0), 0);
        return {
          ours: connection.localDescription?.type,
          theirs: connection.remoteDescription?.type,
          tracks: connection.getSenders().filter(({ track }) => track !== null).length,
          checks: sum('candidate-pair', 'requestsSent') + sum('candidate-pair', 'responsesSent'),
          packets: sum('outbound-rtp', 'packetsSent') + sum('inbound-rtp', 'packetsReceived'),
          connected: connection.connectionState === 'connected',
        };
      }),
    );
  });

/** Alice calls, and Bob's page has its answer ready. */
async function call(): Promise<void> {
  await alice.page.getByRole('searchbox').or(alice.page.getByRole('combobox')).first().fill(bob.address);
  await alice.page.keyboard.press('Enter');
  await bob.page.getByRole('button', { name: 'Answer' }).waitFor();
  await expect.poll(() => connections(bob), { timeout: 15_000 }).toHaveLength(1);
}

/** Bob answers, both hear each other, and he hangs up. */
async function answer(): Promise<void> {
  await bob.page.getByRole('button', { name: 'Answer' }).click();
  await Promise.all([alice.until('hears Bob', hears(TONE_B)), bob.until('hears Alice', hears(TONE_A))]);
  for (const app of [alice, bob]) {
    const [prepared, ...others] = await connections(app);
    expect(prepared).toMatchObject({ tracks: 1, connected: true });
    expect(others).toEqual([]);
  }
  await bob.cli('--hangup');
  await alice.until('free', status => liveCall(status) === undefined);
  await alice.page.getByRole('button', { name: 'Close', exact: true }).click();
}

test('the answer is prepared while it rings: no microphone, no packet, no check of a way; the click makes it heard', async () => {
  await call();
  // Long enough for candidates of hers to have come, and for whatever would begin by itself.
  await new Promise(resolve => setTimeout(resolve, 2_000));
  expect(await connections(bob)).toEqual([
    { ours: 'answer', theirs: 'offer', tracks: 0, checks: 0, packets: 0, connected: false },
  ]);
  expect(await connections(alice)).toEqual([]);
  expect(liveCall(await bob.status())).toMatchObject({ state: 'ringing' });
  await answer();
});

test('where he lets her, both are connected while it rings: no microphone of his, no packet of sound; the click makes it heard', async () => {
  await bob.page.evaluate(peer => tsuwa.command('setPrivacy', { peer, privacy: 'ringing' }), alice.address);
  await call();
  const silent = { tracks: 0, packets: 0, connected: true };
  await expect.poll(() => connections(alice), { timeout: 15_000 }).toMatchObject([{ theirs: 'pranswer', ...silent }]);
  await new Promise(resolve => setTimeout(resolve, 2_000));
  expect(await connections(alice)).toMatchObject([{ ours: 'offer', theirs: 'pranswer', ...silent }]);
  expect(await connections(bob)).toMatchObject([{ ours: 'answer', theirs: 'offer', ...silent }]);
  const [hers, his] = await Promise.all([alice.status(), bob.status()]);
  expect([liveCall(hers), liveCall(his)]).toMatchObject([{ state: 'proposing' }, { state: 'ringing' }]);
  await answer();
});

test('another of his devices than the one that is connected answers, and is heard', async () => {
  await bob.page.evaluate(peer => tsuwa.command('setPrivacy', { peer, privacy: 'ringing' }), alice.address);
  const tablet = await startApp({ server, user: 'bob', tone: TONE_C });
  try {
    await tablet.until('online', isOnline);
    await call();
    await tablet.page.getByRole('button', { name: 'Answer' }).waitFor();
    await expect.poll(() => connections(bob), { timeout: 15_000 }).toMatchObject([{ connected: true }]);
    await tablet.page.getByRole('button', { name: 'Answer' }).click();
    await Promise.all([alice.until('hears the tablet', hears(TONE_C)), tablet.until('hears Alice', hears(TONE_A))]);
    await bob.until('free', status => liveCall(status) === undefined);
    expect(await connections(alice)).toMatchObject([{ theirs: 'answer', tracks: 1, connected: true }]);
    await tablet.cli('--hangup');
    await alice.until('free', status => liveCall(status) === undefined);
  } finally {
    await tablet.stop();
  }
});
