/** Servers behind proxies: real ones of both kinds, as they should be and as they are. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { proxyTypes, type ProxyType } from '../../shared/proxy';
import type { ProxyLogin } from '../../main/xmpp/proxy';
import { newDevice, signIn, stopDevices, until } from '../support/device';
import { startProxy, type TestProxy, type TestProxyOptions } from '../support/proxy';
import { startProsody } from '../support/prosody';
import { startServer, type Server } from '../support/server';

let server: Server;
let proxy: TestProxy | undefined;
beforeAll(async () => (server = await startServer()));
afterEach(async () => {
  await stopDevices();
  await proxy?.stop();
  proxy = undefined;
});
afterAll(async () => server.stop());

const login = { username: 'alice at work', password: 'pröxy:pw' };

/** A name that only the proxy can make something of: nothing here resolves it. */
const NAME = 'xmpp.behind-the-proxy.invalid';

async function through(type: ProxyType, options: Partial<TestProxyOptions> = {}, more: Partial<ProxyLogin> = {}) {
  proxy = await startProxy(type, { to: server.port, ...options });
  const way: ProxyLogin = { type, host: proxy.host, port: proxy.port, ...more };
  return {
    address: server.address('alice'),
    password: server.password('alice'),
    host: NAME,
    port: 5222,
    ca: server.ca,
    proxyFor: () => Promise.resolve(way),
    timing: { connect: 2000 },
  };
}

/** The first state with a problem in it. */
async function problemOf(config: Parameters<typeof newDevice>[0]) {
  const device = newDevice(config);
  device.account.start();
  return await until('a problem', () => device.states.find(({ problem }) => problem !== undefined));
}

describe.each(proxyTypes)('through %s', type => {
  test('STARTTLS: the proxy is told the name, and hears nothing of who signs in', async () => {
    await signIn(await through(type));
    expect(proxy?.asked).toEqual([`${NAME}:5222`]);
    expect(proxy?.seen()).toContain('<starttls');
    expect(proxy?.seen()).not.toMatch(/alice|<auth|<iq/);
  });

  test('direct TLS, where that is what listens at the port', async () => {
    const device = await signIn({ ...(await through(type, { to: server.directTlsPort })), port: 5223 });
    expect(proxy?.asked).toEqual([`${NAME}:5223`]);
    expect(proxy?.seen()).not.toContain('<stream');
    expect(device.self()).toMatch(/^alice@/);
  });

  test('a name and a password that the proxy wants', async () => {
    await signIn(await through(type, { login }, login));
    expect(proxy?.asked).toEqual([`${NAME}:5222`]);
  });

  test.each([
    ['wrong', { ...login, password: 'guess' }],
    ['missing', {}],
  ])('a password that is %s is told as that of the proxy, and not tried again', async (_, given) => {
    expect(await problemOf(await through(type, { login }, given))).toEqual({
      status: 'offline',
      attempt: 0,
      problem: 'proxy-sign-in',
    });
    expect(proxy?.seen()).toBe('');
  });

  test('a proxy that does not let us through is told as such, and tried again', async () => {
    const state = await problemOf(await through(type, { mood: 'refuse' }));
    expect(state).toMatchObject({ status: 'connecting', attempt: 2, problem: 'proxy-refused' });
  });

  test.each(['hang', 'chatter'] as const)('one that does nothing but %s is given up in time', async mood => {
    const state = await problemOf({ ...(await through(type, { mood })), timing: { connect: 300 } });
    expect(state).toMatchObject({ status: 'connecting', attempt: 2, problem: 'proxy-unreachable' });
  });

  test('one that is not there is told as such, at once', async () => {
    const config = await through(type);
    await proxy?.stop();
    proxy = undefined;
    expect(await problemOf(config)).toMatchObject({ problem: 'proxy-unreachable', attempt: 2 });
  });

  test('the certificate is still that of the domain, whatever the proxy leads to', async () => {
    const other = await startProsody({ certificate: 'wrong-name' });
    try {
      const config = await through(type, { to: other.port });
      expect(await problemOf({ ...config, ca: other.ca })).toMatchObject({
        status: 'offline',
        problem: 'certificate-wrong-name',
      });
      expect(proxy?.seen()).not.toContain('alice');
    } finally {
      await other.stop();
    }
  });
});
