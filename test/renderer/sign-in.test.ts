import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import { connect } from '../../renderer/phone';
import { draftProblems, hostOf, signInOn, type Draft } from '../../renderer/sign-in';
import { mirrorOf } from '../../renderer/state';
import { words } from '../../renderer/words';
import type { ConnectionState } from '../../shared/ipc';
import { FakeBridge } from './bridge';
import { onlineWith, signedOut } from './snapshots';

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

const draft: Draft = { address: 'a@b', password: 'x', remember: true, host: '', port: '', caFile: undefined };

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
