/** A call that rings in many places, settled in one: it is gone from all, and the keyboard stays where it was. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { words } from '../../renderer/words';
import { hears, hearsNothing, isOnline, liveCall, startApp, type App } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop';
import { startServer, type Server } from '../support/server';

declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };

let desktop: Desktop;
let server: Server;
let windowManager: ChildProcess;
let alice: App;
let bob: App;
let profile = '';

beforeAll(async () => {
  desktop = await startDesktop();
  server = await startServer();
  windowManager = spawn('openbox', [], { stdio: 'ignore' });
  profile = mkdtempSync(join(tmpdir(), 'tsuwa-attention-'));
  [alice, bob] = await Promise.all([startApp({ server, user: 'alice', tone: 440 }), startBob()]);
  await Promise.all([alice.until('online', isOnline), bob.until('online, in the tray', s => isOnline(s) && s.tray)]);
});

const startBob = () =>
  startApp({
    ...{ server, user: 'bob', tone: 660, profile, words: ['--hidden'] },
    env: { DBUS_SESSION_BUS_ADDRESS: desktop.busAddress },
  });

afterEach(async () => {
  if (liveCall(await alice.status())) await alice.cli('--hangup');
  await Promise.all([alice, bob].map(phone => phone.until('free', status => liveCall(status) === undefined)));
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  windowManager?.kill();
  await server?.stop();
  await desktop?.stop();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
});

const xdotool = (...words: string[]): string => execFileSync('xdotool', words, { encoding: 'utf8' }).trim();

const incomingWindow = () =>
  bob.electron.windows().find(page => new URL(page.url()).pathname.endsWith('/incoming.html'));
/** The page of the incoming window, once it is there. */
async function shownWindow(): Promise<Page> {
  await desktop.until(() => incomingWindow() !== undefined, 'a window tells of the call');
  const page = incomingWindow();
  if (!page) throw new Error('the window of the call has gone again');
  return page;
}
const incoming = () => desktop.showing().filter(({ hints }) => hints['category'] === 'call.incoming');

/** Alice calls, and it rings in every place at once. */
async function callBob(): Promise<void> {
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await desktop.until(() => incoming().length === 1, 'a notification tells of the call');
  await desktop.until(async () => (await desktop.labels()).includes('Answer'), 'the tray offers to answer');
  const page = await shownWindow();
  await page.getByRole('button', { name: 'Answer' }).waitFor();
}

/** It rings nowhere any more. */
async function isSettled(): Promise<void> {
  await desktop.until(() => incoming().length === 0, 'the notification is gone');
  await desktop.until(() => incomingWindow() === undefined, 'the window is gone');
  await desktop.until(async () => !(await desktop.labels()).includes('Answer'), 'the tray no longer offers to answer');
}

const areTalking = () => Promise.all([alice.until('hears Bob', hears(660)), bob.until('hears Alice', hears(440))]);

const choose = (page: App['page'], preferences: object) =>
  page.evaluate(chosen => tsuwa.command('setPreferences', chosen), preferences);

test('answered on its notification, a call is gone from every other place', async () => {
  await callBob();
  expect(incoming()[0]).toMatchObject({ actions: { answer: 'Answer', decline: 'Decline' }, expires: 0 });
  desktop.press('Answer');
  await areTalking();
  await isSettled();
});

test('a notification that is to give nothing away names nobody, and can still be answered', async () => {
  await choose(bob.page, { noticeDetail: 'call' });
  await callBob();
  const page = await shownWindow();
  expect(incoming()[0]).toMatchObject({ title: 'Incoming call', body: '' });
  expect(await page.locator('main').innerText()).not.toContain('alice');
  await choose(bob.page, { noticeDetail: 'all' });
  await desktop.until(() => incoming()[0]?.title !== 'Incoming call', 'the notification names the caller again');
  desktop.press('Decline');
  await isSettled();
});

test('declined on its notification, too', async () => {
  await callBob();
  desktop.press('Decline');
  const over = await alice.until('free', status => liveCall(status) === undefined);
  expect(over.calls[0]).toMatchObject({ end: 'declined' });
  await isSettled();
});

