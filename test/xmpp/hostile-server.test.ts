/** Servers that are broken, hostile, or not servers at all. */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { ConnectionState } from '../../shared/ipc';
import { newDevice, signIn, stopDevices, until } from '../support/device';
import { BIND, DOMAIN, mechanisms, SASL, startFakeServer, type FakeServer, type Line } from '../support/fake-server';

let server: FakeServer | undefined;
afterEach(async () => {
  await stopDevices();
  await server?.stop();
  server = undefined;
});

const timing = { connect: 1500, quiet: 300, patience: 300, close: 300 };
const config = ({ port, ca }: FakeServer) => ({
  address: `alice@${DOMAIN}`,
  password: 'alice-pw',
  host: '127.0.0.1',
  port,
  ca,
  timing,
});

/** The first state with a problem in it. */
async function problemWith(
  script: (line: Line) => Promise<void>,
  options?: { tls: boolean },
): Promise<ConnectionState> {
  server = await startFakeServer(script, options);
  const device = newDevice(config(server));
  device.account.start();
  return await until('a problem', () => device.states.find(({ problem }) => problem !== undefined));
}

/** All that clients have said to the server. */
const heard = () => server?.lines.map(line => line.heard).join('') ?? '';

test('a server without TLS learns nothing but our wish to open a stream', async () => {
  const state = await problemWith(line => line.open(mechanisms('PLAIN', 'SCRAM-SHA-1')), { tls: false });
  expect(state).toMatchObject({ status: 'offline', problem: 'no-tls' });
  expect(server?.lines[0]?.heard).toMatch(/^<\?xml[^>]*><stream:stream [^>]*>$/);
  expect(heard()).not.toContain('alice');
  expect(server?.lines).toHaveLength(1); // trying TLS at the same port would tell nothing new
});

