/** A proxy that is typed in by hand, at the first sign-in and later: what it refuses is told, and a correction is enough. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { launch } from '../../scripts/runtime/launch.mjs';
import { proxyTypes } from '../../shared/proxy';
import { startProxy, type TestProxy } from '../support/proxy';
import { startServer, type Server } from '../support/server';

const root = join(import.meta.dirname, '..', '..');
/** A name that only the proxy can make something of. */
const NAME = 'xmpp.behind-the-proxy.invalid';
const login = { username: 'clerk', password: 'of the proxy' };
let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

describe.each(proxyTypes)('%s', type => {
  const profile = mkdtempSync(join(tmpdir(), `tsuwa-${type}-`));
  let proxy: TestProxy;
  let electron: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    const executablePath = process.env.TSUWA_ELECTRON_PATH;
    if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
    proxy = await startProxy(type, { login, to: server.port });
    electron = await launch(executablePath, [root, '--profile', profile]);
    page = await electron.firstWindow();
  });
  afterAll(async () => {
    await electron?.evaluate(({ app }) => app.exit());
    await proxy?.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });

  const field = (name: string) => page.getByLabel(name, { exact: true });
  const proxyField = (id: string) => page.locator(`#proxy-${id}`);
  const online = () => page.getByRole('button', { name: 'Online' }).waitFor();
  const submit = () => page.getByRole('button', { name: words.signIn.submit, exact: true }).click();

  test('a password that it refuses is told as its own; corrected alone, the person is online', async () => {
    await field(words.signIn.address).fill(server.address('alice'));
    await field(words.signIn.password).fill(server.password('alice'));
    await page.getByRole('button', { name: words.signIn.advanced }).click();
    await field(words.signIn.host).fill(NAME);
    await electron.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
    }, server.caFile);
    await page.getByRole('button', { name: words.signIn.caChoose }).click();
    await page.getByRole('button', { name: words.signIn.caClear }).waitFor();
    const asTheSystemSays = { label: words.proxy.name, value: words.proxy.ways.system.name };
    await page.getByRole('button', { name: words.labelled(asTheSystemSays) }).click();
    await page.getByRole('menuitemradio', { name: words.proxy.ways[type].name }).click();
    await proxyField('host').fill(proxy.host);
    await proxyField('port').fill(String(proxy.port));
    await proxyField('username').fill(login.username);
    await proxyField('password').fill('a guess');
    await submit();
    await page.getByText(words.connection.advice['proxy-sign-in'].what).waitFor();

    // Everything else is as it was typed.
    expect(await field(words.signIn.password).inputValue()).toBe(server.password('alice'));
    await proxyField('password').fill(login.password);
    await submit();
    await page.getByRole('button', { name: words.firstRun.skip }).click();
    await online();
    expect(new Set(proxy.asked)).toEqual(new Set([`${NAME}:5222`]));
  });

  test('the same, of an account that is online and goes another way from now on', async () => {
    await page.getByRole('button', { name: words.places.settings }).click();
    await page.getByRole('button', { name: words.account.server }).click();
    await field(words.signIn.password).fill(server.password('alice'));
    await page.getByRole('button', { name: words.signIn.advanced }).click();
    expect(await proxyField('host').inputValue()).toBe(proxy.host);
    expect(await proxyField('username').inputValue()).toBe(login.username);
    // What is secret does not come back to the page.
    expect(await proxyField('password').inputValue()).toBe('');
    await proxyField('password').fill('another guess');
    await submit();
    await page.getByText(words.connection.advice['proxy-sign-in'].what).waitFor();
    await proxyField('password').fill(login.password);
    await submit();
    await online();
  });
});
