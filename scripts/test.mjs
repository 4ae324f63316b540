/**
 * `node scripts/test.mjs [arguments of Vitest]`: the whole test suite, on displays and D-Bus sessions of its own, in the
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

/** Need other clients, or long: part of this only when asked for by name. */
const apart = ['interop', 'survive', 'load', 'audit', 'package'];
const interop = words.includes('interop');

const reporter = join(import.meta.dirname, 'test', 'reporter.mjs');

const projects = (/** @type {readonly string[]} */ ...names) => names.flatMap(name => ['--project', name]);

/**
 * The arguments of each Vitest that runs, one after the other: side by side, what sounds in real windows and what talks to
 * real servers starved each other of the moments that sound and a kill happen in, and both took longer for it. Without words
 * first what needs every processor and looks at no clock; with words one that does what they say.
 * @type {readonly (readonly string[])[]}
 */
const runs =
  words.length > 0
    ? [[...apart.filter(name => !words.includes(name)).flatMap(name => ['--project', `!${name}`]), ...words]]
    : [[...projects('unit'), '--maxWorkers=100%'], projects('integration', 'network', 'audit'), projects('e2e')];

/**
 * How many tests passed, and the names of those that did not.
 * @typedef {{ passed: number, failed: readonly string[] }} Count
 */

/** @returns {Promise<Count>} */
const run = () =>
  withLifetime(async lifetime => {
    await setUp(interop ? purposesOf.interop : purposesOf.test);
    build();
    const folder = mkdtempSync(join(tmpdir(), 'tsuwa-test-'));
    lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
    /** On a desktop of its own: none meets a window or notification of another. @param {readonly string[]} asked */
    const ran = async asked => {
      const count = join(mkdtempSync(join(folder, 'run-')), 'count.json');
      const reporters = ['--reporter', 'default', '--reporter', reporter];
      const vitest = [join(import.meta.dirname, 'vitest.mjs'), ...reporters, '--allowOnly=false', ...asked];
      const desktop = process.platform === 'linux' ? [await startDisplay(lifetime), await startBus(lifetime)] : [];
      /** @type {NodeJS.ProcessEnv} */
      const env = Object.assign({}, process.env, ...desktop.map(part => part.env), {
        TSUWA_TEST_COUNT: count,
        ...(server && { TSUWA_TEST_SERVER: server }),
      });
      const options = /** @type {const} */ ({ stdio: 'inherit', env });
      const code = await exitOf(lifetime.spawn(process.execPath, vitest, options));
      return counted(count, code);
    };
    /** @type {Count[]} */
    const counts = [];
    for (const asked of runs) counts.push(await ran(asked));
    return {
      passed: counts.reduce((sum, { passed }) => sum + passed, 0),
      failed: counts.flatMap(({ failed }) => failed),
    };
  });

/**
 * What a Vitest has counted. It may fail for a reason that is no test's, such as finding none.
 * @param {string} file
 * @param {number} code
 * @returns {Count}
 */
function counted(file, code) {
  /** @type {Count} */
  const { passed, failed } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: [] };
  return { passed, failed: code !== 0 && failed.length === 0 ? [`Vitest ended with ${code}`] : failed };
}

try {
  const { passed, failed } = await run();
  process.exitCode = failed.length === 0 ? 0 : 1;
  // What failed may have been told long before what passed after it.
  for (const name of failed) console.log(`Failed: ${name}`);
  console.log(`${passed} passed, ${failed.length} failed`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  console.log('0 passed, 1 failed');
}
