/** Small real proxies on loopback, as companies and Tor have them. */
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { ProxyType } from '../../shared/proxy';

export interface TestProxy {
  readonly type: ProxyType;
  readonly host: string;
  readonly port: number;
  /** What it was asked to reach, in the words of the client: `name:port`. */
  readonly asked: string[];
  /** The bytes that clients sent through it, as Latin-1. */
  readonly seen: () => string;
  stop(): Promise<void>;
}

export interface TestProxyOptions {
  /** Whom it lets in; without it everybody. */
  login?: { username: string; password: string };
  /** `refuse`: it reaches nothing; `hang`: it takes connections and says nothing; `chatter`: it speaks something else. */
  mood?: 'refuse' | 'hang' | 'chatter';
  /** Where every name leads. */
  to: number;
}

/** Starts one; every name that it is asked for is on this machine. */
export async function startProxy(type: ProxyType, options: TestProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let seen = '';
  const join = (near: Socket, answer: () => void): void => {
    const far = connect(options.to, '127.0.0.1', answer);
    sockets.add(far);
    near.on('data', (data: Buffer) => {
      seen += data.toString('latin1');
      far.write(data);
    });
    far.on('data', (data: Buffer) => near.write(data));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  };
  const quirky = (near: Socket): boolean => {
    near.on('error', () => undefined);
    sockets.add(near);
    if (options.mood === 'chatter') near.write('220 mail.example.test ESMTP\r\n');
    return options.mood === 'hang' || options.mood === 'chatter';
  };
  const server = type === 'http' ? httpProxy(options, asked, join, quirky) : socksProxy(options, asked, join, quirky);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    type,
    host: '127.0.0.1',
    port: address.port,
    asked,
    seen: () => seen,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

type Join = (near: Socket, answer: () => void) => void;
type Quirky = (near: Socket) => boolean;

function httpProxy(options: TestProxyOptions, asked: string[], join: Join, quirky: Quirky): Server {
  const { login, mood } = options;
  const server = createHttpServer();
  const front = createTcpServer(near => {
    if (!quirky(near)) server.emit('connection', near);
  });
  const wanted = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  server.on('connect', (request, near) => {
    const socket = near as Socket;
    asked.push(request.url ?? '');
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted)
      return void socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n',
      );
    if (mood === 'refuse') return void socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno');
    join(socket, () => socket.write('HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n'));
  });
  return front;
}

/** RFC 1928 with RFC 1929, as far as a client that asks by name needs it. */
function socksProxy(options: TestProxyOptions, asked: string[], join: Join, quirky: Quirky): Server {
  const { login, mood } = options;
  return createTcpServer(near => {
    if (quirky(near)) return;
    const bytes = reader(near);
    const talk = async (): Promise<void> => {
      const [, count = 0] = await bytes(2);
      const methods = [...(await bytes(count))];
      const method = login ? 2 : 0;
      if (!methods.includes(method)) return void near.end(Buffer.of(5, 0xff));
      near.write(Buffer.of(5, method));
      if (login) {
        const name = await bytes((await bytes(2))[1] ?? 0);
        const password = await bytes((await bytes(1))[0] ?? 0);
        const right = name.toString() === login.username && password.toString() === login.password;
        near.write(Buffer.of(1, right ? 0 : 1));
        if (!right) return void near.end();
      }
      const [, , , kind = 0] = await bytes(4);
      const host =
        kind === 3
          ? (await bytes((await bytes(1))[0] ?? 0)).toString()
          : [...(await bytes(kind === 1 ? 4 : 16))].join('.');
      const port = (await bytes(2)).readUInt16BE();
      asked.push(`${host}:${port}`);
      const answer = (code: number) => near.write(Buffer.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0));
      if (mood === 'refuse') {
        answer(2);
        return void near.end();
      }
      bytes.done();
      join(near, () => answer(0));
    };
    talk().catch(() => near.destroy());
  });
}

/** Gives what is asked for, byte for byte, and leaves the rest where it is. */
function reader(socket: Socket): ((count: number) => Promise<Buffer>) & { done(): void } {
  let buffer = Buffer.alloc(0);
  let wake = (): void => undefined;
  const take = (data: Buffer) => {
    buffer = Buffer.concat([buffer, data]);
    wake();
  };
  socket.on('data', take);
  const read = async (count: number): Promise<Buffer> => {
    while (buffer.length < count) await new Promise<void>(resolve => (wake = resolve));
    const taken = buffer.subarray(0, count);
    buffer = buffer.subarray(count);
    return taken;
  };
  return Object.assign(read, { done: () => void socket.off('data', take) });
}
