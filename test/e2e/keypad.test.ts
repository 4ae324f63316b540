/** A number keyed in on the keypad is called through a gateway, by pointer and by keyboard. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { isOnline, liveCall, startApp, type App } from '../support/app';
import { gatewayComponent, startGateway, type Gateway } from '../support/gateway';
import { stop, tabRound, tabTo } from '../support/keyboard';
import { startServer, type Server } from '../support/server';

let server: Server;
let gateway: Gateway | undefined;
let alice: App;

beforeAll(async () => {
  server = await startServer({ components: [gatewayComponent] });
  alice = await startApp({ server, user: 'alice', tone: 440 });
  await alice.until('online', isOnline);
});
afterAll(async () => {
  await alice?.stop();
  await gateway?.stop();
  await server?.stop();
});

const place = () => alice.page.getByRole('navigation').getByRole('button', { name: words.places.keypad });
const field = () => alice.page.getByRole('textbox', { name: words.keypad.number });
const button = (name: string) => alice.page.getByRole('button', { name, exact: true });
const calls = async (number: string) => {
  const { self } = (await gateway?.proceeds()) ?? { self: '' };
  expect(self).toMatch(new RegExp(`^${number.replace(/\W/g, '\\$&')}@`));
  expect((await alice.cli('--hangup')).code).toBe(0);
  await alice.until('free', status => liveCall(status) === undefined);
};

test('there is a keypad once there is a telephone network', async () => {
  expect(await place().count()).toBe(0);
  gateway = await startGateway(server);
  await alice.stop();
  alice = await startApp({ server, user: 'alice', tone: 440 });
  await place().click();
  await field().waitFor();
});

test('keys write where the caret is, one is taken back, and what no telephone has cannot be called', async () => {
  for (const key of ['1', '2', '4']) await button(key).click();
  await field().press('ArrowLeft');
  await button('3').click();
  expect(await field().inputValue()).toBe('1234');
  await button(words.keypad.erase).click();
  expect(await field().inputValue()).toBe('124');
  await field().fill('12+4');
  await alice.page.getByText(words.keypad.noNumber).waitFor();
  expect(await button(words.call.call).isDisabled()).toBe(true);
});

test('a number is called, and the last one again without typing it', async () => {
  await field().fill('+1 555 0100');
  await button(words.call.call).click();
  await calls('+15550100');
  await place().click();
  expect(await field().inputValue()).toBe('');
  await button(words.call.call).click();
  await expect.poll(() => field().inputValue()).toBe('+15550100');
  await button(words.call.call).click();
  await calls('+15550100');
});

test('by keyboard alone, with a code that only telephones know', async () => {
  const { page } = alice;
  await tabTo(page, words.places.keypad);
  await page.keyboard.press('Enter');
  await expect.poll(() => stop(page)).toMatchObject({ name: words.keypad.number, visible: true });
  expect(await tabRound(page)).toEqual(expect.arrayContaining(['1', '*', words.call.call]));
  await tabTo(page, words.keypad.number);
  await page.keyboard.type('*97');
  await page.keyboard.press('Enter');
  await calls('*97');
});
