/** A negotiated stream: stanzas out and in, stream management, and a watch over whether the other side still lives. */
import { networkInterfaces } from 'node:os';
import type { TLSSocket } from 'node:tls';
import type { XmlElement } from '../core/xml/codec';
import { ConnectionError } from './problems';
import type { Negotiated } from './negotiation';
import { serialize } from './serialize';
import { acknowledgementRequest, handledCount, STREAM_MANAGEMENT, type StreamManagement } from './stream-management';
import { localAddressTo } from './way';

/** All in milliseconds. */
export interface Timing {
  /** Silence after which the server is asked for a sign of life: with `patience`, a dead link is noticed in 25 s. */
  quiet: number;
  /** The same after something was sent: with `patience`, that it goes nowhere is noticed in 15 s. */
  unanswered: number;
  /** How long that sign may take. */
  patience: number;
  /** The same after sleep or a change of network, when a dead connection is likelier than a slow one. */
  wakePatience: number;
  /** One try to connect, all in all. */
  connect: number;
  /** Closing a stream properly. */
  close: number;
}

export const usualTiming: Timing = {
  quiet: 15_000,
  unanswered: 4000,
  patience: 10_000,
  wakePatience: 2500,
  connect: 20_000,
  close: 1200,
};

/** How long sent stanzas wait to be acknowledged together. */
const ACKNOWLEDGE_MS = 500;

export interface SessionEvents {
  stanza(stanza: XmlElement): void;
  /** The server has this one of ours, as far as it can be known. */
  arrived(stanza: XmlElement): void;
  /** Something was sent, received or acknowledged: the session does not stand where it stood. */
  moved(): void;
  /** Calls back once where the session stands is kept, or cannot be: what is acknowledged must not come again. */
  kept(then: () => void): void;
  /** Sends a XEP-0199 ping and calls `answered` when its answer is here, whatever it is. */
  ping(answered: () => void): void;
  /** Once, with why; the socket is destroyed by then. */
  ended(error: ConnectionError): void;
}

/** Lives from the end of the negotiation to the end of the socket. */
export class Session {
  readonly jid: string;
  readonly features: ReadonlySet<string>;
  readonly management: StreamManagement | undefined;
  readonly #socket: TLSSocket;
  readonly #events: SessionEvents;
  readonly #timing: Timing;
  readonly #quiet: NodeJS.Timeout;
  /** Our end of the connection, where it is an address of this machine as far as the system tells. */
  readonly #localAddress: string | undefined;
  #dead: NodeJS.Timeout | undefined;
  /** What proves that the other side lives: anything it sends, or nothing but the answer to the question. */
  #proof: 'anything' | 'answer' = 'anything';
  #acknowledgement: NodeJS.Timeout | undefined;
  /** Runs from the first stanza that was sent since the other side was last heard. */
  #unanswered: NodeJS.Timeout | undefined;
  #over = false;
  #closed: (() => void) | undefined;

