/** Every screen of the preview is asked by axe whether everybody can use it; and a page that not everybody can use is found out. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const found = join(root, '.tmp', 'preview', 'audit', 'axe.json');
const reportSchema = v.object({
  audited: v.number(),
  errors: v.array(v.string()),
  complaints: v.array(v.object({ screen: v.string(), rule: v.string(), element: v.string(), why: v.string() })),
});
type Report = v.InferOutput<typeof reportSchema>;

/** A screen that is at fault in many ways. */
const bad = `(() => {
  const button = document.createElement('button');
  button.append(document.createElement('img'));
  const pale = document.createElement('p');
  pale.textContent = 'Hardly to be read';
  pale.style.opacity = '0.3';
  const misnamed = document.createElement('button');
  misnamed.textContent = 'Hang up';
  misnamed.ariaLabel = 'Leave';
  misnamed.animate({ opacity: [1, 0.9] }, 1e6);
  document.querySelector('main').prepend(button, pale, misnamed);
})()`;

let report: Report;
let output = '';
let code: unknown;

beforeAll(async () => {
  await rm(found, { force: true });
  const folder = await mkdtemp(join(tmpdir(), 'tsuwa-axe-'));
  try {
    const scenes = pathToFileURL(join(root, 'scripts', 'preview', 'scenes.mjs')).href;
    const play = join(folder, 'scenes.mjs');
    await writeFile(
      play,
      `import { scenes as known } from ${JSON.stringify(scenes)};
       const home = known.find(({ name }) => name === 'home');
       export const scenes = [...known, { ...home, name: 'bad', acts: [{ run: ${JSON.stringify(bad)} }] }];`,
    );
    const words = ['--audit', '--into', 'audit', '--page', join(root, 'out', 'renderer'), '--play', play];
    const child = spawn(process.execPath, [join(root, 'scripts', 'preview.mjs'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    code = await new Promise(resolve => child.on('close', resolve));
    report = v.parse(reportSchema, JSON.parse(readFileSync(found, 'utf8')));
    console.log(output.split('\n').findLast(line => line.startsWith('axe: ')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);

const isBad = ({ screen }: { screen: string }) => screen.startsWith('bad-');

test('axe finds nothing on any screen in light and dark, narrow and wide', () => {
  expect(report.complaints.filter(complaint => !isBad(complaint))).toEqual([]);
  expect(report.errors, output).toEqual([]);
  expect(report.audited).toBeGreaterThan(600);
});

test('a page that not everybody can use is found out', () => {
  expect(code).toBe(1);
  const rulesOn = (screen: string) =>
    new Set(report.complaints.filter(complaint => complaint.screen === screen).map(({ rule }) => rule));
  expect(rulesOn('bad-light-400')).toEqual(
    new Set(['button-name', 'color-contrast', 'image-alt', 'label-in-name', 'reduced-motion']),
  );
  // What does not depend on colours axe tells once.
  expect(rulesOn('bad-dark-900')).toEqual(new Set(['color-contrast', 'label-in-name', 'reduced-motion']));
});
