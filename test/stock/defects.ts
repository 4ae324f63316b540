/**
 * What is wrong with the XMPP library as it comes (docs/upstream.md), each as an attack or a mishap that is tried on the library
 * and on our connection, side by side.
 */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { resolveTargets } from '../../main/xmpp/resolve';
import { newDevice, until, type Device } from '../support/device';
import { BIND, DOMAIN, mechanisms, SASL, startFakeServer, type FakeServer, type Line } from '../support/fake-server';
import { startProsody, type Prosody } from '../support/prosody';
import { startStock, type Stock, type StockWish } from '../support/stock';

export interface Defect {
  /** As docs/upstream.md has it. */
  readonly name: string;
  /** What is done to whoever connects. */
  readonly attack: string;
  /** What the library makes of it, word for word as `stock` tells it. */
  readonly stockDoes: string;
  /** What our connection makes of it. */
  readonly weDo: string;
  stock(): Promise<string>;
  ours(): Promise<string>;
}

/** A server under a name that the library finds in the certificate too: it looks for that of the service. */
const names = [DOMAIN, 'localhost'];
type Script = (line: Line, number: number) => Promise<void>;

async function withServer<T>(script: Script, tls: boolean, body: (server: FakeServer) => Promise<T>): Promise<T> {
  const server = await startFakeServer(script, { tls, names });
  try {
    return await body(server);
  } finally {
    await server.stop();
  }
}

async function withDevice<T>(
  options: Parameters<typeof newDevice>[0],
  body: (device: Device) => Promise<T>,
): Promise<T> {
  const device = newDevice(options);
  try {
    device.account.start();
    return await body(device);
  } finally {
    await device.stop();
  }
}

async function withStock<T>(wish: StockWish, body: (stock: Stock) => Promise<T>): Promise<T> {
  const stock = startStock(wish);
  try {
    return await body(stock);
  } finally {
    await stock.stop();
  }
}

/** `connect`: how long ours tries at most, in milliseconds. */
const config = ({ port, ca }: { port: number; ca: string }, connect = 15_000) => ({
  address: `alice@${DOMAIN}`,
  password: 'alice-pw',
  host: '127.0.0.1',
  port,
  ca,
  timing: { connect, quiet: 60_000, close: 300 },
});

/** What the library does at a scripted server. */
const stockAt =
  (
    script: Script,
    look: (stock: Stock, server: FakeServer) => Promise<string>,
    { tls = true, ...wish }: Partial<StockWish> & { tls?: boolean } = {},
  ) =>
  (): Promise<string> =>
    withServer(script, tls, server => {
      const service = `${tls ? 'xmpps' : 'xmpp'}://localhost:${server.port}`;
      return withStock({ service, domain: DOMAIN, ca: server.ca, ...wish }, stock => look(stock, server));
    });

/** What our connection does there. */
const weAt =
  (
    script: Script,
    look: (device: Device, server: FakeServer) => Promise<string>,
    { tls = true, connect = 15_000 } = {},
  ) =>
  (): Promise<string> =>
    withServer(script, tls, server => withDevice(config(server, connect), device => look(device, server)));

const heardBy = ({ lines }: FakeServer): string => lines.map(({ heard }) => heard).join('');
const problemOf = (device: Device): Promise<string> =>
  until('a problem', () => device.states.find(({ problem }) => problem !== undefined)?.problem);

const NAME = '山田 ボブ 😀';
const roster = (id: string) =>
  `<iq type='result' id='${id}'><query xmlns='jabber:iq:roster'><item jid='bob@${DOMAIN}' name='${NAME}' subscription='both'/></query></iq>`;

/** Answers the question for the roster byte by byte, as a network may deliver it. */
const tornRoster: Script = async line => {
  await line.signIn();
  const asked = await line.read(/<iq[^>]*>\s*<query xmlns="jabber:iq:roster"/);
  for (const byte of Buffer.from(roster(/ id="([^"]*)"/.exec(asked[0])?.[1] ?? ''))) {
    line.write(Buffer.of(byte));
    await new Promise(resolve => setImmediate(resolve));
  }
};

