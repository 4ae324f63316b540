/** Signing in by hand, as a person does it the first time: what goes wrong is told, what was typed is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { launch } from '../../scripts/runtime/launch.mjs';
import { startServer, type Server } from '../support/server';

const root = join(import.meta.dirname, '..', '..');
const profile = mkdtempSync(join(tmpdir(), 'tsuwa-sign-in-'));
/** What ends with the tests, last begun first. */
const endings: (() => Promise<unknown>)[] = [];
let server: Server;
let electron: ElectronApplication;
let page: Page;

beforeAll(async () => {
  const executablePath = process.env.TSUWA_ELECTRON_PATH;
  if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  server = await startServer();
  endings.unshift(() => server.stop());
  electron = await launch(executablePath, [root, '--profile', profile]);
  endings.unshift(() => electron.evaluate(({ app }) => app.exit()));
  page = await electron.firstWindow();
});

afterAll(async () => {
  for (const end of endings) await end();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const submit = () => page.getByRole('button', { name: words.signIn.submit, exact: true }).click();

test('each thing that is wrong is told with a next step, until the person is in', async () => {
  await field(words.signIn.address).fill('alice');
  await submit();
  await page.getByText(words.signIn.addressWrong).waitFor();

  const address = server.address('alice');
  await field(words.signIn.address).fill(address);
  await field(words.signIn.password).fill('not the password');
  await page.getByRole('button', { name: words.signIn.advanced }).click();
  await field(words.signIn.host).fill(server.host);
  await field(words.signIn.port).fill(String(server.port));
  await submit();
  await page.getByText(words.connection.advice['certificate-unknown-issuer'].next).waitFor();
  expect(await field(words.signIn.address).inputValue()).toBe(address);

  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, server.caFile);
  await page.getByRole('button', { name: words.signIn.caChoose }).click();
  await page.getByRole('button', { name: words.signIn.caClear }).waitFor();
  await submit();
  await page.getByText(words.connection.advice['wrong-password'].what).waitFor();
  expect(await field(words.signIn.address).inputValue()).toBe(address);
  expect(await field(words.signIn.password).inputValue()).toBe('');

  await field(words.signIn.password).fill(server.password('alice'));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words.firstRun.skip }).click();
  await page.getByRole('combobox', { name: words.search.label }).waitFor();
  await page.getByRole('button', { name: 'Online' }).waitFor();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const question = () => page.getByRole('alertdialog');
const online = () => page.getByRole('button', { name: 'Online' }).waitFor();
/** Nobody types before they see where. */
const typing = async (id: string, text: string) => {
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(id);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
};
const NEXT = 'Another, and a long one 7';

test('the password is changed by keyboard: the present one is asked, and what went wrong is told', async () => {
  await page.getByRole('button', { name: words.places.settings }).click();
  await button(words.accountChange.password).press('Enter');
  await typing('current-password', 'a guess');
  await page.keyboard.press('Enter');
  await question().getByText(words.signUp.missing).waitFor();
  await typing('next-password', NEXT);
  await page.keyboard.press('Enter');
  await question().getByText(words.accountChange.refusals['wrong-password'].what).waitFor();
  await typing('current-password', server.password('alice'));
  await page.keyboard.press('Enter');
  await page.getByText(words.accountChange.changed).waitFor();
  await question().waitFor({ state: 'hidden' });
});

test('signing out asks first, then brings the form back', async () => {
  await page.getByRole('button', { name: words.settings.signOut, exact: true }).click();
  await question().getByRole('button', { name: words.settings.stay }).click();
  await question().waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: words.settings.signOut, exact: true }).click();
  // What this computer keeps stays, unless the person wants it gone.
  expect(await question().getByRole('switch').getAttribute('aria-checked')).toBe('false');
  await question().getByRole('button', { name: words.settings.signOut, exact: true }).click();
  await field(words.signIn.password).waitFor();
});

test('an account is deleted by whoever types its address, and nobody signs in with it any more', async () => {
  await field(words.signIn.password).fill(NEXT);
  await submit();
  await online();
  await page.getByRole('button', { name: words.places.settings }).click();
  await button(words.accountChange.delete).press('Enter');
  const yes = question().getByRole('button', { name: words.accountChange.deleteYes });
  await typing('delete-address', 'alice');
  expect(await yes.isDisabled()).toBe(true);
  await typing('delete-address', server.address('alice').toUpperCase());
  await page.keyboard.press('Enter');
  await field(words.signIn.password).waitFor();
  await field(words.signIn.password).fill(NEXT);
  await submit();
  await page.getByText(words.connection.advice['wrong-password'].what).waitFor();
});
