/** The language is changed in the settings of the running app: in its pages at once, and in what main shows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../shared/words/en';
import { ja } from '../../shared/words/ja';
import { isOnline, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: App;

beforeAll(async () => {
  server = await startServer();
  alice = await startApp({ server, user: 'alice' });
  await alice.until('online', isOnline);
});

afterAll(async () => {
  await alice?.stop();
  await server?.stop();
});

const said = async () => ({
  lang: await alice.page.evaluate(() => document.documentElement.lang),
  dir: await alice.page.evaluate(() => document.documentElement.dir),
  edit: await alice.electron.evaluate(({ Menu: menu }) => menu.getApplicationMenu()?.items[1]?.label),
});

test('it begins in the language of the system', async () => {
  expect(await said()).toMatchObject({ lang: 'en', dir: 'ltr', edit: en.menu.edit });
});

test('Japanese is chosen: headings, labels and the menu of the app are Japanese at once', async () => {
  await alice.page.getByRole('button', { name: en.places.settings }).click();
  await alice.page.getByRole('button', { name: `${en.settings.language}: ${en.settings.languages.system}` }).click();
  await alice.page.getByRole('menuitemradio', { name: ja.settings.languages.ja }).click();
  await alice.page.getByRole('heading', { name: ja.settings.title, exact: true }).waitFor();
  await alice.page.getByRole('button', { name: `${ja.settings.language}：${ja.settings.languages.ja}` }).waitFor();
  await expect.poll(said).toMatchObject({ lang: 'ja', edit: ja.menu.edit });
});
