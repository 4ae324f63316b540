/** The part of `@xmpp/client` 0.14 that this folder uses; the package has no types of its own. */
declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  /** An element of ltx; what `main/core/xml` calls `XmlElement` is a part of it. */
  export interface Element {
    name: string;
    attrs: Record<string, string>;
    children: (Element | string)[];
    parent: Element | null;
    is(name: string, xmlns?: string): boolean;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildElements(): Element[];
    text(): string;
    append(...nodes: (Element | string)[]): void;
    t(text: string): Element;
    toString(): string;
  }

  export const xml: {
    (name: string, attrs?: Record<string, string>, ...children: (Element | string)[]): Element;
    Element: new (name: string, attrs?: Record<string, string>) => Element;
  };

  /** What the library wants of a socket: the events `data`, `close`, `error`, and these. */
  export interface StreamSocket extends EventEmitter {
    readonly secure: boolean;
    readonly socket: Socket | null;
    write(text: string, done?: (error?: Error | null) => void): void;
    end(): void;
  }

  export interface StreamParser extends EventEmitter {
    write(text: string): void;
    end(text?: string): void;
  }

  /** A SASL mechanism; its texts are bytes as Latin-1, since the library encodes them with `btoa`. */
  export interface Mechanism {
    readonly name: string;
    readonly clientFirst: boolean;
    challenge(text: string): unknown;
    response(credentials: object): string | Promise<string>;
    final?(text: string): unknown;
  }

  export interface Factory {
    _mechs: readonly { name: string; mech: new () => Mechanism }[];
  }

  export interface FastToken {
    mechanism: string;
    token: string;
    expiry: string;
  }

  /** `inline`: the element that offers the feature; the answer goes beside the authentication. */
  type Inline = (inline: Element) => Element | undefined;

  export interface Transport {
    prototype: { Socket: unknown };
  }

  export interface Client extends EventEmitter {
    status: string;
    socket: StreamSocket | null;
    parser: StreamParser | null;
    Transport: Transport;
    Parser: new () => StreamParser;
    jid: { toString(): string } | null;
    saslFactory: Factory;
    fast: EventEmitter & {
      saslFactory: Factory;
      saveToken(token: FastToken): Promise<void>;
      fetchToken(): Promise<FastToken | undefined>;
      deleteToken(): Promise<void>;
    };
    reconnect: { stop(): void };
    iqCaller: { request(iq: Element): Promise<Element> };
    sasl2: { use(xmlns: string, request: Inline, response: (element: Element) => void): void };
    bind2: { use(xmlns: string, request: Inline, response: (element: Element) => void): void };
    _findTransport(service: string): Transport;
    _attachSocket(socket: StreamSocket): void;
    _detachSocket(): void;
    _detachParser(): void;
    _status(status: string): void;
    _onData(data: Uint8Array): void;
    _onElement(element: Element): void;
    open(options: { domain: string; lang?: string }): Promise<unknown>;
    send(element: Element): Promise<void>;
  }

  /** Signs in with one of the mechanisms offered. */
  export type Authenticate = (
    credentials: { username: string; password: string; token?: FastToken | undefined },
    mechanism: string | undefined,
    userAgent: Element,
  ) => Promise<void>;

  export function client(options: {
    domain: string;
    username: string;
    resource: string;
    lang?: string;
    timeout: number;
    userAgent: Element;
    credentials: (authenticate: Authenticate, mechanisms: string[], fast: object | null) => Promise<void>;
  }): Client;
}
