/**
 * Reaching a server through a proxy: HTTP CONNECT (RFC 9110 §9.3.6) or SOCKS5 (RFC 1928). The proxy is told the name of
 * the server, not an address that we have looked up, and sees nothing but TLS from then on.
 */
import { request } from 'node:http';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { Proxy } from '../../shared/proxy';
import type { ConnectionProblem } from '../../shared/ipc';
import { ConnectionError, isConnectionError } from './problems';
import { socketProblem } from './tls-errors';

/** A proxy, and what it asks for. */
export interface ProxyLogin extends Proxy {
  password?: string | undefined;
}

/** Through what a place is reached; `undefined`: straight. Throws ConnectionError. */
export type ProxyFor = (host: string, port: number) => Promise<ProxyLogin | undefined>;

/** As long as a byte can tell (RFC 1928 §5). */
const LONGEST_NAME = 255;

/** Opens a way to `host`. Throws ConnectionError `proxy-…`; the signal ends it at once. */
export async function throughProxy(
  proxy: ProxyLogin,
  { host, port }: { host: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  if (Buffer.byteLength(host) > LONGEST_NAME) throw new ConnectionError('server-not-found', 'a name too long');
  const socket = connectTcp({
    host: proxy.host,
    port: proxy.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  });
  // A late error must find a listener, or it would end the process.
  socket.on('error', () => undefined);
  const abort = () => socket.destroy(abortedBy(signal));
  signal.addEventListener('abort', abort);
  try {
    await connected(socket);
    await (proxy.type === 'http' ? askHttp : askSocks)(socket, proxy, host, port);
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw abortedBy(signal);
    throw isConnectionError(error) ? error : unreachable(socketProblem(error).problem);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function connected(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(unreachable('closed')));
  });
}

/** Node's own HTTP reads the answer, with its limits. */
async function askHttp(socket: Socket, proxy: ProxyLogin, host: string, port: number): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const status = await new Promise<number>((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      setHost: false,
      headers: { host: authority, ...authorization(proxy) },
    });
    asked.once('connect', (response, _, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.once('close', () => reject(unreachable('closed')));
    asked.end();
  });
  if (status >= 200 && status < 300) return;
  if (status === 407) throw new ConnectionError('proxy-sign-in', 'the proxy wants another sign-in');
  throw new ConnectionError('proxy-refused', 'the proxy does not open the way');
}

const authorization = ({ username, password = '' }: ProxyLogin): Record<string, string> =>
  username === undefined
    ? {}
    : { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };

/** What the library says of a sign-in that failed; it has no codes. */
const signInFailed = /authentication failed|no accepted authentication type/i;
const rejected = /rejected connection/i;

async function askSocks(socket: Socket, proxy: ProxyLogin, host: string, port: number): Promise<void> {
  const { username, password = '' } = proxy;
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { host, port },
      proxy: {
        type: 5,
        host: proxy.host,
        port: proxy.port,
        ...(username !== undefined && { userId: username, password }),
      },
      existing_socket: socket,
      timeout: 60_000, // the caller's signal is earlier
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (signInFailed.test(said)) throw new ConnectionError('proxy-sign-in', 'the proxy wants another sign-in');
    if (rejected.test(said)) throw new ConnectionError('proxy-refused', 'the proxy does not reach the server');
    throw error;
  }
}

const unreachable = (text: ConnectionProblem | 'closed' | 'the proxy does not answer in time') =>
  new ConnectionError('proxy-unreachable', text);

/** What took too long is the proxy's fault; whoever else gave up has a reason of their own. */
const abortedBy = ({ reason }: AbortSignal): Error =>
  reason instanceof ConnectionError && reason.problem !== 'timeout'
    ? reason
    : unreachable('the proxy does not answer in time');
