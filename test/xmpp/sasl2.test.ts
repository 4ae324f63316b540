/** The newer way to sign in: SASL2, Bind2, FAST and inline stream management, as XEP-0388 and its kin describe them. */
import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { newDevice, signIn, stopDevices, until } from '../support/device';
import { BIND, DOMAIN, startFakeServer, type FakeServer, type Line } from '../support/fake-server';

let server: FakeServer | undefined;
afterEach(async () => {
  await stopDevices();
  await server?.stop();
  server = undefined;
});

const SASL2 = 'urn:xmpp:sasl:2';
const SM = 'urn:xmpp:sm:3';
const JID = `alice@${DOMAIN}/tsuwa~a/b`;

const config = ({ port, ca }: FakeServer) => ({
  address: `alice@${DOMAIN}`,
  password: 'alice-pw',
  host: '127.0.0.1',
  port,
  ca,
  timing: { connect: 3000, close: 300 },
});

const offer =
  `<authentication xmlns='${SASL2}'><mechanism>PLAIN</mechanism><inline>` +
  `<bind xmlns='urn:xmpp:bind:0'><inline><feature var='${SM}'/></inline></bind><sm xmlns='${SM}'/>` +
  `<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast></inline></authentication>`;

/** What some servers offer again behind a session that has it all already. */
const late = `<stream:features><bind xmlns='${BIND}'/><sm xmlns='${SM}'/></stream:features>`;

const success = (inside: string, jid = JID) =>
  `<success xmlns='${SASL2}'>${inside}<authorization-identifier>${jid}</authorization-identifier></success>${late}`;

const bound = (inside: string) => `<bound xmlns='urn:xmpp:bind:0'>${inside}</bound>`;
const enabled = `<enabled xmlns='${SM}' id='session-1' resume='true'/>`;
const token = (secret: string) => `<token xmlns='urn:xmpp:fast:0' token='${secret}' expiry='2099-01-01T00:00:00Z'/>`;

async function authenticate(line: Line): Promise<string> {
  await line.open(offer);
  const [text] = await line.read(/<authenticate.*?<\/authenticate>/);
  return text;
}

test('one round trip authenticates, binds and enables resumption', async () => {
  server = await startFakeServer(async line => {
    await authenticate(line);
    line.write(success(bound(enabled)));
  });
  const device = await signIn(config(server));
  expect(device.self()).toBe(JID);
  await until('the session to begin', () => server?.lines[0]?.heard.includes('<presence'));
  const heard = server.lines[0]?.heard ?? '';
  expect(heard).toMatch(/<user-agent id="[0-9a-f-]{36}"/);
  expect(heard).toMatch(/<tag>tsuwa\./);
  expect(heard.match(/<enable [^>]*sm:3/g)).toHaveLength(1); // a second one would end stream management
  expect(heard).not.toContain(BIND);
});

test('a lost session is resumed beside the next authentication', async () => {
  server = await startFakeServer(async (line, number) => {
    const request = await authenticate(line);
    if (number === 1) {
      line.write(success(bound(enabled)));
      await line.read(/<presence/);
      line.write(`<message from='bob@${DOMAIN}/x' type='chat'><body>1</body></message>`);
      await line.read(/<r /);
      return line.close();
    }
    expect(request).toMatch(/<resume [^>]*previd="session-1"/);
    expect(request).toMatch(/<resume [^>]*h="1"/);
    line.write(success(`<resumed xmlns='${SM}' previd='session-1' h='2'/>`));
  });
  const device = await signIn(config(server));
  await until('resumption', () => device.streams.includes('resumed'));
  expect(device.self()).toBe(JID);
  expect(server.errors).toEqual([]);
  // Two of the four stanzas of a new session had been handled; the other two are sent again, in their order.
  const again = () => server?.lines[1]?.heard ?? '';
  await until('the rest', () => /<presence[\s\S]*extdisco/.test(again()));
  expect(again()).not.toContain('carbons');
});

test('a session that cannot be resumed becomes a new one, whatever the order of the answers', async () => {
  server = await startFakeServer(async (line, number) => {
    await authenticate(line);
    const failed = number > 1 ? `<failed xmlns='${SM}' h='4'><item-not-found/></failed>` : '';
    line.write(success(bound(enabled.replace('session-1', `session-${number}`)) + failed));
    await line.read(/<presence/);
    if (number < 3) line.close();
  });
  const device = await signIn(config(server));
  await until('the third session', () => device.streams.filter(event => event === 'rebound').length === 2);
  expect(server.lines[2]?.heard).toContain('previd="session-2"'); // the second had stream management too
});

