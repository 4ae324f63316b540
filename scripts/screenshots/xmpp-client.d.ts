/** The little of `@xmpp/client` that a script needs; the package has no types of its own. */
declare module '@xmpp/client' {
  export interface Element {
    readonly name: string;
  }

  export function xml(name: string, attrs?: Record<string, string>, ...children: (Element | string)[]): Element;

  export function client(options: { service: string; domain: string; username: string; password: string }): {
    /** Milliseconds for each step of signing in. */
    timeout: number;
    readonly iqCaller: { request(stanza: Element): Promise<Element> };
    on(event: 'error', listener: (error: Error) => void): void;
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    send(stanza: Element): Promise<void>;
  };
}
