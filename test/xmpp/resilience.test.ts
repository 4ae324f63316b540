/** What a lost connection costs: with resumption nothing, without it no more than it must. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { startLink, type Link } from '../support/link';
import { startServer, type Server } from '../support/server';

let server: Server;
let link: Link;
beforeAll(async () => (server = await startServer()));
beforeEach(async () => (link = await startLink(server.port)));
afterEach(async () => {
  await stopDevices();
  await link.stop();
});
afterAll(async () => server.stop());

/** Quick enough for a test; the rules are the same. */
const timing = { quiet: 300, patience: 300, wakePatience: 300 };

const config = (user: string, port: number) => ({
  address: server.address(user),
  password: server.password(user),
  host: '127.0.0.1',
  port,
  ca: server.ca,
  timing,
});

/** Alice behind the link, Bob not. */
async function both(): Promise<[Device, Device]> {
  return [await signIn(config('alice', link.port)), await signIn(config('bob', server.port))];
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const proposal = (n: number) => ({ step: 'propose' as const, id: uuid(n), media: ['audio' as const] });
const idsOf = (device: Device) => device.messages.map(({ message }) => message.id);
const session = (sid: string) => ({ action: 'session-info' as const, sid, groups: [], contents: [] });

test('a cut link is resumed: nothing lost, nothing doubled, the order kept, the address the same', async () => {
  const [alice, bob] = await both();
  const address = alice.self();
  let answers = 0;
  alice.account.wire.message(bob.self(), proposal(1));
  alice.account.wire.request(bob.self(), session(uuid(9)), answer => {
    expect(answer).toEqual({ type: 'acknowledged' });
    answers += 1;
  });
  link.cut();
  alice.account.wire.message(bob.self(), proposal(2));
  bob.account.wire.message(address, proposal(11));
  await until('alice to notice', () => alice.streams.includes('lost'));
  alice.account.wire.message(bob.self(), proposal(3));
  bob.account.wire.message(address, proposal(12));
  await until('resumption', () => alice.streams.includes('resumed'));
  alice.account.wire.message(bob.self(), proposal(4));
  bob.account.wire.message(address, proposal(13));
  await until('the last ones', () => idsOf(bob).includes(uuid(4)) && idsOf(alice).includes(uuid(13)) && answers > 0);
  await new Promise(resolve => setTimeout(resolve, 300)); // doubles would come now
  expect(idsOf(bob)).toEqual([1, 2, 3, 4].map(uuid));
  expect(idsOf(alice)).toEqual([11, 12, 13].map(uuid));
  expect(answers).toBe(1);
  expect(bob.requests).toHaveLength(1);
  expect(alice.self()).toBe(address);
  expect(alice.streams).toEqual(['lost', 'resumed']);
  expect(alice.states.map(({ status }) => status)).toContain('reconnecting');
});

test('a session is resumed as often as the link is cut', async () => {
  const [alice, bob] = await both();
  for (const n of [1, 2, 3]) {
    alice.account.wire.message(bob.self(), proposal(n));
    link.cut();
    await until('resumption', () => alice.streams.filter(event => event === 'resumed').length === n);
  }
  await until('all', () => idsOf(bob).length === 3);
  expect(idsOf(bob)).toEqual([1, 2, 3].map(uuid));
});

test('a dead link is noticed by silence, and its session resumed on a new one', async () => {
  const [alice] = await both();
  link.swallow();
  await until('alice to notice', () => alice.streams.includes('lost'));
  await until('resumption', () => alice.streams.includes('resumed'));
  expect(link.connections()).toBe(2);
});

test('a link that is quiet but alive is kept', async () => {
  const [alice] = await both();
  await new Promise(resolve => setTimeout(resolve, 5 * timing.quiet));
  expect(alice.streams).toEqual([]);
  expect(link.connections()).toBe(1);
});

test('waking up checks the link at once', async () => {
  const alice = await signIn({ ...config('alice', link.port), timing: { ...timing, quiet: 60_000 } });
  link.swallow();
  alice.account.poke('resume');
  await until('resumption', () => alice.streams.includes('resumed'));
});

test('a change of network ends the wait for the next try', async () => {
  const [alice] = await both();
  link.refuse(true);
  link.cut();
  await until(
    'the third try to be waited for',
    () => (alice.state()?.attempt ?? 0) >= 3 && alice.state()?.nextAttemptAt,
  );
  link.refuse(false);
  const wait = alice.state();
  alice.account.poke('network');
  await until('resumption', () => alice.streams.includes('resumed'));
  expect(Date.now()).toBeLessThan(wait?.nextAttemptAt ?? 0);
});

test('a server that fell and came back gives a new session, in which what waited is said and what was asked is lost', async () => {
  const own = await startServer();
  const here = { host: '127.0.0.1', port: own.port, ca: own.ca, timing };
  try {
    const alice = await signIn({ ...here, address: own.address('alice'), password: own.password('alice') });
    const bob = await signIn({ ...here, address: own.address('bob'), password: own.password('bob') });
    const answers: string[] = [];
    await own.kill();
    // Asked of a stream that is gone already, whether alice has noticed or not.
    alice.account.wire.request(bob.self(), session(uuid(9)), ({ type }) => answers.push(type));
    await until('both to notice', () => alice.streams.includes('lost') && bob.streams.includes('lost'));
    alice.account.wire.message('bob@example.test', proposal(1));
    await own.restart();
    await until('new sessions', () => alice.streams.includes('rebound') && bob.streams.includes('rebound'));
    await until('an answer', () => answers.length === 1);
    expect(alice.streams).toEqual(['lost', 'rebound']);
    await until('people', () => alice.contacts().some(({ availability }) => availability === 'online'));
    alice.account.wire.message('bob@example.test', proposal(2));
    await until('the news', () => idsOf(bob).includes(uuid(2)));
    expect(idsOf(bob).filter(id => id === uuid(2))).toHaveLength(1);
    expect(alice.self()).toMatch(/^alice@/);
  } finally {
    await stopDevices();
    await own.stop();
  }
});