test('a server that offers TLS and then refuses it is told as one without', async () => {
  const state = await problemWith(
    async line => {
      await line.open(`<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
      await line.read(/<starttls[^>]*>/);
      line.write(`<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
    },
    { tls: false },
  );
  expect(state.problem).toBe('no-tls');
});

test('a server that opens a session without authentication gets none', async () => {
  const state = await problemWith(line => line.open(`<bind xmlns='${BIND}'/>`));
  expect(state).toMatchObject({ status: 'offline', problem: 'no-shared-mechanism' });
  expect(heard()).not.toContain('<iq');
});

test('stanzas before authentication end the connection', async () => {
  const state = await problemWith(async line => {
    await line.open(mechanisms('PLAIN'));
    await line.read(/<auth/);
    line.write(`<message from='bob@${DOMAIN}/x'/>`);
  });
  expect(state.problem).toBe('not-xmpp');
});

test('a server that succeeds without any exchange does not know the password', async () => {
  const state = await problemWith(async line => {
    await line.open(mechanisms('SCRAM-SHA-1', 'PLAIN'));
    await line.read(/<auth[^>]*>[^<]*<\/auth>/);
    line.write(`<success xmlns='${SASL}'/>`);
  });
  expect(state).toMatchObject({ status: 'offline', problem: 'server-proof-wrong' });
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A server's side of SCRAM-SHA-256 by RFC 5802, each part of which a test may spoil. */
async function scram(line: Line, spoil: { password?: string; nonce?: string; count?: number; final?: string } = {}) {
  const { password = 'alice-pw', nonce, count = 4096, final } = spoil;
  await line.open(mechanisms('SCRAM-SHA-256'));
  const [, auth = ''] = await line.read(/<auth[^>]*mechanism="SCRAM-SHA-256"[^>]*>([^<]*)<\/auth>/);
  const bare = Buffer.from(auth, 'base64').toString().replace('n,,', '');
  const salt = base64('a salt');
  const first = `r=${nonce ?? `${/r=(.*)$/.exec(bare)?.[1]}more`},s=${salt},i=${count}`;
  line.write(`<challenge xmlns='${SASL}'>${base64(first)}</challenge>`);
  const [, response = ''] = await line.read(/<response[^>]*>([^<]*)<\/response>/);
  const withoutProof = Buffer.from(response, 'base64')
    .toString()
    .replace(/,p=.*$/, '');
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), count, 32, 'sha256');
  const key = createHmac('sha256', salted).update('Server Key').digest();
  const proof = createHmac('sha256', key).update(`${bare},${first},${withoutProof}`).digest('base64');
  line.write(`<success xmlns='${SASL}'>${base64(final ?? `v=${proof}`)}</success>`);
}

test('the proof of a server that does know the password is taken', async () => {
  server = await startFakeServer(async line => {
    await scram(line);
    await line.open(`<bind xmlns='${BIND}'/>`);
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"/);
    line.write(`<iq type='result' id='${id}'><bind xmlns='${BIND}'><jid>alice@${DOMAIN}/r</jid></bind></iq>`);
  });
  const device = await signIn(config(server));
  expect(device.self()).toBe(`alice@${DOMAIN}/r`);
});

test.each([
  ['who proves another password', { password: 'another' }],
  ['who sends no proof', { final: '' }],
  ['who repeats a nonce of its own', { nonce: 'always-the-same' }],
  ['who wants too few iterations', { count: 100 }],
  ['who wants too many iterations', { count: 50_000_000 }],
])('a server %s is not believed', async (_, spoil) => {
  const state = await problemWith(async line => scram(line, spoil));
  expect(state).toMatchObject({ status: 'offline', problem: 'server-proof-wrong' });
});

test('the password itself is never sent to a server that knows SCRAM, even one of another kind', async () => {
  const state = await problemWith(line => line.open(mechanisms('PLAIN', 'SCRAM-SHA3-512')));
  expect(state.problem).toBe('no-shared-mechanism');
  expect(heard()).not.toContain('<auth');
});

test.each([
  ['PLAIN alone', 'scram', ['PLAIN']],
  ['PLAIN alone, after channel binding', 'scram-plus', ['PLAIN']],
  ['no channel binding', 'scram-plus', ['SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS']], // without tls-exporter, -PLUS is of no use
] as const)('a server that now offers %s is refused after %s, and hears nothing', async (_, strongest, offered) => {
  server = await startFakeServer(line => line.open(mechanisms(...offered)));
  const device = newDevice({ ...config(server), strongest });
  device.account.start();
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()).toEqual({ status: 'offline', attempt: 0, problem: 'weaker-sign-in' });
  expect(heard()).not.toContain('<auth');
  expect(device.strengths).toEqual([]);
});

test('a weaker server is signed in to once the person accepts it', async () => {
  server = await startFakeServer(line => line.signIn());
  const device = newDevice({ ...config(server), strongest: 'scram' });
  device.account.start();
  await until('an end', () => device.state()?.problem === 'weaker-sign-in');
  device.account.acceptWeaker();
  await until('online', () => device.state()?.status === 'online');
});

test('what is better than before is kept, and what is not changes nothing', async () => {
  server = await startFakeServer(async (line, number) => {
    await (number === 1 ? scram(line) : line.open(mechanisms('PLAIN')));
    if (number > 1) return;
    await line.open(`<bind xmlns='${BIND}'/>`);
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"/);
    line.write(`<iq type='result' id='${id}'><bind xmlns='${BIND}'><jid>alice@${DOMAIN}/r</jid></bind></iq>`);
    await line.read(/<presence/);
    line.close();
  });
  const device = newDevice(config(server));
  device.account.start();
  await until('the second try', () => device.state()?.problem === 'weaker-sign-in');
  expect(device.state()?.status).toBe('offline');
  expect(device.strengths).toEqual(['scram']);
  expect(server.lines[1]?.heard).not.toContain('<auth');
});

test('a server that never answers is given up in time, and tried again', async () => {
  const state = await problemWith(() => Promise.resolve());
  expect(state).toMatchObject({ problem: 'timeout', attempt: 2 });
});

