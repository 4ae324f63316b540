/** A file of the person rings: chosen in the settings of the real app, heard at the ringer, and never silence instead. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../shared/words/en';
import { isOnline, liveCall, startApp, type App } from '../support/app';
import { loudest } from '../support/recording';
import { startServer, type Server } from '../support/server';
import { loudnessAt, peakOf, startSoundCard, type SoundCard } from '../support/sound';

const HZ = 1234;
const RATE = 48_000;
const { ringTone } = en;

let folder = '';
let card: SoundCard;
let server: Server;
let alice: App;
let bob: App;

/** A wave file (RFC 2361) of a steady `hz`, or of nothing that can be played. */
function wave(hz: number | undefined, seconds = 5): Buffer {
  const length = seconds * RATE * 2;
  const file = Buffer.alloc(44 + length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + length, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  if (hz === undefined) return file.subarray(0, 200);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(length, 40);
  for (let i = 0; i < seconds * RATE; i += 1)
    file.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * hz * i) / RATE)), 44 + i * 2);
  return file;
}

/** The person picks this file in the next dialog. */
async function pick(name: string, bytes: Buffer): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  await bob.electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, path);
}

const profile = () => bob.electron.evaluate(({ app }) => app.getPath('userData'));
const add = () => bob.page.getByRole('button', { name: ringTone.add }).click();

/** What the ringer gives while Alice calls. */
async function ringOf(speaker: string): Promise<Float32Array> {
  await alice.cli('--call', bob.address, '--yes');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  const ring = await card.record(3, speaker);
  await bob.cli('--decline');
  await alice.until('free', status => liveCall(status) === undefined);
  await card.record(2, speaker);
  return ring;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-tones-'));
  card = await startSoundCard();
  await card.plugSpeaker('bell', 'Bell');
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 660 }),
    startApp({ server, user: 'bob', env: card.env }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  await bob.page.getByRole('button', { name: en.places.settings }).click();
  await bob.page.getByRole('button', { name: `${en.sound.uses.ringer.name}: ${en.sound.system}`, exact: true }).click();
  await bob.page.getByRole('menuitemradio', { name: 'Bell' }).click();
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await card?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a file that cannot be played is refused in words, and not kept', async () => {
  await pick('page.wav', Buffer.from('<!doctype html>'));
  await add();
  await bob.page.getByText(ringTone.problems['not-audio'].what).waitFor();
  await pick('broken.wav', wave(undefined));
  await add();
  await bob.page.getByText(ringTone.problems.unplayable.what).waitFor();
  await pick('silent.wav', wave(0));
  await add();
  await bob.page.getByText(ringTone.problems.silent.what).waitFor();
  await bob.page.getByRole('button', { name: `${ringTone.title}: ${ringTone.made.bell.name}`, exact: true }).waitFor();
  expect(readdirSync(join(await profile(), 'ring-tones'))).toEqual([]);
});

test('a file that can be played is taken, is heard as a preview, and rings on the ringer alone', async () => {
  await pick('Evening.wav', wave(HZ));
  await add();
  await bob.page.getByRole('button', { name: `${ringTone.title}: Evening`, exact: true }).waitFor();

  await bob.page.getByRole('button', { name: ringTone.play }).click();
  const preview = await card.record(2, 'bell');
  expect(loudnessAt(preview, HZ)).toBeGreaterThan(0.05);
  await bob.page.getByRole('button', { name: ringTone.stop }).click();
  await bob.page.getByRole('button', { name: ringTone.play }).waitFor();
  expect(peakOf((await card.record(2, 'bell')).subarray(RATE))).toBeLessThan(0.001);

  const [ring, speaker] = await Promise.all([ringOf('bell'), card.record(6)]);
  expect(loudnessAt(ring, HZ)).toBeGreaterThan(0.05);
  expect(loudest(ring, HZ)).toBeGreaterThan(10 * loudest(ring, 587.33));
  expect(loudnessAt(speaker, HZ)).toBeLessThan(0.001);
});

test('when its copy is damaged, the usual tone rings and the settings say so', async () => {
  const kept = join(await profile(), 'ring-tones');
  const [id = ''] = readdirSync(kept);
  writeFileSync(join(kept, id), wave(undefined));
  await bob.page.reload();
  await bob.page.getByRole('button', { name: en.places.settings }).click();
  await bob.page.getByText(ringTone.fallback.replace('{name}', 'Evening')).waitFor();

  const ring = await ringOf('bell');
  // By the tenth of a second: a bell fades, its strokes are not in phase, and a busy machine breaks them.
  expect(loudest(ring, 587.33)).toBeGreaterThan(0.05);
  expect(loudest(ring, HZ)).toBeLessThan(loudest(ring, 587.33) / 10);

  // The call has taken its place.
  await bob.page.getByRole('button', { name: en.places.settings }).click();
  await bob.page.getByRole('button', { name: ringTone.remove.replace('{name}', 'Evening') }).click();
  await bob.page.getByRole('button', { name: `${ringTone.title}: ${ringTone.made.bell.name}`, exact: true }).waitFor();
  expect(readdirSync(kept)).toEqual([]);
});
