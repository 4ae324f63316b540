/** An app that is killed in the middle of a session, at each server: its next run goes on with it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { JINGLE, JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import { parseSavedLogin, type SavedLogin } from '../../main/xmpp/account';
import { isStillToBeSaid } from '../../main/xmpp/saved-session';
import { signIn, stopDevices, until } from '../support/device';
import { startLink } from '../support/link';
import { serverNames, startServer, type Server } from '../support/server';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const killable = join(import.meta.dirname, '..', 'support', 'killable.ts');
const module = join(import.meta.dirname, '..', '..', 'main', 'xmpp', 'account.ts');

const folder = mkdtempSync(join(tmpdir(), 'tsuwa-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (server: Server, user: string, port = server.port) => ({
  address: server.address(user),
  password: server.password(user),
  host: server.host,
  port,
  ca: server.ca,
});

/** The account of `config` in a process of its own. */
function startKillable(config: object, path: string) {
  const told: string[] = [];
  const child = spawn(process.execPath, [killable, module, JSON.stringify(config), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  createInterface({ input: child.stdout }).on('line', line => told.push(line));
  return {
    told,
    retract: (id: string, to: string) => child.stdin.write(`${id} ${to}\n`),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

describe.each(serverNames)('with %s', name => {
  let server: Server;
  beforeAll(async () => (server = await startServer({}, name)));
  afterEach(stopDevices);
  afterAll(async () => server.stop());

  const config = (user: string, port?: number) => configOf(server, user, port);

  test('what was said and not heard arrives once, what was heard does not come again, and the address stays', async () => {
    const path = join(folder, name);
    const link = await startLink(server.port);
    const alice = startKillable(config('alice', link.port), path);
    try {
      const bob = await signIn(config('bob'));
      const online = await until('alice', () => alice.told.find(line => line.startsWith('online ')));
      const self = online.slice('online '.length);
      bob.account.wire.message(self, { step: 'propose', id: uuid(1), media: ['audio'] });
      const heard = await until('the call', () => alice.told.indexOf(`message ${uuid(1)}`) + 1 || undefined);
      await until('that to be kept', () => alice.told.slice(heard).some(line => line.startsWith('kept ')));
      link.swallow();
      alice.retract(uuid(2), bob.self());
      await until('that to be kept', () => alice.told.some(line => line.startsWith('kept ') && line.includes(uuid(2))));
      bob.account.wire.message(self, { step: 'retract', id: uuid(3) });
      await alice.kill();
      link.cut();

      const saved = JSON.parse(readFileSync(path, 'utf8')) as SavedLogin;
      const again = await signIn({ ...config('alice'), saved, keepSession: true });
      expect(again.self()).toBe(self);
      await until('what was said', () => bob.messages.length > 0);
      await until('what came meanwhile', () => again.messages.length > 0);
      await until('people', () => again.contacts().some(({ availability }) => availability === 'online'));
      await new Promise(resolve => setTimeout(resolve, 300)); // doubles would come now
      expect(bob.messages.map(({ message }) => message.id)).toEqual([uuid(2)]);
      expect(again.messages.map(({ message }) => message.id)).toEqual([uuid(3)]);
      // Goes on as any other session, and says when it is over.
      bob.account.wire.message(self, { step: 'retract', id: uuid(4) });
      await until('the next', () => again.messages.some(({ message }) => message.id === uuid(4)));
      await again.stop();
      expect(again.saved.at(-1)?.session).toBeUndefined();
    } finally {
      await alice.kill();
      await link.stop();
    }
  });
});

describe('what was kept and is of no use', () => {
  let server: Server;
  beforeAll(async () => (server = await startServer({}, 'prosody')));
  afterEach(stopDevices);
  afterAll(async () => server.stop());

  test.each([
    ['that the server has forgotten', { id: 'forgotten' }],
    ['of somebody else', { jid: 'mallory@example.test/x' }],
    ['whose counts are from nowhere', { received: 4_000_000_000, acknowledged: 77 }],
  ])('a session %s is let go for a new one', async (_, spoiled) => {
    const first = await signIn({ ...configOf(server, 'carol'), keepSession: true });
    const login = await until('something to keep', () => first.saved.findLast(({ session }) => session !== undefined));
    await first.stop();
    const session = login.session && { ...login.session, ...spoiled };
    const second = await signIn({ ...configOf(server, 'carol'), saved: { ...login, session }, keepSession: true });
    expect(second.self()).toMatch(/^carol@/);
    expect(second.self()).not.toBe(login.session?.jid);
  });
});

const kept = {
  ...{ id: 's', jid: 'a@b/c', received: 3, acknowledged: 2, at: 1_000_000 },
  unacknowledged: [{ name: 'message', attrs: { to: 'x@y' }, children: ['text'] }],
  outbox: [],
};
const parsed = (session: unknown, now = 1_000_000) => parseSavedLogin({ userAgent: 'u', session }, now)?.session;

test('a session is read as it was kept', () => {
  expect(parsed(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

test.each([
  ['nothing', undefined],
  ['a text', 'session'],
  ['an id that is none', { ...kept, id: 7 }],
  ['an address without a device', { ...kept, jid: 'a@b' }],
  ['a count below zero', { ...kept, received: -1 }],
  ['a count that is none', { ...kept, acknowledged: '2' }],
  ['a count that is too large', { ...kept, received: 2 ** 32 }],
  ['a stanza that is none', { ...kept, unacknowledged: [{ name: 'starttls', attrs: {}, children: [] }] }],
  [
    'a name that is no XML',
    { ...kept, outbox: [{ name: 'message', attrs: {}, children: [{ name: 'a><b', attrs: {}, children: [] }] }] },
  ],
  ['an attribute that is no text', { ...kept, outbox: [{ name: 'message', attrs: { to: {} }, children: [] }] }],
  ['no list', { ...kept, outbox: 'none' }],
  ['a time to come', { ...kept, at: 1_000_001 }],
  ['no time', { ...kept, at: null }],
])('%s is no session, and no harm', (_, session) => {
  expect(parsed(session)).toBeUndefined();
});

test('a session that is ten minutes old is too old', () => {
  expect(parsed(kept, kept.at + 599_999)).toBeDefined();
  expect(parsed(kept, kept.at + 600_000)).toBeUndefined();
});

const invitation = (step: string) => ({
  name: 'message',
  attrs: { to: 'x@y' },
  children: [{ name: step, attrs: { xmlns: JINGLE_MESSAGE, id: uuid(1) }, children: [] }],
});
const request = (action: string) => ({
  name: 'iq',
  attrs: { type: 'set', to: 'x@y/z' },
  children: [{ name: 'jingle', attrs: { xmlns: JINGLE, action, sid: uuid(1) }, children: [] }],
});

test('of the calls of a run that was killed, only their ends are still to be said', () => {
  const said = ['propose', 'ringing', 'proceed', 'accept', 'retract', 'reject', 'finish'].map(invitation);
  expect(said.filter(isStillToBeSaid).map(({ children }) => children[0]?.name)).toEqual([
    'retract',
    'reject',
    'finish',
  ]);
  const asked = ['session-initiate', 'session-accept', 'session-info', 'transport-info', 'session-terminate'].map(
    request,
  );
  expect(asked.filter(isStillToBeSaid)).toEqual([request('session-terminate')]);
  expect(isStillToBeSaid({ name: 'presence', attrs: {}, children: [] })).toBe(false);
  expect(isStillToBeSaid({ name: 'iq', attrs: { type: 'get' }, children: [] })).toBe(false);
});

test('what people wrote comes from their conversations, and is not said twice', () => {
  const body = { name: 'message', attrs: { to: 'x@y' }, children: [{ name: 'body', attrs: {}, children: ['hello'] }] };
  expect([body, invitation('finish')].map(isStillToBeSaid)).toEqual([false, true]);
});