test('a server that falls silent in the middle of authentication is given up in time', async () => {
  const state = await problemWith(async line => {
    await line.open(mechanisms('SCRAM-SHA-256'));
    await line.read(/<auth/);
  });
  expect(state.problem).toBe('timeout');
});

test.each([true, false])('a web server (TLS: %s) is told as no XMPP', async tls => {
  const state = await problemWith(
    async line => {
      await line.read(/./);
      line.write('HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\n\r\n<html><body>no</body></html>');
    },
    { tls },
  );
  expect(state.problem).toBe('not-xmpp');
});

test.each([
  ['an entity of its own', '<message><body>&lol;</body></message>'],
  ['a null character', '<message><body>&#0;</body></message>'],
  ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><message/>'],
  ['a comment', '<!-- hello --><message/>'],
  ['a tag that is not closed', '<message><body></message>'],
  ['a hundred elements inside each other', `<message>${'<a>'.repeat(100)}`],
])('%s in the stream ends it, and only it', async (_, text) => {
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    if (number > 1) return;
    await line.read(/<presence/);
    line.write(text);
  });
  const device = await signIn(config(server));
  await until('a new session', () => device.streams.includes('rebound'));
  expect(device.states.map(({ problem }) => problem)).toContain('not-xmpp');
});

test('who is told to go because of another session stays away', async () => {
  server = await startFakeServer(async line => {
    await line.signIn();
    await line.read(/<presence/);
    line.write(`<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`);
  });
  const device = await signIn(config(server));
  await until('an end', () => device.state()?.status === 'offline');
  expect(device.state()?.problem).toBe('conflict');
  expect(server.lines).toHaveLength(1);
});

test('a server that shuts down is come back to', async () => {
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    await line.read(/<presence/);
    if (number > 1) return;
    line.write(
      `<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
    );
  });
  const device = await signIn(config(server));
  await until('a new session', () => device.streams.includes('rebound'));
  expect(device.states.map(({ problem }) => problem)).toContain('server-shutdown');
});

test('a character that is torn between two packets arrives whole', async () => {
  const name = '山田 ボブ 😀';
  server = await startFakeServer(async line => {
    await line.signIn();
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*><query xmlns="jabber:iq:roster"/);
    const text = `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster'><item jid='bob@${DOMAIN}' name='${name}' subscription='both'/></query></iq>`;
    for (const byte of Buffer.from(text)) {
      line.write(Buffer.of(byte));
      await new Promise(resolve => setImmediate(resolve));
    }
  });
  const device = await signIn(config(server));
  const [bob] = await until('people', () => device.contacts().length > 0 && device.contacts());
  expect(bob?.name).toBe(name);
});

test('without stream management, a dead link is noticed by a ping that nobody answers', async () => {
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    if (number > 1) return;
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*><ping/);
    line.write(`<iq type='result' id='${id}' from='${DOMAIN}'/>`);
    await line.read(/<iq[^>]*><ping/);
  });
  const device = await signIn(config(server));
  await until('the loss', () => device.streams.includes('lost'));
  expect(server.lines[0]?.heard.match(/<ping/g)).toHaveLength(2);
});

test('only the one asked may answer a request', async () => {
  const bob = `bob@${DOMAIN}/phone`;
  server = await startFakeServer(async line => {
    await line.signIn();
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*><jingle/);
    const reply = (from: string | undefined, type: string) =>
      line.write(`<iq type='${type}' id='${id}'${from === undefined ? '' : ` from='${from}'`}/>`);
    for (const impostor of ['mallory@evil.test/x', `bob@${DOMAIN}/other`, `bob@${DOMAIN}`, DOMAIN, undefined]) {
      reply(impostor, 'error');
    }
    reply(bob, 'result');
    reply(bob, 'error');
  });
  const device = await signIn(config(server));
  const answers: string[] = [];
  const sid = '00000000-0000-4000-8000-000000000001';
  device.account.wire.request(bob, { action: 'session-info', sid, groups: [], contents: [] }, ({ type }) =>
    answers.push(type),
  );
  await until('an answer', () => answers.length > 0);
  await new Promise(resolve => setTimeout(resolve, 100));
  expect(answers).toEqual(['acknowledged']);
});

