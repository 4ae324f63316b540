/**
 * A stream of `@xmpp/client` with its weak parts replaced. The library opens the stream, authenticates and binds; the
 * socket, the parser, the mechanisms, reconnection, stream management and everything about stanzas are ours:
 *
 * - it gets a socket that is secure already, so that it never speaks in clear;
 * - bytes become text in one decoder per connection, so that no character is torn at the end of a chunk;
 * - the parser is strict and never throws;
 * - its one request (to bind) is answered by our own means.
 *
 * Everything of the library that is not meant for us (what begins with an underscore) is touched here and nowhere else;
 * `test/main/library.test.ts` notices when it is not what it was.
 */
import { client, xml, type Client, type Element, type Mechanism, type StreamSocket } from '@xmpp/client';
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type { TLSSocket } from 'node:tls';
import type { XmlElement } from '../core/xml/codec';
import { StreamParser } from './parser';

export type ClientOptions = Parameters<typeof client>[0];

/** A client on a socket, its stream not open yet. Every element goes to `received`, which may pass it on to the library. */
export function hardenedClient(
  options: ClientOptions,
  socket: TLSSocket,
  received: (element: Element, library: (element: Element) => void) => void,
): Client {
  const entity = client(options);
  entity.reconnect.stop();

  const library = entity._onElement.bind(entity);
  entity._onElement = element => received(element, library);

  const decoder = new StringDecoder('utf8');
  entity._onData = data => entity.parser?.write(decoder.write(data));

  entity.iqCaller.request = async iq => await answerTo(entity, iq);

  entity.Transport = entity._findTransport(`xmpps://${options.domain}`);
  entity.Parser = StreamParser;
  entity._status('connecting');
  entity._attachSocket(new SecureSocket(socket));
  entity._status('connect');
  return entity;
}

/** Ways to sign in, as the library makes one of them for each try. */
export type Mechanisms = readonly { name: string; mech: new () => Mechanism }[];

/** Signs in by these and no others: with the password, and with a token (XEP-0484). */
export function setMechanisms(entity: Client, withPassword: Mechanisms, withToken: Mechanisms): void {
  entity.saslFactory._mechs = withPassword;
  entity.fast.saslFactory._mechs = withToken;
}

/** Waits for the answer before it asks, unlike the library, whose rejection could come before anyone listens. */
async function answerTo(entity: Client, iq: Element): Promise<Element> {
  const id = (iq.attrs['id'] = crypto.randomUUID());
  const answer = new Promise<Element>((resolve, reject) => {
    const listen = (element: Element) => {
      if (element.name !== 'iq' || element.attrs['id'] !== id) return;
      entity.off('element', listen);
      if (element.attrs['type'] === 'result') resolve(element);
      else reject(new Error('the server refused a request of the negotiation'));
    };
    entity.on('element', listen);
  });
  const [result] = await Promise.all([answer, entity.send(iq)]);
  return result;
}

/** The socket as the library wants it. */
class SecureSocket extends EventEmitter implements StreamSocket {
  readonly secure = true;
  readonly socket: TLSSocket;
  constructor(socket: TLSSocket) {
    super();
    this.socket = socket;
    for (const event of ['data', 'error'] as const) socket.on(event, (value: unknown) => this.emit(event, value));
    socket.on('close', () => this.emit('close'));
    this.on('error', () => undefined); // the library may have let go of us
  }
  write(text: string, done?: (error?: Error | null) => void): void {
    this.socket.write(text, done);
  }
  end(): void {
    this.socket.end();
  }
}

/** An element of ours as one of the library's. */
export const toLibrary = ({ name, attrs, children }: XmlElement): Element =>
  xml(name, attrs, ...children.map(node => (typeof node === 'string' ? node : toLibrary(node))));
