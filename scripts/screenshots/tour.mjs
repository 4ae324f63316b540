/** Goes through the phones as people do, and photographs each screen on the way. */
import { join } from 'node:path';
import { cameraAt } from './camera.mjs';
import { hero } from './hero.mjs';
import { NARROW, photograph, tidy, WIDE } from './studio.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Phone, Studio } from './studio.mjs' */

/** @type {(page: Page, name: string) => import('playwright-core').Locator} */
const button = (page, name) => page.getByRole('button', { name, exact: true });
/** @type {(page: Page, id: string) => Promise<void>} */
const scrollTo = (page, id) => page.evaluate(`document.getElementById('${id}').scrollIntoView()`);

/**
 * Lets the phone trust the server's authority, whatever file is chosen.
 * @param {Phone} phone
 * @param {string} file
 */
const choosing = ({ app }, file) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);

/** @typedef {{ romeo: Phone, juliet: Phone, hanako: Phone }} Phones Signed in, with nothing in front. */

/** @type {(folder: string) => (of: Pick<Phone, 'page' | 'camera'>, name: string) => Promise<void>} */
const into = folder => (of, name) => photograph(of, join(folder, name));

/** @type {(phone: Pick<Phone, 'page'>, who: string) => Promise<void>} */
async function call({ page }, who) {
  await page.getByRole('combobox').first().fill(who);
  await page.keyboard.press('Enter');
}

/** @param {Page} page @param {Studio['server']} server */
async function fillInServer(page, { host, port }) {
  await button(page, 'Advanced').click();
  await page.getByLabel('Server', { exact: true }).fill(host);
  await page.getByLabel('Port', { exact: true }).fill(String(port));
  await button(page, 'Choose file…').click();
}

/**
 * A newcomer signs up and takes the first steps.
 * @param {Studio} studio
 * @param {string} folder Where the pictures go.
 */
export async function newcomer({ open, server }, folder) {
  const phone = await open('newcomer', 440);
  const { page, camera } = phone;
  const shot = (/** @type {string} */ name) => photograph(phone, join(folder, name));
  await choosing(phone, server.caFile);
  await camera.aim(NARROW);
  await page.getByLabel('Address', { exact: true }).waitFor();
  await shot('sign-in');
  await page.getByRole('radio', { name: 'Make an account' }).click();
  await page.getByLabel('Server or invitation').fill(server.domain);
  await fillInServer(page, server);
  await button(page, 'Continue').click();
  await page.getByText(`New account on ${server.domain}`).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('rosaline');
  await button(page, 'Suggest a strong password').click();
  await shot('sign-up');
  await button(page, 'Make account').click();
  await page.getByText('Will you hear and be heard?').waitFor();
  await page.waitForTimeout(800);
  await shot('first-sound');
  await button(page, 'Next').click();
  await page.getByText('How calls reach you').first().waitFor();
  await shot('first-reach');
  await button(page, 'Next').click();
  await page.getByText('You can be called now').waitFor();
  await shot('first-done');
  phone.end();
}

/** @param {Studio} _studio @param {Phones} phones @param {string} folder */
export async function people(_studio, { romeo, hanako }, folder) {
  const shot = into(folder);
  const { page } = romeo;
  const field = page.getByRole('combobox').first();
  await shot(romeo, 'contacts');
  await shot(hanako, 'contacts-japanese');
  await field.fill('ju');
  await shot(romeo, 'search');
  await field.fill('');
  await romeo.camera.aim(WIDE);
  await page.getByRole('list').getByText('Mercutio').click();
  await shot(romeo, 'card-wide');
  await romeo.camera.aim(NARROW);
  await shot(romeo, 'card');
  await button(page, 'Back').click();
  await button(page, 'Sort contacts').click();
  await page.getByRole('menuitem', { name: 'Add contact' }).click();
  await page.getByRole('dialog').getByLabel('Address').fill('prince.escalus@verona.example');
  await page.getByRole('dialog').getByLabel('Name').fill('Prince Escalus');
  await shot(romeo, 'add-contact');
  await page.keyboard.press('Escape');
}

