/**
 * `node scripts/protocol.mjs`: writes the tables of docs/protocol.md from what the tests make the phone read and write.
 * With `--check` it writes nothing and fails if they would be others.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const document = join(import.meta.dirname, '..', 'docs', 'protocol.md');

/** The tests in which a phone of ours speaks, or is spoken to. */
const proving = [
  'test/core/call',
  'test/core/jingle',
  'test/core/protocol',
  'test/core/phone',
  'test/core/world',
  'test/peers',
  'test/xmpp/relays',
];

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
const vitest = (args, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'vitest.mjs'), ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error('the tests failed'))));
  });

const records = mkdtempSync(join(tmpdir(), 'tsuwa-protocol-'));
const before = readFileSync(document, 'utf8');
try {
  await vitest(proving, { TSUWA_PROTOCOL_RECORDS: records });
  await vitest(['--project', 'unit', 'test/scripts/protocol.test.ts'], { TSUWA_PROTOCOL_WRITE: records });
  if (process.argv.includes('--check') && readFileSync(document, 'utf8') !== before) {
    writeFileSync(document, before);
    throw new Error('docs/protocol.md is stale: npm run docs:protocol');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(records, { recursive: true, force: true });
}
