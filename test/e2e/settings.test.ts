/** What the settings ask of the system, by the real app: a file in the autostart folder, and its own log. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
