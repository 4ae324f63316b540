/**
 * `node scripts/test-package.mjs [arguments of Vitest]`: packs the app as quickly as it goes, installs it on this machine,
 * and uses it as a person would (test/package). Only as root on Debian, as in a container, and where no Tsuwa is installed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { startBus } from './desktop/bus.mjs';
import { startDisplay } from './desktop/display.mjs';
import { exitOf, withLifetime } from './lifetime.mjs';
import { pack } from './package.mjs';
import { newKey } from './release/signature.mjs';
import { freePorts } from './servers/supervised.mjs';
import { purposesOf, setUp } from './setup.mjs';

/** What is updated to. */
const NEXT = '99.0.0';

const packages = join(import.meta.dirname, '..', '.tmp', 'packages');

/** Who signs the updates of what is packed, and where it looks for them. */
const record = join(packages, 'updates.json');

/** @typedef {{ port: number, key: ReturnType<typeof newKey> }} Packed */

/** For another run of the tests alone: `TSUWA_PACKED=1`. @returns {Packed} */
const lastPacked = () => JSON.parse(readFileSync(record, 'utf8'));

/** @param {import('./runtime/runtime.mjs').Runtime} runtime @returns {Promise<Packed>} */
async function packAnew(runtime) {
  const [port = 0] = await freePorts(1);
  const key = newKey();
  process.env.MAIN_VITE_UPDATE_URL = `http://127.0.0.1:${port}/`;
  process.env.MAIN_VITE_UPDATE_KEY = key.publicKey;
  build();
  rmSync(packages, { recursive: true, force: true });
  await pack(runtime, { output: packages, quick: true, targets: ['deb', 'AppImage', 'tar.gz'] });
  const next = { output: join(packages, 'next'), quick: true, targets: ['deb', 'AppImage'] };
  await pack(runtime, { ...next, settings: [`-c.extraMetadata.version=${NEXT}`] });
  writeFileSync(record, JSON.stringify({ port, key }));
  return { port, key };
}

process.exitCode = await withLifetime(async lifetime => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/dpkg'))
    throw new Error('This installs a package and removes it again: run it as root, in a container with Debian.');
  if (existsSync('/opt/Tsuwa')) throw new Error('There is a Tsuwa already; its person would lose it.');
  const runtime = await setUp(purposesOf.installed);
  const { port, key } = existsSync(record) && process.env.TSUWA_PACKED ? lastPacked() : await packAnew(runtime);
  const display = await startDisplay(lifetime);
  const bus = await startBus(lifetime);
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-package-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
  const env = Object.assign({}, process.env, display.env, bus.env, {
    TSUWA_PACKAGES: packages,
    TSUWA_UPDATE_PORT: String(port),
    TSUWA_UPDATE_KEY: key.privateKey,
  });
  const vitest = [join(import.meta.dirname, 'vitest.mjs'), '--allowOnly=false', '--project', 'package'];
  const child = lifetime.spawn(process.execPath, [...vitest, ...process.argv.slice(2)], { stdio: 'inherit', env });
  return exitOf(child);
}).catch((/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
