/** How long a try may take, wherever the server falls silent, and which ends are ends for good. */
import { afterEach, describe, expect, test } from 'vitest';
import { connectionProblems, type ConnectionProblem } from '../../shared/ipc';
import { ConnectionError, saslProblem, streamProblem } from '../../main/xmpp/problems';
import { newDevice, stopDevices, until } from '../support/device';
import { BIND, DOMAIN, mechanisms, SASL, startFakeServer, type FakeServer, type Line } from '../support/fake-server';

let server: FakeServer | undefined;
afterEach(async () => {
  await stopDevices();
  await server?.stop();
  server = undefined;
});

const success = async (line: Line): Promise<void> => {
  await line.open(mechanisms('PLAIN'));
  await line.read(/<auth[^>]*>[^<]*<\/auth>/);
  line.write(`<success xmlns='${SASL}'/>`);
};
const STARTTLS = 'urn:ietf:params:xml:ns:xmpp-tls';

/** Where a try can come to a standstill, in their order; `tls: false` before there is any. */
const standstills: readonly [string, (line: Line) => Promise<void>, { tls: boolean }][] = [
  ['before it says anything', () => Promise.resolve(), { tls: false }],
  [
    'behind its header',
    async line => {
      await line.read(/<stream:stream[^>]*>/);
      line.write(`<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`);
    },
    { tls: false },
  ],
  [
    'when asked for TLS',
    async line => {
      await line.open(`<starttls xmlns='${STARTTLS}'/>`);
      await line.read(/<starttls/);
    },
    { tls: false },
  ],
  [
    'in the handshake of TLS',
    async line => {
      await line.open(`<starttls xmlns='${STARTTLS}'/>`);
      await line.read(/<starttls/);
      line.write(`<proceed xmlns='${STARTTLS}'/>`);
    },
    { tls: false },
  ],
  ['behind the handshake', () => Promise.resolve(), { tls: true }],
  [
    'when asked to sign in',
    async line => {
      await line.open(mechanisms('SCRAM-SHA-256'));
      await line.read(/<auth/);
    },
    { tls: true },
  ],
  ['behind the sign-in', success, { tls: true }],
  [
    'when asked to bind',
    async line => {
      await success(line);
      await line.open(`<bind xmlns='${BIND}'/>`);
    },
    { tls: true },
  ],
  [
    'when asked to enable stream management',
    async line => {
      await success(line);
      await line.open(`<bind xmlns='${BIND}'/><sm xmlns='urn:xmpp:sm:3'/>`);
      const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"/);
      line.write(`<iq type='result' id='${id}'><bind xmlns='${BIND}'><jid>alice@${DOMAIN}/r</jid></bind></iq>`);
      await line.read(/<enable/);
    },
    { tls: true },
  ],
];

test.each(standstills)(
  'a server that falls silent %s is given up when the whole has taken too long',
  async (_, script, options) => {
    server = await startFakeServer(script, options);
    const { port, ca } = server;
    const device = newDevice({
      ...{ address: `alice@${DOMAIN}`, password: 'alice-pw', host: '127.0.0.1', port, ca },
      timing: { connect: 400, close: 100 },
    });
    device.account.start();
    const state = await until('a problem', () => device.states.find(({ problem }) => problem !== undefined));
    expect(state).toMatchObject({ status: 'connecting', attempt: 2, problem: 'timeout' });
    await until('the line to be let go', () => server?.lines.every(line => line.isClosed));
  },
);

test('a server that says a little again and again gets no more time for it', async () => {
  server = await startFakeServer(async line => {
    await success(line);
    const chatter = setInterval(() => line.write(' '), 50);
    await line.closed();
    clearInterval(chatter);
  });
  const { port, ca } = server;
  const device = newDevice({
    ...{ address: `alice@${DOMAIN}`, password: 'alice-pw', host: '127.0.0.1', port, ca },
    timing: { connect: 400, close: 100 },
  });
  device.account.start();
  await until('a problem', () => device.states.some(({ problem }) => problem === 'timeout'));
});

/** Which problems end the tries until the person does something: the whole table. */
const final: Record<ConnectionProblem, boolean> = {
  'no-network': false,
  'server-not-found': false,
  refused: false,
  timeout: false,
  'proxy-unreachable': false,
  'proxy-sign-in': true,
  'proxy-refused': false,
  'not-xmpp': false,
  'no-tls': true,
  'certificate-expired': true,
  'certificate-not-yet-valid': true,
  'certificate-wrong-name': true,
  'certificate-unknown-issuer': true,
  'certificate-invalid': true,
  'wrong-password': true,
  'no-password': false, // there is no connection that could have it
  'account-disabled': true,
  'no-shared-mechanism': true,
  'weaker-sign-in': true,
  'server-proof-wrong': true,
  conflict: true,
  'server-shutdown': false,
  policy: false,
  lost: false,
  internal: false,
};

describe('what is tried again', () => {
  test.each(connectionProblems)('%s', problem => {
    expect(new ConnectionError(problem).final).toBe(final[problem]);
  });

  test.each([
    ['a name that the server does not serve', streamProblem('host-unknown'), true],
    ['a domain that has moved away', streamProblem('host-gone'), true],
    ['another client in our place', streamProblem('conflict'), true],
    ['a server that is stopped', streamProblem('system-shutdown'), false],
    ['something that nobody has defined', streamProblem('gremlins'), false],
    ['a wrong password', saslProblem('not-authorized'), true],
    ['a password that has run out', saslProblem('credentials-expired'), true],
    ['a server that cannot check passwords just now', saslProblem('temporary-auth-failure'), false],
  ])('%s', (_, error, forGood) => {
    expect(error.final).toBe(forGood);
  });
});
