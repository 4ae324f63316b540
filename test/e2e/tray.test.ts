/** The window is closed, the phone is in the tray, and somebody calls. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop';
import { startServer, type Server } from '../support/server';

let desktop: Desktop;
let server: Server;
let alice: App;
let bob: App;

beforeAll(async () => {
  desktop = await startDesktop();
  server = await startServer();
  const env = { DBUS_SESSION_BUS_ADDRESS: desktop.busAddress };
  [alice, bob] = await Promise.all([
    startApp({ server, user: 'alice', tone: 440 }),
    startApp({ server, user: 'bob', tone: 660, env }),
  ]);
  await Promise.all([alice.until('online', isOnline), bob.until('online, in the tray', s => isOnline(s) && s.tray)]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
  await desktop?.stop();
});

const windowIsVisible = () =>
  bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some(window => window.isVisible()));

/** Closes the window as its frame would. */
const closeWindow = () =>
  bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.close()));

const callBob = async () => {
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await bob.until('rings', status => liveCall(status)?.state === 'ringing');
};

test('closing the window leaves the phone in the tray and says so once', async () => {
  await closeWindow();
  await desktop.until(async () => !(await windowIsVisible()), 'the window is hidden');
  await desktop.until(() => desktop.notifications.length === 1, 'it is said that the phone goes on');
  expect(await bob.status()).toMatchObject({ connection: { status: 'online' } });
  await bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.show()));
  await closeWindow();
  await desktop.until(async () => !(await windowIsVisible()), 'the window is hidden again');
  expect(desktop.notifications).toHaveLength(1);
});

test('a call is answered, muted and hung up from the tray while the window stays closed', async () => {
  const atRest = await desktop.icon();
  await callBob();
  await desktop.until(async () => (await desktop.labels()).includes('Alice is calling'), 'the menu tells who calls');
  expect((await desktop.icon()).pixels).not.toBe(atRest.pixels);
  const ringing = await desktop.icon();

  await desktop.click('Answer');
  await Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);
  expect(await windowIsVisible()).toBe(false);
  await desktop.until(
    async () => (await desktop.labels()).includes('In a call with Alice'),
    'the menu tells of the call',
  );
  expect((await desktop.icon()).pixels).not.toBe(ringing.pixels);

  await desktop.click('Mute');
  await alice.until('hears nothing', hearsNothing);
  await desktop.until(async () => (await desktop.labels()).includes('Unmute'), 'the menu offers to unmute');
  await desktop.click('Hang up');
  const over = await alice.until('free', status => liveCall(status) === undefined);
  expect(over.calls[0]).toMatchObject({ end: 'answered' });
  await desktop.until(async () => (await desktop.icon()).pixels === atRest.pixels, 'the icon is at rest');
  expect(await windowIsVisible()).toBe(false);
});

test('a call is declined from the tray', async () => {
  await callBob();
  await desktop.until(async () => (await desktop.labels()).includes('Decline'), 'the menu offers to decline');
  await desktop.click('Decline');
  const over = await alice.until('free', status => liveCall(status) === undefined);
  expect(over.calls[0]).toMatchObject({ end: 'declined' });
});

test('without a tray, closing minimises, and a call still reaches the phone', async () => {
  await desktop.setTray(false);
  await bob.until('no tray', status => !status.tray);
  await bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.show()));
  await closeWindow();
  await callBob();
  expect(await bob.cli('--decline')).toMatchObject({ code: 0 });
  await alice.until('free', status => liveCall(status) === undefined);
  await desktop.setTray(true);
});
