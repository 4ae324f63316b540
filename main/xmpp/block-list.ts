/** Whom the server keeps away from us (XEP-0191). */
import { isBlocked } from '../../shared/blocking';
import { bareOf, parseJid } from '../../shared/jid';
import { PhoneError } from '../../shared/result';
import { block, blockList, BLOCKING, unblock } from '../core/protocol/xep0191';
import type { XmlElement } from '../core/xml/codec';
import { confirm } from './confirm';
import { stanzaErrorOf, type Iqs } from './iq';
import type { Log } from '../core/log';
import { isOwnAccount } from './own-account';

/** The block list of an account. */
export interface Blocks {
  /** The server keeps one. */
  supported: boolean;
  /** Bare JIDs and domains. */
  addresses: readonly string[];
}

/** Fetched in each session, and kept up to date by the server's pushes. */
export class BlockList {
  readonly #iqs: Iqs;
  readonly #log: Log;
  readonly #changed: (blocks: Blocks) => void;
  #blocks: Blocks = { supported: false, addresses: [] };
  /** Counts pushes, so that an answer that was under way does not undo them. */
  #pushes = 0;

  constructor(iqs: Iqs, self: () => string | undefined, log: Log, changed: (blocks: Blocks) => void) {
    this.#iqs = iqs;
    this.#log = log;
    this.#changed = changed;
    const push = (name: string, take: (payload: XmlElement) => readonly string[]) =>
      iqs.handle('set', { name, xmlns: BLOCKING }, ({ from, payload }) => {
        if (!isOwnAccount(self(), from)) return { error: stanzaErrorOf('service-unavailable') };
        const addresses = take(payload);
        this.#pushes += 1;
        return { result: undefined, then: () => this.#tell({ supported: true, addresses }) };
      });
    push('block', payload => this.#with(addressesOf(block.decode(payload))));
    push('unblock', payload => {
      const { items } = unblock.decode(payload);
      return items.length === 0 ? [] : this.#without(addressesOf({ items }));
    });
  }

  get blocks(): Blocks {
    return this.#blocks;
  }

  /** Whether somebody, by any of their JIDs, is kept away. */
  has(jid: string): boolean {
    return isBlocked(jid, this.#blocks.addresses);
  }

  /** Asks for the list in a new session, after which the server tells its changes (§3.5). */
  fetch(): void {
    const pushes = this.#pushes;
    this.#iqs.request('get', undefined, blockList.encode({ items: [] }), reply => {
      if (reply.type === 'error') {
        this.#log.info`no block list: ${reply.error.condition}`;
        this.#tell({ supported: false, addresses: [] });
      }
      if (reply.type !== 'result') return;
      // Whether the answer knows of what was pushed meanwhile, only another one can tell.
      if (pushes !== this.#pushes) return this.fetch();
      const list = reply.payload?.name === 'blocklist' ? blockList.decode(reply.payload) : { items: [] };
      this.#tell({ supported: true, addresses: addressesOf(list) });
    });
  }

  /** Puts a bare JID or a domain on the list. Throws PhoneError: unsupported, offline, refused, timeout. */
  async block(address: string): Promise<void> {
    this.#needsSupport();
    confirm(await this.#iqs.ask('set', undefined, block.encode({ items: [{ jid: address }] })));
    // Some servers answer before they push, some after.
    this.#tell({ supported: true, addresses: this.#with([address]) });
  }

  /** Takes it off. Throws as `block` does. */
  async unblock(address: string): Promise<void> {
    this.#needsSupport();
    const reply = await this.#iqs.ask('set', undefined, unblock.encode({ items: [{ jid: address }] }));
    // What is not on the list is off it.
    if (reply.type !== 'error' || reply.error.condition !== 'item-not-found') confirm(reply);
    this.#tell({ supported: true, addresses: this.#without([address]) });
  }

  #needsSupport(): void {
    if (!this.#blocks.supported) throw new PhoneError('unsupported');
  }

  #with(addresses: readonly string[]): readonly string[] {
    return [...new Set([...this.#blocks.addresses, ...addresses])];
  }

  #without(addresses: readonly string[]): readonly string[] {
    return this.#blocks.addresses.filter(address => !addresses.includes(address));
  }

  #tell(blocks: Blocks): void {
    if (JSON.stringify(blocks) === JSON.stringify(this.#blocks)) return;
    this.#blocks = blocks;
    this.#changed(blocks);
  }
}

/** Without single devices (full JIDs), which other clients may have put there: the person behind them is not blocked. */
const addressesOf = ({ items }: { items: readonly { jid: string }[] }): string[] => [
  ...new Set(
    items.flatMap(({ jid }) => {
      const address = parseJid(jid);
      return address && address.resource === undefined ? [bareOf(address)] : [];
    }),
  ),
];
