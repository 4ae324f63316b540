import { describe, expect, test } from 'vitest';
import { nextTick } from 'vue';
import { connect } from '../../renderer/phone';
import { draftProblems, hostOf, signInOn, type Draft } from '../../renderer/sign-in';
import { proxyDraftOf, proxyIn, proxyProblems } from '../../renderer/proxy-draft';
import { mirrorOf } from '../../renderer/state';
import { words } from '../../renderer/words';
import type { AccountState, ConnectionState } from '../../shared/ipc';
import { FakeBridge } from './bridge';
import { accountWith, online, onlineWith, signedOut } from './snapshots';

function form() {
  const bridge = new FakeBridge();
  const phone = connect(bridge);
  const signIn = signInOn(phone, mirrorOf(phone));
  bridge.tell('state', signedOut);
  Object.assign(signIn.draft, { address: 'Romeo@Montague.lit', password: 'wherefore' });
  const connection = async (state: ConnectionState) => {
    bridge.tell('state', onlineWith({ connection: state }));
    await nextTick();
  };
  return { bridge, signIn, connection };
}

test('only what was filled in is sent, the address as it is compared', async () => {
  const { bridge, signIn } = form();
  await signIn.submit();
  expect(bridge.asked).toEqual([
    { name: 'signIn', input: { address: 'romeo@montague.lit', password: 'wherefore', remember: true } },
  ]);
  Object.assign(signIn.draft, { host: ' xmpp.montague.lit ', port: '5223', caFile: 'office.pem' });
  await signIn.submit();
  expect(bridge.asked[1]?.input).toMatchObject({ host: 'xmpp.montague.lit', port: 5223, caFile: 'office.pem' });
});

test('the form waits through tries until there is a connection, then forgets the password', async () => {
  const { signIn, connection } = form();
  await signIn.submit();
  expect(signIn.waiting.value).toBe(true);
  await connection({ status: 'connecting', attempt: 1 });
  await connection({ status: 'connecting', attempt: 2, problem: 'timeout', nextAttemptAt: 5 });
  expect(signIn.waiting.value).toBe(true);
  expect(signIn.failure.value).toBeUndefined();
  await connection({ status: 'online', attempt: 1 });
  expect(signIn.waiting.value).toBe(false);
  expect(signIn.draft.password).toBe('');
});

test('a wrong password brings the form back with the address kept', async () => {
  const { signIn, connection } = form();
  await signIn.submit();
  await connection({ status: 'connecting', attempt: 1 });
  await connection({ status: 'offline', attempt: 1, problem: 'wrong-password' });
  expect(signIn.waiting.value).toBe(false);
  expect(signIn.failure.value).toEqual(words.connection.advice['wrong-password']);
  expect(signIn.draft).toMatchObject({ address: 'Romeo@Montague.lit', password: '' });
});

test('the problem of the attempt before is not taken for the answer to this one', async () => {
  const { signIn, connection } = form();
  await connection({ status: 'offline', attempt: 1, problem: 'wrong-password' });
  signIn.draft.password = 'wherefore art thou';
  await signIn.submit();
  await connection({ status: 'offline', attempt: 1, problem: 'wrong-password' });
  expect(signIn.waiting.value).toBe(true);
  expect(signIn.draft.password).toBe('wherefore art thou');
});

test('a refused command ends the wait with its reason', async () => {
  const { bridge, signIn } = form();
  bridge.refusals.set('signIn', 'unreadable-file');
  await signIn.submit();
  expect(signIn.waiting.value).toBe(false);
  expect(signIn.failure.value).toEqual(words.failures['unreadable-file']);
});

test('cancelling signs out and stops waiting', async () => {
  const { bridge, signIn } = form();
  await signIn.submit();
  await signIn.cancel();
  expect(signIn.waiting.value).toBe(false);
  expect(bridge.asked.at(-1)).toEqual({ name: 'signOut', input: { account: 'romeo@montague.lit' } });
});

test('a file dialog that was closed keeps the file chosen before', async () => {
  const { bridge, signIn } = form();
  bridge.answers.set('chooseCaFile', 'office.pem');
  await signIn.chooseCaFile();
  bridge.answers.delete('chooseCaFile');
  await signIn.chooseCaFile();
  expect(signIn.draft.caFile).toBe('office.pem');
});