  constructor(socket: TLSSocket, { jid, features, management }: Negotiated, events: SessionEvents, timing: Timing) {
    this.jid = jid;
    this.features = features;
    this.management = management;
    this.#socket = socket;
    this.#events = events;
    this.#timing = timing;
    this.#localAddress = isOurs(socket.localAddress) ? socket.localAddress : undefined;
    this.#quiet = setTimeout(() => this.#probe(timing.patience, 'anything'), timing.quiet);
    socket.on('data', () => this.#heard());
  }

  /** Sends a stanza; one that gets lost with the connection is in `management.unacknowledged`. */
  send(stanza: XmlElement): void {
    if (this.management) {
      this.management.sent(stanza);
      this.#events.moved();
      this.#acknowledgement ??= setTimeout(() => this.#requestAcknowledgement(), ACKNOWLEDGE_MS);
    }
    this.#unanswered ??= setTimeout(() => this.#probe(this.#timing.patience, 'anything'), this.#timing.unanswered);
    this.write(stanza);
    if (!this.management) this.#events.arrived(stanza);
  }

  /** Sends what is not counted: elements of stream management, and stanzas that were counted before. */
  write(element: XmlElement): void {
    if (!this.#over && this.#socket.writable) this.#socket.write(serialize(element));
  }

  /** Takes the next element of the stream. */
  element(element: XmlElement): void {
    if (this.#over) return;
    if (element.attrs['xmlns'] === STREAM_MANAGEMENT) return this.#managementElement(element);
    if (!['iq', 'message', 'presence'].includes(element.name)) return;
    this.management?.received();
    this.#events.stanza(element);
    if (this.management) this.#events.moved();
  }

  /**
   * Checks now whether the other side lives, since the computer slept or changed its network. What came before and was
   * not read yet is no sign of it. A connection from an address that the machine has no longer is over at once.
   */
  check(): void {
    if (this.#localAddress !== undefined && !isOurs(this.#localAddress))
      return this.end(new ConnectionError('lost', 'its address is gone'));
    if (this.#proof === 'anything') this.#probe(this.#timing.wakePatience, 'answer');
    void this.#checkWay();
  }

  /**
   * A connection stays with the address that it began with. Where the system leaves from another by now, its packets mostly
   * go out there all the same and nothing comes back: not worth waiting for.
   */
  async #checkWay(): Promise<void> {
    const { remoteAddress } = this.#socket;
    if (remoteAddress === undefined || this.#localAddress === undefined) return;
    const local = await localAddressTo(remoteAddress);
    if (local !== undefined && local !== this.#localAddress)
      this.end(new ConnectionError('lost', 'the way there is another'));
  }

  /** Ends the session at once, with the connection. */
  end(error: ConnectionError): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#dead);
    clearTimeout(this.#acknowledgement);
    clearTimeout(this.#unanswered);
    this.#socket.destroy();
    this.#closed?.();
    this.#events.ended(error);
  }

  /** Closes the stream, so that the server forgets the session at once; takes no longer than `timing.close`. */
  async close(): Promise<void> {
    if (this.#over) return;
    const closed = new Promise<void>(resolve => (this.#closed = resolve));
    const late = setTimeout(() => this.end(new ConnectionError('lost', 'closed')), this.#timing.close);
    if (this.management) {
      // What has not arrived for all we know would be said again by the next run.
      if (this.management.unacknowledged.length > 0) this.#requestAcknowledgement();
      this.write(this.management.answer());
    }
    if (this.#socket.writable) this.#socket.end('</stream:stream>');
    await closed;
    clearTimeout(late);
  }

  /** Asks for a sign of life; without one within `patience` milliseconds the session is over. */
  #probe(patience: number, proof: 'anything' | 'answer'): void {
    if (this.#over) return;
    // A question that waits for its answer already: another one must not give it more time.
    if (this.#dead && proof === 'anything') return;
    clearTimeout(this.#dead);
    this.#proof = proof;
    this.#dead = setTimeout(() => this.end(new ConnectionError('lost', 'no sign of life')), patience);
    this.#requestAcknowledgement();
    this.#events.ping(() => this.#lives());
  }

  #heard(): void {
    if (this.#over) return;
    this.#quiet.refresh();
    clearTimeout(this.#unanswered);
    this.#unanswered = undefined;
    if (this.#proof === 'anything') this.#lives();
  }

  #lives(): void {
    clearTimeout(this.#dead);
    this.#dead = undefined;
    this.#proof = 'anything';
  }

  #managementElement(element: XmlElement): void {
    if (!this.management) return;
    if (element.name === 'r') {
      const answer = this.management.answer();
      this.#events.kept(() => this.write(answer));
    }
    if (element.name !== 'a') return;
    const h = handledCount(element);
    const arrived = h === undefined ? undefined : this.management.acknowledge(h);
    if (!arrived) return this.end(new ConnectionError('internal', 'acknowledged more than was sent'));
    for (const stanza of arrived) this.#events.arrived(stanza);
    this.#events.moved();
  }

  #requestAcknowledgement(): void {
    clearTimeout(this.#acknowledgement);
    this.#acknowledgement = undefined;
    if (this.management) this.write(acknowledgementRequest());
  }
}

/** Whether an interface of this machine has the address. */
const isOurs = (address: string | undefined): boolean =>
  Object.values(networkInterfaces()).some(infos => infos?.some(info => info.address === address));
