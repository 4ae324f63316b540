/** The app behind proxies: as the system has them, and as its person types them in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { launch } from '../../scripts/runtime/launch.mjs';
import { startProxy, type TestProxy } from '../support/proxy';
import { startServer, type Server } from '../support/server';

const root = join(import.meta.dirname, '..', '..');
const profile = mkdtempSync(join(tmpdir(), 'tsuwa-proxies-'));
/** What ends with the tests, last begun first. */
const endings: (() => Promise<unknown>)[] = [];
const login = { username: 'alice at work', password: 'proxy-pw' };
/** A name that only the proxies can make something of. */
const NAME = 'xmpp.behind-the-proxy.invalid';
let server: Server;
let [ofSystem, ofPerson]: TestProxy[] = [];
let electron: ElectronApplication;
let page: Page;

beforeAll(async () => {
  const executablePath = process.env.TSUWA_ELECTRON_PATH;
  if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  server = await startServer();
  endings.unshift(() => server.stop());
  const [first, second] = [
    await startProxy('socks5', { to: server.port }),
    await startProxy('http', { to: server.port, login }),
  ];
  [ofSystem, ofPerson] = [first, second];
  endings.unshift(() => first.stop());
  endings.unshift(() => second.stop());
  const provision = join(profile, 'account.json');
  const account = { jid: server.address('alice'), password: server.password('alice'), host: NAME, port: 5222 };
  writeFileSync(provision, JSON.stringify({ ...account, caFile: server.caFile }));
  electron = await launch(executablePath, [
    ...[root, '--profile', join(profile, 'profile'), '--provision', provision],
    `--proxy-server=socks5://${first.host}:${first.port}`,
  ]);
  endings.unshift(() => electron.evaluate(({ app }) => app.exit()));
  page = await electron.firstWindow();
});

afterAll(async () => {
  for (const end of endings) await end();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

const field = (name: string) => page.getByLabel(name, { exact: true });

test('without a word from the person, the server is reached as the system says', async () => {
  await page.getByRole('button', { name: 'Online' }).waitFor();
  expect(ofSystem?.asked).toEqual([`${NAME}:5222`]);
});

test('a proxy of their own is typed in; a wrong password of it is told as that', async () => {
  await page.getByRole('button', { name: words.places.settings }).click();
  await page.getByRole('button', { name: words.account.server }).click();
  await field(words.signIn.password).fill(server.password('alice'));
  await page.getByRole('button', { name: words.signIn.advanced }).click();
  await page.getByRole('button', { name: new RegExp(`^${words.proxy.name}`) }).click();
  await page.getByRole('menuitemradio', { name: words.proxy.ways.http.name }).click();
  await field(words.proxy.host).fill(ofPerson?.host ?? '');
  await page.locator('#proxy-port').fill(String(ofPerson?.port));
  await field(words.proxy.username).fill(login.username);
  await field(words.proxy.password).fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText(words.connection.advice['proxy-sign-in'].what).waitFor();

  await field(words.signIn.password).fill(server.password('alice'));
  await field(words.proxy.password).fill(login.password);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: words.search.label }).or(field(words.settings.search)).first().waitFor();
  await page.getByText('Online').first().waitFor();
  expect(ofPerson?.asked.at(-1)).toBe(`${NAME}:5222`);
  expect(ofPerson?.seen()).toContain('<starttls');
  expect(ofSystem?.asked).toHaveLength(1);
});
