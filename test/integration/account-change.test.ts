/** What a person changes about their account at real servers (XEP-0077): its password, and that it is there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEjabberd } from '../support/ejabberd';
import { startLink, type Link } from '../support/link';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startProsody } from '../support/prosody';
import { serverNames, type Server } from '../support/server';

/** Weak passwords are refused by one of them, so that there is a real refusal. */
const starters = {
  prosody: () => startProsody(),
  ejabberd: () => startEjabberd({ config: '  mod_register: {access: all, password_strength: 32}\n' }),
};

describe.each(serverNames)('at %s', name => {
  let server: Server;
  let link: Link;
  let alice: TestPhone;
  let bob: TestPhone;
  let password = '';
  const account = () => server.address('alice');
  const state = () => alice.softphone.state.accounts.find(({ address }) => address === account());

  const signIn = async (typed: string) => {
    await alice.softphone.signIn({
      ...{ address: account(), password: typed, remember: true },
      ...{ host: server.host, port: link.port, ca: server.ca },
    });
    await alice.until('is told', () => state()?.connection.status === 'online' || state()?.connection.problem);
    return state()?.connection.problem ?? 'online';
  };
  const change = (current: string, next: string) =>
    alice.page.commands.changePassword({ account: account(), current, password: next });

  beforeAll(async () => {
    server = await starters[name]();
    link = await startLink(server.port);
    password = server.password('alice');
    [alice, bob] = await Promise.all([
      startPhone({ server, user: 'alice', port: link.port }),
      startPhone({ server, user: 'bob' }),
    ]);
    await bob.online();
    expect(await signIn(password)).toBe('online');
  });

  afterAll(async () => {
    await Promise.all([alice?.stop(), bob?.stop()]);
    await link?.stop();
    await server?.stop();
  });

  test('who does not know the present password cannot change it', async () => {
    expect(await change('a guess', 'N3w and long enough!')).toEqual({ refusal: 'wrong-password' });
    expect(alice.secrets.get(account())?.password).toBe(password);
  });

  if (name === 'ejabberd') {
    test('what the server finds too weak is refused, and nothing has changed', async () => {
      expect(await change(password, 'a')).toMatchObject({ refusal: 'not-acceptable' });
      expect(alice.secrets.get(account())?.password).toBe(password);
    });
  }

  test('a call goes on while the password changes; it is kept, and signs in when the stream breaks', async () => {
    await bob.call(account());
    await alice.page.accept((await alice.rings()).id);
    await inPhase(bob, 'active');
    const next = 'N3w and long enough!';
    expect(await change(password, next)).toEqual({});
    await alice.until('keeps it', phone => phone.secrets.get(account())?.password === next);
    const before = link.connections();
    link.cut();
    await alice.until('is back', () => link.connections() > before && state()?.connection.status === 'online');
    expect(alice.newest.phase).toBe('active');
    await bob.page.end(bob.newest.id);
    await inPhase(alice, 'ended');

    expect(await signIn(password)).toBe('wrong-password');
    password = next;
    expect(await signIn(password)).toBe('online');
  });

  test('an account is deleted at its server and here, with its calls if that is wanted, and nobody can sign in any more', async () => {
    const calls = async () => (await Promise.resolve(alice.page.commands.history({ limit: 10 }))).calls.length;
    expect(await calls()).toBeGreaterThan(0);
    expect(await alice.page.commands.deleteAccount({ account: account(), data: true })).toEqual({});
    expect(alice.softphone.state.accounts).toEqual([]);
    expect(alice.secrets.has(account())).toBe(false);
    await bob.until('sees that she is gone', phone =>
      phone.softphone.contacts.every(({ address, subscription }) => address !== account() || subscription !== 'both'),
    );
    expect(await signIn(password)).toBe('wrong-password');
    expect(await calls()).toBe(0);
  });

  test('who is not signed in cannot change anything', async () => {
    await expect(change(password, 'another')).rejects.toThrow('offline');
    await expect(alice.page.commands.deleteAccount({ account: 'x@example.test' })).rejects.toThrow('no-such-account');
  });
});
