/**
 * `node scripts/reliability.mjs survive | load [arguments of Vitest]`: strikes calls, or loads the phone, with real apps and
 * servers; prints what was seen and, unless only a part was asked for, makes that part of docs/reliability.md from it. Several
 * runs of parts make it together where TSUWA_RECORDS names a file that they add to: what was seen last counts.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { exitOf } from './lifetime.mjs';

/** How many calls are struck side by side: with more than there are processors, what is late is the machine's doing. */
const LANES = Math.min(3, availableParallelism());
const document = join(import.meta.dirname, '..', 'docs', 'reliability.md');

/** @typedef {{ state: string, struck: string, blow: string, atStruck: string, atOther: string, verdict: string }} Seen */
/** @typedef {{ what: string, seen: string, limit: string, verdict: string }} Measured */

/**
 * @template T
 * @param {string[]} lines
 * @param {(line: T) => string} keyOf
 * @returns {T[]}
 */
const latest = (lines, keyOf) => [
  ...new Map(lines.map(line => JSON.parse(line)).map(line => [keyOf(line), line])).values(),
];

/** @type {Record<string, (lines: string[]) => { head: string[], rows: string[][] }[]>} */
const tables = {
  survive: lines => {
    /** @type {Seen[]} */
    const seen = latest(lines, ({ state, struck, blow }) => `${state} ${struck} ${blow}`);
    return [...new Set(seen.map(({ state }) => state))].toSorted().map(state => ({
      head: [`Call is ${state}`, 'blow', 'at the end that is struck', 'at the other', 'verdict'],
      rows: seen
        .filter(each => each.state === state)
        .toSorted((one, other) => one.blow.localeCompare(other.blow) || one.struck.localeCompare(other.struck))
        .map(({ struck, blow, atStruck, atOther, verdict }) => [struck, blow, atStruck, atOther, verdict]),
    }));
  },
  load: lines => {
    /** @type {Measured[]} */
    const seen = latest(lines, ({ what }) => what);
    return [
      {
        head: ['what', 'seen', 'limit', 'verdict'],
        rows: seen.map(({ what, seen: found, limit, verdict }) => [what, found, limit, verdict]),
      },
    ];
  },
};

const [part = '', ...words] = process.argv.slice(2);
const make = tables[part];
if (!make) throw new Error(`There is no ${part}; there is ${Object.keys(tables).join(', ')}.`);

const folder = mkdtempSync(join(tmpdir(), 'tsuwa-reliability-'));
try {
  const kept = process.env.TSUWA_RECORDS;
  const records = kept ?? join(folder, 'records.jsonl');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test.mjs'), '--project', part, ...words], {
    stdio: 'inherit',
    env: { ...process.env, TSUWA_RECORDS: records, TSUWA_LANES: String(LANES) },
  });
  process.exitCode = await exitOf(child);
  const lines = existsSync(records) ? readFileSync(records, 'utf8').split('\n').filter(Boolean) : [];
  const made = make(lines);
  for (const { head, rows } of made) {
    console.log(`\n${head.join(' | ')}`);
    for (const row of rows) console.log(`  ${row.join(' | ')}`);
  }
  if (words.length === 0 || kept !== undefined) await keep(part, made);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} name
 * @param {{ head: string[], rows: string[][] }[]} made
 */
async function keep(name, made) {
  const [begin, end] = [`<!-- begin: made by npm run test:${name} -->`, `<!-- end: ${name} -->`];
  const before = readFileSync(document, 'utf8');
  const [head = '', rest = ''] = before.split(begin);
  const [, tail = ''] = rest.split(end);
  const line = (/** @type {string[]} */ cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const text = made
    .map(table => [line(table.head), line(table.head.map(() => '---')), ...table.rows.map(line)].join('\n'))
    .join('\n\n');
  const whole = `${head}${begin}\n\n${text}\n\n${end}${tail}`;
  writeFileSync(document, await format(whole, { ...(await resolveConfig(document)), parser: 'markdown' }));
}
