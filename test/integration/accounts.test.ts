/** One phone with several accounts on real servers: each calls and is called, and none stands in another's way. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallView } from '../../shared/call';
import { startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';

let server: Server;
/** Signed in as alice and as bob. */
let both: TestPhone;
let carol: TestPhone;
let dave: TestPhone;

const credentials = (user: string, password = server.password(user)) => ({
  ...{ address: server.address(user), password, remember: true },
  ...{ host: server.host, port: server.port, ca: server.ca },
});
const isOnline = (phone: TestPhone, user: string): boolean =>
  phone.softphone.state.accounts.find(({ address }) => address === server.address(user))?.connection.status ===
  'online';
const live = ({ softphone }: TestPhone): CallView[] => softphone.state.calls.filter(({ phase }) => phase !== 'ended');
const withPeer = (phone: TestPhone, peer: TestPhone): CallView | undefined =>
  live(phone).find(call => call.peer === peer.address);

beforeAll(async () => {
  server = await startServer({
    accounts: ['alice', 'bob', 'carol', 'dave', 'erin'].map(user => ({ user, password: `${user}-pw`, name: user })),
  });
  [both, carol, dave] = await Promise.all([
    startPhone({ server, user: 'alice' }),
    startPhone({ server, user: 'carol' }),
    startPhone({ server, user: 'dave' }),
  ]);
  await both.softphone.signIn(credentials('bob'));
  await both.until('both online', phone => isOnline(phone, 'alice') && isOnline(phone, 'bob'));
  await Promise.all([carol.online(), dave.online()]);
});

afterAll(async () => {
  await Promise.all([both?.stop(), carol?.stop(), dave?.stop()]);
  await server?.stop();
});

afterEach(async () => {
  for (const phone of [both, carol, dave]) for (const { id } of live(phone)) await phone.page.end(id);
  await Promise.all([both, carol, dave].map(phone => phone.until('free', () => live(phone).length === 0)));
  for (const { page } of [both, carol, dave]) expect(page.failures).toEqual([]);
});

const called = async (user: string, by: TestPhone): Promise<CallView> => {
  await by.call(server.address(user));
  return both.until('rings', () => withPeer(both, by));
};
const active = (phone: TestPhone, peer: TestPhone) =>
  phone.until('talks', () => withPeer(phone, peer)?.phase === 'active');

