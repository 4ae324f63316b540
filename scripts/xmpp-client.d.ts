/** The little of `@xmpp/client` that scripts need; the package has no types of its own. */
declare module '@xmpp/client' {
  export interface Element {
    readonly name: string;
    toString(): string;
  }

  export function xml(name: string, attrs?: Record<string, string>, ...children: (Element | string)[]): Element;

  type Write = (data: string, done?: (error?: Error | null) => void) => void;

  export function client(options: {
    service: string;
    domain?: string | undefined;
    username: string;
    password: string;
  }): {
    /** Milliseconds for each step of signing in. */
    timeout: number;
    readonly iqCaller: { request(stanza: Element): Promise<Element> };
    readonly socket: { write: Write } | null;
    isSecure(): boolean;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'online' | 'disconnect', listener: () => void): void;
    once(event: 'disconnect', listener: () => void): void;
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    send(stanza: Element): Promise<void>;
  };
}
