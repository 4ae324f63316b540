/**
 * `node scripts/package.mjs [deb | rpm | AppImage | tar.gz | dir]... [--release] [--quick] [--output FOLDER] [--app VERSION]`:
 * builds the app and packs it for this system, as electron-builder.yml says; without targets deb, AppImage and tar.gz,
 * for a release all that is in there.
 * Where the tools of electron-builder cannot be fetched, those of scripts/offline stand in, but never for a release.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { exitOf } from './lifetime.mjs';
import { offlineTools } from './offline/tools.mjs';
import { folderOf } from './runtime/runtime.mjs';
import { purposesOf, setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const targets = process.platform === 'linux' ? ['deb', 'AppImage', 'tar.gz'] : [];
/** @type {Partial<Record<NodeJS.Platform, string>>} */
const systems = { darwin: '--mac', win32: '--win' };

/**
 * @typedef {object} Packing
 * @property {readonly string[]} [targets] Of electron-builder.
 * @property {string} [project] Folder of the app; it is built already.
 * @property {string} output
 * @property {boolean} [quick] For tests: as fast as it goes, at the cost of size.
 * @property {boolean} [release] For people: refuses any tool but the real ones.
 * @property {readonly string[]} [settings] Further words for electron-builder.
 *
 * @param {import('./runtime/runtime.mjs').Runtime} runtime
 * @param {Packing} packing
 * @throws if it cannot be packed, or not for a release; what is wrong is on the screen already
 */
export async function pack(
  runtime,
  { targets: chosen = targets, project = root, output, quick, release, settings = [] },
) {
  const offline = runtime.source !== 'official';
  if (offline && release)
    throw new Error(
      'A release is made with the official Electron and the tools of electron-builder: see docs/packaging.md.',
    );
  const config = (/** @type {Record<string, string>} */ values) =>
    Object.entries(values).map(([name, value]) => `-c.${name}=${value}`);
  const words = [
    ...[systems[process.platform] ?? '--linux', ...chosen, ...(offline ? ['--x64'] : [])],
    ...['--publish', 'never', '--projectDir', project, '--config', join(root, 'electron-builder.yml')],
    ...config({ 'directories.output': resolve(output) }),
    ...(quick ? config({ 'deb.compression': 'gz', 'rpm.compression': 'gzip' }) : []),
    ...(offline
      ? config({
          electronDist: folderOf(runtime.path),
          electronVersion: runtime.version,
          afterPack: join(root, 'scripts', 'offline', 'after-pack.mjs'),
          artifactName: '${name}-${version}-${os}-${arch}-test.${ext}',
        })
      : []),
    ...settings,
  ];
  const tools = offline ? offlineTools(join(root, '.tmp', 'offline-tools'), quick === true) : {};
  const cli = join(dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')), 'cli.js');
  const child = spawn(process.execPath, [cli, ...words], {
    stdio: ['ignore', 2, 2],
    cwd: project,
    env: { ...process.env, ...tools },
  });
  if ((await exitOf(child)) !== 0) throw new Error('The app could not be packed.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      release: { type: 'boolean' },
      quick: { type: 'boolean' },
      output: { type: 'string', default: join(root, 'dist') },
      app: { type: 'string' },
    },
  });
  try {
    const runtime = await setUp(purposesOf.package);
    build();
    await pack(runtime, {
      ...(positionals.length > 0 ? { targets: positionals } : values.release && { targets: [] }),
      output: values.output,
      ...(values.quick !== undefined && { quick: values.quick }),
      ...(values.release !== undefined && { release: values.release }),
      settings: values.app === undefined ? [] : [`-c.extraMetadata.version=${values.app}`],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
