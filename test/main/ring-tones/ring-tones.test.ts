import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ringToneCommands } from '../../../main/ring-tones/commands';
import { RingToneFolder } from '../../../main/ring-tones/folder';
import { serveRingTone } from '../../../main/ring-tones/serve';
import { defaultSettings, type Settings } from '../../../main/settings';
import { RING_TONES } from '../../../shared/ring-tone';
import { logTo } from '../../support/log';

let home = '';
let lines: string[] = [];
let settings: Settings;
let picked: string | undefined;
const log = logTo(text => void lines.push(text));
const wav = (rest: string) => Buffer.from(`RIFF\0\0\0\0WAVEfmt ${rest}`);
const idOf = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');
const kept = () => join(home, 'kept');
const fileNamed = (name: string, bytes: Buffer) => {
  const path = join(home, name);
  writeFileSync(path, bytes);
  return path;
};
const folder = () => new RingToneFolder(kept(), log);
const commands = () =>
  ringToneCommands({
    desk: () => ({ folder: folder(), pick: () => Promise.resolve(picked) }),
    settings: () => ({
      get current() {
        return settings;
      },
      change: part => (settings = { ...settings, ...part }),
    }),
    changed: () => undefined,
  });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tsuwa-ring-tones-'));
  [lines, settings, picked] = [[], defaultSettings(), undefined];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a file with sound is copied under the hash of its bytes, for its owner only, and shown by its own name', async () => {
  const bytes = wav('la');
  const path = fileNamed('Évening \u202egnos.wav', bytes);
  expect(await folder().take(path)).toEqual({ ok: true, tone: { id: idOf(bytes), name: 'Évening gnos' } });
  rmSync(path);
  expect(await folder().open(idOf(bytes))).toEqual({ bytes: new Uint8Array(bytes), type: 'audio/wav' });
  if (process.platform !== 'win32') expect(statSync(join(kept(), idOf(bytes))).mode & 0o077).toBe(0);
});

test('what is no sound, too large, no file or not there is refused, and nothing is kept', async () => {
  const large = fileNamed('large.wav', wav(''));
  truncateSync(large, RING_TONES.bytes + 1);
  mkdirSync(join(home, 'folder.wav'));
  const problemWith = async (path: string) => {
    const taken = await folder().take(path);
    return taken.ok ? undefined : taken.problem;
  };
  expect(await problemWith(fileNamed('page.mp3', Buffer.from('<html><script>')))).toBe('not-audio');
  expect(await problemWith(large)).toBe('too-large');
  expect(await problemWith(join(home, 'folder.wav'))).toBe('unreadable');
  expect(await problemWith(join(home, 'gone.wav'))).toBe('unreadable');
  expect(existsSync(kept())).toBe(false);
});

test('a file of just the most that is allowed is kept', async () => {
  const path = fileNamed('large.wav', wav(''));
  truncateSync(path, RING_TONES.bytes);
  expect(await folder().take(path)).toMatchObject({ ok: true });
});

test('a folder that cannot be written to is told of', async () => {
  writeFileSync(kept(), '');
  expect(await folder().take(fileNamed('la.wav', wav('la')))).toEqual({ ok: false, problem: 'not-kept' });
  expect(lines.join('\n')).not.toContain('la.wav');
});

test('the page gets a tone as sound and nothing else, by its hash and by nothing else', async () => {
  const bytes = wav('la');
  await folder().take(fileNamed('la.wav', bytes));
  const get = (path: string, method = 'GET') => serveRingTone(folder(), { method, url: `app://bundle/tone/${path}` });
  const response = await get(idOf(bytes));
  expect(response?.status).toBe(200);
  expect(response?.headers.get('content-type')).toBe('audio/wav');
  expect(response?.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response?.headers.get('content-security-policy')).toBe("default-src 'none'");
  for (const path of [
    '',
    '..%2f..%2fsecret',
    '../settings.json',
    idOf(bytes).toUpperCase(),
    `${idOf(bytes)}?x`,
    idOf(wav('lo')),
  ])
    expect((await get(path))?.status).toBe(404);
  expect((await get(idOf(bytes), 'POST'))?.status).toBe(405);
  expect(serveRingTone(folder(), { method: 'GET', url: 'app://bundle/index.html' })).toBeUndefined();
});

test('a copy that something else was written over is not served', async () => {
  const bytes = wav('la');
  await folder().take(fileNamed('la.wav', bytes));
  writeFileSync(join(kept(), idOf(bytes)), '<html>');
  expect(await folder().open(idOf(bytes))).toBeUndefined();
});

test('choosing no file changes nothing, and the same file twice is one tone', async () => {
  expect(await commands().addRingTone({})).toBeUndefined();
  picked = fileNamed('la.wav', wav('la'));
  await commands().addRingTone({});
  await commands().addRingTone({});
  expect(settings.ringTones).toEqual([{ id: idOf(wav('la')), name: 'la' }]);
  expect(readdirSync(kept())).toHaveLength(1);
});

test('there is an end to how many are kept', async () => {
  const id = idOf(wav(''));
  settings = { ...settings, ringTones: Array.from({ length: RING_TONES.most }, () => ({ id, name: 'x' })) };
  picked = fileNamed('la.wav', wav('la'));
  expect(await commands().addRingTone({})).toEqual({ ok: false, problem: 'too-many' });
});

test('what rang with a tone that is removed rings as usual; other choices stay', async () => {
  picked = fileNamed('la.wav', wav('la'));
  await commands().addRingTone({});
  const id = idOf(wav('la'));
  settings = { ...settings, preferences: { ...settings.preferences, ringTone: id } };
  await commands().setRingToneOf({ peer: 'juliet@capulet.lit', tone: id });
  await commands().setRingToneOf({ peer: 'nurse@capulet.lit', tone: 'koto' });
  await commands().removeRingTone({ id });
  expect(settings).toMatchObject({ ringTones: [], ringToneOf: { 'nurse@capulet.lit': 'koto' } });
  expect(settings.ringToneOf).not.toHaveProperty(['juliet@capulet.lit']);
  expect(settings.preferences.ringTone).toBeUndefined();
  expect(readdirSync(kept())).toEqual([]);
  await commands().setRingToneOf({ peer: 'nurse@capulet.lit' });
  expect(settings.ringToneOf).toEqual({});
});