test('of what was said before a session was lost for good, only what the server had not heard is said again', async () => {
  const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  server = await startFakeServer(async (line, number) => {
    await authenticate(line);
    // The new session began with six stanzas; the first message was the seventh.
    const failed = number > 1 ? `<failed xmlns='${SM}' h='7'><item-not-found/></failed>` : '';
    line.write(success(bound(enabled) + failed));
    if (number > 1) return;
    await line.read(new RegExp(`<retract[^>]*${ids[1]}`));
    line.close();
  });
  const device = await signIn(config(server));
  for (const id of ids) device.account.wire.message(`bob@${DOMAIN}`, { step: 'retract', id });
  await until('a new session', () => device.streams.includes('rebound'));
  const heard = () => server?.lines[1]?.heard ?? '';
  await until('the second message', () => heard().includes(ids[1] ?? ''));
  expect(heard()).not.toContain(ids[0]);
});

test('a token is asked for, kept, and used in place of the password', async () => {
  const initiator = createHmac('sha256', 'token-1').update('Initiator').digest();
  const responder = createHmac('sha256', 'token-1').update('Responder').digest('base64');
  const requests: string[] = [];
  server = await startFakeServer(async (line, number) => {
    requests.push(await authenticate(line));
    const proof = number > 1 ? `<additional-data>${responder}</additional-data>` : '';
    line.write(success(proof + bound(enabled) + token(`token-${number}`)));
  });
  const first = await signIn(config(server));
  expect(requests[0]).toContain('mechanism="PLAIN"');
  expect(requests[0]).toContain('<request-token');
  const [saved] = first.saved;
  expect(saved?.token).toMatchObject({ mechanism: 'HT-SHA-256-NONE', token: 'token-1' });
  await first.stop();

  // Kept as JSON in between.
  const kept: unknown = JSON.parse(JSON.stringify(saved));
  const second = newDevice({ ...config(server), saved: kept as typeof saved });
  second.account.start();
  await until('online', () => second.state()?.status === 'online');
  expect(requests[1]).toContain('mechanism="HT-SHA-256-NONE"');
  const [, response = ''] = /<initial-response>([^<]*)</.exec(requests[1] ?? '') ?? [];
  expect(Buffer.from(response, 'base64')).toEqual(Buffer.concat([Buffer.from('alice\0'), initiator]));
  const agent = /user-agent id="([^"]*)"/;
  expect(agent.exec(requests[1] ?? '')?.[1]).toBe(agent.exec(requests[0] ?? '')?.[1]);
  expect(second.saved.at(-1)?.token?.token).toBe('token-2');
});

test('a token that the server forgot is dropped for the password, on the same connection', async () => {
  server = await startFakeServer(async line => {
    await authenticate(line);
    line.write(`<failure xmlns='${SASL2}'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>`);
    await line.read(/mechanism="PLAIN".*?<\/authenticate>/);
    line.write(success(bound(enabled)));
  });
  const saved = {
    userAgent: '3f0a5a4e-5d42-4a44-9c4e-0c4f7b1e2a11',
    token: { mechanism: 'HT-SHA-256-NONE', token: 'old', expiry: '2099-01-01T00:00:00Z' },
  };
  const device = await signIn({ ...config(server), saved });
  expect(device.saved.at(-1)).toEqual({ userAgent: saved.userAgent });
  expect(server.lines).toHaveLength(1);
});

test('a server that takes a token without knowing it is not believed', async () => {
  server = await startFakeServer(async line => {
    await authenticate(line);
    line.write(success(bound(enabled)));
  });
  const token = { mechanism: 'HT-SHA-256-NONE', token: 'mine', expiry: '2099-01-01T00:00:00Z' };
  const device = newDevice({ ...config(server), saved: { userAgent: 'x', token } });
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()?.problem).toBe('server-proof-wrong');
});

test('SASL2 without Bind2 binds the old way', async () => {
  server = await startFakeServer(async line => {
    await line.open(`<authentication xmlns='${SASL2}'><mechanism>PLAIN</mechanism></authentication>`);
    await line.read(/<authenticate.*?<\/authenticate>/);
    line.write(success('', `alice@${DOMAIN}`));
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*><bind/);
    line.write(`<iq type='result' id='${id}'><bind xmlns='${BIND}'><jid>${JID}</jid></bind></iq>`);
    await line.read(/<enable /);
    line.write(enabled);
  });
  const device = await signIn(config(server));
  expect(device.self()).toBe(JID);
});

test('a wrong password is told as such here too', async () => {
  server = await startFakeServer(async line => {
    await authenticate(line);
    line.write(`<failure xmlns='${SASL2}'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>`);
  });
  const device = newDevice(config(server));
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()?.problem).toBe('wrong-password');
});
