/** A recorded call: what is in the file, what both sides hear of it, and that the file is whole however the call ends. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { cuesIn, decoded, expectBothSides, expectSeekable, loudest, record } from '../support/recording';
import { startServer, type Server } from '../support/server';
import { startSoundCard, type SoundCard } from '../support/sound';

const ALICE = 440;
const BOB = 660;
const BEEP = 1400;

let home: string;
let music: string;
let near: SoundCard;
let far: SoundCard;
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'recording-'));
  music = join(home, 'Music');
  mkdirSync(join(home, 'config'));
  writeFileSync(join(home, 'config', 'user-dirs.dirs'), `XDG_MUSIC_DIR="${music}"\n`);
  [near, far] = await Promise.all([startSoundCard(), startSoundCard()]);
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: ALICE, env: { ...near.env, XDG_CONFIG_HOME: join(home, 'config') } }),
    startApp({ server, user: 'bob', tone: BOB, env: far.env }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await Promise.all([near?.stop(), far?.stop()]);
  rmSync(home, { recursive: true, force: true });
});

const recordings = () =>
  readdirSync(join(music, 'Tsuwa recordings')).map(name => join(music, 'Tsuwa recordings', name));

async function talk(): Promise<void> {
  await alice.cli('--call', bob.address, '--yes');
  await bob.page.getByRole('button', { name: 'Answer', exact: true }).click();
  await Promise.all([alice.until('hears Bob', hears(BOB)), bob.until('hears Alice', hears(ALICE))]);
}

/** The loudest of every second. */
const peaks = (samples: Float32Array): number[] =>
  Array.from({ length: Math.floor(samples.length / 48_000) }, (_, i) =>
    samples.subarray(i * 48_000, (i + 1) * 48_000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  );

test('both sides hear that a call is recorded, and the file has both of them apart', async () => {
  await talk();
  const before = await Promise.all([far.record(3), near.record(3)]);
  for (const samples of before) expect(loudest(samples, BEEP)).toBeLessThan(0.01);

  const listening = Promise.all([far.record(5), near.record(5)]);
  const asked = Date.now();
  await record(alice, 'Record');
  await alice.page.getByRole('status', { name: 'Recording', exact: true }).waitFor();
  const begun = Date.now();
  for (const samples of await listening) expect(loudest(samples, BEEP)).toBeGreaterThan(0.03);
  await bob.page
    .getByText(/(is|are) recording/)
    .first()
    .waitFor();
  await bob.until('still hears Alice', hears(ALICE));

  // On hold nobody is recorded, and afterwards both are again.
  await alice.page.getByRole('button', { name: 'Hold', exact: true }).click();
  await bob.until('on hold', hearsNothing);
  await new Promise(resolve => setTimeout(resolve, 4_000));
  await alice.page.getByRole('button', { name: 'Resume', exact: true }).click();
  await Promise.all([alice.until('hears Bob', hears(BOB)), bob.until('hears Alice', hears(ALICE))]);

  const over = Date.now();
  await alice.cli('--hangup');
  await alice.page.getByText('Saved: ').waitFor();
  const saved = Date.now();
  const [path = '', ...others] = recordings();
  expect(others).toEqual([]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const file = await decoded(bob, path);
  expectBothSides(file, ALICE, BOB);
  expect(loudest(file.channels[0] ?? new Float32Array(), BEEP)).toBeGreaterThan(0.03);
  // The clock of the file is the call's. A machine that is busy leaves gaps, which that clock has and its samples have not.
  expect(file.duration).toBeGreaterThan((over - begun) / 1000 - 1.5);
  expect(file.duration).toBeLessThan((saved - asked) / 1000 + 0.1);
  expect(Math.abs(file.duration - (file.channels[0]?.length ?? 0) / 48_000)).toBeLessThan(1.5);
  await expectSeekable(bob, path, file.duration);
  for (const channel of file.channels) expect(Math.min(...peaks(channel))).toBeLessThan(0.002);

  // The person finds it.
  await alice.electron.evaluate(({ shell }) => {
    shell.showItemInFolder = shown => void Object.assign(globalThis, { shown });
  });
  await alice.page.getByRole('button', { name: 'Show in folder' }).click();
  await expect.poll(() => alice.electron.evaluate(() => Reflect.get(globalThis, 'shown') as unknown)).toBe(path);
});

test('stopped by the person, the recording is over and the call is not', async () => {
  await talk();
  await record(alice, 'Record');
  await alice.page.getByRole('status', { name: 'Recording', exact: true }).waitFor();
  await bob.until('hears Alice', hears(ALICE));
  await new Promise(resolve => setTimeout(resolve, 3_000));
  // What is on the disk now is what would be left if the app were killed: it plays, without an index.
  const left = join(home, 'left.webm');
  copyFileSync(recordings().at(-1) ?? '', left);
  expect(cuesIn(readFileSync(left))).toEqual([]);
  expectBothSides(await decoded(bob, left), ALICE, BOB);
  await alice.page.getByRole('button', { name: 'Stop recording' }).click();
  await expect.poll(() => alice.page.getByText('Saved: ').count()).toBe(2);
  await expect.poll(() => bob.page.getByText(/(is|are) recording/).count()).toBe(0);
  await Promise.all([alice.until('hears Bob', hears(BOB)), bob.until('hears Alice', hears(ALICE))]);
  expectBothSides(await decoded(bob, recordings().at(-1) ?? ''), ALICE, BOB);
  await alice.cli('--hangup');
  await bob.until('free', status => liveCall(status) === undefined);
});

test('a window that dies leaves a file that plays', async () => {
  await talk();
  await record(alice, 'Record');
  await alice.page.getByRole('status', { name: 'Recording', exact: true }).waitFor();
  await new Promise(resolve => setTimeout(resolve, 5_000));
  const crashed = alice.page.waitForEvent('crash');
  await alice.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().forEach(({ webContents }) => webContents.forcefullyCrashRenderer()),
  );
  await crashed;
  await bob.until('free', status => liveCall(status) === undefined);
  expect(recordings()).toHaveLength(3);
  const file = await decoded(bob, recordings().at(-1) ?? '');
  expectBothSides(file, ALICE, BOB);
  expect(file.duration).toBeGreaterThan(2);
});
