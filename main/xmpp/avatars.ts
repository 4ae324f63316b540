/** The pictures of contacts: told of by XEP-0084, which counts first, or by XEP-0153, and fetched when they are new. */
import { toBare } from '../../shared/jid';
import { vCard } from '../core/protocol/xep0054';
import { eventItems, itemQuery, itemsIn } from '../core/protocol/xep0060';
import {
  AVATAR_DATA,
  AVATAR_METADATA,
  avatarData,
  avatarMetadata,
  sha1,
  type AvatarInfo,
} from '../core/protocol/xep0084';
import type { AvatarUpdate } from '../core/protocol/xep0153';
import { MalformedElementError, type XmlElement } from '../core/xml/codec';
import type { Iqs, Reply } from './iq';
import { describeError, type Log } from '../core/log';

/** Where pictures are kept, each under the SHA-1 of its bytes in lower-case hexadecimal digits. */
export interface AvatarStore {
  has(id: string): boolean;
  /** Keeps a picture; false if it is not what `id` says, or nothing that can be shown. */
  keep(id: string, bytes: Uint8Array): Promise<boolean>;
  /** The picture that somebody, a bare JID, showed last. */
  shownBy(address: string): string | undefined;
  /** Remembers it; `undefined`: they show none. */
  show(address: string, id: string | undefined): void;
}

/** What a person has told in this session, in one of the two ways; null: that they show none. */
type Told = string | null;

