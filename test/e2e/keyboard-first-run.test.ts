/** By keyboard alone: the first run, for whoever has an account and for whoever makes one, until the phone can be used. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { launch } from '../../scripts/runtime/launch.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import { arrowTo, stop, tabRound, tabTo } from '../support/keyboard';
import { startProsody, type Prosody } from '../support/prosody';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'tsuwa-first-keys-'));
let server: Prosody;
let electron: ElectronApplication;
let page: Page;

beforeAll(async () => {
  server = await startProsody({ config: 'allow_registration = true' });
});

afterEach(() => electron.evaluate(({ app }) => app.exit()));

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** A phone that nobody has used before, by whom the certificates of the server are found in the system's dialog. */
async function startFor(person: string): Promise<void> {
  const executablePath = process.env.TSUWA_ELECTRON_PATH;
  if (executablePath === undefined) throw new Error('run by scripts/vitest.mjs, which knows the Electron to use');
  const sound = join(folder, `${person}.wav`);
  writeTone(sound, 500);
  const microphone = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`];
  electron = await launch(executablePath, [...microphone, root, '--profile', join(folder, person)]);
  page = await electron.firstWindow();
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, server.caFile);
}

const { firstRun, signIn, signUp, trial } = words;
const press = (key: string) => page.keyboard.press(key);
const focused = () => expect.poll(() => stop(page));
const on = (name: string) => focused().toMatchObject({ name, visible: true });
/** Each step begins at its heading, from where Tab goes on. */
const begins = (name: string) => focused().toMatchObject({ name, role: 'heading', passive: true });
async function use(button: string): Promise<void> {
  await tabTo(page, button);
  await press('Enter');
}
async function type(field: string, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}
async function nameServer(): Promise<void> {
  await use(signIn.advanced);
  await type(signIn.host, server.host);
  await type(signIn.port, String(server.port));
  await use(signIn.caChoose);
  await page.getByRole('button', { name: signIn.caClear }).waitFor();
}

test('whoever has an account signs in, tries the microphone, chooses how calls reach them, and is at home', async () => {
  await startFor('alice');
  await on(signIn.address);
  expect(await tabRound(page)).toEqual(expect.arrayContaining([signUp.have, signIn.password, signIn.submit]));
  await type(signIn.address, server.address('alice'));
  await type(signIn.password, server.password('alice'));
  await nameServer();
  await use(signIn.submit);

  await begins(firstRun.sound);
  const ofSound = [trial.record, trial.play.speaker, trial.play.ringer, words.back, firstRun.skip, firstRun.next];
  expect(await tabRound(page)).toEqual(ofSound);
  await use(trial.record);
  await on(trial.recording);
  await page.getByRole('button', { name: trial.listen }).waitFor();
  await on(trial.record);
  await use(trial.listen);
  await on(trial.playing);
  await page.getByRole('button', { name: trial.listen }).waitFor();
  await on(trial.listen);
  await use(firstRun.next);

  await begins(firstRun.reach);
  const strangers = words.settings.strangerPolicies;
  const choice = (name: string) => words.labelled({ label: words.settings.strangers, value: name });
  await use(choice(strangers.request.name));
  const ring = new RegExp(`^${strangers.ring.name}`);
  await focused().toMatchObject({ role: 'menuitemradio' });
  await arrowTo(page, ring);
  await press('Enter');
  await on(choice(strangers.ring.name));
  await use(words.back);
  await begins(firstRun.sound);
  await use(firstRun.next);
  await begins(firstRun.reach);
  await use(firstRun.next);

  await begins(firstRun.done);
  await use(words.ownAddress.copy);
  await on(words.ownAddress.copied);
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(server.address('alice'));
  await use(firstRun.finish);
  await on(words.search.label);
});

test('whoever has none makes one, and may leave the steps at the first', async () => {
  await startFor('newcomer');
  await on(signIn.address);
  await tabTo(page, signUp.have, 'Shift+Tab');
  // The group follows a key that is held down for a moment, as fingers do it.
  await page.keyboard.press('ArrowRight', { delay: 100 });
  await on(signUp.server);
  await tabTo(page, signUp.make, 'Shift+Tab');
  await type(signUp.server, server.domain);
  await nameServer();
  await use(signUp.ask);

  await on(signUp.fields.username);
  await page.keyboard.type('Keys');
  await use(signUp.suggest);
  await on(signUp.suggest);
  await use(signUp.submit);

  await begins(firstRun.sound);
  await use(firstRun.skip);
  await on(words.search.label);
});
