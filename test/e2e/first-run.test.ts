/** A newcomer without an account gets one, is led through the first steps, and calls somebody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { launch } from '../../scripts/runtime/launch.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startProsody, type Prosody } from '../support/prosody';

const root = join(import.meta.dirname, '..', '..');
const profile = mkdtempSync(join(tmpdir(), 'tsuwa-newcomer-'));
/** What ends with the tests, last begun first. */
const endings: (() => Promise<unknown>)[] = [];
let server: Prosody;
let bob: App;
let electron: ElectronApplication;
let page: Page;

async function start(): Promise<void> {
  const executablePath = process.env.TSUWA_ELECTRON_PATH;
  if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  const sound = join(profile, 'microphone.wav');
  writeTone(sound, 500);
  const microphone = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`];
  electron = await launch(executablePath, [...microphone, root, '--profile', profile]);
  page = await electron.firstWindow();
}

beforeAll(async () => {
  server = await startProsody({ config: 'allow_registration = true' });
  endings.unshift(() => server.stop());
  bob = await startApp({ server, user: 'bob', tone: 800 });
  endings.unshift(() => bob.stop());
  await bob.until('online', isOnline);
  await start();
  endings.unshift(() => electron.evaluate(({ app }) => app.exit()));
});

afterAll(async () => {
  for (const end of endings) await end();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const step = (number: number) => page.getByText(words.firstRun.step({ step: number, count: 3 }), { exact: true });
let password = '';

test('the first step makes an account, by keyboard alone once the server is named', async () => {
  await step(1).waitFor();
  // There is no keyring here, so nothing is promised before it is known.
  expect(await page.getByRole('switch', { name: words.signIn.remember }).isDisabled()).toBe(true);
  await page.getByText(words.signIn.rememberNot).waitFor();

  await page.getByRole('radio', { name: words.signUp.make }).click();
  await field(words.signUp.server).fill('not a server');
  await page.keyboard.press('Enter');
  await page.getByText(words.signUp.serverWrong).waitFor();
  await field(words.signUp.server).fill(server.domain);
  await button(words.signIn.advanced).click();
  await field(words.signIn.host).fill(server.host);
  await field(words.signIn.port).fill(String(server.port));
  await page.keyboard.press('Enter');
  await page.getByText(words.connection.advice['certificate-unknown-issuer'].next).waitFor();
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, server.caFile);
  await button(words.signIn.caChoose).click();
  await button(words.signIn.caClear).waitFor();
  await button(words.signUp.ask).click();

  await heading(words.signUp.at({ domain: server.domain })).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(words.signUp.missing).first().waitFor();
  await page.keyboard.type('alice');
  await button(words.signUp.suggest).press('Enter');
  password = await field(words.signUp.fields.password).inputValue();
  expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);
  await field(words.signUp.fields.password).press('Enter');
  await page.getByText(words.signUp.advice.conflict.what).waitFor();
  expect(await field(words.signUp.fields.password).inputValue()).toBe(password);

  await field(words.signUp.fields.username).fill('Newcomer');
  await page.getByText(words.signUp.yourAddress({ address: `newcomer@${server.domain}` })).waitFor();
  await page.keyboard.press('Enter');
  await step(2).waitFor();
});

test('the other steps are told, lead back and forth, and end with the address', async () => {
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  expect(await focused()).toBe(words.firstRun.sound);
  await button(words.firstRun.next).press('Enter');
  await step(3).waitFor();
  expect(await focused()).toBe(words.firstRun.reach);
  await button(words.back).press('Enter');
  await step(2).waitFor();
  await button(words.back).press('Enter');
  await step(1).waitFor();
  await page.getByText(`newcomer@${server.domain}`).waitFor();
  for (const number of [2, 3]) {
    await button(words.firstRun.next).press('Enter');
    await step(number).waitFor();
  }
  await button(words.firstRun.next).press('Enter');
  await heading(words.firstRun.done).waitFor();
  await page.getByText(`newcomer@${server.domain}`, { exact: true }).waitFor();
  expect(await field(words.firstRun.password).inputValue()).toBe(password);
  await button(words.firstRun.finish).press('Enter');
  await page.getByRole('combobox', { name: words.search.label }).waitFor();
});

test('the newcomer calls somebody and is heard', async () => {
  await page.getByRole('combobox', { name: words.search.label }).fill(bob.address);
  await page.keyboard.press('Enter');
  await bob.until('is called', status => liveCall(status)?.state === 'ringing');
  expect((await bob.cli('--answer')).code).toBe(0);
  await bob.until('hears the newcomer', hears(500));
  expect((await bob.cli('--hangup')).code).toBe(0);
});

test('the steps do not come again by themselves, but from the settings', async () => {
  await page.reload();
  await page.getByRole('combobox', { name: words.search.label }).waitFor();
  await button(words.places.settings).click();
  await button(words.firstRun.again).click();
  await step(2).waitFor();
  await button(words.firstRun.skip).click();
  await button(words.places.settings).waitFor();
});
