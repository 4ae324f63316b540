/**
 * Another speaker, another microphone, another way in mid-call: what is heard at each of them, and that the call goes on. It is
 * recorded all the time: in the end the file has all of it.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { decoded, expectSeekable, record } from '../support/recording';
import { startServer, type Server } from '../support/server';
import { loudnessAt, peakOf, startSoundCard, type Plugged, type SoundCard } from '../support/sound';

const ALICE = 440;
const DESK = 660;
const LAPEL = 1000;

let card: SoundCard;
let server: Server;
let alice: App;
let bob: App;
let headset: Plugged;
let lapel: Plugged;
let id: string | undefined;
let home = '';
let recordedFrom = 0;

const plugHeadset = () => card.plugSpeaker('headset', 'Headset');
const plugLapel = () => card.plugMicrophone('lapel', 'Lapel microphone', LAPEL);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devices-'));
  mkdirSync(join(home, 'config'));
  writeFileSync(join(home, 'config', 'user-dirs.dirs'), `XDG_MUSIC_DIR="${home}"\n`);
  card = await startSoundCard();
  server = await startServer();
  headset = await plugHeadset();
  await card.plugMicrophone('desk', 'Desk microphone', DESK);
  lapel = await plugLapel();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: ALICE }),
    startApp({ server, user: 'bob', env: { ...card.env, XDG_CONFIG_HOME: join(home, 'config') } }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  await alice.cli('--call', bob.address, '--yes');
  await bob.page.getByRole('button', { name: 'Answer', exact: true }).click();
  await alice.until('hears the desk', hears(DESK));
  id = liveCall(await bob.status())?.id;
  await record(bob, 'Record');
  await bob.page.getByRole('status', { name: 'Recording', exact: true }).waitFor();
  recordedFrom = Date.now();
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await card?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Waits until Alice is heard at one speaker, and nobody at the other. @throws if that never comes */
async function heardAt(speaker: string, silent?: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const [here, there] = await Promise.all([
      card.record(1, speaker),
      silent === undefined ? undefined : card.record(1, silent),
    ]);
    const [strength, rest] = [loudnessAt(here, ALICE), there ? peakOf(there) : 0];
    if (strength > 0.01 && rest < 0.001) return;
    if (tries === 20) throw new Error(`never heard at ${speaker}: ${strength}, elsewhere ${rest}`);
  }
}

async function openSound(): Promise<void> {
  await bob.page.getByRole('button', { name: 'More', exact: true }).click();
  await bob.page.getByRole('menuitem', { name: 'Sound…' }).click();
}

/** Bob is told that a device of his choice is away. */
async function missed(device: string): Promise<void> {
  await openSound();
  await bob.page.getByText(`“${device}” is not there.`).waitFor();
  await bob.page.keyboard.press('Escape');
}

async function choose(use: string, device: string): Promise<void> {
  await openSound();
  await bob.page.getByRole('button', { name: new RegExp(`^${use}:`) }).click();
  await bob.page.getByRole('menuitemradio', { name: device }).click();
  await bob.page.getByRole('button', { name: new RegExp(`^${use}: ${device}`) }).waitFor();
  await bob.page.keyboard.press('Escape');
}

/** The call that was answered is the one that goes on. */
const expectSameCall = async () => expect(liveCall(await bob.status())).toMatchObject({ id, state: 'active' });

beforeEach(expectSameCall);

test('the other one is heard at another speaker as soon as it is chosen', async () => {
  await heardAt('speaker', 'headset');
  await choose('Speaker', 'Headset');
  await heardAt('headset', 'speaker');
  await expectSameCall();
});

test("a speaker that is pulled out is stood in for by the system's, and takes over again when it is back", async () => {
  await headset.unplug();
  await Promise.all([missed('Headset'), heardAt('speaker')]);
  headset = await plugHeadset();
  await heardAt('headset', 'speaker');
  await expectSameCall();
});

test('another microphone is heard on the other side as soon as it is chosen', async () => {
  await choose('Microphone', 'Lapel microphone');
  await alice.until('hears the lapel', hears(LAPEL));
  await expectSameCall();
});

