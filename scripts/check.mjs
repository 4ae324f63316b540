/** `node scripts/check.mjs`: types, lint, format and unused code, side by side; every complaint at once. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const checks = {
  types: ['vue-tsc', '-b'],
  lint: ['eslint', '.', '--max-warnings', '0'],
  format: ['prettier', '--check', '--cache', '--cache-location', '.tmp/prettier', '--log-level', 'warn', '.'],
  'unused code': ['knip', '--no-progress'],
};

/** @param {string} command @param {string[]} args */
async function run(command, args) {
  const started = performance.now();
  const program = join(import.meta.dirname, '..', 'node_modules', '.bin', command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  const ended = new Promise(resolve => child.on('close', resolve));
  const output = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { passed: (await ended) === 0, output: output.join(''), seconds: (performance.now() - started) / 1000 };
}

await Promise.all(
  Object.entries(checks).map(async ([name, [command = '', ...args]]) => {
    const { passed, output, seconds } = await run(command, args);
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(0)} s)`);
    if (output.trim()) console.log(output.trimEnd());
    if (!passed) process.exitCode = 1;
  }),
);
