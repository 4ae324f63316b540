/**
 * `npm run fuzz -- [--cases N] [--seed N] [--only part of a name] [--workers N]`: every fuzzer of test/fuzz, in workers that a
 * watchdog stops when a case does not come to an end. Prints what was tried and what failed, with the smallest example
 * that was found, and writes the same to .tmp/fuzz/summary.json. Ends with 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

/**
 * As test/fuzz/worker.ts has them.
 * @typedef {{ fuzzer: string, chunk: number, cases: number }} Task
 * @typedef {Task & { slowestMs: number, heap: number, failure?: { example: string, why: string } }} Report
 */

const root = join(import.meta.dirname, '..');
const folder = join(root, '.tmp', 'fuzz');
/** A case that takes longer does not end by itself. */
const HANG_MS = 30_000;
const CHUNK = 2000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(Math.min(8, availableParallelism())) },
  },
});
const seed = Number(values.seed);

if (process.env.ELECTRON_RUN_AS_NODE === undefined) {
  const runtime = await findRuntime();
  console.log(describeRuntime(runtime));
  const child = spawn(runtime.path, [import.meta.filename, ...process.argv.slice(2), '--seed', String(seed)], {
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', code => process.exit(code ?? 1));
} else {
  process.exitCode = await fuzz();
}

/** One file each for the list of fuzzers and the worker, with a stream without a socket in place of the real one. */
async function bundle() {
  const entry = (/** @type {string} */ name) => join(root, 'test', 'fuzz', `${name}.ts`);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [
      {
        name: 'no-socket',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source === './connection' && importer?.endsWith(join('main', 'xmpp', 'account.ts'))
            ? entry('connection')
            : undefined,
      },
      {
        name: 'where-fixtures-are',
        transform: code =>
          code.replaceAll('import.meta.dirname', JSON.stringify(join(root, 'test', 'core', 'support'))),
      },
    ],
    ssr: { noExternal: [] },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      rolldownOptions: { input: { worker: entry('worker'), fuzzers: entry('fuzzers') } },
    },
  });
}

async function fuzz() {
  const began = Date.now();
  mkdirSync(folder, { recursive: true });
  await bundle();
  /** @type {{ fuzzers: readonly { name: string, share: number }[] }} */
  const { fuzzers: all } = await import(join(folder, 'fuzzers.js'));
  const fuzzers = all.filter(({ name }) => name.includes(values.only));
  const shares = fuzzers.reduce((sum, { share }) => sum + share, 0);
  console.log(`seed ${seed}, ${fuzzers.length} fuzzers, ${values.workers} workers`);
  /** @type {Map<string, Report[]>} */
  const reports = new Map(fuzzers.map(({ name }) => [name, []]));
  /** @type {Task[][]} */
  const queues = fuzzers.map(({ name, share }) => {
    const cases = Math.ceil((Number(values.cases) * share) / shares);
    return Array.from({ length: Math.ceil(cases / CHUNK) }, (_, chunk) => ({
      fuzzer: name,
      chunk,
      cases: Math.min(CHUNK, cases - chunk * CHUNK),
    }));
  });
  /** @type {{ fuzzer: string, why: string, example: string, again: string }[]} */
  const failures = [];
  // All chunks of a fuzzer go through one worker: what is left behind in its memory is then its own.
  const next = () => queues.toSorted((a, b) => b.length - a.length).shift();
  await Promise.all(
    Array.from({ length: Number(values.workers) }, async () => {
      for (;;) {
        const queue = next();
        if (!queue) return;
        queues.splice(queues.indexOf(queue), 1);
        await runAll(queue, reports, failures);
      }
    }),
  );
  const rows = fuzzers.map(({ name }) => rowOf(name, reports.get(name) ?? []));
  console.table(rows);
  const total = rows.reduce((sum, { cases }) => sum + cases, 0);
  for (const { fuzzer, why, example, again } of failures) {
    console.log(`\nFAILED: ${fuzzer}\n${why}\nexample: ${example.slice(0, 4000)}\nagain: ${again}`);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${total} cases in ${seconds} s, ${failures.length} failed; seed ${seed}`);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify({ seed, seconds, total, rows, failures }, null, 2)}\n`);
  return failures.length === 0 ? 0 : 1;
}

/**
 * @param {Task[]} queue
 * @param {Map<string, Report[]>} reports
 * @param {{ fuzzer: string, why: string, example: string, again: string }[]} failures
 */
async function runAll(queue, reports, failures) {
  const shared = new SharedArrayBuffer(16);
  const progress = new Float64Array(shared);
  const worker = new Worker(join(folder, 'worker.js'), { workerData: { seed, shared } });
  try {
    for (const task of queue) {
      progress[1] = Date.now();
      const again = `npm run fuzz -- --seed ${seed} --only '${task.fuzzer}' (chunk ${task.chunk})`;
      const report = await outcomeOf(worker, task, progress);
      if (typeof report === 'string') {
        failures.push({ fuzzer: task.fuzzer, why: report, example: '', again });
        return; // the worker is of no more use
      }
      reports.get(task.fuzzer)?.push(report);
      if (report.failure) failures.push({ fuzzer: task.fuzzer, ...report.failure, again });
    }
  } finally {
    await worker.terminate();
  }
}

/**
 * The report of a task, or why there is none.
 * @param {Worker} worker
 * @param {Task} task
 * @param {Float64Array} progress
 * @returns {Promise<Report | string>}
 */
function outcomeOf(worker, task, progress) {
  return new Promise(resolve => {
    const watchdog = setInterval(() => {
      if (Date.now() - (progress[1] ?? 0) > HANG_MS) settle(`case ${progress[0]} did not end`);
    }, 500);
    const failed = (/** @type {Error} */ error) => settle(`the worker failed: ${error.stack ?? error.message}`);
    const ended = (/** @type {number} */ code) => settle(`the worker ended with ${code}`);
    const settle = (/** @type {Report | string} */ result) => {
      clearInterval(watchdog);
      worker.off('message', settle).off('error', failed).off('exit', ended);
      resolve(result);
    };
    worker.on('message', settle).on('error', failed).on('exit', ended);
    worker.postMessage(task);
  });
}

/**
 * What became of a fuzzer. The growth is the slope of the memory in use over the cases of its second half, in bytes: the
 * first half warms up.
 * @param {string} name
 * @param {readonly Report[]} reports
 */
function rowOf(name, reports) {
  const cases = reports.reduce((sum, report) => sum + report.cases, 0);
  const settled = reports.slice(Math.floor(reports.length / 2));
  const xs = settled.map((_, index) => index * CHUNK);
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, each) => sum + each, 0) / Math.max(1, list.length);
  const [mx, my] = [mean(xs), mean(settled.map(({ heap }) => heap))];
  const over = settled.reduce((sum, { heap }, index) => sum + ((xs[index] ?? 0) - mx) * (heap - my), 0);
  const under = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  return {
    fuzzer: name,
    cases,
    'slowest, ms': Math.round(Math.max(0, ...reports.map(({ slowestMs }) => slowestMs))),
    'growth, bytes a case': under === 0 ? 0 : Number((over / under).toFixed(1)),
    failed: reports.filter(({ failure }) => failure).length,
  };
}
