/** The people of the account (RFC 6121 §2), kept up to date by the server's pushes. */
import { bareOf, parseJid, toBare } from '../../shared/jid';
import { ROSTER, ROSTER_VERSIONING, rosterChange, rosterQuery, type RosterItem } from '../core/protocol/rfc6121';
import { confirm } from './confirm';
import { stanzaErrorOf, type Iqs } from './iq';
import type { Log } from '../core/log';
import { isOwnAccount } from './own-account';

/** Remembers the roster and its version over new sessions, so that an unchanged one is not sent again. */
export class Roster {
  readonly #iqs: Iqs;
  readonly #self: () => string | undefined;
  readonly #log: Log;
  readonly #changed: () => void;
  #items = new Map<string, RosterItem>();
  #version: string | undefined;

  constructor(iqs: Iqs, self: () => string | undefined, log: Log, changed: () => void) {
    this.#iqs = iqs;
    this.#self = self;
    this.#log = log;
    this.#changed = changed;
    iqs.handle('set', { name: 'query', xmlns: ROSTER }, ({ from, payload }) => {
      if (!isOwnAccount(this.#self(), from)) return { error: stanzaErrorOf('service-unavailable') };
      const { ver, items } = rosterQuery.decode(payload);
      this.#version = ver ?? this.#version;
      for (const item of items) this.#take(item);
      return { result: undefined, then: this.#changed };
    });
  }

  /** By bare JID. */
  get items(): ReadonlyMap<string, RosterItem> {
    return this.#items;
  }

  /** Whether the person has, or has asked for, anything to do with them; with ourselves always. */
  isContact(bare: string): boolean {
    const self = parseJid(this.#self() ?? '');
    if (self && bareOf(self) === toBare(bare)) return true;
    const item = this.#items.get(toBare(bare) ?? '');
    if (!item) return false;
    const { subscription, ask, approved } = item;
    return subscription !== 'none' || ask !== undefined || approved === 'true' || approved === '1';
  }

  /** Asks for the roster in a new session. */
  fetch(features: ReadonlySet<string>): void {
    // A version is what makes the answer short; the attribute means nothing to servers without versioning.
    const versioned = features.size === 0 || features.has(ROSTER_VERSIONING);
    const query = rosterQuery.encode({ items: [], ...(versioned ? { ver: this.#version ?? '' } : {}) });
    this.#iqs.request('get', undefined, query, reply => {
      if (reply.type !== 'result') return this.#log.warn`no contacts: ${reply.type}`;
      if (reply.payload === undefined) return; // unchanged (§2.6.3)
      const { ver, items } = rosterQuery.decode(reply.payload);
      this.#items = new Map();
      this.#version = ver;
      for (const item of items) this.#take(item);
      this.#changed();
    });
  }

  /** Takes somebody in, or changes them, as the push will tell (§2.3, §2.4). Throws PhoneError. */
  async set(jid: string, { name, groups }: { name?: string | undefined; groups: readonly string[] }): Promise<void> {
    const item = {
      jid,
      ...(name === undefined || name === '' ? {} : { name }),
      groups: [...new Set(groups)].map(group => ({ name: group })),
    };
    confirm(await this.#iqs.ask('set', undefined, rosterChange.encode({ item })));
  }

  /** Takes somebody out, with the subscriptions of both sides (§2.5). Throws PhoneError. */
  async remove(jid: string): Promise<void> {
    const change = rosterChange.encode({ item: { jid, subscription: 'remove', groups: [] } });
    confirm(await this.#iqs.ask('set', undefined, change));
  }

  #take(item: RosterItem): void {
    const address = toBare(item.jid);
    if (address === undefined) return;
    if (item.subscription === 'remove') this.#items.delete(address);
    else this.#items.set(address, item);
  }
}
