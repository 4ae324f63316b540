import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

// Inside the project, so that the test files find Vitest.
let folder: string;
beforeEach(() => {
  mkdirSync(resolve('.tmp'), { recursive: true });
  folder = mkdtempSync(resolve('.tmp', 'reporter-'));
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {};\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the reporter counts in a run of real test files. */
function count(files: Record<string, string>, ...words: string[]): unknown {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.test.js`), `import { beforeAll, describe, test } from 'vitest';\n${content}`);
  }
  const result = join(folder, 'count.json');
  const reporter = resolve('scripts/test/reporter.mjs');
  spawnSync(process.execPath, [vitest, 'run', '--root', folder, '--reporter', reporter, ...words], {
    cwd: folder,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TSUWA_TEST_COUNT: result },
  });
  return JSON.parse(readFileSync(result, 'utf8'));
}

const fails = "throw new Error('no');";

test('what passes and what fails is counted', () => {
  const one = `test('a', () => {}); test('b', () => {}); test('c', () => { ${fails} });`;
  expect(count({ one })).toEqual({ passed: 2, failed: ['one.test.js > c'] });
});

test('what did not run has failed: skipped, yet to be written, behind a hook that failed', () => {
  const one = `test.skip('a', () => {}); test.todo('b'); test('c', () => {});`;
  const two = `describe('d', () => { beforeAll(() => { ${fails} }); test('e', () => {}); });`;
  // The suite whose hook failed counts, and so does its test.
  expect(count({ one, two })).toEqual({
    passed: 1,
    failed: [
      'did not run: one.test.js > a',
      'did not run: one.test.js > b',
      'two.test.js > d',
      expect.stringMatching(/two\.test\.js > d > e$/),
    ],
  });
});

test('a file that does not load has failed', () => {
  expect(count({ one: "import './nowhere';", two: "test('a', () => {});" })).toEqual({
    passed: 1,
    failed: ['one.test.js'],
  });
});

test('an error outside of every test has failed', () => {
  const one = `test('a', () => new Promise(done => setTimeout(done, 50))); setTimeout(() => { ${fails} }, 10);`;
  expect(count({ one })).toEqual({ passed: 1, failed: ['outside of every test: no'] });
});

test('tests that a name leaves out do not count', () => {
  const one = "test('wanted', () => {}); test('other', () => {});";
  expect(count({ one }, '-t', 'wanted')).toEqual({ passed: 1, failed: [] });
});
