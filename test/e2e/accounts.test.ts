/** One phone with two accounts on a real server: each is called, calls and is told apart, by what all sides show and hear. */
import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../main/cli/reply';
import type { Status } from '../../main/status';
import { words } from '../../renderer/words';
import { hears, isOnline, liveCall, startApp, type App } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop';
import { startServer, type Server } from '../support/server';

const tones = { ours: 440, carol: 660, dave: 1000 };

let desktop: Desktop;
let server: Server;
let windowManager: ChildProcess;
/** Signed in as alice, and by its form as bob. */
let ours: App;
let carol: App;
let dave: App;
let alice: string;
let bob: string;

beforeAll(async () => {
  desktop = await startDesktop();
  server = await startServer({
    accounts: ['Alice', 'Bob', 'Carol', 'Dave'].map(name => {
      const user = name.toLowerCase();
      return { user, name, password: `${user}-secret` };
    }),
  });
  [alice, bob] = [server.address('alice'), server.address('bob')];
  windowManager = spawn('openbox', [], { stdio: 'ignore' });
  const env = { DBUS_SESSION_BUS_ADDRESS: desktop.busAddress };
  [ours, carol, dave] = await Promise.all([
    startApp({ server, user: 'alice', tone: tones.ours, env }),
    startApp({ server, user: 'carol', tone: tones.carol }),
    startApp({ server, user: 'dave', tone: tones.dave }),
  ]);
  await Promise.all([ours, carol, dave].map(app => app.until('online', isOnline)));
});

afterEach(async () => {
  for (const app of [carol, dave, ours]) {
    while ((await app.cli('--hangup')).code === 0) await app.status();
    await app.until('free', status => liveCall(status) === undefined);
  }
});

afterAll(async () => {
  await Promise.all([ours?.stop(), carol?.stop(), dave?.stop()]);
  windowManager?.kill();
  await server?.stop();
  await desktop?.stop();
});

const field = (name: string) => ours.page.getByLabel(name, { exact: true });
const button = (name: string) => ours.page.getByRole('button', { name, exact: true });
const menuItem = (name: string | RegExp) => ours.page.getByRole('menuitem', { name });
const submit = () => button(words.signIn.submit).click();

const accountIs = (address: string, wanted: string) => (status: Status) => {
  const { connection } = status.accounts.find(account => account.address === address) ?? {};
  return (connection?.problem ?? connection?.status) === wanted;
};
const callWith = (peer: string, { calls }: Status) => calls.find(call => call.peer === peer && call.state !== 'ended');
const hearsOf = (app: App, hz: number) => (status: Status) => {
  const heard = callWith(app.address, status)?.statistics?.heardHz;
  return heard !== undefined && Math.abs(heard - hz) < hz * 0.05;
};

/** The menu of the accounts, whatever it is called at the moment. */
const openMenu = () =>
  ours.page
    .getByRole('button', {
      name: new RegExp(`^(${words.account.label({ address: alice })}|${words.account.several({ count: 2 })})`),
    })
    .click();
/** One thing that can be done with one of several accounts, by keyboard from where the menu is open. */
async function choose(address: string, what: string): Promise<void> {
  await openMenu();
  await menuItem(new RegExp(`^${address}`)).press('ArrowRight');
  await menuItem(what).press('Enter');
}
const showWindow = () =>
  ours.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.show()));
const closeWindow = () =>
  ours.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach(window => window.close()));

/** Fills in the form for one more account. */
async function fillIn(address: string, password: string): Promise<void> {
  await field(words.signIn.address).fill(address);
  await field(words.signIn.password).fill(password);
  await button(words.signIn.advanced).click();
  await field(words.signIn.host).fill(server.host);
  await field(words.signIn.port).fill(String(server.port));
  await ours.electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, server.caFile);
  await button(words.signIn.caChoose).click();
  await button(words.signIn.caClear).waitFor();
}

test('a second account is added by its form, and both are online', async () => {
  await openMenu();
  await menuItem(words.account.add).click();
  await fillIn(bob, server.password('bob'));
  await submit();
  await ours.until('both online', status => accountIs(alice, 'online')(status) && accountIs(bob, 'online')(status));
  await button(words.signIn.submit).waitFor({ state: 'hidden' });
  await desktop.until(
    async () => (await desktop.labels()).includes(words.labelled({ label: bob, value: words.connection.online })),
    'the tray has the state of each account',
  );
});

test('whom a call is for is told everywhere, and it is answered in the notification', async () => {
  await closeWindow();
  expect(await carol.cli('--call', bob, '--yes')).toMatchObject({ code: 0 });
  const toBob = words.account.to({ address: bob });
  const incoming = () => desktop.showing().filter(({ hints }) => hints['category'] === 'call.incoming');
  await desktop.until(() => incoming().length === 1, 'a notification tells of the call');
  expect(incoming()[0]?.body).toContain(toBob);
  await desktop.until(async () => (await desktop.labels()).includes(toBob), 'the tray says for whom');
  expect((await desktop.labels()).slice(0, 2)).toEqual([words.call.alsoCalling({ name: 'Carol' }), toBob]);
  const small = () => ours.electron.windows().find(page => new URL(page.url()).pathname.endsWith('/incoming.html'));
  await desktop.until(() => small() !== undefined, 'a small window tells of the call');
  await small()?.getByText(toBob).waitFor();

  desktop.press(words.call.answer);
  await Promise.all([
    ours.until('hears Carol', hears(tones.carol)),
    carol.until('hears who she called', hearsOf({ ...ours, address: bob }, tones.ours)),
  ]);
  expect(liveCall(await ours.status())).toMatchObject({ account: bob });
  await ours.page.getByText(toBob).waitFor();
});