test("a microphone that is pulled out is stood in for by the system's, and takes over again when it is back", async () => {
  await lapel.unplug();
  await Promise.all([missed('Lapel microphone'), alice.until('hears the desk', hears(DESK))]);
  lapel = await plugLapel();
  await alice.until('hears the lapel again', hears(LAPEL));
  await expectSameCall();
});

test('what is turned off is turned off at once, and the call goes on', async () => {
  await openSound();
  for (const name of ['Cancel echo', 'Reduce noise', 'Even out your voice']) {
    await bob.page.getByRole('switch', { name }).click();
    await bob.page.getByRole('switch', { name, checked: false }).waitFor();
  }
  await bob.page.keyboard.press('Escape');
  await alice.until('hears the lapel still', hears(LAPEL));
  await expectSameCall();
});

/** The page's door, in the page. */
declare const tsuwa: { command(name: string, input: unknown): Promise<{ value: { entries: unknown[] } }> };
const said = async () =>
  await bob.page.evaluate(async call => (await tsuwa.command('trace', { id: call })).value.entries.length, id);

test('a new way for the sound is looked for, as after sleep, and the call goes on', async () => {
  const before = await said();
  await bob.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  // Nothing else is said in a call that goes on.
  await expect.poll(said).toBeGreaterThan(before + 1);
  await alice.until('hears the lapel still', hears(LAPEL));
  await heardAt('headset');
  await expectSameCall();
});

test('the recording has gone on through all of it, with both voices from the beginning to the end', async () => {
  await record(bob, 'Stop recording');
  const lasted = (Date.now() - recordedFrom) / 1000;
  await bob.page.getByText('Saved: ').waitFor();
  const folder = join(home, 'Tsuwa recordings');
  const [name = '', ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  const file = await decoded(alice, join(folder, name));
  expect(Math.abs(file.duration - lasted)).toBeLessThan(2);
  await expectSeekable(alice, join(folder, name), file.duration);
  const [ours, theirs] = file.channels.map(samples => heardIn(samples, [ALICE, DESK, LAPEL]));
  // Theirs never stops, not even while the speaker changes.
  expect(theirs?.filter(hz => hz !== ALICE)).toEqual([]);
  // Ours is the microphone that was chosen; between two of them there may be a moment of silence.
  expect(ours?.filter(hz => hz === undefined).length).toBeLessThan(10);
  // One may have been heard for less than two seconds.
  const beeps = heardIn(file.channels[0] ?? new Float32Array(), [ALICE, DESK, LAPEL], 0.5).filter(
    hz => hz !== undefined,
  );
  expect(beeps.filter((hz, i, all) => hz !== all[i - 1])).toEqual([DESK, LAPEL, DESK, LAPEL]);
});

/** Which of the tones is heard in each span, by its loudest tenth of a second: everything here comes in beeps. */
function heardIn(samples: Float32Array, tones: readonly number[], seconds = 2): (number | undefined)[] {
  const [span, tenth] = [seconds * 48_000, 4_800];
  return Array.from({ length: Math.floor(samples.length / span) }, (_, at) => {
    const strengths = tones.map(hz => {
      const tenths = Array.from({ length: span / tenth }, (_unused, i) => at * span + i * tenth);
      return Math.max(...tenths.map(from => loudnessAt(samples.subarray(from, from + tenth), hz)));
    });
    const most = Math.max(...strengths);
    return most < 0.01 ? undefined : tones[strengths.indexOf(most)];
  });
}

test('the next call rings at the ringer, and not where the others are heard', async () => {
  await choose('Speaker', 'System default');
  await choose('Ringer', 'Headset');
  await bob.cli('--hangup');
  await alice.until('free', status => liveCall(status) === undefined);
  await alice.cli('--call', bob.address, '--yes');
  await bob.page.getByRole('button', { name: 'Answer', exact: true }).waitFor();
  const [ring, rest] = await Promise.all([card.record(4, 'headset'), card.record(4)]);
  expect(peakOf(ring)).toBeGreaterThan(0.02);
  expect(peakOf(rest)).toBeLessThan(0.001);
});
