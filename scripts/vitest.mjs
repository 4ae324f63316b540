/** `node scripts/vitest.mjs [arguments]`: Vitest in the Node of the Electron that ships, not in the one of the shell. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

const runtime = await findRuntime();
console.log(describeRuntime(runtime));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const child = spawn(runtime.path, [vitest, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TSUWA_ELECTRON_PATH: runtime.path },
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.on('exit', code => process.exit(code ?? 1));
