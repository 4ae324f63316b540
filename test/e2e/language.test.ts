/** The language is changed in the settings of the running app: in its pages at once, with its times, and in what main shows. */
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

const from = (label: string) => alice.page.getByRole('spinbutton', { name: label, exact: true });
/** `Intl` sets a narrow space before the half of the day. */
const shown = async (label: string) => (await from(label).inputValue()).replace(/\s/g, ' ');

test('a time is set as it is written in English', async () => {
  await alice.page.getByRole('button', { name: en.places.settings }).click();
  await alice.page.getByRole('switch', { name: en.quiet.hours }).click();
  await expect.poll(() => shown(en.quiet.from)).toBe('10:00 PM');
  await from(en.quiet.from).fill('9:30 pm');
  await from(en.quiet.from).press('Enter');
  await expect.poll(() => shown(en.quiet.from)).toBe('9:30 PM');
  await from(en.quiet.from).press('ArrowUp');
  await expect.poll(() => shown(en.quiet.from)).toBe('9:45 PM');
  await from(en.quiet.from).fill('soon');
  await from(en.quiet.from).press('Tab');
  await expect.poll(() => shown(en.quiet.from)).toBe('9:45 PM');
});

test('Japanese is chosen: headings, labels and the menu of the app are Japanese at once', async () => {
  await alice.page.getByRole('button', { name: `${en.settings.language}: ${en.settings.languages.system}` }).click();
  await alice.page.getByRole('menuitemradio', { name: ja.settings.languages.ja }).click();
  await alice.page.getByRole('heading', { name: ja.settings.title, exact: true }).waitFor();
  await alice.page.getByRole('button', { name: `${ja.settings.language}：${ja.settings.languages.ja}` }).waitFor();
  await expect.poll(said).toMatchObject({ lang: 'ja', edit: ja.menu.edit });
  await expect.poll(() => shown(ja.quiet.from)).toBe('21:45');
  await from(ja.quiet.from).fill('午後11時');
  await from(ja.quiet.from).press('Enter');
  await expect.poll(() => shown(ja.quiet.from)).toBe('23:00');
});