test('who calls the other account is answered from the tray, with the first call on hold, and back', async () => {
  await carol.cli('--call', bob, '--yes');
  await ours.until('rings', status => liveCall(status)?.state === 'ringing');
  await ours.cli('--answer');
  await carol.until('hears us', hears(tones.ours));

  await dave.cli('--call', alice, '--yes');
  await desktop.until(
    async () => (await desktop.labels()).includes(words.account.to({ address: alice })),
    'the tray says for whom',
  );
  await desktop.click(words.call.answer);
  await Promise.all([
    dave.until('hears us', hears(tones.ours)),
    ours.until('hears Dave', hearsOf(dave, tones.dave)),
    carol.until('is on hold', status => liveCall(status)?.heldByPeer === true),
  ]);
  await desktop.until(async () => {
    const [call, account] = await desktop.labels();
    return call === words.tray.inCall({ name: 'Dave' }) && account === words.account.to({ address: alice });
  }, 'the tray says of which account the call is');
  expect(callWith(carol.address, await ours.status())).toMatchObject({ account: bob, held: true });

  await button(`${words.call.swap}: Carol`).click();
  await Promise.all([
    carol.until('hears us again', hears(tones.ours)),
    dave.until('is on hold', status => liveCall(status)?.heldByPeer === true),
  ]);
});

/** Whom Carol sees calling; she declines. */
async function callerSeenByCarol(): Promise<string | undefined> {
  const ringing = await carol.until('rings', status => liveCall(status)?.state === 'ringing');
  expect((await carol.cli('--decline')).code).toBe(0);
  await ours.until('free', status => liveCall(status) === undefined);
  return liveCall(ringing)?.peer;
}

test('calls go out from the account that is asked for, chosen for a contact, or the default one', async () => {
  const call = (...more: string[]) => ours.cli('--call', carol.address, ...more, '--yes');
  expect((await call()).code).toBe(0);
  expect(await callerSeenByCarol()).toBe(alice);
  expect((await call('--from', bob)).code).toBe(0);
  expect(await callerSeenByCarol()).toBe(bob);
  expect(await call('--from', 'nobody@example.org')).toMatchObject({ code: exitCodes.failed });

  await showWindow();
  await button(words.places.contacts).click();
  await choose(bob, words.account.makeDefault);
  await ours.until('bob is the default', ({ account }) => account === bob);
  expect((await call()).code).toBe(0);
  expect(await callerSeenByCarol()).toBe(bob);

  await button(words.places.contacts).click();
  await ours.page.locator(`[data-row][data-address="${carol.address}"]`).click();
  await ours.page.getByRole('button', { name: new RegExp(`^${words.account.callFrom}`) }).click();
  await ours.page.getByRole('menuitemradio', { name: new RegExp(`^${alice}`) }).click();
  expect((await call()).code).toBe(0);
  expect(await callerSeenByCarol()).toBe(alice);
});

test('one account with a wrong password says so by its name, while a call of the other goes on', async () => {
  await dave.cli('--call', alice, '--yes');
  await ours.page.getByRole('button', { name: words.call.answer, exact: true }).click();
  await dave.until('hears us', hears(tones.ours));

  await button(words.places.contacts).click();
  await openMenu();
  await menuItem(words.account.add).click();
  await fillIn(bob, 'not the password');
  await submit();
  const problem = words.connection.advice['wrong-password'].what;
  await ours.page.getByRole('alert').getByText(problem).waitFor();
  await ours.page.keyboard.press('Escape');
  await button(words.signIn.submit).waitFor({ state: 'hidden' });
  const beside = await ours.until('one is told of', accountIs(bob, 'wrong-password'));
  expect(accountIs(alice, 'online')(beside)).toBe(true);
  await ours.page.getByTitle(bob, { exact: true }).waitFor();
  await desktop.until(
    async () =>
      (await desktop.labels()).includes(
        words.labelled({ label: bob, value: words.connection.problems['wrong-password'] }),
      ),
    'the tray tells which account it is',
  );
  await dave.until('still hears us', hears(tones.ours));

  // Host, port and certificates are those that it had.
  await button(words.account.signInAgain).click();
  await field(words.signIn.password).fill(server.password('bob'));
  await submit();
  await ours.until('both online again', status => accountIs(bob, 'online')(status));
  await dave.until('hears us to the end', hears(tones.ours));
});

test('signing out of one leaves the other as it is, in its call', async () => {
  await dave.cli('--call', alice, '--yes');
  await ours.page.getByRole('button', { name: words.call.answer, exact: true }).click();
  await dave.until('hears us', hears(tones.ours));
  await button(words.places.contacts).click();
  await choose(bob, words.account.signOut);
  await ours.page.getByRole('alertdialog').getByRole('button', { name: words.settings.signOut, exact: true }).click();
  const left = await ours.until('one is left', ({ accounts }) => accounts.length === 1);
  expect(left).toMatchObject({ account: alice, connection: { status: 'online' } });
  await dave.until('still hears us', hears(tones.ours));
});
