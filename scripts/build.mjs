/** Builds the app into `out/`. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** @throws if it does not build; what is wrong is on the screen already */
export function build() {
  const manifest = createRequire(import.meta.url).resolve('electron-vite/package.json');
  const arguments_ = [join(dirname(manifest), 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, arguments_, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The app does not build.');
}
