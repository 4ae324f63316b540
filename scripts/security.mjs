/**
 * `node scripts/security.mjs`: starts the built app, tries every line of the audit on it (test/audit) and prints what was
 * tried and what happened. Ends with 1 if anything is not as defined.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { startBus } from './desktop/bus.mjs';
import { startDisplay } from './desktop/display.mjs';
import { exitOf, withLifetime } from './lifetime.mjs';
import { fuseLines } from './security/fuses.mjs';
import { purposesOf, setUp } from './setup.mjs';

/** @typedef {{ by: string, tried: string, happened: string, defined: string }} Line */

process.exitCode = await withLifetime(async lifetime => {
  await setUp(purposesOf.test);
  build();
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-audit-run-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true }));
  const records = join(folder, 'records.jsonl');
  const desktop = process.platform === 'linux' ? [await startDisplay(lifetime), await startBus(lifetime)] : [];
  /** @type {NodeJS.ProcessEnv} */
  const env = Object.assign({}, process.env, ...desktop.map(part => part.env), { TSUWA_AUDIT_RECORDS: records });
  const vitest = [join(import.meta.dirname, 'vitest.mjs'), '--project', 'audit', '--reporter', 'dot'];
  const child = lifetime.spawn(process.execPath, vitest, { stdio: 'ignore', env });
  const code = await exitOf(child);
  /** @type {Line[]} */
  const lines = [
    ...(existsSync(records) ? readFileSync(records, 'utf8').trim().split('\n') : []).map(line => JSON.parse(line)),
    ...(await fuseLines()),
  ];
  let heading = '';
  for (const { by, tried, happened, defined } of lines) {
    if (by !== heading) console.log(`\n${(heading = by)}\n`);
    const isDefined = happened === defined;
    console.log(`${isDefined ? ' ok ' : 'BAD '} ${tried} · ${happened}${isDefined ? '' : `\n     ≠ ${defined}`}`);
  }
  const bad = lines.filter(({ happened, defined }) => happened !== defined).length;
  console.log(`\n${lines.length} lines tried, ${lines.length - bad} as defined, ${bad} not`);
  if (code !== 0 && bad === 0) console.log('The app could not be audited to the end.');
  return code !== 0 || bad > 0 || lines.length === 0 ? 1 : 0;
});
