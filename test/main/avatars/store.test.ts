import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveAvatar } from '../../../main/avatars/serve';
import { AvatarFolder } from '../../../main/avatars/store';
import type { Draw } from '../../../main/avatars/undrawn';
import { idOf, png, webp } from '../../support/pictures';
import { logTo } from '../../support/log';

let folder = '';
let lines: string[] = [];
const log = logTo(text => void lines.push(text));
const picture = png(4, 4, 0x336699);
const id = idOf(picture);
/** What the page makes of a picture. */
const ours = (bytes: Uint8Array) => webp(bytes.length + (bytes.at(-20) ?? 0));
const draw: Draw = (_id, bytes) => Promise.resolve(ours(bytes));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-avatars-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a picture that fits its name is kept, over a restart too, for its owner only', async () => {
  const store = new AvatarFolder(folder, log, draw);
  expect(store.has(id)).toBe(false);
  expect(await store.keep(id, picture)).toBe(true);
  expect(store.has(id)).toBe(true);
  const again = new AvatarFolder(folder, log, draw);
  expect(again.has(id)).toBe(true);
  expect(await again.open(id)).toEqual(new Uint8Array(ours(picture)));
  if (process.platform !== 'win32') expect(statSync(join(folder, `${id}.webp`)).mode & 0o077).toBe(0);
});