const afterSignIn =
  (text: string): Script =>
  async (line, number) => {
    await line.signIn();
    await line.read(/<presence/);
    if (number === 1) line.write(text);
  };

/** Signs anybody in who trusts it, with whatever they begin. */
const believesNothing: Script = async line => {
  await line.open(mechanisms('SCRAM-SHA-1'));
  await line.read(/<auth[^>]*>[^<]*<\/auth>/);
  line.write(`<success xmlns='${SASL}'/>`);
  await line.open(`<bind xmlns='${BIND}'/>`);
  await bind(line);
};

async function bind(line: Line): Promise<void> {
  const [iq] = await line.read(/<iq.*?<\/iq>/);
  line.write(bindResult(/ id="([^"]*)"/.exec(iq)?.[1] ?? ''));
}

const bindResult = (id: string): string =>
  `<iq type='result' id='${id}'><bind xmlns='${BIND}'><jid>alice@${DOMAIN}/r</jid></bind></iq>`;

const DISCO = 'http://jabber.org/protocol/disco#info';
const BOB = `bob@${DOMAIN}/phone`;

/** Somebody else answers a question that was for Bob, before he does. */
const forgedAnswer =
  (payload: RegExp): Script =>
  async line => {
    await line.signIn();
    const [iq] = await line.read(payload);
    const id = / id="([^"]*)"/.exec(iq)?.[1] ?? '';
    line.write(`<iq type='result' id='${id}' from='mallory@evil.test/x'/><iq type='error' id='${id}' from='${BOB}'/>`);
  };