test('the window of a call takes no focus, neither when it comes nor when it is answered in', async () => {
  await alice.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.focus()));
  const isFocused = () => alice.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
  await desktop.until(isFocused, 'Alice has the keyboard');
  const focus = xdotool('getactivewindow');
  await callBob();
  expect(xdotool('getactivewindow')).toBe(focus);
  await (await shownWindow()).getByRole('button', { name: 'Answer' }).click();
  await areTalking();
  await isSettled();
  expect(xdotool('getactivewindow')).toBe(focus);
  expect(await isFocused()).toBe(true);
});

test('a silenced ring goes on waiting, and can be declined in its window', async () => {
  await callBob();
  const page = await shownWindow();
  await page.getByRole('button', { name: 'Silence the ring' }).click();
  await page.getByRole('button', { name: 'Silence the ring', disabled: true }).waitFor();
  expect(liveCall(await bob.status())).toMatchObject({ state: 'ringing' });
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await isSettled();
});

/** What Alice has got in writing from Bob, newest last. */
const written = () =>
  alice.page.evaluate(async peer => JSON.stringify(await tsuwa.command('conversation', { peer })), bob.address);

test('a call is declined with a message in its window', async () => {
  await callBob();
  const page = await shownWindow();
  await page.getByRole('button', { name: 'Decline with a message' }).click();
  await page.getByRole('textbox', { name: 'Write a message' }).fill('In ten minutes');
  await page.getByRole('button', { name: 'Decline and send' }).click();
  const over = await alice.until('free', status => liveCall(status) === undefined);
  expect(over.calls[0]).toMatchObject({ end: 'declined' });
  await desktop.until(async () => (await written()).includes('In ten minutes'), 'Alice has the message');
  await isSettled();
});

test('and on its notification, with a ready sentence', async () => {
  await callBob();
  desktop.press('Decline: “I’ll call you back.”');
  await alice.until('free', status => liveCall(status) === undefined);
  await desktop.until(async () => (await written()).includes('I’ll call you back.'), 'Alice has the message');
  await isSettled();
});

test('the page of that window settles its call and can do nothing else', async () => {
  await callBob();
  const page = await shownWindow();
  const [refused, attached] = await page.evaluate(() =>
    Promise.all([tsuwa.command('signOut', {}), tsuwa.command('attach', {})]),
  );
  expect(refused).toEqual({ ok: false, failure: { code: 'bad-request' } });
  expect(attached).toMatchObject({
    ok: true,
    value: { state: { accounts: [{ address: bob.address, iceServers: [] }], calls: [{ peer: alice.address }] } },
  });
  expect(await bob.cli('--decline')).toMatchObject({ code: 0 });
  await isSettled();
});

test.each<[string, () => Promise<unknown>]>([
  ['in the tray', () => desktop.click('Answer')],
  ['by the command line', () => bob.cli('--answer')],
])('answered %s, a call is gone from every other place', async (_where, answer) => {
  await callBob();
  await answer();
  await areTalking();
  await isSettled();
});

test('answered on another device, a call is gone here and was not missed', async () => {
  const other = await startApp({ server, user: 'bob', tone: 880 });
  try {
    await other.until('online', isOnline);
    const before = desktop.notifications.length;
    await callBob();
    await other.until('rings', status => liveCall(status)?.state === 'ringing');
    expect(await other.cli('--answer')).toMatchObject({ code: 0 });
    await alice.until('hears the other device', hears(880));
    await isSettled();
    expect((await bob.status()).calls[0]).toMatchObject({ end: 'answered-elsewhere' });
    expect(desktop.notifications).toHaveLength(before + 1);
    expect(await alice.cli('--hangup')).toMatchObject({ code: 0 });
  } finally {
    await other.stop();
  }
});

test('keys that the person has chosen answer, mute and hang up, wherever the keyboard is', async () => {
  await choose(bob.page, {
    shortcuts: { answer: 'Control+Alt+A', mute: 'Control+Alt+M', hangUp: 'Control+Alt+H' },
  });
  await callBob();
  xdotool('key', 'ctrl+alt+a');
  await areTalking();
  await isSettled();
  xdotool('key', 'ctrl+alt+m');
  await alice.until('hears nothing', hearsNothing);
  xdotool('key', 'ctrl+alt+h');
  await alice.until('free', status => liveCall(status) === undefined);
});