/** @param {Studio} studio @param {Phones} phones @param {string} folder */
export async function calls(studio, { romeo, juliet, hanako }, folder) {
  const shot = into(folder);
  const { page } = romeo;
  await call(romeo, 'juliet');
  await button(juliet.page, 'Answer').waitFor();
  await page
    .getByText(/ringing/i)
    .first()
    .waitFor();
  await shot(romeo, 'calling');
  await shot(juliet, 'incoming');
  await button(juliet.page, 'Decline with a message').click();
  await shot(juliet, 'decline');
  await juliet.page.getByRole('menuitem', { name: 'I’ll call you back.' }).click();
  await button(page, 'Close').click();
  await page.getByRole('list', { name: 'Messages' }).getByRole('button').click();
  await page.getByRole('textbox', { name: 'Write a message' }).fill('I’ll wait at the balcony.');
  await page.keyboard.press('Enter');
  await juliet.page.getByText('I’ll wait at the balcony.').first().waitFor();
  await page.getByText('Delivered').first().waitFor();
  await shot(romeo, 'conversation');
  await page.keyboard.press('Escape');
  await button(page, 'Contacts').click();

  await call(romeo, 'juliet');
  await button(juliet.page, 'Answer').click();
  await page.getByText('Good').waitFor();
  await page.waitForTimeout(2_500);
  await shot(romeo, 'call');
  await page.getByText('Good').click();
  await shot(romeo, 'call-details');
  await button(page, 'Signalling…').click();
  await page.waitForTimeout(600);
  await shot(romeo, 'signalling');
  await page.getByRole('tab', { name: 'Network paths' }).click();
  await shot(romeo, 'paths');
  await button(page, 'Close').click();
  await hero(studio, { romeo, juliet }, folder);
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'Record' }).click();
  await page.getByText('Recording').first().waitFor();
  await shot(romeo, 'recording');
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'Stop recording' }).click();
  await button(page, 'Dismiss').click();

  await call(hanako, 'romeo');
  await button(page, 'Hold and answer').waitFor();
  await shot(romeo, 'call-waiting');
  await button(page, 'Hold and answer').click();
  await hanako.page.getByText('良好').first().waitFor();
  await page.waitForTimeout(2_000);
  await shot(romeo, 'two-calls');
  await shot(hanako, 'call-japanese');
  await button(page, 'Hang up').first().click();
  await button(juliet.page, 'Hang up').click();
  await button(page, 'Call again').or(button(page, 'Call back')).first().waitFor();
  await shot(romeo, 'ended');
  for (const phone of [romeo, juliet, hanako]) await tidy(phone);

  // The small window is for whoever looks at something else.
  await juliet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const opened = juliet.app.waitForEvent('window');
  await call(romeo, 'juliet');
  const small = await opened;
  await button(small, 'Answer').waitFor();
  await shot({ page: small, camera: await cameraAt(small) }, 'incoming-window');
  await button(page, 'Cancel').click();
  await tidy(romeo);
}

/** @param {Studio} studio @param {Phones} phones @param {string} folder */
export async function settings({ server }, { romeo }, folder) {
  const shot = into(folder);
  const { page } = romeo;
  await page.getByRole('button', { name: /^Recents/ }).click();
  await shot(romeo, 'recents');
  await button(page, 'Settings').click();
  await shot(romeo, 'settings');
  for (const section of ['sound', 'notifications', 'shortcuts', 'appearance']) {
    await scrollTo(page, `settings-${section}`);
    await shot(romeo, `settings-${section}`);
  }
  await scrollTo(page, 'settings-sound');
  await button(page, 'Test sound and network…').click();
  await button(page, 'Test the network').click();
  await button(page, 'Test again').waitFor({ timeout: 30_000 });
  await shot(romeo, 'test-sound');
  await button(page, 'Test again').scrollIntoViewIfNeeded();
  await shot(romeo, 'test-network');
  await page.keyboard.press('Escape');
  await scrollTo(page, 'settings-account');
  await choosing(romeo, server.caFile);
  await button(page, 'Add an account…').click();
  await page.getByLabel('Address', { exact: true }).fill(server.address('romeo.montague'));
  await page.getByLabel('Password', { exact: true }).fill(server.password('romeo.montague'));
  await fillInServer(page, server);
  await button(page, 'Sign in').click();
  await page.getByText(server.address('romeo.montague')).first().waitFor();
  await page.waitForTimeout(1_500);
  await shot(romeo, 'accounts');
}