/** Fetches at the same time: a roster of thousands must not drown a call. */
const FETCHES = 4;
/** A picture may come from far. */
const DEADLINE_MS = 30_000;
/** People whose pictures are remembered for a session: strangers could tell of theirs for ever. */
const TOLD_LIMIT = 50_000;
/** No larger ones are asked for, in bytes. */
const BYTES_LIMIT = 256 * 1024;
const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export class Avatars {
  readonly #iqs: Iqs;
  readonly #store: AvatarStore;
  readonly #log: Log;
  readonly #isWanted: (bare: string) => boolean;
  readonly #changed: (bare: string) => void;
  /** By bare JID. */
  #published = new Map<string, Told>();
  #inVCard = new Map<string, Told>();
  /** What could not be had in this session. */
  #failed = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #fetching = new Set<string>();

  /** `isWanted`: whether to ask for the picture of somebody, a bare JID; asking shows them that we know of them. */
  constructor(
    iqs: Iqs,
    store: AvatarStore,
    log: Log,
    isWanted: (bare: string) => boolean,
    changed: (bare: string) => void,
  ) {
    this.#iqs = iqs;
    this.#store = store;
    this.#log = log;
    this.#isWanted = isWanted;
    this.#changed = changed;
  }

  /** A new session, in which everyone tells anew. */
  begin(): void {
    this.#published = new Map();
    this.#inVCard = new Map();
    this.#failed = new Set();
    this.#waiting.clear();
  }

  /** Takes a message; whether it tells of a picture, and is nobody else's to read. */
  take(message: XmlElement): boolean {
    const items = eventItems(message, AVATAR_METADATA);
    if (!items) return false;
    const bare = toBare(message.attrs['from'] ?? '');
    const metadata = items.findLast(({ payload }) => payload?.name === 'metadata')?.payload;
    // Without an item it is told that one was taken back.
    if (bare !== undefined)
      this.#tell(this.#published, bare, metadata ? pick(avatarMetadata.decode(metadata).infos) : null);
    return true;
  }

  /** Takes what a presence tells (XEP-0153 §4). */
  takeUpdate(bare: string, { photo }: AvatarUpdate): void {
    if (!photo) return; // not known yet
    const hash = photo.hash.toLowerCase();
    this.#tell(this.#inVCard, bare, idIn(hash));
  }

  /** The picture to show for somebody, a bare JID; the last one while the next is on its way. */
  of(bare: string): string | undefined {
    const told = this.#toldBy(bare);
    if (told.length === 0 && this.#hasTold(bare)) return undefined;
    return [...told, this.#store.shownBy(bare) ?? ''].find(id => this.#store.has(id));
  }

  /** Looks again at whose picture is wanted, since the roster or the block list is another than before. */
  consider(): void {
    for (const bare of new Set([...this.#published.keys(), ...this.#inVCard.keys()])) this.#want(bare);
  }

  #tell(where: Map<string, Told>, bare: string, told: Told): void {
    if (where.get(bare) === told) return;
    const [oldest] = where.keys();
    if (oldest !== undefined && !where.has(bare) && where.size >= TOLD_LIMIT) where.delete(oldest);
    where.set(bare, told);
    this.#want(bare);
    if (this.#toldBy(bare).length === 0) this.#store.show(bare, undefined);
    this.#changed(bare);
  }

  /** What somebody shows, what counts first before the other. */
  #toldBy(bare: string): string[] {
    return [this.#published.get(bare), this.#inVCard.get(bare)].filter(told => typeof told === 'string');
  }

  #hasTold(bare: string): boolean {
    return this.#published.has(bare) || this.#inVCard.has(bare);
  }

  #want(bare: string): void {
    if (!this.#isWanted(bare)) return;
    const [first] = this.#toldBy(bare);
    if (first === undefined) return;
    if (this.#store.has(first)) return this.#store.show(bare, first);
    this.#waiting.add(bare);
    this.#next();
  }

  #next(): void {
    for (const bare of this.#waiting) {
      if (this.#fetching.size >= FETCHES) return;
      if (this.#fetching.has(bare)) continue;
      this.#waiting.delete(bare);
      this.#fetching.add(bare);
      this.#fetch(bare)
        .catch((error: unknown) => this.#log.warn`a picture: ${describeError(error)}`)
        .finally(() => {
          this.#fetching.delete(bare);
          this.#next();
        });
    }
  }

  /** What counts first, or the other one if that cannot be had. */
  async #fetch(bare: string): Promise<void> {
    const ways = [
      { id: this.#published.get(bare), get: (id: string) => this.#getItem(bare, id) },
      { id: this.#inVCard.get(bare), get: () => this.#getVCard(bare) },
    ];
    for (const { id, get } of ways) {
      if (typeof id !== 'string' || this.#failed.has(`${bare} ${id}`)) continue;
      const had = this.#store.has(id) || (await this.#have(id, get));
      if (had === 'lost') return;
      if (had) {
        this.#store.show(bare, id);
        return this.#changed(bare);
      }
      this.#failed.add(`${bare} ${id}`);
    }
  }

  async #have(id: string, get: (id: string) => Promise<Uint8Array | 'lost' | undefined>): Promise<boolean | 'lost'> {
    const bytes = await get(id);
    return typeof bytes === 'object' ? this.#store.keep(id, bytes) : (bytes ?? false);
  }

  async #getItem(bare: string, id: string): Promise<Uint8Array | 'lost' | undefined> {
    const reply = await this.#iqs.ask('get', bare, itemQuery(AVATAR_DATA, id), DEADLINE_MS);
    return this.#bytesIn(reply, answer => {
      const data = itemsIn(answer, AVATAR_DATA).find(item => item.id?.toLowerCase() === id)?.payload;
      return data?.name === 'data' ? avatarData.decode(data).text : undefined;
    });
  }

  async #getVCard(bare: string): Promise<Uint8Array | 'lost' | undefined> {
    const reply = await this.#iqs.ask('get', bare, vCard.encode({}), DEADLINE_MS);
    return this.#bytesIn(reply, answer =>
      answer.name === 'vCard' ? vCard.decode(answer).photo?.data?.text : undefined,
    );
  }

  #bytesIn(reply: Reply, text: (answer: XmlElement) => string | undefined): Uint8Array | 'lost' | undefined {
    if (reply.type === 'lost') return 'lost';
    if (reply.type !== 'result' || !reply.payload) {
      this.#log.info`no picture: ${reply.type === 'error' ? reply.error.condition : reply.type}`;
      return undefined;
    }
    try {
      const found = text(reply.payload);
      return found === undefined ? undefined : Buffer.from(found, 'base64');
    } catch (error) {
      if (!(error instanceof MalformedElementError)) throw error;
      this.#log.info`malformed picture: ${describeError(error)}`;
      return undefined;
    }
  }
}

/** The form of a picture that we take: in the data node, and of a kind and size that we show. */
const pick = (infos: readonly AvatarInfo[]): Told =>
  infos.find(({ url, bytes, type }) => url === undefined && bytes <= BYTES_LIMIT && types.includes(type.toLowerCase()))
    ?.id ?? null;

function idIn(hash: string): Told {
  try {
    return sha1.parse(hash);
  } catch (error) {
    if (error instanceof MalformedElementError) return null;
    throw error;
  }
}