test('a key brings the window to the front, and the keyboard with it', async () => {
  await choose(bob.page, { shortcuts: { show: 'Control+Alt+T' } });
  const focused = () => bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
  expect(await focused()).toBe(false);
  xdotool('key', 'ctrl+alt+t');
  await desktop.until(focused, 'the window has the keyboard');
  await bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.hide()));
});

test('the key that plays and pauses answers and hangs up, and is given back to music afterwards', async () => {
  const held = () => bob.electron.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('MediaPlayPause'));
  expect(await held()).toBe(false);
  await alice.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.focus()));
  await callBob();
  expect(await held()).toBe(true);
  xdotool('key', 'XF86AudioPlay');
  await areTalking();
  await isSettled();
  xdotool('key', 'XF86AudioPlay');
  await alice.until('free', status => liveCall(status) === undefined);
  await desktop.until(async () => !(await held()), 'the key is given back');
});

test('keys that another program has are told of', async () => {
  await choose(alice.page, { shortcuts: { answer: 'Control+Alt+J' } });
  await choose(bob.page, { shortcuts: { mute: 'Control+Alt+J' } });
  await bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.showInactive());
  await bob.page.getByRole('button', { name: 'Settings' }).click();
  await bob.page.getByText('Another program has these keys').waitFor();
});

test('a caller who gives up leaves a notification that calls back', async () => {
  await callBob();
  expect(await alice.cli('--hangup')).toMatchObject({ code: 0 });
  await isSettled();
  await desktop.until(() => desktop.showing().at(-1)?.title === 'Missed call from Alice', 'it is told of');
  await desktop.until(async () => (await desktop.labels()).some(label => /missed call/.test(label)), 'the tray tells');
  await desktop.until(() => desktop.badge() !== undefined, 'the icon in the dock has a number');
  desktop.press('Call back');
  await alice.until('rings', status => liveCall(status)?.state === 'ringing');
  expect(await alice.cli('--answer')).toMatchObject({ code: 0 });
  await areTalking();
});

test('who must not be disturbed is not: the call is shown and nothing more', async () => {
  await bob.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.hide()));
  const before = desktop.notifications.length;
  await desktop.click('For 1 hour');
  await desktop.until(
    async () => (await desktop.labels()).some(label => label.startsWith('Do not disturb until')),
    'the tray tells until when',
  );
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await bob.until('is called in silence', status => liveCall(status)?.rings === 'silent');
  await desktop.until(async () => (await desktop.labels()).includes('Answer'), 'the tray shows it');
  expect(incomingWindow()).toBeUndefined();
  expect(desktop.notifications).toHaveLength(before);
  await desktop.click('Turn off');
  await desktop.until(() => incoming().length === 1, 'it rings after all');
});

test('a call that came while the phone was off is told of by a notification and a number; nothing comes to the front', async () => {
  await bob.stop();
  expect(await alice.cli('--call', bob.address, '--yes')).toMatchObject({ code: 0 });
  await alice.until('calls', status => liveCall(status) !== undefined);
  await alice.cli('--hangup');
  await alice.until('free', status => liveCall(status) === undefined);

  bob = await startBob();
  await bob.until('online', isOnline);
  const missed = () => desktop.showing().filter(({ title }) => /^Missed call from alice$/i.test(title));
  await desktop.until(() => missed().length === 1, 'a notification tells of the missed call');
  const shown = await bob.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some(w => w.isVisible()),
  );
  expect(shown).toBe(false);
  expect(liveCall(await bob.status())).toBeUndefined();
  await bob.page.getByRole('combobox', { name: words.search.label }).waitFor();
  await bob.page.getByRole('button', { name: /\d missed call/ }).waitFor();

  desktop.press(words.call.back);
  await alice.page.getByRole('button', { name: 'Answer', exact: true }).waitFor();
  await desktop.until(() => missed().length === 0, 'the notification is gone');
  await bob.cli('--hangup');
});
