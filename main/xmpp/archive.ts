/** The messages that our server has kept (XEP-0313), page by page: those that are about calls, and texts. */
import { randomUUID } from 'node:crypto';
import { bareOf, parseJid, toBare } from '../../shared/jid';
import type { ArchivedMessage } from '../core/call/archive';
import { decodeCallMessage, findCallMessage } from '../core/protocol/xep0353';
import {
  archiveQuery,
  fin,
  findArchived,
  isArchived,
  MAM,
  type Archived,
  type ArchivePlace,
} from '../core/protocol/xep0313';
import { MalformedElementError, type XmlElement } from '../core/xml/codec';
import { chatWith, type ArchivedChat } from './chat';
import type { Iqs } from './iq';
import type { Log } from '../core/log';

/** What a page brought. */
export interface ArchivePage {
  messages: ArchivedMessage[];
  chats: ArchivedChat[];
  /** The last message of the page, whatever it was about; absent from an empty page. */
  last: { id: string; at: number } | undefined;
  complete: boolean;
}

/** `none`: the server keeps no archive; `gone`: it no longer has the message to go on from; `lost`: ask again later. */
export type ArchiveFailure = 'none' | 'gone' | 'lost';

interface Reading {
  messages: ArchivedMessage[];
  chats: ArchivedChat[];
  last: { id: string; at: number } | undefined;
}

/** Servers give fewer if they want. */
const PAGE = 200;
/** A page may take a server longer than a ping. */
const DEADLINE_MS = 60_000;

export class Archive {
  readonly #iqs: Iqs;
  readonly #self: () => string | undefined;
  readonly #log: Log;
  readonly #isBlocked: (bare: string) => boolean;
  /** By the id of the query. */
  readonly #readings = new Map<string, Reading>();

  /** Who `isBlocked` is not heard out of the archive either. */
  constructor(iqs: Iqs, self: () => string | undefined, log: Log, isBlocked: (bare: string) => boolean) {
    this.#iqs = iqs;
    this.#self = self;
    this.#log = log;
    this.#isBlocked = isBlocked;
  }

  /** The page that begins at `place`, oldest message first. */
  async page(place: ArchivePlace): Promise<ArchivePage | ArchiveFailure> {
    const id = randomUUID();
    const reading: Reading = { messages: [], chats: [], last: undefined };
    this.#readings.set(id, reading);
    const reply = await this.#iqs.ask('set', undefined, archiveQuery(id, place, PAGE), DEADLINE_MS);
    this.#readings.delete(id);
    if (reply.type === 'error') {
      this.#log.info`the archive was not read: ${reply.error.condition}`;
      return 'after' in place && reply.error.condition === 'item-not-found' ? 'gone' : 'none';
    }
    if (reply.type !== 'result') return 'lost';
    if (reply.payload?.name !== 'fin' || reply.payload.attrs['xmlns'] !== MAM) return 'none';
    const { complete } = fin.decode(reply.payload);
    return { ...reading, complete: complete === 'true' || complete === '1' || reading.last === undefined };
  }

  /** Takes a message stanza; whether it came out of an archive, and is nobody else's to read. */
  take(stanza: XmlElement): boolean {
    if (!isArchived(stanza)) return false;
    const self = parseJid(this.#self() ?? '');
    const { from } = stanza.attrs;
    // Anyone can write what looks like a result; only our own account answers for our archive (XEP-0313 §Security).
    if (!self || (from !== undefined && from.toLowerCase() !== bareOf(self))) {
      this.#log.warn`a message of a foreign archive`;
      return true;
    }
    const found = findArchived(stanza);
    const reading = this.#readings.get(found?.queryid ?? '');
    if (!found || !reading) return true;
    reading.last = { id: found.id, at: found.at };
    const message = messageIn(found.message, bareOf(self));
    if (message) reading.messages.push({ ...message, at: found.at });
    const chat = message ? undefined : chatIn(found, bareOf(self), this.#isBlocked);
    if (chat) reading.chats.push(chat);
    return true;
  }
}

/** The text, or what became of one, in an archived message; what is malformed counts as none. */
function chatIn(
  { id, at, message }: Archived,
  ours: string,
  isBlocked: (bare: string) => boolean,
): ArchivedChat | undefined {
  const { from = ours, to = ours } = message.attrs;
  const direction = toBare(from) === ours ? 'outgoing' : 'incoming';
  try {
    const said = chatWith({ ...message, attrs: { ...message.attrs, from, to } }, direction, ours, isBlocked);
    return said && { ...said, direction, carbon: true, archiveId: id, at };
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}

/** The call message in an archived one; what is malformed counts as none. */
function messageIn(stanza: XmlElement, self: string): Omit<ArchivedMessage, 'at'> | undefined {
  const { from = self, to = self, type } = stanza.attrs;
  const found = type === 'error' || type === 'groupchat' ? undefined : findCallMessage(stanza);
  if (!found || !parseJid(from) || !parseJid(to)) return undefined;
  try {
    return { from, to, message: decodeCallMessage(found) };
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}