test('other bytes than the name says, no picture at all, and a name that leads elsewhere are refused', async () => {
  const store = new AvatarFolder(folder, log, draw);
  const page = Buffer.from('<html>');
  expect(await store.keep(id, png(4, 4, 0))).toBe(false);
  expect(await store.keep(idOf(page), page)).toBe(false);
  expect(await store.keep('../../etc/passwd', picture)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
  expect(await store.open('../../etc/passwd')).toBeUndefined();
});

test.each<[string, Draw]>([
  ['what came', (_id, bytes) => Promise.resolve(bytes)],
  ['nothing', () => Promise.resolve(undefined)],
  ['a page', () => Promise.resolve(Buffer.from('<html>'))],
  [
    'a picture larger than a face',
    () => Promise.resolve(Buffer.concat([webp().subarray(0, 21), Buffer.from([192, 0, 0, 0]), webp().subarray(25)])),
  ],
  ['a picture that goes on and on', () => Promise.resolve(Buffer.concat([webp(), Buffer.alloc(64 * 1024)]))],
])('a page that draws %s keeps nothing', async (_what, drawing) => {
  const store = new AvatarFolder(folder, log, drawing);
  expect(await store.keep(id, picture)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('pictures that were kept as they came are gone at the next start', () => {
  writeFileSync(join(folder, id), picture);
  expect(new AvatarFolder(folder, log, draw).has(id)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('who showed which picture is known at the next start', () => {
  const store = new AvatarFolder(folder, log, draw);
  store.show('juliet@capulet.lit', id);
  store.show('nurse@capulet.lit', id);
  store.show('nurse@capulet.lit', undefined);
  store.flush();
  const again = new AvatarFolder(folder, log, draw);
  expect(again.shownBy('juliet@capulet.lit')).toBe(id);
  expect(again.shownBy('nurse@capulet.lit')).toBeUndefined();
});

test.each(['no JSON', '[]', '{"a@b":"../x"}'])('a broken list of who shows what, %s, is as good as none', text => {
  writeFileSync(join(folder, 'people.json'), text);
  expect(new AvatarFolder(folder, log, draw).shownBy('a@b')).toBeUndefined();
});

test('when there are too many, those that nobody has looked at for the longest go', async () => {
  const pictures = [1, 2, 3].map(colour => png(4, 4, colour));
  const [first = '', second = '', third = ''] = pictures.map(idOf);
  const before = new AvatarFolder(folder, log, draw);
  for (const each of pictures.slice(0, 2)) await before.keep(idOf(each), each);
  utimesSync(join(folder, `${first}.webp`), 2000, 2000);
  utimesSync(join(folder, `${second}.webp`), 1000, 1000);
  const store = new AvatarFolder(folder, log, draw, webp().length * 2);
  await store.keep(third, pictures[2] ?? Buffer.alloc(0));
  expect([first, second, third].map(each => [store.has(each), existsSync(join(folder, `${each}.webp`))])).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ]);
  await store.open(first); // looked at: the third is now the older one
  utimesSync(join(folder, `${third}.webp`), 3000, 3000);
  const later = new AvatarFolder(folder, log, draw, webp().length * 2);
  await later.keep(id, picture);
  expect([later.has(first), later.has(third), later.has(id)]).toEqual([true, false, true]);
});

test('the pictures of some can be taken away: from the list, from the folder, and for good', async () => {
  const [theirs, both] = [png(4, 4, 1), png(4, 4, 2)];
  const store = new AvatarFolder(folder, log, draw);
  for (const each of [picture, theirs, both]) await store.keep(idOf(each), each);
  store.show('juliet@capulet.lit', id);
  store.show('tybalt@capulet.lit', idOf(theirs));
  store.show('nurse@capulet.lit', idOf(both));
  store.show('paris@capulet.lit', idOf(both));
  await store.keepOnly(new Set(['juliet@capulet.lit', 'nurse@capulet.lit']));
  for (const each of [store, new AvatarFolder(folder, log, draw)]) {
    expect(['juliet', 'tybalt', 'nurse', 'paris'].map(name => each.shownBy(`${name}@capulet.lit`))).toEqual([
      id,
      undefined,
      idOf(both),
      undefined,
    ]);
    expect([id, idOf(theirs), idOf(both)].map(name => each.has(name))).toEqual([true, false, true]);
  }
  expect(existsSync(join(folder, `${idOf(theirs)}.webp`))).toBe(false);
});

test('a folder that cannot be used leaves people without faces, and says why once', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const store = new AvatarFolder(join(file, 'avatars'), log, draw);
  expect(lines).toHaveLength(1);
  expect(await store.keep(id, picture)).toBe(false);
  expect(store.has(id)).toBe(false);
});

test('a picture that somebody took out of the folder is gone', async () => {
  const store = new AvatarFolder(folder, log, draw);
  await store.keep(id, picture);
  rmSync(join(folder, `${id}.webp`));
  expect(await store.open(id)).toBeUndefined();
  expect(store.has(id)).toBe(false);
});

const nothing = { open: () => undefined };

async function get(store: AvatarFolder, path: string, method = 'GET'): Promise<Response> {
  const response = await serveAvatar(store, nothing, { method, url: `app://bundle/avatar/${path}` });
  if (!response) throw new Error('not answered');
  return response;
}

test('a page gets a picture as what it is, and nothing that it could make something else of', async () => {
  const store = new AvatarFolder(folder, log, draw);
  await store.keep(id, picture);
  const response = await get(store, id);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/webp');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(Buffer.from(await response.arrayBuffer())).toEqual(ours(picture));
});

test.each([
  ['GET', '0'.repeat(40), 404],
  ['GET', '', 404],
  ['GET', 'people.json', 404],
  ['GET', `${id}/`, 404],
  ['GET', `${id}?x`, 404],
  ['GET', id.toUpperCase(), 404],
  ['GET', `..%2f${id}`, 404],
  ['POST', id, 405],
])('%s avatar/%s is answered with %s', async (method, path, status) => {
  const store = new AvatarFolder(folder, log, draw);
  await store.keep(id, picture);
  const response = await get(store, path, method);
  expect([response.status, await response.text()]).toEqual([status, '']);
});

test.each([
  'app://bundle/index.html',
  'app://bundle/avatars',
  `app://other/avatar/${id}`,
  `https://bundle/avatar/${id}`,
])('%s is for somebody else to answer', url => {
  expect(serveAvatar(new AvatarFolder(folder, log, draw), nothing, { method: 'GET', url })).toBeUndefined();
});
