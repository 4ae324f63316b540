/** Texts on the wire: out to people, in from them and, as copies (XEP-0280), from our own other devices. */
import { randomUUID } from 'node:crypto';
import { bareOf, parseJid, toBare } from '../../shared/jid';
import { readChat, writeChat, writeReceipt, type ChatStanza } from '../core/chat';
import { findCarbon } from '../core/protocol/xep0280';
import { MalformedElementError, type XmlElement } from '../core/xml/codec';
import type { StanzaSink } from './iq';
import { isWritten } from './saved-session';
import { describeError, type Log } from '../core/log';

/** What was said, and between whom. */
export interface ReceivedChat {
  /** Bare JID of the other one. */
  peer: string;
  /** Who said it: `outgoing` is what another device of ours said. */
  direction: 'incoming' | 'outgoing';
  /** Copied from another device of ours. */
  carbon: boolean;
  stanza: ChatStanza;
}

/** The same out of the archive of our server (XEP-0313). */
export interface ArchivedChat extends ReceivedChat {
  /** Its place in the archive. */
  archiveId: string;
  /** When it was archived, in milliseconds since 1970. */
  at: number;
}

/** Where what is said goes. */
export interface ChatInbox {
  received(chat: ReceivedChat): void;
  /** Our server has the text of that id, to a bare JID. */
  arrived(peer: string, id: string): void;
}

export class Chat {
  readonly #sink: StanzaSink;
  readonly #log: Log;
  readonly #isBlocked: (bare: string) => boolean;
  #inbox: ChatInbox | undefined;

  /** Who `isBlocked` is not heard, even where the server lets them through. */
  constructor(sink: StanzaSink, log: Log, isBlocked: (bare: string) => boolean) {
    this.#sink = sink;
    this.#log = log;
    this.#isBlocked = isBlocked;
  }

  /** Where what is said goes; to be told before the account starts. */
  deliverTo(inbox: ChatInbox): void {
    this.#inbox = inbox;
  }

  /** Says `text` to a bare JID, now or in its turn when there is a stream again. */
  send(to: string, message: { id: string; text: string }): void {
    this.#log.debug`sending a message`;
    this.#sink.send(writeChat(to, message));
  }

  /** Tells a bare JID that its message arrived (XEP-0184). */
  acknowledge(to: string, id: string): void {
    this.#sink.send(writeReceipt(to, id, randomUUID()));
  }

  /** Takes note that our server has a stanza of ours. */
  arrived(stanza: XmlElement): void {
    const { to, id } = stanza.attrs;
    if (to !== undefined && id !== undefined && isWritten(stanza)) this.#inbox?.arrived(to, id);
  }

  /** Takes a message stanza; what says nothing to anybody is passed over. */
  take(stanza: XmlElement): void {
    try {
      const received = this.#read(stanza);
      if (received) this.#inbox?.received(received);
    } catch (error) {
      if (!(error instanceof MalformedElementError)) throw error;
      this.#log.warn`malformed message: ${describeError(error)}`;
    }
  }

  #read(stanza: XmlElement): ReceivedChat | undefined {
    const self = parseJid(this.#sink.self() ?? '');
    if (!self) return undefined;
    const ours = bareOf(self);
    const carbon = findCarbon(stanza);
    const { from } = stanza.attrs;
    // Anyone can write what looks like a carbon; only our own account copies (XEP-0280 §11).
    if (carbon && from !== undefined && (from.includes('/') || toBare(from) !== ours)) return undefined;
    const message = carbon?.message ?? stanza;
    const direction = carbon?.direction === 'sent' ? 'outgoing' : 'incoming';
    const said = chatWith(message, direction, ours, this.#isBlocked);
    return said && { ...said, direction, carbon: carbon !== undefined };
  }
}

/** Who said what to whom in `message`; `undefined` if it is not for the person. Throws MalformedElementError. */
export function chatWith(
  message: XmlElement,
  direction: ReceivedChat['direction'],
  ours: string,
  isBlocked: (bare: string) => boolean,
): Pick<ReceivedChat, 'peer' | 'stanza'> | undefined {
  const stanza = readChat(message);
  const other = parseJid((direction === 'outgoing' ? message.attrs['to'] : message.attrs['from']) ?? '');
  if (!stanza || other?.local === undefined) return undefined;
  // A sent copy is of our own; anything else in it was not written by us.
  if (direction === 'outgoing' && toBare(message.attrs['from'] ?? '') !== ours) return undefined;
  const peer = bareOf(other);
  return peer === ours || isBlocked(peer) ? undefined : { peer, stanza };
}
