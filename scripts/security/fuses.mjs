/** The fuses of the Electron that packages get: what they are set to, and that they hold. */
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { createPackage } from '@electron/asar';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findRuntime } from '../runtime/runtime.mjs';

/** A fuse that is on, in the wire: the character 1. */
const ON = 0x31;

const root = join(import.meta.dirname, '..', '..');

/** The names that electron-builder.yml has for the fuses. @type {Readonly<Record<string, FuseV1Options>>} */
const fuses = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

/** What each is to be: all that runs other code in the app's name is off. @type {Readonly<Record<string, boolean>>} */
const defined = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/** The fuses in electron-builder.yml. */
function configured() {
  const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  const [, block = ''] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(text) ?? [];
  return Object.fromEntries(
    [...block.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, on]) => [name, on === 'true']),
  );
}

const words = (/** @type {boolean} */ on) => (on ? 'on' : 'off');

/** @returns {Promise<{ by: string, tried: string, happened: string, defined: string }[]>} */
export async function fuseLines() {
  const by = 'Packages';
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-fuses-'));
  try {
    const { path } = await findRuntime();
    const electron = join(folder, 'tsuwa');
    for (const name of readdirSync(dirname(path)))
      if (name !== basename(path) && name !== 'resources') symlinkSync(join(dirname(path), name), join(folder, name));
    copyFileSync(path, electron);
    mkdirSync(join(folder, 'resources'));
    const source = join(folder, 'source');
    mkdirSync(source);
    writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'probe', main: 'main.js' }));
    writeFileSync(
      join(source, 'main.js'),
      `process.stdout.write('the app in the package'); require('electron').app.exit(0);`,
    );
    await createPackage(source, join(folder, 'resources', 'app.asar'));
    // Would be loaded first, and is what somebody with a hand in the folder would put there.
    cpSync(source, join(folder, 'resources', 'app'), { recursive: true });
    writeFileSync(
      join(folder, 'resources', 'app', 'main.js'),
      `process.stdout.write('another app'); require('electron').app.exit(0);`,
    );
    const wanted = configured();
    await flipFuses(electron, {
      version: FuseVersion.V1,
      ...Object.fromEntries(Object.entries(wanted).flatMap(([name, on]) => (name in fuses ? [[fuses[name], on]] : []))),
    });
    const wire = await getCurrentFuseWire(electron);
    const evil = join(folder, 'evil.cjs');
    writeFileSync(evil, `process.stdout.write('other code');`);
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const { ELECTRON_RUN_AS_NODE: _, ...clean } = process.env;
    /** @param {NodeJS.ProcessEnv} env @param {string[]} args */
    const ran = (env, ...args) => {
      const { stdout, stderr } = spawnSync(electron, [...sandbox, ...args], {
        env: { ...clean, ...env },
        encoding: 'utf8',
        timeout: 20_000,
      });
      return /Debugger listening/.test(stderr) ? 'it can be debugged' : stdout.trim();
    };
    const app = 'the app in the package';
    return [
      ...Object.entries(defined).map(([name, on]) => ({
        by,
        tried: `the fuse ${name}, in a copy of Electron as electron-builder.yml says`,
        happened: words(Number(wire[fuses[name] ?? FuseV1Options.RunAsNode]) === ON),
        defined: words(on),
      })),
      {
        by,
        tried: 'run as Node (ELECTRON_RUN_AS_NODE)',
        happened: ran({ ELECTRON_RUN_AS_NODE: '1' }, evil),
        defined: app,
      },
      { by, tried: 'code by NODE_OPTIONS', happened: ran({ NODE_OPTIONS: `--require ${evil}` }), defined: app },
      { by, tried: 'a debugger by --inspect', happened: ran({}, '--inspect=0'), defined: app },
      { by, tried: 'another app beside the package', happened: ran({}), defined: app },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
