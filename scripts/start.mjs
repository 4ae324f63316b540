/** `node scripts/start.mjs [--dev] [arguments of the app]`: runs the app from this folder; `--dev` reloads what changes. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { hasDisplay } from './desktop/display.mjs';
import { exitOf, withLifetime } from './lifetime.mjs';
import { purposesOf, setUp } from './setup.mjs';
import { sandboxProblem } from './runtime/sandbox.mjs';

const root = join(import.meta.dirname, '..');

/** @param {string[]} words @returns {Promise<number>} exit code */
const start = words =>
  withLifetime(async lifetime => {
    const runtime = await setUp(purposesOf.app);
    if (!hasDisplay()) throw new Error('There is no display to open the window on; npm run demo needs none.');
    const problem = sandboxProblem(runtime.path);
    if (problem)
      console.error(
        `${problem}\nRunning without Chromium's sandbox: good enough to try things out, not for daily use.`,
      );
    const switches = problem ? ['--no-sandbox'] : [];
    if (words[0] === '--dev') {
      const vite = join(
        dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')),
        'bin',
        'electron-vite.js',
      );
      const env = {
        ...process.env,
        ELECTRON_EXEC_PATH: runtime.path,
        ELECTRON_MAJOR_VER: runtime.version.split('.')[0],
      };
      const dev = [vite, 'dev', ...(problem ? ['--noSandbox'] : []), '--', ...words.slice(1)];
      return exitOf(lifetime.spawn(process.execPath, dev, { stdio: 'inherit', cwd: root, env }));
    }
    build();
    return exitOf(lifetime.spawn(runtime.path, [...switches, root, ...words], { stdio: 'inherit' }));
  });

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