describe('a phone with two accounts', () => {
  test('is called by either, says which, and holds the call of one while it takes that of the other', async () => {
    const first = await called('alice', carol);
    expect(first).toMatchObject({ account: server.address('alice'), rings: 'ring' });
    await both.page.accept(first.id);
    await active(both, carol);

    const second = await called('bob', dave);
    expect(second).toMatchObject({ account: server.address('bob'), rings: 'soft' });
    await both.page.accept(second.id);
    await active(both, dave);
    await carol.until('is on hold', () => carol.newest.heldByPeer);
    expect([withPeer(both, carol), withPeer(both, dave)]).toMatchObject([{ held: true }, { held: false }]);

    await both.page.commands.hold({ id: first.id, held: false });
    await dave.until('is on hold', () => dave.newest.heldByPeer);
    expect([withPeer(both, carol), withPeer(both, dave)]).toMatchObject([{ held: false }, { held: true }]);
  });

  test('ends the call of one account for that of the other, if the person wants that', async () => {
    const first = await called('alice', carol);
    await both.page.accept(first.id);
    await active(both, carol);
    await both.page.accept((await called('bob', dave)).id, 'end');
    await active(both, dave);
    await carol.until('is out', () => live(carol).length === 0);
  });

  test('is busy with one account for who calls the other, if the person wants that', async () => {
    await both.page.accept((await called('alice', carol)).id);
    await active(both, carol);
    await both.page.commands.setPreferences({ autoBusy: true });
    await dave.call(server.address('bob'));
    await dave.until('hears that they are busy', () => dave.newest.end === 'busy');
    await both.page.commands.setPreferences({ autoBusy: false });
  });

  test('calls from the account that is asked for, remembered, or the first', async () => {
    const callerSeenBy = async (account?: string) => {
      await both.page.place(randomUUID(), carol.address, account);
      const { peer, id } = await carol.until('rings', () => live(carol).find(({ phase }) => phase === 'ringing'));
      await carol.page.end(id);
      await both.until('free', () => live(both).length === 0);
      return peer;
    };
    expect(await callerSeenBy()).toBe(server.address('alice'));
    expect(await callerSeenBy(server.address('bob'))).toBe(server.address('bob'));
    await both.page.commands.setCallsFrom({ peer: carol.address, account: server.address('bob') });
    expect(await callerSeenBy()).toBe(server.address('bob'));
    await both.page.commands.setCallsFrom({ peer: carol.address });
    await both.page.commands.preferAccount({ account: server.address('bob') });
    expect(await callerSeenBy()).toBe(server.address('bob'));
    await both.page.commands.preferAccount({ account: server.address('alice') });
    await expect(async () => both.page.place(randomUUID(), carol.address, 'nobody@example.org')).rejects.toThrow(
      'no-such-account',
    );
  });

  test('calls itself from one account to the other: two calls that know nothing of each other', async () => {
    const id = randomUUID();
    await both.page.place(id, server.address('bob'));
    const ringing = await both.until('rings', () => live(both).find(({ phase }) => phase === 'ringing'));
    expect(ringing).toMatchObject({ account: server.address('bob'), peer: server.address('alice') });
    expect(ringing.id).not.toBe(id);
    await both.page.accept(ringing.id);
    await both.until(
      'talks to itself',
      () => live(both).length === 2 && live(both).every(call => call.phase === 'active'),
    );
    expect(live(both).map(({ held, heldByPeer }) => held || heldByPeer)).toEqual([false, false]);
    await both.page.end(id);
    await both.until('is over at both ends', () => live(both).length === 0);
    const pages = both.page.commands.history({ limit: 10 });
    const ours = pages.calls.filter(({ peer }) => peer === server.address('alice') || peer === server.address('bob'));
    expect(ours.map(({ account, direction }) => [account, direction])).toEqual(
      expect.arrayContaining([
        [server.address('alice'), 'outgoing'],
        [server.address('bob'), 'incoming'],
      ]),
    );
  });

  test('hands one over to the other across its accounts: they go on without us', async () => {
    const first = await called('alice', carol);
    await both.page.accept(first.id);
    await active(both, carol);
    const second = await called('bob', dave);
    await both.page.accept(second.id);
    await active(both, dave);
    await both.until('can hand over', () => withPeer(both, carol)?.transferable);
    await both.page.commands.join({ id: first.id, with: second.id });
    const dial = await carol.until('is asked', () => carol.softphone.state.dial);
    await carol.page.commands.dialled({ id: dial.id, yes: true });
    await carol.call(dave.address, dial.id);
    await Promise.all([active(carol, dave), active(dave, carol)]);
    await both.until('is out of both', () => live(both).length === 0);
  });
});

test('the wrong password of one account costs the other nothing, and can be corrected', async () => {
  await both.softphone.signIn(credentials('erin', 'not it'));
  const problem = () => both.softphone.state.accounts.at(-1)?.connection.problem;
  await both.until('hears of the password', () => problem() === 'wrong-password');
  expect(isOnline(both, 'alice') && isOnline(both, 'bob')).toBe(true);
  await both.page.accept((await called('bob', carol)).id);
  await active(both, carol);

  await both.softphone.signIn(credentials('erin'));
  await both.until('erin is online', phone => isOnline(phone, 'erin'));
  expect(both.softphone.state.accounts).toHaveLength(3);
  expect(withPeer(both, carol)).toMatchObject({ phase: 'active' });

  await both.page.commands.signOut({ account: server.address('erin') });
  expect(both.softphone.state.accounts.map(({ address }) => address)).toEqual([
    server.address('alice'),
    server.address('bob'),
  ]);
  expect(withPeer(both, carol)).toMatchObject({ phase: 'active' });
});
