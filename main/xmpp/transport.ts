/**
 * A verified TLS connection to a server: directly (XEP-0368) or through STARTTLS (RFC 6120 §5). Nothing else is ever
 * said without TLS, and what was read before it is forgotten.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { StringDecoder } from 'node:string_decoder';
import { domainToASCII } from 'node:url';
import type { XmlElement } from '../core/xml/codec';
import { StreamParser } from './parser';
import { ConnectionError, mostTelling, streamProblem } from './problems';
import { throughProxy, type ProxyFor } from './proxy';
import type { Target } from './resolve';
import { serialize } from './serialize';
import { socketProblem } from './tls-errors';

const STARTTLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const STREAMS = 'http://etherx.jabber.org/streams';

/** A server that takes longer than this gets no more of the time that the others need. */
const TARGET_MS = 8000;

/** What is common to all ways to a server. */
export interface Destination {
  /** That of the account; the certificate must be for it, wherever the server is. */
  domain: string;
  trust: SecureContext;
  /** Without it, straight. */
  proxyFor?: ProxyFor | undefined;
}

/** The proxy is the same for all targets, and none is reached while it is like this. */
const blocking: ReadonlySet<string> = new Set(['proxy-unreachable', 'proxy-sign-in']);

/**
 * The first of the targets that can be reached securely. Throws ConnectionError with the most telling of the reasons;
 * `signal` ends it at once.
 */
export async function connectSecurely(
  targets: readonly Target[],
  destination: Destination,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const errors: ConnectionError[] = [];
  /** Places that have shown what they are: the other way to the same place would tell nothing new. */
  const settled = new Set<string>();
  for (const target of targets) {
    const place = `${target.host} ${target.port}`;
    if (settled.has(place)) continue;
    const late = AbortSignal.timeout(TARGET_MS);
    try {
      return await connectTo(target, destination, AbortSignal.any([signal, late]));
    } catch (error) {
      const told = error instanceof ConnectionError || !late.aborted;
      const problem = told ? socketProblem(error) : new ConnectionError('timeout', 'no secure connection in time');
      errors.push(problem);
      if (signal.aborted || blocking.has(problem.problem)) break;
      if (errors.at(-1)?.final === true) settled.add(place);
    }
  }
  throw mostTelling(errors);
}

async function connectTo(target: Target, destination: Destination, signal: AbortSignal): Promise<TLSSocket> {
  const proxy = await destination.proxyFor?.(target.host, target.port);
  const tcp = proxy ? await throughProxy(proxy, target, signal) : straightTo(target);
  try {
    if (!proxy) await happens(tcp, 'connect', signal);
    if (target.tls === 'starttls') await startTls(tcp, destination.domain, signal);
    return await secure(tcp, destination, signal);
  } catch (error) {
    tcp.destroy();
    throw error;
  }
}

const straightTo = ({ host, port }: Target): Socket =>
  connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });

async function secure(socket: Socket, { domain, trust }: Destination, signal: AbortSignal): Promise<TLSSocket> {
  const name = domainToASCII(domain) || domain;
  const tls = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ALPNProtocols: ['xmpp-client'],
    secureContext: trust,
    rejectUnauthorized: true, // whatever the environment says
  });
  try {
    await happens(tls, 'secureConnect', signal);
  } catch (error) {
    tls.destroy();
    throw error;
  }
  return tls;
}

/** Resolves with an event of a socket; rejects when the socket fails or ends, or with the signal's reason. */
async function happens(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  await withSocket(socket, signal, done => {
    socket.once(event, done);
    return () => void socket.off(event, done);
  });
}

/** Asks for TLS; rejects where the server has none. */
async function startTls(socket: Socket, domain: string, signal: AbortSignal): Promise<void> {
  await withSocket(socket, signal, (done, fail) => {
    const parser = new StreamParser();
    const decoder = new StringDecoder('utf8');
    const read = (data: Buffer) => parser.write(decoder.write(data));
    parser.on('element', (element: XmlElement) => {
      const answer = startTlsAnswer(element);
      if (answer === 'offered') socket.write(serialize({ name: 'starttls', attrs: { xmlns: STARTTLS }, children: [] }));
      else if (answer === 'proceed') done();
      else if (answer !== undefined) fail(answer);
    });
    parser.on('error', () => fail(new ConnectionError('not-xmpp', 'what answers is not XML')));
    parser.on('end', () => fail(new ConnectionError('no-tls', 'the server closed the stream')));
    socket.on('data', read);
    socket.write(
      `<?xml version='1.0'?>${serialize({
        name: 'stream:stream',
        attrs: { to: domain, version: '1.0', xmlns: 'jabber:client', 'xmlns:stream': STREAMS },
        children: [],
      }).replace('/>', '>')}`,
    );
    return () => void socket.off('data', read);
  });
}

function startTlsAnswer({ name, attrs, children }: XmlElement): 'offered' | 'proceed' | ConnectionError | undefined {
  const inside = children.filter(node => typeof node !== 'string');
  if (name === 'features' && attrs['xmlns'] === STREAMS) {
    const offered = inside.some(child => child.name === 'starttls' && child.attrs['xmlns'] === STARTTLS);
    return offered ? 'offered' : new ConnectionError('no-tls', 'the server offers no TLS');
  }
  if (name === 'error' && attrs['xmlns'] === STREAMS) return streamProblem(inside[0]?.name ?? 'undefined-condition');
  if (attrs['xmlns'] !== STARTTLS) return undefined;
  return name === 'proceed' ? 'proceed' : new ConnectionError('no-tls', 'the server refused TLS');
}

/** A promise that ends with its socket or its signal, and leaves no listener behind. */
async function withSocket(
  socket: Socket,
  signal: AbortSignal,
  body: (done: () => void, fail: (error: Error) => void) => () => void,
): Promise<void> {
  signal.throwIfAborted();
  let clean = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error) => reject(error);
      const closed = () => reject(new ConnectionError('lost', 'the server closed the connection'));
      const aborted = () => reject(asError(signal.reason));
      socket.on('error', failed);
      socket.on('close', closed);
      signal.addEventListener('abort', aborted);
      const cleanBody = body(resolve, reject);
      clean = () => {
        cleanBody();
        socket.off('close', closed);
        signal.removeEventListener('abort', aborted);
        // A late error must find a listener, or it would end the process.
        socket.on('error', () => undefined);
        socket.off('error', failed);
      };
    });
  } finally {
    clean();
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new ConnectionError('timeout'));
