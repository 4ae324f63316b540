/** `node scripts/electron.mjs [arguments]`: runs the Electron of this project and ends with its exit code. */
import { spawn } from 'node:child_process';
import { describeRuntime, findRuntime } from './runtime/runtime.mjs';

const runtime = await findRuntime();
console.error(describeRuntime(runtime));
const child = spawn(runtime.path, process.argv.slice(2), { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.on('exit', code => process.exit(code ?? 1));
