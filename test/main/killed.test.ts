/** What a kill at any instant leaves of the settings and the secrets. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { SecretFile } from '../../main/secrets';
import { SettingsFile } from '../../main/settings';
import { logTo } from '../support/log';

const root = join(import.meta.dirname, '..', '..');
const modules = ['settings.ts', 'secrets.ts'].map(name => join(root, 'main', name));
const log = logTo(() => undefined);
const keyring = {
  likely: () => true,
  available: () => Promise.resolve(true),
  encrypt: (plain: string) => Promise.resolve(Buffer.from(plain)),
  decrypt: (sealed: Buffer) => Promise.resolve(sealed.toString()),
};

/** Lets the writer run until it is killed `ms` after its first change; the last change that it told to be kept. */
async function killedAfter(folder: string, ms: number): Promise<number> {
  const writer = join(root, 'test', 'support', 'settings-writer.ts');
  const child = spawn(process.execPath, [writer, ...modules, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
  return Number((await text(child.stdout)).split('\n').at(-2));
}

test('settings and secrets are whole after a kill, and no older than was told', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-killed-'));
  try {
    for (let round = 0; round < 4; round += 1) {
      const told = await killedAfter(folder, 20 + Math.random() * 200);
      expect(told).toBeGreaterThan(0);
      const settings = new SettingsFile(join(folder, 'settings.json'), log);
      expect(settings.trouble).toBeUndefined();
      const { favourites } = settings.current;
      const [change = ''] = (favourites[0] ?? '').split('-');
      expect(favourites).toEqual(Array.from({ length: 500 }, (_, at) => `${change}-${at}@capulet.lit`));
      expect(Number(change)).toBeGreaterThanOrEqual(told);
      const secret = await new SecretFile(join(folder, 'secret'), keyring, log).read('romeo@montague.lit');
      expect(Number(secret?.password.split(' ')[0])).toBeGreaterThanOrEqual(told);
      expect(secret?.password).toMatch(/^\d+ x{10000}$/);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
