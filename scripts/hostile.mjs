/**
 * `node scripts/hostile.mjs`: every attack of test/hostile on the real phone, and a table of what was tried, what happened and
 * whether that is what is defined. With `--write`, docs/hostile.md is made from the table instead.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitOf, withLifetime } from './lifetime.mjs';
import { purposesOf, setUp } from './setup.mjs';

const words = process.argv.slice(2);
const vitest = join(import.meta.dirname, 'vitest.mjs');

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
const run = (args, env) =>
  spawn(process.execPath, [vitest, ...args], { stdio: 'inherit', env: { ...process.env, ...env } });

if (words.includes('--write')) {
  process.exitCode = await exitOf(
    run(['--project', 'unit', 'test/scripts/hostile.test.ts'], { TSUWA_HOSTILE_WRITE: '1' }),
  );
} else {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-hostile-'));
  process.exitCode = await withLifetime(async lifetime => {
    lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
    await setUp(purposesOf.test);
    const records = join(folder, 'records.jsonl');
    const code = await exitOf(
      run(['--project', 'integration', 'test/hostile', ...words], {
        TSUWA_HOSTILE: 'all',
        TSUWA_HOSTILE_RECORDS: records,
      }),
    );
    /** @type {{ by: string, tried: string, happened: string, defined: string }[]} */
    const outcomes = existsSync(records)
      ? readFileSync(records, 'utf8')
          .trim()
          .split('\n')
          .filter(line => line !== '')
          .map(line => JSON.parse(line))
      : [];
    let heading = '';
    for (const { by, tried, happened, defined } of outcomes) {
      if (by !== heading) console.log(`\n${(heading = by)}\n`);
      const asDefined = happened === defined;
      console.log(
        `${asDefined ? ' ok ' : 'BAD '} ${tried}\n     · ${happened}${asDefined ? '' : `\n     ≠ ${defined}`}`,
      );
    }
    const bad = outcomes.filter(({ happened, defined }) => happened !== defined).length;
    console.log(`\n${outcomes.length} attacks tried, ${outcomes.length - bad} as defined, ${bad} not`);
    return code;
  });
}
