/** What two people see of their calls afterwards. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { isOnline, liveCall, startApp, type App } from '../support/app';
import { stop } from '../support/keyboard';
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

const free = async () => {
  await Promise.all([alice, bob].map(app => app.until('free', status => liveCall(status) === undefined)));
};
const aliceCalls = async () => {
  await alice.page.getByRole('button', { name: 'Contacts', exact: true }).click();
  const close = alice.page.getByRole('button', { name: 'Close', exact: true });
  if (await close.isVisible()) await close.click();
  await alice.page.getByRole('combobox').first().fill(bob.address);
  await alice.page.keyboard.press('Enter');
  await bob.page.getByRole('button', { name: 'Answer' }).waitFor();
};
/** The rows of the list, as a screen reader has them. */
const rows = async ({ page }: App): Promise<string[]> => {
  await page.getByRole('button', { name: /^Recents/ }).click();
  await page.locator('[data-call]').first().waitFor();
  return await page.locator('[data-call]').evaluateAll(found => found.map(row => row.getAttribute('aria-label') ?? ''));
};

test('a list without calls leads to where one begins, and a filter that leaves none back to all', async () => {
  const { page } = alice;
  const { recents, search } = words;
  await page.getByRole('button', { name: words.places.recents }).click();
  await page.getByRole('radio', { name: recents.missed }).check({ force: true });
  await page.getByText(recents.emptyMissed).waitFor();
  await page.getByRole('button', { name: recents.showAll }).click();
  await page.getByText(recents.empty, { exact: true }).waitFor();
  expect(await page.getByRole('radio', { name: recents.all, exact: true }).isChecked()).toBe(true);
  await page.getByRole('button', { name: recents.begin }).press('Enter');
  await expect.poll(() => stop(page)).toMatchObject({ name: search.label, visible: true });
});

test('calls are in the list of both, with how they went; a missed one is counted until it is seen', async () => {
  await aliceCalls();
  await bob.page.getByRole('button', { name: 'Answer' }).click();
  await Promise.all(
    [alice, bob].map(app => app.until('talks for a second', status => (liveCall(status)?.duration ?? 0) > 1)),
  );
  await bob.page.getByRole('button', { name: 'Hang up' }).click();
  await free();
  await aliceCalls();
  await alice.page.getByRole('button', { name: /hang up|cancel/i }).click();
  await free();

  await bob.page.getByRole('button', { name: /1 missed call/ }).waitFor();
  const [atBob, atAlice] = [await rows(bob), await rows(alice)];
  expect(atBob).toHaveLength(2);
  expect(atBob[0]).toMatch(/Missed, Today/);
  expect(atBob[1]).toMatch(/Incoming, 0:0\d, Today/);
  expect(atAlice[0]).toMatch(/Cancelled, Today/);
  expect(atAlice[1]).toMatch(/Outgoing, 0:0\d, Today/);

  // A window in front of nobody does not count as looked at; this one is looked at now.
  const session = await bob.page.context().newCDPSession(bob.page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await bob.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await bob.page.getByRole('button', { name: /1 missed call/ }).waitFor({ state: 'detached' });
});

test('the list is filtered, searched, and calls back by the keyboard', async () => {
  const { page } = bob;
  await rows(bob);
  await page.getByRole('radio', { name: 'Missed' }).check({ force: true });
  await expect.poll(async () => page.locator('[data-call]').count()).toBe(1);
  await page.getByRole('radio', { name: 'All' }).check({ force: true });
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('No call found').waitFor();
  await page.getByRole('searchbox').fill(alice.address.slice(0, 4).toUpperCase());
  await expect.poll(async () => page.locator('[data-call]').count()).toBe(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await alice.page.getByRole('button', { name: 'Answer' }).waitFor();
  await alice.page.getByRole('button', { name: 'Decline', exact: true }).click();
  await free();
});

test('calls are deleted, one by its key and all after a question', async () => {
  const { page } = bob;
  expect(await rows(bob)).toHaveLength(3);
  await page.locator('[data-call="0"]').focus();
  await page.keyboard.press('Delete');
  await expect.poll(async () => page.locator('[data-call]').count()).toBe(2);
  await expect.poll(async () => page.evaluate(() => document.activeElement?.getAttribute('data-call'))).toBe('0');
  await page.getByRole('button', { name: /Delete all calls/ }).click();
  await page.getByRole('button', { name: 'Delete all', exact: true }).click();
  await page.getByText('No calls yet').waitFor();
});
