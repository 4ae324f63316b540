/** A stream without authentication (RFC 6120 §4), for what is asked before there is an account: requests and answers. */
import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { TLSSocket } from 'node:tls';
import { stanzaError, type StanzaError } from '../core/protocol/rfc6120';
import { elements, type XmlElement } from '../core/xml/codec';
import { StreamParser } from './parser';
import { ConnectionError, isConnectionError, streamProblem } from './problems';
import { serialize } from './serialize';
import { socketProblem } from './tls-errors';

const STREAMS = 'http://etherx.jabber.org/streams';

/** The server answered a request with an error. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly error: StanzaError;
  constructor(error: StanzaError) {
    super(`refused: ${error.condition}`);
    this.error = error;
  }
}

export class BareStream {
  readonly #socket: TLSSocket;
  readonly #domain: string;
  readonly #waiting = new Map<string, { done: (iq: XmlElement) => void; failed: (error: Error) => void }>();
  #features: { done: () => void; failed: (error: Error) => void } | undefined;
  #ended: ConnectionError | undefined;

  private constructor(socket: TLSSocket, domain: string) {
    this.#socket = socket;
    this.#domain = domain;
    const parser = new StreamParser();
    const decoder = new StringDecoder('utf8');
    socket.on('data', (data: Buffer) => parser.write(decoder.write(data)));
    socket.on('error', (error: Error) => this.#end(socketProblem(error)));
    socket.on('close', () => this.#end(new ConnectionError('lost', 'the server closed the connection')));
    parser.on('element', (element: XmlElement) => this.#received(element));
    parser.on('error', () => this.#end(new ConnectionError('not-xmpp', 'what answers is not XMPP')));
    parser.on('end', () => this.#end(new ConnectionError('server-shutdown', 'the server closed the stream')));
  }

  /** Opens a stream to `domain` and waits for its features. Throws ConnectionError, and destroys the socket then. */
  static async open(socket: TLSSocket, domain: string, signal: AbortSignal): Promise<BareStream> {
    const stream = new BareStream(socket, domain);
    const attrs = { to: domain, version: '1.0', xmlns: 'jabber:client', 'xmlns:stream': STREAMS };
    const header = serialize({ name: 'stream:stream', attrs, children: [] }).replace('/>', '>');
    await stream.#until<void>(signal, (done, failed) => {
      stream.#features = { done, failed };
      socket.write(`<?xml version='1.0'?>${header}`);
    });
    return stream;
  }

  /** It can be asked. */
  get alive(): boolean {
    return this.#ended === undefined;
  }

  /**
   * The payload of the answer, `undefined` where it has none. Throws RefusedError, or ConnectionError when the stream
   * ends first; the signal ends the stream.
   */
  async request(type: 'get' | 'set', payload: XmlElement, signal: AbortSignal): Promise<XmlElement | undefined> {
    const id = randomUUID();
    try {
      const iq = await this.#until<XmlElement>(signal, (done, failed) => {
        this.#waiting.set(id, { done, failed });
        this.#socket.write(serialize({ name: 'iq', attrs: { type, id, to: this.#domain }, children: [payload] }));
      });
      const inside = elements(iq);
      if (iq.attrs['type'] !== 'error') return inside[0];
      const error = inside.find(({ name }) => name === 'error');
      throw new RefusedError(error ? stanzaError.decode(error) : { type: 'cancel', condition: 'undefined-condition' });
    } finally {
      this.#waiting.delete(id);
    }
  }

  close(): void {
    if (this.alive) this.#socket.end('</stream:stream>');
    this.#end(new ConnectionError('lost', 'closed'));
    // Whoever does not hang up in turn is not waited for.
    setTimeout(() => this.#socket.destroy(), 1_000).unref();
  }

  async #until<T>(
    signal: AbortSignal,
    body: (done: (value: T) => void, failed: (error: Error) => void) => void,
  ): Promise<T> {
    if (this.#ended) throw this.#ended;
    const abort = () =>
      this.#end(isConnectionError(signal.reason) ? signal.reason : new ConnectionError('timeout', 'no answer'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      return await new Promise<T>((resolve, reject) => (this.#ended ? reject(this.#ended) : body(resolve, reject)));
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #received(element: XmlElement): void {
    if (element.name === 'features' && element.attrs['xmlns'] === STREAMS) this.#features?.done();
    else if (element.name === 'error' && element.attrs['xmlns'] === STREAMS) {
      this.#end(streamProblem(elements(element)[0]?.name ?? 'undefined-condition'));
    } else if (element.name === 'iq' && ['result', 'error'].includes(element.attrs['type'] ?? '')) {
      this.#waiting.get(element.attrs['id'] ?? '')?.done(element);
    }
  }

  #end(error: ConnectionError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#features?.failed(error);
    for (const { failed } of this.#waiting.values()) failed(error);
    if (error.message !== 'closed') this.#socket.destroy();
  }
}
