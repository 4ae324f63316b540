/** What a kill at any instant leaves of a recording: a file that plays, with both voices, up to a second before. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebmIndex } from '../../main/recordings/webm';
import { decoded, expectBothSides } from '../support/recording';
import { startServer, type Server } from '../support/server';
import { hearing, live, Survivor } from '../survive/phone';

const RATE = 48_000;
const ROUNDS = 3;
/** What a kill may cost: the second that the page had not handed over yet, and another one for a machine that is busy. */
const LOST_SECONDS = 2;
const CUTS = 30;

let server: Server;
let alice: Survivor;
let bob: Survivor;
/** What the last kill has left. */
let left: Buffer | undefined;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([
    Survivor.start({ server, user: 'alice', tone: 440 }),
    Survivor.start({ server, user: 'bob', tone: 660 }),
  ]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

const secondsOf = async (file: Buffer): Promise<number> => ((await decoded(bob, file)).channels[0]?.length ?? 0) / RATE;

test.each(Array.from({ length: ROUNDS }, (_, n) => n + 1))(
  'round %i: what was recorded until the kill plays',
  async () => {
    if (!alice.isRunning) await alice.begin();
    await alice.app.cli('--call', bob.address, '--yes');
    const { id: there } = await bob.until('rings', state => state.calls.find(({ phase }) => phase === 'ringing'));
    await bob.command('accept', { id: there, others: 'hold' });
    await Promise.all([alice.until('hears', hearing(bob.tone)), bob.until('hears', hearing(alice.tone))]);
    const { id } = await alice.until('the call', live);
    await alice.command('record', { id, on: true });
    const began = performance.now();
    await bob.until('knows', state => live(state)?.recordedByPeer);
    await wait(2_500 + Math.random() * 2_500);
    const recorded = (performance.now() - began) / 1_000;
    await alice.kill();

    left = alice.recorded();
    if (!left) throw new Error('nothing was recorded');
    const sound = await decoded(bob, left);
    expectBothSides(sound, alice.tone, bob.tone);
    expect((sound.channels[0]?.length ?? 0) / RATE).toBeGreaterThan(recorded - LOST_SECONDS);
    await bob.command('end', { id: there });
  },
);

test('cut off at any byte, as by a machine that loses its power, it plays up to there', async () => {
  const file = left ?? Buffer.alloc(0);
  const whole = await secondsOf(file);
  const first = file.indexOf(Buffer.from('1f43b675', 'hex')) + 4_000;
  const places = Array.from({ length: CUTS }, () => first + Math.floor(Math.random() * (file.length - first)));
  let before = 0;
  for (const place of places.toSorted((one, other) => one - other)) {
    const played = await secondsOf(file.subarray(0, place));
    expect(played, `cut off at ${place} of ${file.length}`).toBeGreaterThan(0);
    expect(played).toBeGreaterThanOrEqual(before);
    expect(played).toBeLessThanOrEqual(whole);
    before = played;
  }
});

test('killed while its end is written, at whichever part of that, it plays as a whole', async () => {
  const file = left ?? Buffer.alloc(0);
  const whole = await secondsOf(file);
  const segmentFrom = file.indexOf(Buffer.from('18538067', 'hex')) + 12;
  // The room that was left for how long it lasts, and behind it that for where the index is.
  const durationAt = file.indexOf(Buffer.from('ec89', 'hex'), segmentFrom);
  const index = new WebmIndex({ segmentSizeAt: segmentFrom - 8, segmentFrom, durationAt, seekAt: durationAt + 11 });
  index.take(file);
  const patches = index.patches(file.length);
  expect(patches.length).toBeGreaterThan(3);
  let now = file;
  for (const { at, bytes } of patches) {
    const next = Buffer.alloc(Math.max(now.length, at + bytes.length));
    now.copy(next);
    next.set(bytes, at);
    now = next;
    expect(await secondsOf(now)).toBeCloseTo(whole, 1);
  }
});
