import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkIntegrity } from '../../scripts/runtime/integrity.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const archive = Buffer.from('an archive');
const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;

test('the package that was pinned is taken', () => {
  expect(() => checkIntegrity('carried', archive, integrity)).not.toThrow();
});

test('a package that differs in one byte is refused', () => {
  const changed = Buffer.from(archive);
  changed[0] = 0;
  expect(() => checkIntegrity('carried', changed, integrity)).toThrow('carried is not the package it was');
});

// The fallback exists for this platform alone.
if (process.platform === 'linux' && process.arch === 'x64') {
  test('a registry that hands out another package leaves no runtime behind', () => {
    const npm = '#!/bin/sh\nwhile [ "$1" != --pack-destination ]; do shift; done\necho changed > "$2/carried.tgz"\n';
    writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
    const cache = join(folder, 'cache');
    const runtime = pathToFileURL(resolve('scripts/runtime/runtime.mjs')).href;
    const program = `import { findRuntime } from ${JSON.stringify(runtime)}; await findRuntime();`;
    const { ELECTRON_OVERRIDE_DIST_PATH: _, ...environment } = process.env;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: {
        ...environment,
        ELECTRON_RUN_AS_NODE: '1',
        PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
        TSUWA_CACHE: cache,
        TSUWA_ELECTRON: 'carried',
      },
    });
    expect(stderr).toContain('is not the package it was');
    expect(status).not.toBe(0);
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });
}
