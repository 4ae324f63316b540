/**
 * Typing in the page itself, with 10,000 contacts and 100,000 calls: from the key press to the painted answer. It has a frame
 * more than a page that does nothing but write the letters down; the slowest has no limit, for it is mostly the machine's.
 */
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, runnerImport } from 'vite';
import { fill, quiet } from './history.mjs';

const root = join(import.meta.dirname, '..', '..');
const FRAME_MS = 16.7;

/** @returns {Promise<import('./row').Row[]>} */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
  try {
    await build({
      root: join(root, 'renderer'),
      configFile: false,
      logLevel: 'warn',
      plugins: [vue(), tailwindcss()],
      build: { outDir: join(folder, 'page'), emptyOutDir: true, target: 'chrome146' },
    });
    const path = join(folder, 'history.sqlite');
    /** @type {{ module: import('./row').HistoryModule }} */
    const { module } = await runnerImport(join(root, 'main', 'history', 'history.ts'), { configFile: false });
    // Makes the tables.
    new module.History({ path, log: quiet, newId: randomUUID, now: Date.now }).close();
    fill(path);
    const result = join(folder, 'times.json');
    open([join(import.meta.dirname, 'page', 'window.mjs'), folder, result]);
    /** @type {Record<'floor' | 'contacts' | 'recents' | 'pages', number[]>} */
    const { floor, contacts, recents, pages } = JSON.parse(readFileSync(result, 'utf8'));
    /** @type {(what: string, times: number[]) => import('./row').Row[]} */
    const rows = (what, times) =>
      [
        { name: 'p50', share: 0.5 },
        { name: 'p95', share: 0.95 },
        { name: 'the slowest', share: 1, limited: false },
      ].map(({ name, share, limited = true }) => {
        const plainMs = quantile(floor, share);
        const plain = 'a page that only writes the letters down';
        return {
          what: `page, ${what}, ${name}`,
          ms: quantile(times, share),
          limitMs: limited ? plainMs + FRAME_MS : Infinity,
          plainMs,
          plain,
        };
      });
    return [
      ...rows('a key press among 10,000 contacts', contacts),
      ...rows('a key press among 100,000 calls', recents),
      ...rows('eight people further in 10,000 contacts', pages),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function open(/** @type {string[]} */ words) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const electron = [process.execPath, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...words];
  const [command = '', ...rest] = process.env.DISPLAY
    ? electron
    : ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24', ...electron];
  execFileSync(command, rest, { stdio: 'inherit', env, timeout: 300_000 });
}

function quantile(/** @type {number[]} */ values, /** @type {number} */ share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
