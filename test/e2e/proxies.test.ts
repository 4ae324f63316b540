/** The app behind the proxy that the system has: the server is reached through it, and nobody else is asked for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../scripts/runtime/launch.mjs';
import { startProxy, type TestProxy } from '../support/proxy';
import { startServer, type Server } from '../support/server';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'tsuwa-proxies-'));
/** A name that only the proxy can make something of. */
const NAME = 'xmpp.behind-the-proxy.invalid';
let server: Server;
let proxy: TestProxy;
let electron: ElectronApplication;

beforeAll(async () => {
  const executablePath = process.env.TSUWA_ELECTRON_PATH;
  if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  server = await startServer();
  proxy = await startProxy('socks5', { to: server.port });
  const provision = join(folder, 'account.json');
  const account = { jid: server.address('alice'), password: server.password('alice'), host: NAME, port: 5222 };
  writeFileSync(provision, JSON.stringify({ ...account, caFile: server.caFile }));
  electron = await launch(executablePath, [
    ...[root, '--profile', join(folder, 'profile'), '--provision', provision],
    `--proxy-server=socks5://${proxy.host}:${proxy.port}`,
  ]);
});

afterAll(async () => {
  await electron?.evaluate(({ app }) => app.exit());
  await proxy?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

test('without a word from the person, the server is reached as the system says, and nothing else', async () => {
  const page = await electron.firstWindow();
  await page.getByRole('button', { name: 'Online' }).waitFor();
  expect(proxy.asked).toEqual([`${NAME}:5222`]);
});
