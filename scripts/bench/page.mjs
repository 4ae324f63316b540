/**
 * Keys in the page itself, with 10,000 contacts and 100,000 calls: typing in a search, going through the lists, holding a
 * key down. Each press is measured twice, from the moment the system had it.
 *
 * - **Laid out**: everything is there that the frame after the key has to show, that is script, the question to the main
 *   process and its answer, the document, style and layout. This is the app's own part, and it has one frame (16.7 ms), at
 *   the median and for 95 of 100 keys.
 * - **Painted**: the same until the page has given the frame away to be shown, with the wait for the frame's turn. A page
 *   that does nothing but write the letters down, measured before and after in the same run, needs its time for that as
 *   well, and what it needs is the machine's: without a graphics card the 95th of 100 takes it most of a frame, on a busy
 *   machine several. So the median has one frame, and the 95th one frame more than that page.
 *
 * The slowest has no limit, for it is mostly the machine's. A machine that is busy with something else fails here, as it
 * should: the row of the floor tells.
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
/** @typedef {{ laid: (share: number) => number, painted: (share: number) => number }} Limits */

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
    /** @type {import('./row').Presses} */
    const presses = JSON.parse(readFileSync(result, 'utf8'));
    return rowsOf(presses);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {import('./row').Row[]} */
function rowsOf(/** @type {import('./row').Presses} */ { floor, ...parts }) {
  const plain = 'a page that only writes the letters down';
  /** @type {Record<keyof typeof parts, string>} */
  const names = {
    people: 'a key press among 10,000 contacts',
    leafed: 'through 10,000 contacts, key by key',
    held: 'through 10,000 contacts, PageDown held',
    calls: 'a key press among 100,000 calls',
    leafedCalls: 'through 100,000 calls, key by key',
    heldCalls: 'through 100,000 calls, PageDown held',
  };
  /** @type {(what: string, press: readonly import('./row').Press[], limits: Limits) => import('./row').Row[]} */
  const rows = (what, press, { laid, painted }) =>
    /** @type {const} */ ([
      ['laid', 'p50', 0.5, laid(0.5)],
      ['laid', 'p95', 0.95, laid(0.95)],
      ['painted', 'p50', 0.5, painted(0.5)],
      ['painted', 'p95', 0.95, painted(0.95)],
      ['painted', 'the slowest', 1, Infinity],
    ]).map(([until, name, share, limitMs]) => ({
      what: `page, ${what}, ${until === 'laid' ? 'laid out' : until}, ${name}`,
      ms: quantile(
        press.map(one => one[until]),
        share,
      ),
      plainMs: quantile(
        floor.map(one => one[until]),
        share,
      ),
      ...{ limitMs, plain },
    }));
  const floorP95 = quantile(
    floor.map(({ painted }) => painted),
    0.95,
  );
  const limits = {
    laid: () => FRAME_MS,
    painted: (/** @type {number} */ share) => (share === 0.5 ? FRAME_MS : floorP95 + FRAME_MS),
  };
  return [
    ...rows('the floor: writing the letters down', floor, { laid: () => Infinity, painted: () => Infinity }),
    ...Object.entries(names).flatMap(([part, what]) =>
      rows(what, parts[/** @type {keyof typeof parts} */ (part)], limits),
    ),
  ];
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
