/**
 * What electron-builder would fetch from GitHub, made of Debian's packages, for machines that cannot reach it. Packages
 * made with it are for tests and say so in their file names; `npm run package -- --release` refuses them.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary } from '../setup/machine.mjs';

const here = import.meta.dirname;

/** Where the file system begins in an AppImage of ours: appimage-runtime.sh, padded. */
const RUNTIME_BYTES = 4096;

/**
 * @param {string} folder Where they are put.
 * @param {boolean} quick Packed for speed instead of size.
 * @returns {Record<string, string>} the environment of electron-builder
 */
export function offlineTools(folder, quick) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'runtimes'), { recursive: true });
  mkdirSync(join(folder, 'lib', 'x64'), { recursive: true });
  symlinkSync(findBinary('desktop-file-validate') ?? '', join(folder, 'desktop-file-validate'));
  const level = quick ? ' -Xcompression-level 1' : '';
  write(join(folder, 'mksquashfs'), `#!/bin/sh\nexec ${findBinary('mksquashfs')} "$@"${level}\n`);
  const runtime = readFileSync(join(here, 'appimage-runtime.sh'), 'utf8');
  write(join(folder, 'runtimes', 'runtime-x64'), runtime.padEnd(RUNTIME_BYTES, '\n'));
  return {
    APPIMAGE_TOOLS_PATH: folder,
    CUSTOM_FPM_PATH: join(here, 'fpm.mjs'),
    ELECTRON_BUILDER_7ZIP_PATH: findBinary('7za') ?? '',
    ...(quick && { ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' }),
  };
}

/** @param {string} path @param {string} text */
function write(path, text) {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
