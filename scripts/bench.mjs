/**
 * `npm run bench`: how quickly the app answers where it has much to look through, and what the network leaves of a call, in
 * the Electron that ships. Each row is a measurement of this machine, and beside it a ratio to plainer work done in the same
 * run: only the ratio can be compared between machines. Ends with 1 if a row is over its limit.
 *
 * `npm run bench -- page` runs one part, `network=pickup` a part of a part; `--json FILE` keeps all numbers, `--write` makes
 * the tables of docs/performance.md from them.
 */
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cellsOf } from './bench/report/cells.mjs';
import { keep } from './bench/report/document.mjs';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

/** @typedef {import('./bench/row').Row} Row */

const folder = join(import.meta.dirname, 'bench');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, write: { type: 'boolean' } },
});
if (process.env.ELECTRON_RUN_AS_NODE === undefined) {
  const runtime = await findRuntime();
  console.log(describeRuntime(runtime));
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', TSUWA_ELECTRON_PATH: runtime.path };
  const child = spawn(runtime.path, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', code => process.exit(code ?? 1));
} else {
  const parts = readdirSync(folder)
    .filter(file => file.endsWith('.mjs'))
    .map(file => basename(file, '.mjs'))
    .toSorted();
  const asked = new Map(
    positionals.map(word => {
      const [name = '', only] = word.split('=');
      if (!parts.includes(name)) throw new Error(`There is no bench “${name}”; there is ${parts.join(', ')}.`);
      return [name, only];
    }),
  );
  /** @type {Row[]} */
  const rows = [];
  for (const name of parts.filter(part => asked.size === 0 || asked.has(part))) {
    /** @type {{ run: (only?: string) => Promise<Row[]> }} */
    const bench = await import(join(folder, `${name}.mjs`));
    const made = await bench.run(asked.get(name));
    rows.push(...made);
    if (values.write && made.length > 0 && asked.get(name) === undefined) await keep(name, made);
  }
  console.table(rows.map(cellsOf));
  if (values.json !== undefined) {
    const machine = { cpus: cpus().map(({ model }) => model), electron: process.versions.electron };
    writeFileSync(values.json, JSON.stringify({ at: new Date().toISOString(), machine, rows }, undefined, 2));
  }
  // What could not be measured is no number, and within no limit.
  process.exitCode = rows.every(({ ms, limitMs }) => ms <= limitMs) ? 0 : 1;
}
