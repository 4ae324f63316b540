/** By keyboard alone: a whole call on both sides, a call declined with a message, contacts, and one's own address. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../main/status';
import { words } from '../../renderer/words';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { arrowTo, stop, tabRound, tabTo } from '../support/keyboard';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 440 }),
    startApp({ server, user: 'bob', tone: 660 }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online', isOnline)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

test('an address is typed and called', async () => {
  await tabTo(alice.page, words.search.label);
  await alice.page.keyboard.type(bob.address);
  await alice.page.keyboard.press('Enter');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
});

test('a call that rings does not take the focus, and is answered once the person went to the button', async () => {
  expect((await stop(bob.page))?.name).not.toBe(words.call.answer);
  await bob.page.keyboard.press('Enter');
  expect(liveCall(await bob.status())?.state).toBe('ringing');
  await tabTo(bob.page, words.call.answer);
  await bob.page.keyboard.press('Enter');
  await Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);
});

test('muting and holding work from the keyboard, and the focus stays on the button', async () => {
  await tabTo(alice.page, words.call.mute);
  await alice.page.keyboard.press('Space');
  await bob.until('hears nothing', hearsNothing);
  expect(await stop(alice.page)).toMatchObject({ name: words.call.unmute, visible: true });
  await alice.page.keyboard.press('Space');
  await bob.until('hears Alice again', hears(440));
  await tabTo(alice.page, words.call.hold);
  await alice.page.keyboard.press('Enter');
  await bob.until('is on hold', status => liveCall(status)?.heldByPeer === true);
  expect(await stop(alice.page)).toMatchObject({ name: words.call.resume });
  await alice.page.keyboard.press('Enter');
  await bob.until('hears Alice once more', hears(440));
});

test('keys mute, hold and resume from anywhere in the window, also while something is typed', async () => {
  const { keyboard } = alice.page;
  await tabTo(alice.page, words.call.minimise);
  await keyboard.press('Control+Shift+M');
  await bob.until('hears nothing', hearsNothing);
  await keyboard.press('Control+Shift+M');
  await bob.until('hears Alice again', hears(440));
  await keyboard.press('Control+Shift+H');
  await bob.until('is on hold', status => liveCall(status)?.heldByPeer === true);
  await keyboard.press('Control+Shift+H');
  await bob.until('hears Alice once more', hears(440));
  expect(await stop(alice.page)).toMatchObject({ name: words.call.minimise });
});

test('keypad, menu and details open and close, and give the focus back', async () => {
  const { keyboard } = alice.page;
  await tabTo(alice.page, words.keypad.label);
  await keyboard.press('Enter');
  await alice.page.getByRole('button', { name: '5' }).first().waitFor();
  await keyboard.type('5');
  await keyboard.press('Escape');
  expect(await stop(alice.page)).toMatchObject({ name: words.keypad.label });

  await tabTo(alice.page, words.call.more);
  await keyboard.press('Enter');
  await alice.page.getByRole('menu').waitFor();
  await keyboard.press('ArrowDown');
  expect((await stop(alice.page))?.role).toMatch(/^menuitem/);
  await keyboard.press('Escape');
  await alice.page.getByRole('menu').waitFor({ state: 'hidden' });
  // The menu is gone a moment before the focus is back.
  await expect.poll(() => stop(alice.page)).toMatchObject({ name: words.call.more });
});

test('what happens is told to screen readers, and the call is hung up', async () => {
  const told = alice.page.getByRole('status').first();
  await tabTo(alice.page, words.call.hangUp);
  await alice.page.keyboard.press('Enter');
  await bob.until('the call is over', status => liveCall(status) === undefined);
  await tabTo(alice.page, words.close);
  expect(await told.textContent()).toMatch(/ended/);
  await alice.page.keyboard.press('Enter');
  await alice.page.getByRole('button', { name: words.close }).waitFor({ state: 'hidden' });
  expect(await stop(alice.page)).toBeDefined();
});

test('keys answer, decline and hang up', async () => {
  const callBob = async () => {
    await tabTo(alice.page, words.search.label);
    await alice.page.keyboard.type(bob.address);
    await alice.page.keyboard.press('Enter');
    await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  };
  const free = (status: Status) => liveCall(status) === undefined;
  const closed = async () => {
    await tabTo(alice.page, words.close);
    await alice.page.keyboard.press('Enter');
  };
  await callBob();
  await bob.page.keyboard.press('Control+Shift+D');
  await alice.until('was declined', free);
  await closed();
  await callBob();
  await bob.page.keyboard.press('Control+Shift+A');
  await alice.until('hears Bob', hears(660));
  await bob.page.keyboard.press('Control+Shift+E');
  await alice.until('the call is over', free);
  await closed();
});

test('Enter in the empty search fills in whom one called last, and calls by another press', async () => {
  const { page } = alice;
  await tabTo(page, words.search.label);
  await page.keyboard.press('Enter');
  const search = page.getByRole('combobox', { name: words.search.label });
  await expect.poll(() => search.inputValue()).toBe(bob.address);
  expect(liveCall(await bob.status())).toBeUndefined();
  await page.keyboard.press('Enter');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  await bob.page.keyboard.press('Control+Shift+D');
  await alice.until('was declined', status => liveCall(status) === undefined);
  await tabTo(page, words.close);
  await page.keyboard.press('Enter');
});

test('a call is declined with a sentence, and the person is where an answer can be written', async () => {
  await tabTo(alice.page, words.search.label);
  await alice.page.keyboard.type(bob.address);
  await alice.page.keyboard.press('Enter');
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
  await tabTo(bob.page, words.messages.decline);
  await bob.page.keyboard.press('Enter');
  await bob.page.getByRole('menu').waitFor();
  await bob.page.keyboard.press('ArrowDown');
  const sentence = await stop(bob.page);
  expect(sentence?.role).toBe('menuitem');
  await bob.page.keyboard.press('Enter');
  await alice.until('was declined', status => liveCall(status) === undefined);
  await bob.page
    .getByRole('log')
    .getByText(words.messages.you({ text: sentence?.name ?? '' }))
    .waitFor();
  await expect.poll(() => stop(bob.page)).toMatchObject({ name: words.messages.write, visible: true });
  await bob.page.keyboard.press('Escape');
  await bob.page.getByRole('log').waitFor({ state: 'hidden' });
  await tabTo(alice.page, words.close);
  await alice.page.keyboard.press('Enter');
});

test('somebody is added to the contacts, renamed and removed', async () => {
  const { page } = alice;
  const address = server.address('dora');
  const dialog = page.getByRole('dialog');
  const menu = async (name: string, entry: string) => {
    await tabTo(page, words.people.menu({ name }));
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await arrowTo(page, entry);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  };

  await tabTo(page, words.people.view);
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  expect((await stop(page))?.name).toBe(words.people.add);
  await page.keyboard.press('Enter');
  await expect.poll(() => stop(page)).toMatchObject({ name: words.people.address, visible: true });
  await page.keyboard.type(address);
  await tabTo(page, words.people.name);
  await page.keyboard.type('Dora');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const card = page.getByRole('article', { name: 'Dora', exact: true });
  await card.waitFor();

  await menu('Dora', words.people.edit);
  await expect.poll(() => stop(page)).toMatchObject({ name: words.people.name, visible: true });
  await page.keyboard.type('Dorothea');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('article', { name: 'Dorothea', exact: true }).waitFor();
  // Each dialog gives the focus back to where it was asked for; where that is gone, another search can begin.
  await expect.poll(() => stop(page)).toMatchObject({ name: words.people.menu({ name: 'Dorothea' }) });

  await menu('Dorothea', words.people.remove);
  const question = page.getByRole('alertdialog');
  await expect.poll(() => stop(page)).toMatchObject({ name: words.people.cancel, visible: true });
  await tabTo(page, words.people.removeYes);
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  await page.getByRole('article').waitFor({ state: 'hidden' });
  await page.locator(`[data-address="${address}"]`).waitFor({ state: 'detached' });
  await expect.poll(() => stop(page)).toMatchObject({ name: words.search.label });
});

test('one’s own address is shown with its code, copied, and the focus comes back', async () => {
  const { page } = alice;
  const account = new RegExp(`^${words.account.label({ address: alice.address })}`);
  const { code, copy, copyLink, copied, title } = words.ownAddress;
  const inClipboard = () => alice.electron.evaluate(({ clipboard }) => clipboard.readText());
  await tabTo(page, account);
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await arrowTo(page, words.account.own);
  await page.keyboard.press('Enter');

  await expect.poll(() => stop(page)).toMatchObject({ name: title, role: 'dialog', passive: true });
  await page
    .getByRole('dialog')
    .getByRole('img', { name: code({ address: alice.address }) })
    .waitFor();
  expect(await tabRound(page)).toEqual([words.close, copy, copyLink]);
  await tabTo(page, copy);
  await page.keyboard.press('Space');
  await expect.poll(() => stop(page)).toMatchObject({ name: copied, visible: true });
  expect(await inClipboard()).toBe(alice.address);
  await tabTo(page, copyLink);
  await page.keyboard.press('Enter');
  await expect.poll(inClipboard).toBe(`xmpp:${alice.address}`);

  // A hint that is still open lies above it, and would take the Escape for itself.
  await page.getByRole('tooltip').waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(async () => (await stop(page))?.name).toMatch(account);
});