const draft: Draft = {
  address: 'a@b',
  password: 'x',
  remember: true,
  host: '',
  port: '',
  caFile: undefined,
  proxy: proxyDraftOf(),
};

test.each([
  ['', false],
  [' 5222 ', false],
  ['1', false],
  ['65535', false],
  ['0', true],
  ['65536', true],
  ['5222x', true],
  ['-1', true],
])('the port %j is wrong: %s', (port, wrong) => {
  expect(draftProblems.port({ ...draft, port })).toBe(wrong);
});

test('the host that is awaited is the one named, or else that of the address', () => {
  expect(hostOf({ ...draft, address: 'romeo@montague.lit' })).toBe('montague.lit');
  expect(hostOf({ ...draft, host: 'xmpp.montague.lit' })).toBe('xmpp.montague.lit');
});

describe('over the app', () => {
  const home = accountWith({});
  const office = accountWith({
    address: 'romeo@office.example',
    connection: { status: 'offline', attempt: 1, problem: 'wrong-password' },
    server: { host: 'xmpp.office.example', port: 5223, caFile: 'romeo@office.example.pem' },
  });
  const cafe = (connection: ConnectionState) => accountWith({ address: 'romeo@cafe.example', connection });

  function shown(...accounts: AccountState[]) {
    const bridge = new FakeBridge();
    const phone = connect(bridge);
    const signIn = signInOn(phone, mirrorOf(phone));
    const tell = async (...news: AccountState[]) => {
      bridge.tell('state', { ...online, accounts: news });
      await nextTick();
    };
    bridge.tell('state', { ...online, accounts });
    return { bridge, signIn, tell };
  }

  test('the form for one more account is empty, and nothing that the others do closes it', async () => {
    const { signIn, tell } = shown(home);
    await tell(home);
    signIn.show();
    expect(signIn.wanted.value).toBe('another');
    expect(signIn.draft).toMatchObject({ address: '', password: '', host: '', port: '', caFile: undefined });
    await tell({ ...home, connection: { status: 'reconnecting', attempt: 1 } });
    await tell(home);
    await tell(home, office);
    expect(signIn.wanted.value).toBe('another');
    expect(signIn.failure.value).toBeUndefined();
    expect(signIn.draft.address).toBe('');
  });

  test('the form goes away when the account is online, not when another is', async () => {
    const { signIn, tell } = shown(home);
    signIn.show();
    Object.assign(signIn.draft, { address: 'Romeo@cafe.example', password: 'espresso' });
    await signIn.submit();
    await tell(home, cafe({ status: 'connecting', attempt: 1 }));
    expect([signIn.waiting.value, signIn.wanted.value]).toEqual([true, 'another']);
    await tell(home, cafe({ status: 'online', attempt: 1 }));
    expect([signIn.waiting.value, signIn.wanted.value]).toEqual([false, undefined]);
    expect(signIn.draft.password).toBe('');
  });

  test('put away, it takes the account with it that came to nothing, and no other', async () => {
    const { bridge, signIn, tell } = shown(home);
    signIn.show();
    await signIn.hide();
    expect(signIn.wanted.value).toBeUndefined();
    expect(bridge.asked).toEqual([]);

    signIn.show();
    Object.assign(signIn.draft, { address: 'romeo@cafe.example', password: 'decaf' });
    await signIn.submit();
    await tell(home, cafe({ status: 'connecting', attempt: 1 }));
    await tell(home, cafe({ status: 'offline', attempt: 1, problem: 'wrong-password' }));
    expect(signIn.failure.value).toEqual(words.connection.advice['wrong-password']);
    await signIn.hide();
    expect(bridge.asked.at(-1)).toEqual({ name: 'signOut', input: { account: 'romeo@cafe.example' } });
    expect(signIn.wanted.value).toBeUndefined();
  });

  test('another address after one that came to nothing takes its place', async () => {
    const { bridge, signIn, tell } = shown(home);
    signIn.show();
    Object.assign(signIn.draft, { address: 'romeo@cafe.example', password: 'espresso' });
    await signIn.submit();
    await tell(home, cafe({ status: 'connecting', attempt: 1 }));
    await tell(home, cafe({ status: 'offline', attempt: 1, problem: 'wrong-password' }));
    Object.assign(signIn.draft, { address: 'romeo@caffe.example', password: 'espresso' });
    await signIn.submit();
    expect(bridge.asked.slice(1).map(({ name, input }) => [name, input])).toMatchObject([
      ['signOut', { account: 'romeo@cafe.example' }],
      ['signIn', { address: 'romeo@caffe.example' }],
    ]);
  });

  test('signing in again asks for the password alone: the server is as it was', async () => {
    const { bridge, signIn } = shown(home, office);
    signIn.show(office.address);
    expect(signIn.wanted.value).toBe('anew');
    signIn.draft.password = 'staple';
    await signIn.submit();
    expect(bridge.asked).toMatchObject([
      {
        name: 'signIn',
        input: {
          ...{ address: office.address, password: 'staple' },
          ...{ host: 'xmpp.office.example', port: 5223, caFile: 'romeo@office.example.pem' },
        },
      },
    ]);
  });

  test('an account that is signed in anew stays, whatever comes of it', async () => {
    const { bridge, signIn, tell } = shown(home, office);
    signIn.show(office.address);
    signIn.draft.password = 'staple';
    await signIn.submit();
    await tell(home, { ...office, connection: { status: 'connecting', attempt: 1 } });
    await tell(home, office);
    expect(signIn.failure.value).toEqual(words.connection.advice['wrong-password']);
    await signIn.cancel();
    await signIn.hide();
    expect(bridge.asked.map(({ name }) => name)).toEqual(['signIn']);
  });

  test('an account that is typed although it is there is signed in anew, and stays', async () => {
    const { bridge, signIn, tell } = shown(home, accountWith({ address: office.address }));
    signIn.show();
    Object.assign(signIn.draft, { address: office.address, password: 'not it' });
    await signIn.submit();
    expect(signIn.wanted.value).toBe('anew');
    await tell(home, { ...office, connection: { status: 'connecting', attempt: 1 } });
    await tell(home, office);
    await signIn.hide();
    expect(bridge.asked.map(({ name }) => name)).toEqual(['signIn']);
  });

  test('signed in anew while it is online, the account that has yet to leave is not taken for the answer', async () => {
    const { signIn, tell } = shown(home, accountWith({ address: office.address }));
    signIn.show(office.address);
    signIn.draft.password = 'staple';
    await signIn.submit();
    await tell(home, accountWith({ address: office.address }));
    expect([signIn.waiting.value, signIn.wanted.value]).toEqual([true, 'anew']);
  });

  test('the only account, back without its password, has its address and its server in the form', async () => {
    const { signIn, tell } = shown();
    await tell(office);
    expect(signIn.draft).toMatchObject({
      ...{ address: office.address, host: 'xmpp.office.example' },
      ...{ port: '5223', caFile: 'romeo@office.example.pem' },
    });
  });
});

