/** From one version to the next by the app itself, from a server of the test: what is believed, and when it is put in. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Status } from '../../main/status';
import { newKey, signUpdates } from '../../scripts/release/signature.mjs';
import { freePorts } from '../../scripts/servers/supervised.mjs';
import { isOnline, liveCall } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop';
import { startServer, type Server } from '../support/server';
import { packageOf } from './packages';
import { inPageOn } from './debugged';
import { newPerson, type Person } from './person';

/** What the preload puts into the page. */
declare const tsuwa: { command(name: string, input: unknown): Promise<unknown> };

const NEXT = '99.0.0';
const next = join(process.env.TSUWA_PACKAGES ?? '', 'next');

let desktop: Desktop;
let server: Server;
let person: Person;
/** An unpacked app whose command line asks: an AppImage would have to be mounted each time. */
let folder: string;
let asking: string;
/** What the server of updates has, by name. */
let published: Map<string, Buffer>;
let asked: string[];
const web = createServer(({ url = '' }, response) => {
  const name = new URL(url, 'http://localhost').pathname.slice(1);
  asked.push(name);
  const body = published.get(name);
  response.writeHead(body ? 200 : 404, { 'content-length': body?.length ?? 0 }).end(body);
});

/** Publishes the next version, signed with our key unless with another. */
function publish(key = process.env.TSUWA_UPDATE_KEY ?? ''): void {
  const [description] = signUpdates(next, key);
  if (description === undefined) throw new Error('electron-builder described no update');
  const names = [
    description,
    `${description}.sig`,
    basename(packageOf('deb', next)),
    basename(packageOf('AppImage', next)),
  ];
  published = new Map(names.map(name => [name, readFileSync(join(next, name))]));
}

beforeAll(async () => {
  await new Promise<void>(resolve => web.listen(Number(process.env.TSUWA_UPDATE_PORT), '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'asking-'));
  chmodSync(folder, 0o755);
  execFileSync('tar', ['-xzf', packageOf('tar.gz'), '-C', folder, '--strip-components=1']);
  asking = join(folder, 'tsuwa');
  [desktop, server] = await Promise.all([startDesktop({ open: true }), startServer()]);
});

afterAll(async () => {
  web.close();
  rmSync(folder, { recursive: true, force: true });
  await server?.stop();
  await desktop?.stop();
});

beforeEach(() => {
  asked = [];
  publish();
  person = newPerson({ DBUS_SESSION_BUS_ADDRESS: desktop.busAddress });
});

afterEach(() => person?.leave());

/** Says a command of the page to the app that is debugged on `port`. */
const tell = (port: number, command: 'lookForUpdate' | 'takeUpdate') =>
  inPageOn(port, page => page.evaluate(name => tsuwa.command(name, {}), command));

function account(user: string): string {
  const path = join(person.home, `${user}.json`);
  const ca = join(person.home, 'ca.pem');
  copyFileSync(server.caFile, ca);
  const { host, port } = server;
  writeFileSync(
    path,
    JSON.stringify({ jid: server.address(user), password: server.password(user), host, port, caFile: ca }),
  );
  return [ca, path].map(person.give)[1] ?? '';
}

test('an AppImage refuses what is not ours, fetches what is, and waits for the end of the call to become it', async () => {
  const file = join(person.home, 'Tsuwa.AppImage');
  copyFileSync(packageOf('AppImage'), file);
  chmodSync(file, 0o755);
  person.give(file);
  const [port = 0] = await freePorts(1);
  const fake = ['--use-fake-device-for-media-stream'];
  const words = (user: string) => ['--profile', join(person.home, user)];
  person.start(file, ...words('alice'), '--provision', account('alice'), ...fake, `--remote-debugging-port=${port}`);
  person.start(file, ...words('bob'), '--provision', account('bob'), ...fake);
  const alices = () => person.status(asking, ...words('alice'));
  const bobs = () => person.status(asking, ...words('bob'));
  await person.until('Alice is online', alices, isOnline, 90);
  await person.until('Bob is online', bobs, isOnline, 90);
  const { version } = await alices();
  expect(version).not.toBe(NEXT);

  publish(newKey().privateKey);
  await tell(port, 'lookForUpdate');
  await person.until('refused', alices, ({ update }) => update?.problem === 'unsigned');
  expect(asked.some(name => name.endsWith('.AppImage'))).toBe(false);

  publish();
  const name = basename(packageOf('AppImage', next));
  published.set(name, Buffer.concat([published.get(name)?.subarray(0, -1) ?? Buffer.alloc(0), Buffer.from('?')]));
  await tell(port, 'lookForUpdate');
  await person.until('fetched and refused', alices, ({ update }) => update?.phase === 'failed');
  expect((await alices()).update?.problem).toBe('unsigned');
  expect(asked).toContain(name);

  publish();
  await tell(port, 'lookForUpdate');
  await person.until('ready', alices, ({ update }) => update?.phase === 'ready');
  expect((await alices()).update?.version).toBe(NEXT);
  expect((await person.run(asking, ...words('alice'), '--call', server.address('bob'), '--yes')).code).toBe(0);
  await person.until('rings', bobs, status => liveCall(status)?.state === 'ringing');
  expect((await person.run(asking, ...words('bob'), '--answer')).code).toBe(0);
  await person.until('talk', alices, status => liveCall(status)?.state === 'active');
  await tell(port, 'takeUpdate');
  await person.until('waits', alices, ({ update }) => update?.phase === 'waiting');
  await new Promise(resolve => setTimeout(resolve, 8_000)); // longer than it waits once the call is over
  expect(liveCall(await alices())?.state).toBe('active');
  expect((await alices()).version).toBe(version);
  expect((await person.run(asking, ...words('bob'), '--hangup')).code).toBe(0);
  const after = await person.until('the next version', alices, status => status.version === NEXT, 90);
  expect(after.account).toBe(server.address('alice'));
  expect(readFileSync(file).equals(readFileSync(packageOf('AppImage', next)))).toBe(true);
  for (const user of ['alice', 'bob']) await person.run(asking, ...words(user), '--quit', '--yes');
});

test('a deb that was put in by hand is replaced by the next', async () => {
  const home = mkdtempSync(join(tmpdir(), 'root-'));
  const running: ChildProcess[] = [];
  // As root, whom no dialog asks for a password; root has no sandbox.
  const env = { ...process.env, HOME: home, DBUS_SESSION_BUS_ADDRESS: desktop.busAddress };
  const tsuwa = (...words: string[]) => {
    const child = spawn('/usr/bin/tsuwa', ['--no-sandbox', '--profile', join(home, 'profile'), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    running.push(child);
    return child;
  };
  const status = async () => JSON.parse(await text(tsuwa('--status').stdout ?? [])) as Status;
  try {
    expect(spawnSync('dpkg', ['-i', packageOf('deb')]).status).toBe(0);
    const [port = 0] = await freePorts(1);
    tsuwa(`--remote-debugging-port=${port}`);
    await person.until('runs', status, () => true);
    await tell(port, 'lookForUpdate');
    await person.until('ready', status, ({ update }) => update?.phase === 'ready', 60);
    await tell(port, 'takeUpdate');
    await person.until('the next version', status, ({ version }) => version === NEXT, 90);
    expect(spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'tsuwa'], { encoding: 'utf8' }).stdout).toBe(NEXT);
    await text(tsuwa('--quit', '--yes').stdout ?? []);
  } finally {
    for (const { pid } of running) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // it is gone
      }
    }
    if (existsSync('/opt/Tsuwa')) spawnSync('dpkg', ['--purge', 'tsuwa']);
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
});
