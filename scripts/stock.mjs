/**
 * `node scripts/stock.mjs`: what is wrong with the XMPP library as it comes (docs/upstream.md), each tried on the library and on
 * Tsuwa's own connection, at scripted servers and at a real Prosody; prints a table. Ends with 0 only if every row is as told.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOf, withLifetime } from './lifetime.mjs';
import { purposesOf, setUp } from './setup.mjs';

/**
 * @typedef {{ stock: string, ours: string }} Both
 * @typedef {{ name: string, attack: string, happened: Both, defined: Both }} Row
 */

const folder = mkdtempSync(join(tmpdir(), 'tsuwa-stock-'));
const records = join(folder, 'records.jsonl');
const vitest = join(import.meta.dirname, 'vitest.mjs');

process.exitCode = await withLifetime(async lifetime => {
  lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
  await setUp(purposesOf.test);
  const code = await exitOf(
    spawn(process.execPath, [vitest, '--project', 'integration', 'test/stock', '--reporter', 'dot'], {
      stdio: 'inherit',
      env: { ...process.env, TSUWA_STOCK_RECORDS: records },
    }),
  );
  /** @type {Row[]} */
  const rows = existsSync(records)
    ? readFileSync(records, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : [];
  const order = (/** @type {Row} */ { name }) => Number(/\d+/.exec(name)?.[0] ?? 99);
  console.log('\n| | attack | stock library | Tsuwa |\n| --- | --- | --- | --- |');
  for (const { name, attack, happened, defined } of rows.toSorted((a, b) => order(a) - order(b))) {
    const cell = (/** @type {keyof Both} */ side) =>
      happened[side] === defined[side] ? happened[side] : `${happened[side]} (NOT: ${defined[side]})`;
    console.log(`| ${name} | ${attack} | ${cell('stock')} | ${cell('ours')} |`);
  }
  const bad = rows.filter(
    ({ happened, defined }) => happened.stock !== defined.stock || happened.ours !== defined.ours,
  );
  console.log(`\n${rows.length} tried, ${rows.length - bad.length} as told, ${bad.length} not`);
  return rows.length === 0 ? 1 : code;
});
