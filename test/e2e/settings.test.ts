/** What the settings ask of the system, by the real app: a file in the autostart folder, and its own log. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { isOnline, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

declare const tsuwa: { command(name: string, input: unknown): Promise<{ ok: boolean; value: unknown }> };

let config = '';
let server: Server;
let alice: App;

beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), 'tsuwa-config-'));
  server = await startServer();
  alice = await startApp({ server, user: 'alice', tone: 440, env: { XDG_CONFIG_HOME: config } });
  await alice.until('online', isOnline);
});
afterAll(async () => {
  await alice?.stop();
  await server?.stop();
  rmSync(config, { recursive: true, force: true });
});

const ask = (name: string, input: object) =>
  alice.page.evaluate(([command, given]) => tsuwa.command(command, given), [name, input] as const);

test('starting with the session is a file of the desktop, written and taken away', async () => {
  const file = join(config, 'autostart', 'im.tsuwa.Tsuwa.desktop');
  expect(await ask('autostart', {})).toEqual({ ok: true, value: { offered: true, mode: 'off' } });
  expect(await ask('setAutostart', { mode: 'hidden' })).toEqual({ ok: true, value: { offered: true, mode: 'hidden' } });
  expect(readFileSync(file, 'utf8')).toMatch(/^Exec=".+" --hidden$|^Exec=".+" ".+" --hidden$/m);
  expect(await ask('setAutostart', { mode: 'off' })).toEqual({ ok: true, value: { offered: true, mode: 'off' } });
  expect(existsSync(file)).toBe(false);
});

test('the log and the report of a signed-in phone name neither the person nor their server', async () => {
  const log = JSON.stringify((await ask('logLines', {})).value);
  const report = String((await ask('problemReport', {})).value);
  expect(log).toContain('Tsuwa');
  expect(report).toContain('Account 1: online');
  for (const text of [log, report]) expect(text).not.toContain(alice.address);
});

test('the report is read before it is given to anybody, and what is saved is what was read', async () => {
  const file = join(config, 'report.txt');
  await alice.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  const { page } = alice;
  await page.getByRole('button', { name: words.places.settings }).click();
  await page.getByRole('button', { name: words.logs.report }).click();
  const dialog = page.getByRole('dialog');
  const text = dialog.locator('[data-report]');
  await expect.poll(() => text.textContent()).toContain('Account 1: online');
  const read = await text.textContent();
  // What happens meanwhile is not slipped in.
  await ask('logLines', { unknown: 1 });
  await dialog.getByRole('button', { name: words.logs.save }).click();
  await dialog.getByText(words.logs.reportSaved({ file: 'report.txt' })).waitFor();
  expect(readFileSync(file, 'utf8')).toBe(read);
  expect(statSync(file).mode & 0o077).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('nobody saves a report that was not read', async () => {
  // Read above; the app of somebody else has none.
  const bob = await startApp({ server, user: 'bob' });
  try {
    const saved = await bob.page.evaluate(() => tsuwa.command('saveReport', {}));
    expect(saved).toEqual({ ok: false, failure: { code: 'bad-request' } });
  } finally {
    await bob.stop();
  }
});
