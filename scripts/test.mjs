/**
 * `node scripts/test.mjs [arguments of Vitest]`: the whole test suite, on a display and a D-Bus session of its own, in the
 * Electron that ships. The last line is `N passed, N failed`; the exit code says the same.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { startBus } from './desktop/bus.mjs';
import { startDisplay } from './desktop/display.mjs';
import { exitOf, withLifetime } from './lifetime.mjs';
import { purposesOf, setUp } from './setup.mjs';

/** `--server ejabberd`: another server than Prosody for the tests that are about no server in particular. */
const words = process.argv.slice(2);
const at = words.indexOf('--server');
const [, server] = at === -1 ? [] : words.splice(at, 2);

/** Calls other clients, so it needs them: part of this only when asked for by name. */
const interop = words.includes('interop');

const reporter = join(import.meta.dirname, 'test', 'reporter.mjs');

/** @returns {Promise<{ passed: number, failed: number, code: number }>} */
const run = () =>
  withLifetime(async lifetime => {
    await setUp(interop ? purposesOf.interop : purposesOf.test);
    build();
    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-test-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
    const count = join(folder, 'count.json');
    const desktop = process.platform === 'linux' ? [await startDisplay(lifetime), await startBus(lifetime)] : [];
    const env = Object.assign(
      { ...process.env, TSUWA_TEST_COUNT: count, ...(server && { TSUWA_TEST_SERVER: server }) },
      ...desktop.map(part => part.env),
    );
    const vitest = [
      join(import.meta.dirname, 'vitest.mjs'),
      '--reporter',
      'default',
      '--reporter',
      reporter,
      '--allowOnly=false',
      ...(interop ? [] : ['--project', '!interop']),
    ];
    const child = lifetime.spawn(process.execPath, [...vitest, ...words], { stdio: 'inherit', env });
    const code = await exitOf(child);
    const { passed, failed } = existsSync(count) ? JSON.parse(readFileSync(count, 'utf8')) : { passed: 0, failed: 0 };
    return { passed, failed, code };
  });

try {
  const { passed, failed, code } = await run();
  // Vitest may fail for a reason that is no test's, such as finding none.
  const failures = code !== 0 && failed === 0 ? 1 : failed;
  process.exitCode = failures === 0 ? 0 : 1;
  console.log(`${passed} passed, ${failures} failed`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  console.log('0 passed, 1 failed');
}
