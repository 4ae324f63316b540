/**
 * `npm run bench`: how quickly the app answers where it has much to look through, in the Node of the Electron that ships.
 * Each row is a time of this machine, and beside it a ratio to plainer work done in the same run: only the ratio can be
 * compared between machines. Ends with 1 if a row takes longer than the frame it has. `npm run bench -- page` runs one part.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

const folder = join(import.meta.dirname, 'bench');
if (process.env.ELECTRON_RUN_AS_NODE === undefined) {
  const runtime = await findRuntime();
  console.log(describeRuntime(runtime));
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const child = spawn(runtime.path, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit', env });
  child.on('exit', code => process.exit(code ?? 1));
} else {
  /** @type {import('./bench/row').Row[]} */
  const rows = [];
  const asked = process.argv.slice(2);
  for (const name of readdirSync(folder)
    .filter(file => file.endsWith('.mjs') && (asked.length === 0 || asked.includes(basename(file, '.mjs'))))
    .toSorted()) {
    /** @type {{ run: () => Promise<import('./bench/row').Row[]> }} */
    const bench = await import(join(folder, name));
    rows.push(...(await bench.run()));
  }
  console.table(
    rows.map(({ what, ms, limitMs, plainMs, plain }) => ({
      what,
      ms: ms.toFixed(2),
      'limit ms': limitMs === Infinity ? '' : limitMs.toFixed(1),
      ratio: `${(ms / plainMs).toFixed(2)} × ${plain}`,
    })),
  );
  process.exitCode = rows.some(({ ms, limitMs }) => ms > limitMs) ? 1 : 0;
}
