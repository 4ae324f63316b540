/** In place of main/xmpp/connection.ts: a stream without a socket, of which the fuzzer is the server. */
import type { Connection as Real, ConnectionEvents, ConnectionOptions } from '../../main/xmpp/connection';
import type { XmlElement } from '../../main/core/xml/codec';

export class Connection implements Pick<Real, 'self' | 'start' | 'stop' | 'send' | 'poke' | 'acceptWeaker'> {
  /** The one that was made last. */
  static last: Connection | undefined;
  readonly events: ConnectionEvents;
  readonly sent: XmlElement[] = [];
  readonly self = 'bob@example.test/desk';

  constructor(_options: ConnectionOptions, events: ConnectionEvents) {
    this.events = events;
    Connection.last = this;
  }

  start(): void {
    this.events.state({ status: 'online', attempt: 0 });
    this.events.established(new Set(), new Set());
    this.events.ready();
  }

  stop(): Promise<void> {
    this.events.state({ status: 'offline', attempt: 0 });
    return Promise.resolve();
  }

  send(stanza: XmlElement): void {
    this.sent.push(stanza);
  }

  poke(): void {}

  acceptWeaker(): void {}
}
