import { describe, expect, test } from 'vitest';
import { callerOf, gatewaysOf, knownTo, overallConnection } from '../../shared/accounts';
import type { ConnectionState } from '../../shared/ipc';

const juliet = 'juliet@capulet.lit';
const [home, work] = ['romeo@montague.lit', 'romeo@work.example'];
const up: ConnectionState = { status: 'online', attempt: 1 };
const down: ConnectionState = { status: 'offline', attempt: 1, problem: 'wrong-password' };
const trying: ConnectionState = { status: 'reconnecting', attempt: 2, problem: 'lost' };
const account = (address: string, connection = up, gateways: string[] = []) => ({
  address,
  connection,
  gateways: gateways.map(gateway => ({ address: gateway })),
});
const both = [account(home), account(work)];
const knownBy = (...accounts: string[]) => [{ address: juliet, accounts }];

describe('the account that calls', () => {
  test.each([
    ['the first, if nobody knows them', both, [], {}, undefined, home],
    ['the one whose contact they are', both, knownBy(work), {}, undefined, work],
    ['the first of those whose contact they are', both, knownBy(home, work), {}, undefined, home],
    ['the one they are always called from', both, knownBy(home), { [juliet]: work }, undefined, work],
    ['the one that was chosen just now', both, knownBy(work), { [juliet]: work }, home, home],
    ['not one that is gone', both, knownBy(work), { [juliet]: 'romeo@gone.example' }, 'romeo@gone.example', work],
    [
      'one that is online before one that knows them',
      [account(home, down), account(work)],
      knownBy(home),
      {},
      undefined,
      work,
    ],
    [
      'the one they are always called from, though it is not online',
      [account(home), account(work, down)],
      [],
      { [juliet]: work },
      undefined,
      work,
    ],
    ['the first, if none is online', [account(home, down), account(work, trying)], knownBy(work), {}, undefined, home],
    ['none, if there is none', [], [], {}, undefined, undefined],
  ] as const)('is %s', (_what, accounts, contacts, callsFrom, chosen, caller) => {
    expect(callerOf(juliet, { accounts, callsFrom }, contacts, chosen)).toBe(caller);
  });

  test('is one with a way into the telephone network, for a number there', () => {
    const accounts = [account(home), account(work, up, ['pstn.example'])];
    expect(callerOf('+4930@pstn.example', { accounts, callsFrom: {} }, [])).toBe(work);
  });

  test('is not the one that is called', () => {
    expect(callerOf(home, { accounts: both, callsFrom: {} }, [])).toBe(work);
    expect(callerOf(work, { accounts: both, callsFrom: {} }, [])).toBe(home);
  });
});

test.each([
  ['online, if any account is', [account(home, down), account(work)], up],
  ['on its way, if any is', [account(home, down), account(work, trying)], trying],
  ['that of the first with its problem, if all were given up', [account(home, down), account(work, down)], down],
  ['offline without an account', [], { status: 'offline', attempt: 0 }],
] as const)('the connection as a whole is %s', (_what, accounts, connection) => {
  expect(overallConnection(accounts)).toEqual(connection);
});

test('a gateway that two accounts know is offered once', () => {
  const accounts = [account(home, up, ['a.example']), account(work, up, ['b.example', 'a.example'])];
  expect(gatewaysOf(accounts).map(({ address }) => address)).toEqual(['a.example', 'b.example']);
});

test('an account whose roster has not come tells nobody from a stranger', () => {
  expect(knownTo(home, knownBy(home))).toEqual(knownBy(home));
  expect(knownTo(home, knownBy(work))).toEqual([]);
});