const quickRefusal =
  (payload: RegExp): Script =>
  async line => {
    await line.signIn();
    const [iq] = await line.read(payload);
    const id = / id="([^"]*)"/.exec(iq)?.[1] ?? '';
    line.write(
      `<iq type='error' id='${id}' from='${BOB}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
    );
  };

const SM = 'urn:xmpp:sm:3';
const SASL2 = 'urn:xmpp:sasl:2';

/** As ejabberd since 24.02: resumption is enabled beside the authentication, and offered once more behind it. */
const offersTwice: Script = async (line, number) => {
  await line.open(
    `<authentication xmlns='${SASL2}'><mechanism>PLAIN</mechanism><inline>` +
      `<bind xmlns='urn:xmpp:bind:0'><inline><feature var='${SM}'/></inline></bind><sm xmlns='${SM}'/></inline></authentication>`,
  );
  await line.read(/<authenticate.*?<\/authenticate>/s);
  line.write(
    `<success xmlns='${SASL2}'><authorization-identifier>alice@${DOMAIN}/r</authorization-identifier>` +
      `<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='${SM}' id='s${number}' resume='true'/></bound></success>` +
      `<stream:features><bind xmlns='${BIND}'/><sm xmlns='${SM}'/></stream:features>`,
  );
  if (number > 1) return;
  const until = Date.now() + 3_000;
  for (;;) {
    const late = new Promise<undefined>(resolve => setTimeout(resolve, Math.max(0, until - Date.now())));
    const next = await Promise.race([
      line.read(/<(?:resume|enable) [^>]*urn:xmpp:sm:3[^>]*>|<iq [^>]*><bind.*?<\/iq>/s),
      late,
    ]);
    if (next === undefined) break;
    const id = /^<iq.* id="([^"]*)"/s.exec(next[0])?.[1];
    line.write(id === undefined ? `<failed xmlns='${SM}'/>` : bindResult(id));
  }
  line.close();
};

const resumption = (server: FakeServer): string => {
  const again = server.lines[1]?.heard ?? '';
  return /<resume [^>]*previd="s1"/.test(again) ? 'resumes the session' : 'the session is lost';
};

const silent: Script = line => line.closed();

async function withProsody<T>(options: Parameters<typeof startProsody>[0], body: (server: Prosody) => Promise<T>) {
  const server = await startProsody(options);
  try {
    return await body(server);
  } finally {
    await server.stop();
  }
}

const taken = (server: Prosody): string =>
  /RECV: <auth[^>]* mechanism='([^']*)'/.exec(server.log())?.[1] ?? 'no mechanism';

/** A name server that has a bad day: it fails whatever it is asked. */
async function withFailingNames<T>(body: (address: string) => Promise<T>): Promise<T> {
  const names = createSocket('udp4');
  names.on('message', (question, { port, address }) => {
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8182, 2); // an answer: SERVFAIL
    names.send(answer, port, address);
  });
  await new Promise<void>(resolve => names.bind(0, '127.0.0.1', resolve));
  try {
    return await body(`127.0.0.1:${names.address().port}`);
  } finally {
    await new Promise<void>(resolve => names.close(() => resolve()));
  }
}

/** Whether it gets hold of what is behind it, and how. */
const signedIn = (device: Device): Promise<string> =>
  until('online', () => device.state()?.status === 'online' && 'signs in');

export const defects: readonly Defect[] = [
  {
    name: 'D1',
    attack: 'the network tears characters apart',
    stockDoes: 'the name arrives damaged',
    weDo: 'the name arrives whole',
    stock: stockAt(
      tornRoster,
      async stock => {
        const answer = (await stock.tells(/^answer/)) ?? 'no answer';
        return answer.includes(NAME) ? 'the name arrives whole' : 'the name arrives damaged';
      },
      { ask: 'jabber:iq:roster' },
    ),
    ours: weAt(tornRoster, async device => {
      const [bob] = await until('people', () => device.contacts().length > 0 && device.contacts());
      return bob?.name === NAME ? 'the name arrives whole' : 'the name arrives damaged';
    }),
  },
  {
    name: 'D2',
    attack: 'the server sends an entity that nobody has declared',
    stockDoes: 'an error that nobody can catch ends the process',
    weDo: 'not-xmpp, then signed in again',
    stock: stockAt(afterSignIn('<message><body>&lol;</body></message>'), async stock =>
      (await stock.tells(/^uncaught/)) === undefined ? 'goes on' : 'an error that nobody can catch ends the process',
    ),
    ours: weAt(afterSignIn('<message><body>&lol;</body></message>'), async device => {
      const problem = await problemOf(device);
      await until('a new session', () => device.streams.includes('rebound'));
      return `${problem}, then signed in again`;
    }),
  },
  {
    name: 'D3',
    attack: 'the server, or whoever stands before it, offers no TLS',
    stockDoes: 'names the account in clear',
    weDo: 'no-tls, and nothing said',
    stock: stockAt(
      async line => {
        await line.open(mechanisms('SCRAM-SHA-1', 'PLAIN'));
        await line.read(/<auth[^>]*>[^<]*<\/auth>/);
      },
      async (_, server) => {
        const auth = await until('a try', () => /<auth[^>]*>([^<]*)</.exec(heardBy(server))?.[1]);
        return Buffer.from(auth, 'base64').toString().includes('n=alice')
          ? 'names the account in clear'
          : 'says nothing';
      },
      { tls: false },
    ),
    ours: weAt(
      line => line.open(mechanisms('SCRAM-SHA-1', 'PLAIN')),
      async (device, server) =>
        `${await problemOf(device)}, ${/<auth|alice/.test(heardBy(server)) ? 'but something said' : 'and nothing said'}`,
      { tls: false },
    ),
  },
  {
    name: 'D3',
    attack: 'the server offers a session without any authentication',
    stockDoes: 'online, in clear',
    weDo: 'no-shared-mechanism, and nothing asked',
    stock: stockAt(
      async line => {
        await line.open(`<bind xmlns='${BIND}'/>`);
        await bind(line);
      },
      async stock => (await stock.tells(/^online/))?.replace(': ', ', ') ?? 'not online',
      { tls: false },
    ),
    ours: weAt(
      line => line.open(`<bind xmlns='${BIND}'/>`),
      async (device, server) =>
        `${await problemOf(device)}, ${heardBy(server).includes('<iq') ? 'but a session asked for' : 'and nothing asked'}`,
    ),
  },
  {
    name: 'D4',
    attack: 'a server that does not know the password says that it is right',
    stockDoes: 'online',
    weDo: 'server-proof-wrong',
    stock: stockAt(believesNothing, async stock => (await stock.tells(/^online/))?.split(':')[0] ?? 'not online'),
    ours: weAt(believesNothing, problemOf),
  },
  {
    name: 'D5',
    attack: 'the server keeps its passwords as SCRAM-SHA-256 (a real Prosody)',
    stockDoes: 'shows the password: PLAIN',
    weDo: 'proves to know it: SCRAM-SHA-256',
    stock: () =>
      withProsody({ passwordHash: 'SHA-256', debug: true }, server =>
        withStock({ service: `xmpp://127.0.0.1:${server.port}`, domain: server.domain, ca: server.ca }, async stock => {
          await stock.tells(/^online/);
          return taken(server) === 'PLAIN' ? 'shows the password: PLAIN' : taken(server);
        }),
      ),
    ours: () =>
      withProsody({ passwordHash: 'SHA-256', debug: true }, server =>
        withDevice(config(server), async device => {
          await signedIn(device);
          return taken(server) === 'PLAIN' ? 'shows the password: PLAIN' : `proves to know it: ${taken(server)}`;
        }),
      ),
  },
  {
    name: 'D6',
    attack: 'somebody else answers a question that was for Bob',
    stockDoes: 'takes the answer for that of Bob',
    weDo: 'waits for Bob',
    stock: stockAt(
      forgedAnswer(/<iq[^>]* to="bob@.*?<\/iq>/s),
      async stock =>
        /mallory/.test((await stock.tells(/^answer|^failed/)) ?? '')
          ? 'takes the answer for that of Bob'
          : 'waits for Bob',
      { ask: DISCO, to: BOB },
    ),
    ours: weAt(forgedAnswer(/<iq[^>]* to="bob@[^>]*><jingle.*?<\/iq>/s), async device => {
      await signedIn(device);
      return (await answerOfBob(device)) === 'acknowledged' ? 'takes the answer for that of Bob' : 'waits for Bob';
    }),
  },
  {
    name: 'D7',
    attack: 'an error comes back before the machine has noticed that the question is out',
    stockDoes: 'an unhandled rejection ends the process',
    weDo: 'told as refused',
    stock: stockAt(
      quickRefusal(/<iq[^>]* to="bob@.*?<\/iq>/s),
      async stock =>
        (await stock.tells(/^unhandled/)) === undefined ? 'told as refused' : 'an unhandled rejection ends the process',
      { ask: DISCO, to: BOB, slowWrites: 500 },
    ),
    ours: weAt(quickRefusal(/<iq[^>]* to="bob@[^>]*><jingle.*?<\/iq>/s), async device => {
      await signedIn(device);
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => void unhandled.push(reason);
      process.on('unhandledRejection', note);
      const answer = await answerOfBob(device);
      await new Promise(resolve => setTimeout(resolve, 100));
      process.off('unhandledRejection', note);
      if (unhandled.length > 0) return 'an unhandled rejection ends the process';
      return answer === 'refused' ? 'told as refused' : answer;
    }),
  },
  {
    name: 'D8',
    attack:
      'the server enables resumption beside the sign-in, offers it once more, and the link breaks (as ejabberd 24)',
    stockDoes: 'the session is lost',
    weDo: 'resumes the session',
    stock: stockAt(offersTwice, async (_, server) => {
      await until('the second sign-in', () => server.lines[1]?.heard.includes('</authenticate>'));
      return resumption(server);
    }),
    ours: weAt(offersTwice, async (_, server) => {
      await until('the second sign-in', () => server.lines[1]?.heard.includes('</authenticate>'));
      return resumption(server);
    }),
  },
  {
    name: 'D9',
    attack: 'direct TLS where the server is found by an address (a real Prosody)',
    stockDoes: 'ERR_TLS_CERT_ALTNAME_INVALID',
    weDo: 'signs in',
    stock: () =>
      withProsody({}, server =>
        withStock(
          { service: `xmpps://127.0.0.1:${server.directTlsPort}`, domain: server.domain, ca: server.ca },
          async stock => /ERR_TLS_[A-Z_]*/.exec((await stock.tells(/^rejected|^online/)) ?? '')?.[0] ?? 'signs in',
        ),
      ),
    ours: () => withProsody({}, server => withDevice({ ...config(server), port: server.directTlsPort }, signedIn)),
  },
  {
    name: 'D10',
    attack: 'the server takes the connection and says nothing',
    stockDoes: 'waits on after twice the time',
    weDo: 'timeout, and tries again',
    stock: async () => {
      const server = await startFakeServer(silent, { tls: false });
      // TLS is begun and never answered.
      const wish = { service: `xmpps://localhost:${server.port}`, domain: DOMAIN, ca: server.ca };
      try {
        return await withStock(wish, async stock => (await stock.tells(/./, 3000)) ?? 'waits on after twice the time');
      } finally {
        await server.stop();
      }
    },
    ours: weAt(
      silent,
      async device => {
        const problem = await problemOf(device);
        return `${problem}, ${device.state()?.attempt === 2 ? 'and tries again' : 'for good'}`;
      },
      { tls: false, connect: 1500 },
    ),
  },
  {
    name: 'D10',
    attack: 'the name server fails when asked for SRV records',
    stockDoes: 'ESERVFAIL',
    weDo: 'tries the usual ports',
    stock: () =>
      withFailingNames(nameServer =>
        withStock({ service: 'localhost', ca: '', nameServer }, async stock => {
          const line = (await stock.tells(/^rejected|^online/)) ?? 'nothing';
          return /ESERVFAIL/.exec(line)?.[0] ?? line;
        }),
      ),
    ours: () =>
      withFailingNames(async nameServer => {
        const resolver = new Resolver({ timeout: 1000, tries: 1 });
        resolver.setServers([nameServer]);
        const targets = await resolveTargets('localhost', {}, name => resolver.resolveSrv(name));
        const ports = targets.map(({ port }) => port).join(' ');
        return ports === '5222 5223' ? 'tries the usual ports' : `tries ${ports}`;
      }),
  },
  {
    name: 'besides',
    attack: 'another program signs in under the same name, and the server says so (conflict)',
    stockDoes: 'signs in again each second',
    weDo: 'stays away',
    stock: stockAt(afterSignIn(conflict()), async (_, server) => {
      await until('another sign-in', () => server.lines.length > 1);
      return 'signs in again each second';
    }),
    ours: weAt(afterSignIn(conflict()), async (device, server) => {
      await until('an end', () => device.state()?.status === 'offline');
      await new Promise(resolve => setTimeout(resolve, 1500));
      return server.lines.length === 1 ? 'stays away' : 'signs in again each second';
    }),
  },
  {
    name: 'besides',
    attack: 'something is said while the link is down',
    stockDoes: 'it is lost, with a TypeError',
    weDo: 'it is said on the next link',
    stock: stockAt(
      async (line, number) => {
        await line.signIn();
        await line.read(/<presence/);
        if (number === 1) line.close();
      },
      async stock =>
        /TypeError/.test((await stock.tells(/^said|^not said/)) ?? '') ? 'it is lost, with a TypeError' : 'it is said',
      { speak: true },
    ),
    ours: weAt(
      async (line, number) => {
        await line.signIn();
        await line.read(/<presence/);
        if (number === 1) line.close();
      },
      async (device, server) => {
        await until('the loss', () => device.streams.includes('lost'));
        device.account.wire.message(`bob@${DOMAIN}`, { step: 'retract', id: SID });
        await until('the message', () => (server.lines[1]?.heard ?? '').includes('<retract'));
        return 'it is said on the next link';
      },
    ),
  },
];

function conflict(): string {
  return `<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`;
}

const SID = '00000000-0000-4000-8000-000000000001';

/** How a request of ours to Bob ends. */
const answerOfBob = (device: Device): Promise<string> =>
  new Promise(resolve =>
    device.account.wire.request(BOB, { action: 'session-info', sid: SID, groups: [], contents: [] }, ({ type }) =>
      resolve(type),
    ),
  );
