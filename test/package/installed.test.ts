/** A deb from its installation to its removal, as its person uses it, and an AppImage that it talks to. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../scripts/servers/supervised.mjs';
import { writeTone } from '../../scripts/tone.mjs';
import { hears, isOnline, liveCall } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop';
import { startServer, type Server } from '../support/server';
import { loudnessAt, startSoundCard, type SoundCard } from '../support/sound';
import { closureOf, filesOfSystem, librariesOf, packageOf } from './packages';
import { inPageOn } from './debugged';
import { commandOf, confinementOf, exists, familyOf, newPerson, programOf, type Person } from './person';

/** What the preload puts into the page. */
declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };

const [DEB_HZ, APPIMAGE_HZ] = [660, 440];
const TSUWA = '/usr/bin/tsuwa';

let before: string[];
let desktop: Desktop;
let card: SoundCard;
let server: Server;
let bob: Person;
let alice: Person;

const dpkg = (...words: string[]) => spawnSync('dpkg', words, { encoding: 'utf8' });
const bobs = () => bob.status(TSUWA);
/** Asked of the installed program, which hands over to the AppImage: it has not to be mounted each time. */
const alices = () => alice.status(TSUWA);
const profileOf = ({ home }: Person) => join(home, '.config', 'Tsuwa');

/** A file with an account, as the command line takes it. */
function account(person: Person, user: string): string {
  const path = join(person.home, `${user}.json`);
  const { host, port, caFile } = server;
  const ca = join(person.home, 'ca.pem');
  copyFileSync(caFile, ca);
  person.give(ca);
  const [jid, password] = [server.address(user), server.password(user)];
  writeFileSync(path, JSON.stringify({ jid, password, host, port, caFile: ca }));
  return person.give(path);
}