test('what XML forbids is left out of what we send, and the stream lives', async () => {
  server = await startFakeServer(line => line.signIn());
  const device = await signIn(config(server));
  const id = '00000000-0000-4000-8000-000000000001';
  const reason = { condition: 'decline' as const, text: { value: 'no\u000b \ud800&<" thanks\uffff' } };
  device.account.wire.message(`bob@${DOMAIN}`, { step: 'reject', id, reason });
  await until('the message', () => heard().includes('</message>'));
  expect(heard()).toContain('<text>no &amp;&lt;" thanks</text>');
});

test.each([
  ['two payloads', "type='set' id='a'", '<a/><b/>', 'bad-request'],
  ['no payload', "type='get' id='a'", '', 'bad-request'],
  ['an unknown type', "type='put' id='a'", '<a/>', 'bad-request'],
])('a request with %s is refused', async (_, attributes, payload, condition) => {
  server = await startFakeServer(async line => {
    await line.signIn();
    line.write(`<iq ${attributes} from='bob@${DOMAIN}/x'>${payload}</iq>`);
  });
  await signIn(config(server));
  await until('the answer', () => heard().includes(`<${condition}`));
  expect(heard()).toMatch(
    new RegExp(`<iq id="a" to="bob@${DOMAIN}/x" type="error"><error type="modify"><${condition}`),
  );
});

test('a roster that has not changed is not sent again, and stays', async () => {
  const asked: string[] = [];
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    const [, id = '', ver = ''] = await line.read(
      /<iq[^>]* id="([^"]*)"[^>]*><query xmlns="jabber:iq:roster" ver="([^"]*)"/,
    );
    asked.push(ver);
    const roster = `<query xmlns='jabber:iq:roster' ver='v7'><item jid='bob@${DOMAIN}' name='Bob'/></query>`;
    line.write(`<iq type='result' id='${id}'>${number === 1 ? roster : ''}</iq>`);
    await line.read(/<services/);
    if (number === 1) line.close();
  });
  const device = await signIn(config(server));
  await until('a new session', () => device.streams.includes('rebound'));
  await until('the second question', () => asked.length === 2);
  expect(asked).toEqual(['', 'v7']);
  expect(device.contacts()).toMatchObject([{ address: `bob@${DOMAIN}`, name: 'Bob' }]);
});

test('who was there in a session that is gone is not there any more', async () => {
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    const [, id = ''] = await line.read(/<iq[^>]* id="([^"]*)"[^>]*><query xmlns="jabber:iq:roster"/);
    line.write(
      `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster'><item jid='bob@${DOMAIN}' subscription='both'/></query></iq>`,
    );
    await line.read(/<services/);
    if (number > 1) return;
    line.write(`<presence from='bob@${DOMAIN}/x'/>`);
    await line.read(/disco#info/);
    line.close();
  });
  const device = await signIn(config(server));
  const bob = () => device.contacts()[0]?.availability;
  await until('bob', () => bob() === 'online');
  await until('a new session', () => device.streams.includes('rebound'));
  await until('nobody', () => bob() === 'offline');
});

test('after waking, what the server had sent before is no sign of life', async () => {
  server = await startFakeServer(async (line, number) => {
    await line.signIn();
    if (number > 1) return;
    await line.read(/<ping/);
    const chatter = setInterval(() => line.write('<message/>'), 20);
    await line.closed();
    clearInterval(chatter);
  });
  const device = await signIn({ ...config(server), timing: { ...timing, quiet: 60_000, wakePatience: 200 } });
  device.account.poke('resume');
  await until('the loss', () => device.streams.includes('lost'));
});
