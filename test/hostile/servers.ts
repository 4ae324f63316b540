/** Servers, and networks before them, that lie, break or fall silent: against the connection itself. */
import { newDevice, stopDevices, until, type Device } from '../support/device';
import { BIND, DOMAIN, mechanisms, SASL, startFakeServer, type FakeServer, type Line } from '../support/fake-server';
import { startLink } from '../support/link';
import { startServer } from '../support/server';
import type { Attack, Attacks } from './table';

interface Staged {
  readonly slow?: true;

  readonly tls?: boolean;
  /** What the account has been signed in with before. */
  readonly strongest?: 'scram' | 'scram-plus';
  readonly script: (line: Line, number: number) => Promise<void>;
  /** What there is to tell, once the device has been started. */
  readonly look: (device: Device, server: FakeServer) => Promise<string>;
}

/** An attack by a server that says what `script` says. */
const by = (tried: string, defined: string, { slow, tls = true, strongest, script, look }: Staged): Attack => ({
  tried,
  defined,
  ...(slow && { slow }),
  run: async () => {
    const server = await startFakeServer(script, { tls });
    try {
      const device = newDevice({
        ...{ address: `alice@${DOMAIN}`, password: 'alice-pw', host: '127.0.0.1', port: server.port, ca: server.ca },
        strongest,
        timing: { connect: 1500, quiet: 60_000, close: 300 },
      });
      device.account.start();
      return await look(device, server);
    } finally {
      await stopDevices();
      await server.stop();
    }
  },
});

const heardBy = ({ lines }: FakeServer): string => lines.map(({ heard }) => heard).join('');

/** The first problem, whether it is for good, and whether the server has heard who signs in. */
async function refused(device: Device, server: FakeServer): Promise<string> {
  const { problem, status } = await until('a problem', () => device.states.find(state => state.problem !== undefined));
  const heard = heardBy(server);
  const said = /<auth/.test(heard) ? 'a sign-in begun' : heard.includes('alice') ? 'the account named' : 'nobody named';
  return `${problem}, ${status === 'offline' ? 'for good' : 'tried again'}; ${said}`;
}

/** How a session ends that the server spoils, and that there is another one. */
async function signedInAgain(device: Device): Promise<string> {
  await until('another session', () => device.streams.includes('rebound'));
  return `${device.states.find(({ problem }) => problem !== undefined)?.problem}; signed in again`;
}

const inSession =
  (text: string): Staged['script'] =>
  async (line, number) => {
    await line.signIn();
    await line.read(/<presence/);
    if (number === 1) line.write(text);
  };

const streamAttacks: readonly (readonly [what: string, text: string, problem?: string])[] = [
  ['an entity that it has not declared', '<message><body>&lol;</body></message>'],
  ['a billion laughs', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><message><body>&b;</body></message>'],
  ['a hundred thousand elements inside each other', `<message>${'<a>'.repeat(100_000)}`],
  ['a stanza of three million characters', `<message><body>${'x'.repeat(3_000_000)}</body></message>`],
  ['a thousand attributes', `<message ${Array.from({ length: 1000 }, (_, at) => `a${at}=""`).join(' ')}/>`],
  ['the end of a stream that it has not begun', '</message>', 'server-shutdown'],
  ['bytes that are no text', '<message><body>\u0000</body></message>'],
];

/** Answers every question about relays with `list`, and for credentials with `one`. */
const offering =
  (list: string, one = ''): Staged['script'] =>
  async line => {
    await line.signIn();
    for (;;) {
      const [question] = await line.read(/<iq [^>]*>\s*<(services|credentials) xmlns="urn:xmpp:extdisco:2".*?<\/iq>/);
      const id = / id="([^"]*)"/.exec(question)?.[1] ?? '';
      const name = question.includes('<credentials') ? 'credentials' : 'services';
      const inside = name === 'credentials' ? one : list;
      line.write(
        `<iq type='result' from='${DOMAIN}' id='${id}'><${name} xmlns='urn:xmpp:extdisco:2'>${inside}</${name}></iq>`,
      );
    }
  };

const service = (attributes: string): string => `<service ${attributes}/>`;
const relay = (host: string, more = `username='u' password='p'`): string =>
  service(`type='turn' host='${host}' port='3478' transport='udp' ${more}`);

/** Which relays the page is given, and how often the server was asked for credentials. */
async function relaysGiven(device: Device, server: FakeServer): Promise<string> {
  const [list = []] = await until('relays', () => device.iceServers.length > 0 && device.iceServers.slice(-1));
  const asked = heardBy(server).split('<credentials ').length - 1;
  return `${list.length} for the page${list.length > 3 ? '' : `: ${list.map(({ urls }) => urls).join(', ')}`}; asked ${asked} times`;
}

/** One that is as it should be, behind all that are not. */
const honest = relay('relay.example');