beforeAll(async () => {
  before = filesOfSystem();
  [desktop, card, server] = await Promise.all([
    startDesktop({ open: true }),
    startSoundCard({ open: true }),
    startServer(),
  ]);
  await card.plugMicrophone('mic', 'Microphone', DEB_HZ);
  const { PULSE_SERVER = '' } = card.env;
  bob = newPerson({ DBUS_SESSION_BUS_ADDRESS: desktop.busAddress, PULSE_SERVER });
  // Without a desktop: the tray is Bob's.
  alice = newPerson({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' });
});

afterAll(async () => {
  if (existsSync(TSUWA)) {
    await bob.run(TSUWA, '--quit', '--yes').catch(() => undefined);
    await alice.run(TSUWA, '--quit', '--yes').catch(() => undefined);
    dpkg('--purge', 'tsuwa');
  }
  bob?.leave();
  alice?.leave();
  await server?.stop();
  await card?.stop();
  await desktop?.stop();
});

test('dpkg installs it, and all it is linked with is among its dependencies', () => {
  const { status, stdout, stderr } = dpkg('-i', packageOf('deb'));
  expect(status, stdout + stderr).toBe(0);
  const closure = closureOf('tsuwa');
  const libraries = librariesOf('/opt/Tsuwa/tsuwa');
  expect(libraries.size).toBeGreaterThan(30);
  expect([...libraries].filter(([, owner]) => !closure.has(owner))).toEqual([]);
  const valid = spawnSync('desktop-file-validate', ['/usr/share/applications/im.tsuwa.Tsuwa.desktop'], {
    encoding: 'utf8',
  });
  expect(valid.stdout).toBe('');
  const metainfo = '/usr/share/metainfo/im.tsuwa.Tsuwa.metainfo.xml';
  expect(spawnSync('appstreamcli', ['validate', '--no-net', metainfo]).status).toBe(0);
});

test('it starts from its entry in the menu, for a person without rights, in Chromium’s sandbox', async () => {
  expect(await bob.run('gtk-launch', 'im.tsuwa.Tsuwa')).toMatchObject({ code: 0 });
  await bob.until('in the tray', bobs, ({ tray }) => tray);
  const main = bob.processOf(profileOf(bob));
  const family = familyOf(main);
  expect(programOf(main)).toBe('/opt/Tsuwa/tsuwa');
  expect(family.filter(pid => commandOf(pid).includes('--no-sandbox'))).toEqual([]);
  // A page is a process that was split off another one, whose words it keeps; of these only pages are filtered.
  const pages = await desktop.until(() => {
    const found = familyOf(main).filter(pid => commandOf(pid).includes('--type=zygote') && confinementOf(pid).filtered);
    if (found.length === 0) throw new Error('none yet');
    return found;
  }, 'a page runs in the sandbox');
  for (const page of pages) {
    expect(confinementOf(page).namespace).not.toBe(confinementOf(main).namespace);
  }
});

test('it is called by a running AppImage, answered from the tray, and both hear each other', async () => {
  expect(await bob.run(TSUWA, '--provision', account(bob, 'bob'))).toMatchObject({ code: 0 });
  await bob.until('online', bobs, isOnline);
  const file = join(alice.home, 'Tsuwa.AppImage');
  copyFileSync(packageOf('AppImage'), file);
  chmodSync(file, 0o755);
  const tone = join(alice.home, 'tone.wav');
  writeTone(tone, APPIMAGE_HZ);
  [file, tone].forEach(alice.give);
  const voice = ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${tone}`];
  alice.start(file, '--provision', account(alice, 'alice'), '--measure-audio', ...voice);
  await alice.until('the AppImage is online', alices, isOnline, 90);
  expect(programOf(alice.processOf(profileOf(alice)))).toMatch(/\.mount_.*\/tsuwa$/);

  expect(await alice.run(TSUWA, '--call', server.address('bob'), '--yes')).toMatchObject({ code: 0 });
  await desktop.until(
    async () => (await desktop.labels()).includes('Alice is calling'),
    'the menu tells who calls',
    30_000,
  );
  await desktop.click('Answer');
  await alice.until('hears the deb', alices, hears(DEB_HZ));
  const heard = await card.record(3);
  expect(loudnessAt(heard, APPIMAGE_HZ)).toBeGreaterThan(0.01);
  for (const other of [350, 820, 1000])
    expect(loudnessAt(heard, other)).toBeLessThan(loudnessAt(heard, APPIMAGE_HZ) / 4);
  await desktop.click('Hang up');
  await alice.until('free', alices, status => liveCall(status) === undefined);
});

test('an xmpp: link that the desktop opens comes to it, and asks before it calls', async () => {
  const link = `xmpp:${server.address('alice')}?call`;
  expect(await bob.run('xdg-open', link)).toMatchObject({ code: 0 });
  await bob.until('asks', bobs, ({ asksToCall }) => asksToCall === server.address('alice'));
  expect(liveCall(await bobs())).toBeUndefined();
});

test('it is quiet and rings again by an action of its entry', async () => {
  const entry = readFileSync('/usr/share/applications/im.tsuwa.Tsuwa.desktop', 'utf8');
  const [command = '', ...words] = (/\[Desktop Action do-not-disturb\][^]*?\nExec=(.*)/.exec(entry)?.[1] ?? '').split(
    ' ',
  );
  for (const doNotDisturb of [true, false]) {
    expect(await bob.run(command, ...words)).toMatchObject({ code: 0 });
    expect(await bobs()).toMatchObject({ doNotDisturb });
  }
});

test('it starts with the session by its entry there, in the tray only', async () => {
  expect(await bob.run(TSUWA, '--quit')).toMatchObject({ code: 0 });
  const [port = 0] = await freePorts(1);
  bob.start(TSUWA, `--remote-debugging-port=${port}`);
  await bob.until('in the tray again', bobs, ({ tray }) => tray);
  const answer = await inPageOn(port, page => page.evaluate(() => tsuwa.command('setAutostart', { mode: 'hidden' })));
  expect(answer).toEqual({ ok: true, value: { offered: true, mode: 'hidden' } });
  expect(await bob.run(TSUWA, '--quit')).toMatchObject({ code: 0 });
  await desktop.until(() => !exists(join(profileOf(bob), 'SingletonLock')), 'it has ended');

  bob.start('dex', join(bob.home, '.config', 'autostart', 'im.tsuwa.Tsuwa.desktop'));
  await bob.until('in the tray', bobs, ({ tray }) => tray);
  expect(commandOf(bob.processOf(profileOf(bob)))).toContain('--hidden');
  const windows = await bob.run('xdotool', 'search', '--onlyvisible', '--name', '^Tsuwa$');
  // The AppImage's window is the only one.
  expect(windows.stdout.trim().split('\n')).toHaveLength(1);
});

test('removed, it leaves nothing on the system, and nothing but their own of the person', async () => {
  expect(await bob.run(TSUWA, '--quit')).toMatchObject({ code: 0 });
  await alice.run(TSUWA, '--quit', '--yes');
  const { status, stderr } = dpkg('--remove', 'tsuwa');
  expect(status, stderr).toBe(0);
  const known = new Set(before);
  expect(filesOfSystem().filter(path => !known.has(path))).toEqual([]);
  // The entry is the person's; without the program a desktop passes over it.
  const entry = readFileSync(join(bob.home, '.config', 'autostart', 'im.tsuwa.Tsuwa.desktop'), 'utf8');
  expect(existsSync(/^TryExec=(.*)$/m.exec(entry)?.[1] ?? '/')).toBe(false);
  console.log(`Left at home: ${readdirSync(join(bob.home, '.config')).join(', ')}`);
  expect(readdirSync(join(bob.home, '.config')).toSorted()).toEqual(['Tsuwa', 'autostart']);
});
