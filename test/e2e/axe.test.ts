/** Every screen of the preview is asked by axe whether everybody can use it; and a page that not everybody can use is found out. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const reportSchema = v.object({
  audited: v.number(),
  complaints: v.array(v.object({ screen: v.string(), rule: v.string(), element: v.string(), why: v.string() })),
});

/** Runs the audit; what it found, and what the pages logged. */
async function audit(folder: string, ...more: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'preview.mjs'), '--audit', '--into', folder, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise(resolve => child.on('close', resolve));
  const output = said.join('');
  const path = join(root, '.tmp', 'preview', folder, 'axe.json');
  return { code, output, ...v.parse(reportSchema, JSON.parse(readFileSync(path, 'utf8'))) };
}

test('axe finds nothing on any screen in light and dark, narrow and wide', { timeout: 600_000 }, async () => {
  const { code, output, audited, complaints } = await audit('audit');
  console.log(output.split('\n').findLast(line => line.startsWith('axe: ')));
  expect(complaints).toEqual([]);
  expect(audited).toBeGreaterThan(600);
  expect(code, output).toBe(0);
});

test('a page that not everybody can use is found out', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tsuwa-axe-'));
  try {
    const scenes = pathToFileURL(join(root, 'scripts', 'preview', 'scenes.mjs')).href;
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
    const file = join(folder, 'scenes.mjs');
    await writeFile(
      file,
      `import { scenes as known } from ${JSON.stringify(scenes)};
       const home = known.find(({ name }) => name === 'home');
       export const scenes = [{ ...home, acts: [{ run: ${JSON.stringify(bad)} }] }];`,
    );
    const { code, audited, complaints } = await audit('audit-bad', '--play', file);
    expect(code).toBe(1);
    expect(audited).toBe(4);
    const rulesOn = (screen: string) => complaints.filter(found => found.screen === screen).map(({ rule }) => rule);
    expect(new Set(rulesOn('home-light-400'))).toEqual(
      new Set(['button-name', 'color-contrast', 'image-alt', 'label-in-name', 'reduced-motion']),
    );
    // What does not depend on colours axe tells once.
    expect(new Set(rulesOn('home-dark-900'))).toEqual(new Set(['color-contrast', 'label-in-name', 'reduced-motion']));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