const relayAttacks: readonly Attack[] = [
  by('10,000 relays are offered, none with credentials', '16 for the page; asked 16 times', {
    script: offering(
      Array.from({ length: 10_000 }, (_, at) => relay(`r${at}.example`, `restricted='1'`)).join(''),
      relay('other.example'),
    ),
    look: relaysGiven,
  }),
  by(
    'relays in places that are none: line breaks, parts of a URL, escapes, quotes, a megabyte, no port',
    '1 for the page: turn:relay.example:3478?transport=udp; asked 0 times',
    {
      script: offering(
        [
          ...[
            'a&#10;b',
            'a&#13;&#10;a=b',
            'a?transport=tcp',
            'a/b',
            'user@a',
            'a:1',
            'a%0ab',
            'a&quot;b',
            'a&lt;b',
            'a..b',
          ],
          ...['', '.', 'a b', 'a,b', '[a]', 'fe80::1%25eth0', 'x'.repeat(1_000_000), `${'x'.repeat(63)}.`.repeat(5)],
        ]
          .map(host => relay(host))
          .join('') +
          service(`type='turn' host='a.example' port='0' username='u' password='p'`) +
          honest,
      ),
      look: relaysGiven,
    },
  ),
  by(
    'relays with credentials of 100,000 characters, with empty ones, of unknown kinds and over unknown transports',
    '1 for the page: turn:relay.example:3478?transport=udp; asked 0 times',
    {
      script: offering(
        [
          relay('a.example', `username='${'u'.repeat(100_000)}' password='p'`),
          relay('b.example', `username='u' password='${'p'.repeat(100_000)}'`),
          relay('c.example', `username='' password=''`),
          service(`type='ftp' host='d.example'`),
          service(`type='javascript' host='e.example'`),
          service(`type='turns' host='f.example' port='5349' transport='udp' username='u' password='p'`),
          service(`type='stuns' host='g.example' port='5349' transport='sctp'`),
          service(`type='turn' host='h.example' action='delete' username='u' password='p'`),
          honest,
        ].join(''),
      ),
      look: relaysGiven,
    },
  ),
];

const overLink = (tried: string, defined: string, idle: boolean): Attack => ({
  tried,
  defined,
  slow: true,
  run: async () => {
    const server = await startServer();
    const link = await startLink(server.port);
    try {
      const place = { host: '127.0.0.1', port: link.port, ca: server.ca };
      const device = newDevice({ address: server.address('alice'), password: server.password('alice'), ...place });
      device.account.start();
      await until('online', () => device.state()?.status === 'online');
      // What a session begins with is answered by then.
      await new Promise(resolve => setTimeout(resolve, 2000));
      link.swallow();
      const began = Date.now();
      const id = '00000000-0000-4000-8000-000000000001';
      if (!idle) device.account.wire.message(server.address('bob'), { step: 'retract', id });
      await until('the loss', () => device.streams.includes('lost'), 60_000);
      const seconds = (Date.now() - began) / 1000;
      await until('resumption', () => device.streams.includes('resumed'));
      const within = [15, 26].find(limit => seconds <= limit);
      return `${within === undefined ? `after ${Math.ceil(seconds)} s` : `within ${within} s`}; resumed`;
    } finally {
      await stopDevices();
      await link.stop();
      await server.stop();
    }
  },
});

export const servers: Attacks = {
  by: 'Servers, and who stands before them',
  attacks: [
    by('TLS is not offered', 'no-tls, for good; nobody named', {
      tls: false,
      script: line => line.open(mechanisms('SCRAM-SHA-1', 'PLAIN')),
      look: refused,
    }),
    by('TLS is offered and then refused', 'no-tls, for good; nobody named', {
      tls: false,
      script: async line => {
        await line.open(`<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
        await line.read(/<starttls/);
        line.write(`<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`);
      },
      look: refused,
    }),
    by('a session is offered without authentication', 'no-shared-mechanism, for good; the account named', {
      script: line => line.open(`<bind xmlns='${BIND}'/>`),
      look: refused,
    }),
    by('a success comes without any proof', 'server-proof-wrong, for good; a sign-in begun', {
      script: async line => {
        await line.open(mechanisms('SCRAM-SHA-512'));
        await line.read(/<auth/);
        line.write(`<success xmlns='${SASL}'/>`);
      },
      look: refused,
    }),
    by('a hundred million rounds of hashing are asked for', 'server-proof-wrong, for good; a sign-in begun', {
      script: async line => {
        await line.open(mechanisms('SCRAM-SHA-256'));
        const [, first = ''] = await line.read(/<auth[^>]*>([^<]*)<\/auth>/);
        const nonce = /r=(.*)$/.exec(Buffer.from(first, 'base64').toString())?.[1] ?? '';
        const challenge = Buffer.from(`r=${nonce}x,s=c2FsdA==,i=100000000`).toString('base64');
        line.write(`<challenge xmlns='${SASL}'>${challenge}</challenge>`);
      },
      look: refused,
    }),
    by('a server that has known SCRAM asks for the password', 'weaker-sign-in, for good; the account named', {
      strongest: 'scram',
      script: line => line.open(mechanisms('PLAIN')),
      look: refused,
    }),
    by('a server that has bound the channel does so no longer', 'weaker-sign-in, for good; the account named', {
      strongest: 'scram-plus',
      script: line => line.open(mechanisms('SCRAM-SHA-512', 'PLAIN')),
      look: refused,
    }),
    by('a stream is opened and never gone on with', 'timeout, tried again; nobody named', {
      tls: false,
      script: async line => {
        await line.read(/<stream:stream[^>]*>/);
      },
      look: refused,
    }),
    ...streamAttacks.map(([what, text, problem = 'not-xmpp']) =>
      by(`the server sends ${what}`, `${problem}; signed in again`, {
        slow: true,
        script: inSession(text),
        look: signedInAgain,
      }),
    ),
    by('the server says that another program has our place', 'conflict; signed in once', {
      slow: true,
      script: inSession(
        `<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
      ),
      look: async (device, server) => {
        await until('an end', () => device.state()?.status === 'offline');
        await new Promise(resolve => setTimeout(resolve, 1500));
        return `${device.state()?.problem}; signed in ${server.lines.length === 1 ? 'once' : 'again'}`;
      },
    }),
    ...relayAttacks,
    overLink('the link swallows what is sent (by the times of the product)', 'within 15 s; resumed', false),
    overLink('the link is dead while nobody says anything', 'within 26 s; resumed', true),
  ],
};
