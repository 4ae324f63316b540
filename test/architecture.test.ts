/** Who may import whom where the compiler cannot tell, and what no file of the project may contain. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Folders (the first that fits counts), the packages and the folders of ours that their files may import. */
const layers: readonly { folder: string; packages: readonly RegExp[]; ours: readonly string[] }[] = [
  { folder: 'shared/words/', packages: [/^intl-messageformat$/], ours: ['shared/words/'] },
  { folder: 'shared/', packages: [/^valibot$/], ours: ['shared/'] },
  { folder: 'main/core/xml/', packages: [], ours: ['main/core/xml/', 'shared/own-error'] },
  { folder: 'main/core/protocol/', packages: [], ours: ['main/core/protocol/', 'main/core/xml/', 'shared/'] },
  {
    folder: 'main/core/jingle/',
    packages: [/^sdp-transform$/],
    ours: ['main/core/jingle/', 'main/core/protocol/', 'main/core/xml/', 'shared/'],
  },
  {
    folder: 'main/core/call/',
    packages: [],
    ours: ['main/core/call/', 'main/core/jingle/', 'main/core/protocol/', 'main/core/xml/', 'shared/'],
  },
  { folder: 'main/core/', packages: [], ours: ['main/core/', 'shared/'] },
  {
    folder: 'main/xmpp/',
    packages: [/^@xmpp\//, /^saxes$/, /^socks$/, /^node:/],
    ours: ['main/xmpp/', 'main/core/', 'shared/'],
  },
  {
    folder: 'main/',
    packages: [
      /^electron$/,
      /^electron-updater($|\/out\/providers\/)/,
      /^@jellybrick\/dbus-next$/,
      /^@scure\/bip39\/wordlists\//,
      /^valibot$/,
      /^node:/,
    ],
    ours: ['main/', 'shared/'],
  },
  {
    folder: 'renderer/',
    packages: [/^valibot$/, /^vue$/, /^reka-ui$/, /^@lucide\/vue$/, /^wanakana$/, /^qr$/],
    ours: ['renderer/', 'shared/'],
  },
];

const ignored = new Set(['.git', '.tmp', 'dist', 'node_modules', 'out', 'test-results']);

/** Every file of the project, relative to its root, with `/`. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(entry => !ignored.has(entry.name))
    .flatMap(entry => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

const files = filesIn('');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = files.filter(file => /^(main|renderer|shared)\/.*\.(ts|vue)$/.test(file));

/** What a source names in `import … from`, `export … from`, `import(…)` and a bare `import`. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)['"]([^'"]+)['"]/g)].map(([, name = '']) => name);

function mayImport(file: string, name: string): boolean {
  const layer = layers.find(({ folder }) => file.startsWith(folder));
  if (!layer) return false;
  if (!name.startsWith('.')) return layer.packages.some(pattern => pattern.test(name));
  const target = posix.join(posix.dirname(file), name);
  return layer.ours.some(folder => target.startsWith(folder));
}

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.flatMap(file => importsOf(textOf(file))).length).toBeGreaterThan(20);
});

test('every file imports only what its layer may', () => {
  const strays = sources.flatMap(file =>
    importsOf(textOf(file))
      .filter(name => !mayImport(file, name))
      .map(name => `${file} imports ${name}`),
  );
  expect(strays).toEqual([]);
});

test('Electron is named only by the shell', () => {
  const strays = sources.filter(
    file => !/^main\/(?:cli\/)?[^/]+\.ts$/.test(file) && importsOf(textOf(file)).includes('electron'),
  );
  expect(strays).toEqual([]);
});

test('only renderer/media speaks to microphones and peer connections', () => {
  const strays = sources.filter(
    file =>
      file.startsWith('renderer/') &&
      !file.startsWith('renderer/media/') &&
      /\bRTC[A-Z]|\bgetUserMedia\b|\bmediaDevices\b/.test(textOf(file)),
  );
  expect(strays).toEqual([]);
});

test('no view reaches past the contract between the processes', () => {
  const strays = sources.filter(file => file.startsWith('renderer/') && /ipcRenderer|\brequire\(/.test(textOf(file)));
  expect(strays).toEqual([]);
});

test('nothing in the project belongs to one machine or one registry', () => {
  // Written in pieces, so that this file passes its own test.
  const strangers = [
    ['/home/', String.raw`\w`],
    ['/root', '/'],
    ['/Users/', String.raw`\w`],
    ['/work', '/'],
    ['npmjs', String.raw`\.(?:org|com)`],
    ['deb.debian', String.raw`\.org`],
    ['archive.ubuntu', String.raw`\.com`],
  ].map(parts => new RegExp(parts.join('')));
  const texts = files.filter(file => !/\.(png|ico|icns|wav|jpe?g)$/.test(file));
  const strays = texts.flatMap(file =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (strangers.some(pattern => pattern.test(line)) ? [`${file}:${index + 1}`] : [])),
  );
  expect(strays).toEqual([]);
});
