/** Two people who do not know each other become contacts, and part again: in real windows, through a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { words } from '../../renderer/words';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

let server: Server;
let dora: App;
let emil: App;

beforeAll(async () => {
  server = await startServer({ strangers: ['dora', 'emil'].map(user => ({ user, password: `${user}-pw` })) });
  [dora, emil] = await Promise.all([
    startApp({ server, user: 'dora', tone: 440 }),
    startApp({ server, user: 'emil', tone: 660 }),
  ]);
  await Promise.all([dora.until('online', isOnline), emil.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([dora?.stop(), emil?.stop()]);
  await server?.stop();
});

const { people } = words;
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
/** The row of somebody in the list, as a screen reader has it. */
const row = (page: Page, address: string) => page.locator(`[data-address="${address}"]`).first();
const card = (page: Page) => page.getByRole('article');
const toContacts = async ({ page }: App) => {
  await page.getByRole('navigation').getByRole('button').first().click();
  const back = button(page, words.back);
  if (await back.isVisible()) await back.click();
};
/** Something of the menu behind the card of somebody. */
const choose = async ({ page }: App, address: string, entry: string) => {
  await row(page, address).click();
  await card(page)
    .getByRole('button', { name: /^What to do with/ })
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
};

test('somebody is added from the empty list, and the card says that they have not accepted yet', async () => {
  const { page } = dora;
  await page.getByText(words.contacts.empty).waitFor();
  await button(page, people.add).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(people.address).fill('emil at home');
  await dialog.getByRole('button', { name: people.add }).click();
  await dialog.getByText(people.addressWrong).waitFor();
  await dialog.getByLabel(people.address).fill(dora.address);
  await dialog.getByRole('button', { name: people.add }).click();
  await dialog.getByText(/your own address/).waitFor();

  await dialog.getByLabel(people.address).fill(emil.address.toUpperCase());
  await dialog.getByLabel(people.name).fill('たなか えみる');
  await dialog.getByLabel(people.groups, { exact: true }).fill('Choir');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: people.groupRemove({ group: 'Choir' }) }).waitFor();
  await dialog.getByRole('button', { name: people.add, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await card(page).getByText(people.subscription.asked.what).waitFor();
  await card(page).getByText('Choir').waitFor();
});

test('the request waits above the other’s contacts and in the rail; accepted, both see each other', async () => {
  const { page } = emil;
  await page
    .getByRole('navigation')
    .getByText(words.requests.count({ count: 1 }))
    .waitFor({ state: 'attached' });
  const request = page.locator(`[data-subscription="${dora.address}"]`);
  await request.getByRole('button', { name: people.accept }).click();
  await request.waitFor({ state: 'detached' });
  await toContacts(dora);
  for (const [app, other] of [
    [dora, emil],
    [emil, dora],
  ] as const)
    await expect
      .poll(() => row(app.page, other.address).getAttribute('aria-label'), { timeout: 20_000 })
      .toContain(words.availability.online);
});

test('a favourite has a star and comes first; the menu of the keyboard renames', async () => {
  const { page } = dora;
  await row(page, emil.address).click();
  await button(page, people.favourite).click();
  await button(page, people.unfavourite).waitFor();
  await toContacts(dora);
  await expect.poll(() => row(page, emil.address).getAttribute('aria-label')).toContain(people.isFavourite);

  await row(page, emil.address).focus();
  await page.keyboard.press('Shift+F10');
  const edit = page.getByRole('menuitem', { name: people.edit });
  await edit.waitFor();
  await edit.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(people.name).fill('たなか エミール');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => row(page, emil.address).getAttribute('aria-label')).toContain('たなか エミール');
});

test.each(['tanaka', 'エミ', 'emi-ru', 'tnk', 'choir', 'tanaak'])('%s finds the name in kana', async text => {
  const { page } = dora;
  await page.getByRole('combobox').first().fill(text);
  await page.getByRole('option', { name: /たなか エミール/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('Enter on the row calls, and the card tells of the last call', async () => {
  const { page } = dora;
  await row(page, emil.address).focus();
  await page.keyboard.press('Enter');
  await emil.until('rings', status => liveCall(status)?.state === 'ringing');
  await button(emil.page, words.call.answer).click();
  await Promise.all([dora.until('hears', hears(660)), emil.until('hears', hears(440))]);
  await button(page, words.call.hangUp).click();
  await dora.until('free', status => liveCall(status) === undefined);
  const close = button(page, words.close);
  await close.click();
  await row(page, emil.address).click();
  await card(page)
    .getByText(/Last call: Today .*Outgoing/)
    .waitFor();
  await button(page, people.lastCallAll).click();
  await page.locator('[data-call]').first().waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe(emil.address);
});

test('whoever is blocked is listed in the settings, and let in again there', async () => {
  const { page } = dora;
  await toContacts(dora);
  await choose(dora, emil.address, people.block);
  await page.getByRole('alertdialog').getByRole('button', { name: people.blockYes }).click();
  await card(page).getByText(people.blockedNext).waitFor();
  await toContacts(dora);
  await expect.poll(() => row(page, emil.address).getAttribute('aria-label')).toContain(people.blocked);

  await page.getByRole('navigation').getByRole('button', { name: words.places.settings }).click();
  await button(page, `${people.unblock}: たなか エミール`).click();
  await page.getByRole('alertdialog').getByRole('button', { name: people.unblock }).click();
  await page.getByText(people.blockedNone).waitFor();
});

test('removed, somebody is out of the list, and both see nothing of each other any more', async () => {
  const { page } = dora;
  await toContacts(dora);
  await choose(dora, emil.address, people.remove);
  await page.getByRole('alertdialog').getByRole('button', { name: people.cancel }).click();
  await toContacts(dora);
  await choose(dora, emil.address, people.remove);
  await page.getByRole('alertdialog').getByRole('button', { name: people.removeYes }).click();
  await page.getByText(words.contacts.empty).waitFor();
  // Emil had not named her: without a subscription nothing is left to list.
  await row(emil.page, dora.address).waitFor({ state: 'detached' });
});
