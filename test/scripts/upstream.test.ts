/** docs/upstream.md: its patches fit the library that is installed, and the tests that it names are there. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'upstream.md'), 'utf8');
const sections = [...text.matchAll(/^## (D\d+): .*?(?=^## )/gms)].map(([section, name = '']) => ({ name, section }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upstream-'));
  cpSync(join(root, 'node_modules', '@xmpp'), join(folder, '@xmpp'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each defect has its section', () => {
  expect(sections.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, at) => `D${at + 1}`));
});

test.each(sections)('the patch for $name fits', ({ section }) => {
  const [, patch = ''] = /```diff\n(.*?)```/s.exec(section) ?? [];
  expect(patch).not.toBe('');
  execFileSync('git', ['apply', '--check', '-p1'], { cwd: folder, input: patch, stdio: ['pipe', 'pipe', 'pipe'] });
});

test.each(sections)('the tests that $name names are there', ({ section }) => {
  const named = [...section.matchAll(/`(test\/[a-z0-9/-]+\.test\.ts)`(?: \(“([^”]+)”\))?/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [, file = '', title] of named) {
    const source = readFileSync(join(root, file), 'utf8');
    if (title !== undefined) expect(source).toContain(title);
  }
});
