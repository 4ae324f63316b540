/** Who may see whose presence (RFC 6121 §3): what is asked of us is kept until it is answered, and what we ask goes out. */
import type { SubscriptionRequest } from '../../shared/contact';
import { toBare } from '../../shared/jid';
import type { MessageFailure } from '../../shared/message';
import { failureIn } from '../core/chat';
import { CLIENT } from '../core/protocol/namespaces';
import {
  presence,
  PRE_APPROVAL,
  subscriptionTypes,
  type RosterItem,
  type SubscriptionType,
} from '../core/protocol/rfc6121';
import type { XmlElement } from '../core/xml/codec';
import type { StanzaSink } from './iq';
import type { Log } from '../core/log';
import { isOwnAccount } from './own-account';

/** What is known of the one who asks. */
export interface Acquaintance {
  item(bare: string): RosterItem | undefined;
  isBlocked(bare: string): boolean;
}

/** Strangers could ask for ever. */
const REQUEST_LIMIT = 200;
/** A name longer than that is there to confuse. */
const NAME_LIMIT = 80;

export class Subscriptions {
  readonly #sink: StanzaSink;
  readonly #known: Acquaintance;
  readonly #log: Log;
  readonly #changed: (requests: SubscriptionRequest[]) => void;
  /** By bare JID, the oldest first. */
  #requests = new Map<string, SubscriptionRequest>();
  /** Whom our question did not reach, by bare JID. */
  readonly #bounced = new Map<string, MessageFailure>();
  /** The server remembers a grant that is not asked for yet. */
  #preApproves = false;
  #told = '[]';

  constructor(sink: StanzaSink, known: Acquaintance, log: Log, changed: (requests: SubscriptionRequest[]) => void) {
    this.#sink = sink;
    this.#known = known;
    this.#log = log;
    this.#changed = changed;
  }

  /** A new session: the server delivers again what still waits for an answer (§3.1.3). */
  begin(features: ReadonlySet<string>): void {
    this.#preApproves = features.has(PRE_APPROVAL);
    this.#requests = new Map();
    this.#bounced.clear();
  }

  /** Takes a presence stanza; whether it is about a subscription, and nobody else's to read. */
  take(stanza: XmlElement): boolean {
    if (stanza.attrs['type'] === 'error') this.#cameBack(stanza);
    const type = subscriptionTypes.find(each => each === stanza.attrs['type']);
    if (type === undefined) return false;
    const bare = toBare(stanza.attrs['from'] ?? '');
    if (bare === undefined || isOwnAccount(this.#sink.self(), bare)) return true;
    this.#log.debug`received ${type}`;
    // What `subscribed` and `unsubscribed` change comes as a push of the roster (§3.1.6, §3.2.3).
    if (type === 'subscribe') this.#asked(bare, presence.decode(stanza).nick?.text);
    if (type === 'unsubscribe' && this.#requests.delete(bare)) this.consider();
    return true;
  }

  /** Looks at the requests again, since the roster or the block list is another than before. */
  consider(): void {
    for (const bare of [...this.#requests.keys()]) {
      const { subscription = 'none' } = this.#known.item(bare) ?? {};
      if (subscription === 'from' || subscription === 'both')
        this.#requests.delete(bare); // answered on another device
      else if (this.#isMutual(bare)) this.#grant(bare);
    }
    const list = [...this.#requests.values()].filter(({ address }) => !this.#known.isBlocked(address));
    const text = JSON.stringify(list);
    if (text === this.#told) return;
    this.#told = text;
    this.#changed(list);
  }

  /** The request of somebody that waits for an answer. */
  requestOf(bare: string): SubscriptionRequest | undefined {
    return this.#requests.get(bare);
  }

  /** Why our question to somebody came back (RFC 6121 §3.1.3); `undefined` while it waits there, or nothing was asked. */
  bouncedFrom(bare: string): MessageFailure | undefined {
    return this.#isWaitedFor(bare) ? this.#bounced.get(bare) : undefined;
  }

  /** Asks for somebody's presence, unless we have it, or have asked and that reached them. They get ours when they ask in turn. */
  ask(bare: string): void {
    const { subscription = 'none', ask } = this.#known.item(bare) ?? {};
    const sees = subscription === 'to' || subscription === 'both';
    const came = this.#bounced.delete(bare);
    if (!sees && (ask === undefined || came)) this.#send(bare, 'subscribe');
    const seen = subscription === 'from' || subscription === 'both';
    if (this.#requests.has(bare) || (this.#preApproves && !seen)) this.#grant(bare);
    this.consider();
  }

  /** Answers the request of somebody. */
  answer(bare: string, yes: boolean): void {
    if (yes) this.#grant(bare);
    else {
      this.#send(bare, 'unsubscribed');
      this.#requests.delete(bare);
    }
    this.consider();
  }

  /** Somebody left the roster, and the server has ended what there was (§2.5). */
  forget(bare: string): void {
    this.#requests.delete(bare);
    this.consider();
  }

  /** Also what else we sent them comes back so: from where they cannot be reached, the question cannot have been read. */
  #cameBack(stanza: XmlElement): void {
    const bare = toBare(stanza.attrs['from'] ?? '');
    if (bare === undefined || !this.#isWaitedFor(bare)) return;
    this.#log.debug`a subscription request came back`;
    this.#bounced.set(bare, failureIn(stanza));
  }

  /** Whether we wait for somebody's answer. */
  #isWaitedFor(bare: string): boolean {
    const { subscription = 'none', ask } = this.#known.item(bare) ?? {};
    return ask !== undefined && subscription !== 'to' && subscription !== 'both';
  }

  #asked(bare: string, nick: string | undefined): void {
    if (this.#isMutual(bare)) return this.#grant(bare);
    if (!this.#requests.has(bare) && this.#requests.size >= REQUEST_LIMIT)
      return this.#log.warn`too many ask for our presence: a request is dropped`;
    const name = nick === undefined ? undefined : readable(nick);
    this.#requests.set(bare, { address: bare, ...(name === undefined ? {} : { name }) });
    this.consider();
  }

  /** Whether their presence was asked for or is granted already, so that they may have ours without a question. */
  #isMutual(bare: string): boolean {
    if (this.#known.isBlocked(bare)) return false;
    const { subscription = 'none', ask } = this.#known.item(bare) ?? {};
    return subscription !== 'none' || ask !== undefined;
  }

  #grant(bare: string): void {
    this.#send(bare, 'subscribed');
    this.#requests.delete(bare);
  }

  #send(to: string, type: SubscriptionType): void {
    this.#log.debug`sending ${type}`;
    this.#sink.send(presence.encode({ to, type, statuses: [] }, CLIENT));
  }
}

/** On one line, not too long, and without what changes the direction of writing; `undefined` where nothing is left. */
function readable(nick: string): string | undefined {
  const plain = nick.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return plain === '' ? undefined : Array.from(plain).slice(0, NAME_LIMIT).join('');
}
