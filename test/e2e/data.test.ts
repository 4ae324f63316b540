/** What helps another person or another computer, clicked in the real app: the report, the log, the size of the text, and the settings as a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../shared/words/en';
import { isOnline, liveCall, startApp, type App } from '../support/app';
import { startServer, type Server } from '../support/server';

const { logs, settingsFile } = en;

let folder = '';
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsuwa-data-'));
  server = await startServer();
  [alice, bob] = await Promise.all([startApp({ server, user: 'alice', tone: 660 }), startApp({ server, user: 'bob' })]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
  // The call that is carried over.
  await alice.cli('--call', bob.address, '--yes');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  await alice.cli('--hangup');
  await bob.until('free', status => liveCall(status) === undefined);
  for (const { page } of [alice, bob]) await page.getByRole('button', { name: en.places.settings }).click();
  // Only the window that has the keyboard may write to the clipboard.
  await alice.electron.evaluate(({ BrowserWindow: windows }) => windows.getAllWindows()[0]?.focus());
  await alice.page.waitForFunction(() => document.hasFocus());
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the next dialogs of `app` save to and open from. */
const stubDialogs = ({ electron }: App, path: string) =>
  electron.evaluate(({ dialog, shell }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
    shell.showItemInFolder = shown => void Object.assign(globalThis, { shownInFolder: shown });
  }, path);
const clipboard = () => alice.electron.evaluate(({ clipboard: board }) => board.readText());
const button = (app: App, name: string) => app.page.getByRole('button', { name, exact: true });

test('a report is copied that names neither the person nor their friend', async () => {
  await button(alice, logs.report).click();
  const viewer = alice.page.getByRole('dialog');
  await viewer.getByRole('button', { name: logs.copy, exact: true }).click();
  await viewer.getByText(logs.copied, { exact: true }).waitFor();
  const report = await clipboard();
  expect(report).toContain('Account 1: online');
  for (const address of [alice.address, bob.address]) expect(report).not.toContain(address);
  await alice.page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
});

test('the log is shown, searched, copied, saved and found in its folder', async () => {
  const file = join(folder, 'log.txt');
  await stubDialogs(alice, file);
  await button(alice, logs.open).click();
  const viewer = alice.page.getByRole('dialog');
  await viewer
    .getByText(/Tsuwa .*, Electron /)
    .first()
    .waitFor();
  await viewer.getByRole('searchbox', { name: logs.search }).fill('no line has these words');
  await viewer.getByText(logs.empty).waitFor();
  await viewer.getByRole('searchbox', { name: logs.search }).fill('');
  await viewer.getByRole('button', { name: logs.copy, exact: true }).click();
  await viewer.getByText(logs.copied, { exact: true }).waitFor();
  expect(await clipboard()).toContain('Electron');
  await viewer.getByRole('button', { name: logs.save, exact: true }).click();
  await viewer.getByText(logs.saved.replace('{file}', 'log.txt')).waitFor();
  const saved = readFileSync(file, 'utf8');
  expect(saved).toContain('Electron');
  expect(saved).not.toContain(alice.address);
  await viewer.getByRole('button', { name: logs.folder, exact: true }).click();
  await expect
    .poll(() => alice.electron.evaluate(() => String(Reflect.get(globalThis, 'shownInFolder'))))
    .toMatch(/tsuwa\.log$/);
  await alice.page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
});

test('Ctrl with plus, minus and zero changes the size of the text', async () => {
  const size = () => alice.page.evaluate(() => Number.parseFloat(document.documentElement.style.fontSize));
  expect(await size()).toBe(100);
  await alice.page.keyboard.press('Control+Equal');
  await expect.poll(size).toBeGreaterThan(100);
  await alice.page.keyboard.press('Control+0');
  await expect.poll(size).toBe(100);
  await alice.page.keyboard.press('Control+Minus');
  await expect.poll(size).toBeLessThan(100);
});

test('settings and calls go to another computer in a file, after a look at what it brings', async () => {
  const file = join(folder, 'settings.json');
  await Promise.all([stubDialogs(alice, file), stubDialogs(bob, file)]);
  const small = await alice.page.evaluate(() => document.documentElement.style.fontSize);
  const data = (app: App, name: string) =>
    app.page.locator('[data-setting]', { hasText: settingsFile.title }).getByRole('button', { name, exact: true });

  await alice.page.getByRole('switch', { name: settingsFile.withCalls }).click();
  await data(alice, settingsFile.export).click();
  await alice.page.getByText(settingsFile.saved.replace('{file}', 'settings.json')).waitFor();
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(server.password('alice'));
  expect(JSON.parse(text)).toMatchObject({ calls: [{ account: alice.address, peer: bob.address, end: 'cancelled' }] });

  await data(bob, settingsFile.import).click();
  const question = bob.page.getByRole('alertdialog');
  await question.getByText('1 call of the past').waitFor();
  await question.getByText(alice.address).waitFor();
  await question.getByText(`${server.host}:${server.port}`).waitFor();
  await question.getByRole('button', { name: settingsFile.yes }).click();
  await bob.page.getByText(settingsFile.done).waitFor();
  await expect.poll(() => bob.page.evaluate(() => document.documentElement.style.fontSize)).toBe(small);

  // Her account has come with it, first as it was there, and waits for nothing but its password.
  const accounts = async () => (await bob.status()).accounts.map(({ address, connection }) => [address, connection]);
  await expect.poll(accounts).toMatchObject([
    [alice.address, { status: 'offline', problem: 'no-password' }],
    [bob.address, { status: 'online' }],
  ]);
  await button(bob, settingsFile.signIn.replace('{address}', alice.address)).click();
  await bob.page.getByLabel(en.signIn.password, { exact: true }).fill(server.password('alice'));
  await button(bob, en.signIn.submit).click();
  await bob.until('is online with both', status =>
    status.accounts.every(({ connection }) => connection.status === 'online'),
  );
});

test('a file that is none of ours changes nothing and is told of', async () => {
  await stubDialogs(alice, join(folder, 'log.txt'));
  await alice.page.locator('[data-import]').click();
  await alice.page.getByText(settingsFile.problems['not-ours'].what).waitFor();
});