test('a proxy is typed in, and comes back without its password', () => {
  const choice = { type: 'socks5', host: 'proxy.example', port: 1080, username: 'romeo' } as const;
  const typed = { way: 'socks5', host: ' proxy.example ', port: '', username: 'romeo', password: 'x' } as const;
  expect(proxyIn(typed)).toEqual({ proxy: choice, proxyPassword: 'x' });
  expect(proxyDraftOf(choice)).toEqual({ ...typed, host: 'proxy.example', port: '1080', password: '' });
  expect(proxyIn(proxyDraftOf(choice))).toEqual({ proxy: choice });
  expect(proxyIn(proxyDraftOf('none'))).toEqual({ proxy: 'none' });
  expect(proxyIn(proxyDraftOf(undefined))).toEqual({});
});

test.each([
  ['', '', true, false],
  ['a b', '1', true, false],
  ['user@host', '1', true, false],
  ['proxy.example', '0', false, true],
  ['::1', '65535', false, false],
])('of a proxy %j at %j, the host is wrong: %s, the port: %s', (host, port, hostWrong, portWrong) => {
  const typed = { way: 'http', host, port, username: '', password: '' } as const;
  expect([proxyProblems.host(typed), proxyProblems.port(typed)]).toEqual([hostWrong, portWrong]);
  expect(proxyProblems.host({ ...typed, way: 'system' })).toBe(false);
});
