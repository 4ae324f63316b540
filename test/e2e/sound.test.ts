/** What really comes out of the speaker: the ring, then the other's voice, then nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';
import { loudnessAt, peakOf, startSoundCard, type SoundCard } from '../support/sound';

const TONE = 660;
const OTHERS = [350, 500, 820, 1000, 1500];

let card: SoundCard;
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  card = await startSoundCard();
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: TONE }),
    startApp({ server, user: 'bob', tone: 440, env: card.env }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await card?.stop();
});

test('the speaker is silent, rings, is silent when answered but for the other, and silent again at the end', async () => {
  expect(peakOf(await card.record(1))).toBeLessThan(0.001);

  await alice.cli('--call', bob.address, '--yes');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  const ring = await card.record(4);
  expect(peakOf(ring)).toBeGreaterThan(0.02);

  await bob.cli('--answer');
  await bob.until('hears Alice', hears(TONE));
  const voice = await card.record(3);
  const strength = loudnessAt(voice, TONE);
  expect(strength).toBeGreaterThan(0.01);
  for (const other of OTHERS) expect(loudnessAt(voice, other)).toBeLessThan(strength / 4);

  await bob.cli('--hangup');
  await alice.until('free', status => liveCall(status) === undefined);
  await card.record(3); // the end may have a tone of its own
  expect(peakOf(await card.record(1))).toBeLessThan(0.001);
});
