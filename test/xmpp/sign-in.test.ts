/** Signing in to a real server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newDevice, signIn, stopDevices, until } from '../support/device';
import { startProsody, type Prosody, type ProsodyOptions } from '../support/prosody';

let prosody: Prosody;
beforeAll(async () => (prosody = await startProsody()));
afterEach(stopDevices);
afterAll(async () => prosody.stop());

const alice = (server = prosody) => ({
  address: server.address('alice'),
  password: 'alice-pw',
  host: server.host,
  port: server.port,
  ca: server.ca,
});

/** How a try to sign in ends that cannot succeed. */
async function problemOf(config: Parameters<typeof newDevice>[0]) {
  const device = newDevice(config);
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  return device.state()?.problem;
}

test('a password opens a session over STARTTLS, after one line of progress', async () => {
  const device = await signIn(alice());
  expect(device.states.map(({ status, attempt }) => `${status} ${attempt}`)).toEqual(['connecting 1', 'online 0']);
  expect(device.self()).toMatch(/^alice@example\.test\/tsuwa\./);
});

test('a password opens a session over direct TLS', async () => {
  const device = await signIn({ ...alice(), port: prosody.directTlsPort });
  expect(device.self()).toMatch(/^alice@example\.test\//);
});

test('an address is taken in any case', async () => {
  const device = await signIn({ ...alice(), address: 'ALICE@Example.TEST' });
  expect(device.self()).toMatch(/^alice@example\.test\//);
});

test('the tag begins the resource', async () => {
  const device = await signIn({ ...alice(), resourceTag: 'desk' });
  expect(device.self()).toMatch(/\/desk\./);
});

test('a wrong password is told as such and not tried again', async () => {
  const device = newDevice({ ...alice(), password: 'guess' });
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()).toEqual({ status: 'offline', attempt: 0, problem: 'wrong-password' });
  expect(device.states.filter(({ status }) => status === 'connecting')).toHaveLength(1);
});

test('an account that does not exist looks like a wrong password', async () => {
  expect(await problemOf({ ...alice(), address: 'nobody@example.test' })).toBe('wrong-password');
});

test('a domain that the server does not serve is told as such', async () => {
  const other = await startProsody({ domain: 'other.test' });
  try {
    expect(await problemOf({ ...alice(other), address: 'alice@example.test' })).toBe('server-not-found');
  } finally {
    await other.stop();
  }
});

test('a server whose authority is unknown is not trusted', async () => {
  expect(await problemOf({ ...alice(), ca: undefined })).toBe('certificate-unknown-issuer');
});

const certificates: [NonNullable<ProsodyOptions['certificate']>, string][] = [
  ['expired', 'certificate-expired'],
  ['not-yet-valid', 'certificate-not-yet-valid'],
  ['wrong-name', 'certificate-wrong-name'],
];
test.each(certificates)('a certificate that is %s is told as %s', async (certificate, problem) => {
  const server = await startProsody({ certificate });
  try {
    expect(await problemOf(alice(server))).toBe(problem);
    expect(await problemOf({ ...alice(server), port: server.directTlsPort })).toBe(problem);
  } finally {
    await server.stop();
  }
});

test('authorities that cannot be read are told as an invalid certificate', async () => {
  expect(await problemOf({ ...alice(), ca: '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----' })).toBe(
    'certificate-invalid',
  );
});

test('a server that keeps SHA-256 only is asked for nothing weaker', async () => {
  const server = await startProsody({ passwordHash: 'SHA-256', debug: true });
  try {
    await signIn(alice(server));
    await signIn(alice(server));
    const mechanisms = [...server.log().matchAll(/RECV: <auth[^>]* mechanism='([^']*)'/g)].map(([, name]) => name);
    expect(mechanisms).toEqual(['SCRAM-SHA-256', 'SCRAM-SHA-256']);
  } finally {
    await stopDevices();
    await server.stop();
  }
});

test('a server that has known SCRAM and asks for the password itself one day does not get it', async () => {
  const server = await startProsody({ debug: true });
  const configuration = join(server.folder, 'prosody.cfg.lua');
  try {
    const first = await signIn(alice(server));
    expect(first.strengths).toEqual(['scram']);
    await first.stop();
    const plainOnly =
      'disable_sasl_mechanisms = { "SCRAM-SHA-1"; "SCRAM-SHA-256"; "SCRAM-SHA-1-PLUS"; "SCRAM-SHA-256-PLUS" }';
    writeFileSync(configuration, `${plainOnly}\n${readFileSync(configuration, 'utf8')}`);
    await server.restart();
    expect(await problemOf({ ...alice(server), strongest: first.strengths[0] })).toBe('weaker-sign-in');
    expect(server.log()).not.toContain("mechanism='PLAIN'");
    // The same server is good enough for somebody who has never seen a better one.
    await signIn(alice(server));
    expect(server.log()).toContain("mechanism='PLAIN'");
  } finally {
    await stopDevices();
    await server.stop();
  }
});

test('a name and a password beyond ASCII are proven as their owner wrote them', async () => {
  const server = await startProsody({ accounts: [{ user: 'zoë', password: 'pässwörd 通話 ½' }] });
  try {
    const device = await signIn({ ...alice(server), address: 'Zoë@example.test', password: 'pässwörd 通話 ½' });
    expect(device.self()).toMatch(/^zoë@example\.test\//);
  } finally {
    await stopDevices();
    await server.stop();
  }
});

test('a port where nobody listens is told as refused, and tried again', async () => {
  const device = newDevice({ ...alice(), port: 1 });
  device.account.start();
  const waiting = await until('a wait', () => device.states.find(({ nextAttemptAt }) => nextAttemptAt !== undefined));
  expect(waiting).toMatchObject({ status: 'connecting', attempt: 2, problem: 'refused' });
});

test('a server that comes back is found at once when something changes, and a stopped account starts again', async () => {
  const server = await startProsody();
  const device = newDevice(alice(server));
  try {
    await server.kill();
    device.account.start();
    await until('a wait', () => device.state()?.nextAttemptAt !== undefined);
    await server.restart();
    device.account.poke('network');
    await until('online', () => device.state()?.status === 'online');
    await device.account.stop();
    expect(device.state()).toEqual({ status: 'offline', attempt: 0 });
    device.account.start();
    await until('online again', () => device.state()?.status === 'online');
  } finally {
    await stopDevices();
    await server.stop();
  }
});

test('stopping leaves no session behind at the server', async () => {
  const watcher = await signIn({ ...alice(), address: 'bob@example.test', password: 'bob-pw' });
  const device = await signIn(alice());
  const seen = () => watcher.contacts().find(({ address }) => address === 'alice@example.test')?.availability;
  await until('alice to be there', () => seen() === 'online');
  await device.stop();
  await until('alice to be gone', () => seen() === 'offline', 5000); // resumption would keep her for half a minute
});

test('stopping in the middle of signing in ends offline, without a problem', async () => {
  const device = newDevice(alice());
  device.account.start();
  await device.account.stop();
  expect(device.state()).toEqual({ status: 'offline', attempt: 0 });
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(device.states.map(({ status }) => status)).toEqual(['connecting', 'offline']);
});

test('no line of the log carries an address or the password', async () => {
  const device = await signIn(alice());
  await device.stop();
  await problemOf({ ...alice(), password: 'guess' });
  expect(device.log.join('\n')).not.toMatch(/alice|example\.test|127\.0\.0\.1/);
});
