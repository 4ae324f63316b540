/** Real windows, real peer connections: forty calls between two apps, and what their pages hold on to. */
import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { startServer, type Server } from '../support/server';
import { hearing, Survivor } from '../survive/phone';
import { judge, note } from './meter';

const CALLS = 40;
const WARM_UP = 12;
const EVERY = 4;
/** Longer than the sound card is kept awake behind a call (renderer/media/sound.ts). */
const RESTED_MS = 20_000;

/** What a page may hold more for each call. The list of recent calls is full by then, and shows no more. */
const limits = {
  JSHeapUsedSize: 24 * 1024,
  RTCPeerConnections: 0.05,
  AudioHandlers: 0.1,
  Nodes: 4,
  JSEventListeners: 1,
} as const;
type Metric = keyof typeof limits;

const names: Readonly<Record<Metric, string>> = {
  JSHeapUsedSize: 'bytes of heap',
  RTCPeerConnections: 'peer connections',
  AudioHandlers: 'audio nodes',
  Nodes: 'DOM nodes',
  JSEventListeners: 'listeners',
};

let server: Server;
let phones: { phone: Survivor; cdp: CDPSession; seen: (Record<Metric, number> & { n: number })[] }[] = [];

beforeAll(async () => {
  server = await startServer();
  for (const [user, tone] of [
    ['alice', 440],
    ['bob', 660],
  ] as const) {
    const phone = await Survivor.start({ server, user, tone });
    const cdp = await phone.app.electron.context().newCDPSession(phone.app.page);
    await cdp.send('Performance.enable');
    phones = [...phones, { phone, cdp, seen: [] }];
  }
});

afterAll(async () => {
  await Promise.all(phones.map(({ phone }) => phone.stop()));
  await server?.stop();
});

async function measure(cdp: CDPSession): Promise<Record<Metric, number>> {
  // What a running AudioContext has played from is kept by Chromium until it rests, as ours does soon after a call.
  await wait(RESTED_MS);
  for (let round = 0; round < 2; round += 1) {
    await cdp.send('HeapProfiler.collectGarbage');
    await wait(100);
  }
  const { metrics } = await cdp.send('Performance.getMetrics');
  const valueOf = (name: Metric) => metrics.find(metric => metric.name === name)?.value ?? Number.NaN;
  return Object.fromEntries((Object.keys(limits) as Metric[]).map(name => [name, valueOf(name)])) as Record<
    Metric,
    number
  >;
}

test('forty calls leave nothing behind in the pages', async () => {
  const [one, other] = phones;
  if (!one || !other) throw new Error('it takes two');
  const began = performance.now();
  for (let n = 1; n <= CALLS; n += 1) {
    const [caller, callee] = n % 2 === 0 ? [one.phone, other.phone] : [other.phone, one.phone];
    await caller.app.cli('--call', callee.address, '--yes');
    const { id } = await callee.until('rings', state => state.calls.find(({ phase }) => phase === 'ringing'));
    await callee.command('accept', { id, others: 'hold' });
    await Promise.all([caller.until('hears', hearing(callee.tone)), callee.until('hears', hearing(caller.tone))]);
    await caller.command('end', { id });
    await Promise.all(
      [caller, callee].map(async phone => {
        await phone.until('is free', state => state.calls.every(({ phase }) => phase === 'ended'));
        await phone.command('dismiss', { id });
      }),
    );
    if (n <= WARM_UP || n % EVERY !== 0) continue;
    await Promise.all(phones.map(async ({ cdp, seen }) => seen.push({ n, ...(await measure(cdp)) })));
  }
  note('40 calls of two windows', `${((performance.now() - began) / 1000).toFixed(0)} s, each until both are heard`);
  for (const metric of Object.keys(limits) as Metric[]) {
    for (const { phone, seen } of phones) {
      const samples = seen.map(({ n, [metric]: value }) => ({ n, value }));
      judge(`40 calls of two windows: ${names[metric]} of ${phone.user}`, samples, limits[metric]);
    }
  }
});
