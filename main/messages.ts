/** The conversations of one account: what is said to people around calls, and what they answer. */
import { messageText, type ChatMessage, type Conversation } from '../shared/message';
import { PhoneError } from '../shared/result';
import type { Clock, NewId } from './core/ports';
import type { MessageStore } from './history/messages';
import type { ArchivedChat, ReceivedChat } from './xmpp/chat';

/** What the conversations of an account need from the world. */
export interface MessagesPorts {
  /** Bare JID of ours. */
  account: string;
  /** Runs `act` on what is kept; gives `otherwise` where nothing can be kept. */
  readonly kept: <T>(act: (store: MessageStore) => T, otherwise: T) => T;
  wire: { send(to: string, message: { id: string; text: string }): void; acknowledge(to: string, id: string): void };
  readonly isContact: (peer: string) => boolean;
  clock: Clock;
  newId: NewId;
  /** Some conversation is not what it was. */
  readonly changed: () => void;
}

/** For so long after a call what comes from them is an answer to it. */
const ANSWERS_MS = 24 * 3600_000;

export class Messages {
  readonly #ports: MessagesPorts;
  /** What the wire of this run has, and our server has not yet for all we know; it goes out in its turn. */
  readonly #handed = new Set<string>();
  /** What `all` gave since the last change. */
  #all: readonly Conversation[] | undefined;
  #online = false;

  constructor(ports: MessagesPorts) {
    const changed = () => {
      this.#all = undefined;
      ports.changed();
    };
    this.#ports = { ...ports, changed };
  }

  /** Says `text` to a bare JID, now or as soon as there is a connection. Throws PhoneError: bad-request. */
  send(peer: string, text: string): void {
    const { account, kept, clock, newId, changed } = this.#ports;
    const said = messageText(text);
    if (said === undefined || peer === account) throw new PhoneError('bad-request');
    const id = newId();
    const message = { id, peer, direction: 'outgoing', at: clock.now(), text: said, state: 'waiting' } as const;
    // Kept before it is sent: an answer may come back in the same breath, and the app may be killed in it.
    const isKept = kept(store => store.put(account, { ...message, here: true, seen: true }), false);
    // What is kept waits there, behind what has waited for longer.
    if (this.#online || !isKept) this.#hand(peer, id, said);
    changed();
  }

  /** Says again what did not arrive. */
  retry(peer: string, id: string): void {
    const text = this.#ports.kept(store => store.take(this.#ports.account, peer, id), undefined);
    if (text !== undefined) this.send(peer, text);
  }

  /** There is a connection, or no longer. What had not arrived when the app was last there goes out now. */
  setOnline(online: boolean): void {
    if (online === this.#online) return;
    this.#online = online;
    const { account, kept, changed } = this.#ports;
    const waiting = kept(store => store.waiting(account), []);
    if (online) for (const { id, peer, text } of waiting) if (!this.#handed.has(id)) this.#hand(peer, id, text);
    if (waiting.length > 0) changed();
  }

  /** Our server has it: from now on it is not ours to say again. */
  arrived(peer: string, id: string): void {
    const { account, kept, changed } = this.#ports;
    this.#handed.delete(id);
    if (kept(store => store.sent(account, peer, id), false)) changed();
  }

  /** Takes what the wire brings; what nobody asked for leaves no trace. */
  take({ peer, direction, carbon, stanza }: ReceivedChat): void {
    const { account, kept, changed, wire } = this.#ports;
    switch (stanza.kind) {
      case 'bounce':
        if (!carbon && kept(store => store.mark(account, peer, stanza.of, 'failed', stanza.failure), false)) changed();
        return;
      case 'receipt':
        if (direction === 'incoming' && kept(store => store.mark(account, peer, stanza.of, 'delivered'), false))
          changed();
        return;
      case 'text':
        if (!this.#isWanted(peer, direction, stanza.text === undefined)) return;
        if (this.#keep(peer, direction, stanza)) changed();
        if (direction === 'incoming' && !carbon && stanza.wantsReceipt && stanza.id !== undefined) {
          wire.acknowledge(peer, stanza.id);
        }
    }
  }

  /** Takes what the archive of the server has, oldest first: what was said while this device was away. */
  takeArchived(chats: readonly ArchivedChat[]): void {
    const { account, kept, changed } = this.#ports;
    let news = false;
    for (const { peer, direction, stanza, archiveId, at } of chats) {
      if (stanza.kind === 'receipt' && direction === 'incoming') {
        news = kept(store => store.mark(account, peer, stanza.of, 'delivered'), false) || news;
      }
      if (stanza.kind !== 'text' || kept(store => store.covers(account, peer, at), true)) continue;
      if (!this.#isWanted(peer, direction, stanza.text === undefined)) continue;
      const { replaces } = stanza;
      // A correction whose text is here was taken as it came, or comes too late to matter.
      if (replaces !== undefined && kept(store => store.has(account, peer, direction, replaces), true)) {
        const { text } = stanza;
        if (text !== undefined && direction === 'incoming')
          news = kept(store => store.replace(account, peer, replaces, text), false) || news;
        continue;
      }
      if (!this.#keep(peer, direction, { ...stanza, id: stanza.id ?? archiveId, replaces: undefined, delayedAt: at }))
        continue;
      news = true;
      // Whoever answered on another device had read what was there.
      if (direction === 'outgoing') kept(store => store.seen(account, peer), false);
    }
    if (news) changed();
  }

  /** All of a conversation, oldest first. */
  of(peer: string): ChatMessage[] {
    const messages = this.#ports.kept(store => store.of(this.#ports.account, peer), []);
    return messages.map(message => (this.#isUnderway(message) ? { ...message, state: 'sent' } : message));
  }

  /** Everybody with whom there are messages, the newest first. */
  all(): Conversation[] {
    const { account, clock, kept } = this.#ports;
    this.#all ??= kept(store => store.conversations(account, clock.now() - ANSWERS_MS), []);
    return [...this.#all];
  }

  /** The person has seen all of it. */
  seen(peer: string): void {
    if (this.#ports.kept(store => store.seen(this.#ports.account, peer), false)) this.#ports.changed();
  }

  /** Takes a conversation out of what is kept. */
  forget(peer: string): void {
    const { account, kept, clock } = this.#ports;
    kept(store => store.forget(account, peer, clock.now()), undefined);
    this.#ports.changed();
  }

  /** To people, what the stream carries is sent; only what is kept waits until it is certain. */
  #isUnderway({ id, state }: ChatMessage): boolean {
    return state === 'waiting' && this.#online && this.#handed.has(id);
  }

  #hand(peer: string, id: string, text: string): void {
    this.#handed.add(id);
    this.#ports.wire.send(peer, { id, text });
  }

  /**
   * Strangers cannot make themselves heard by writing. What our other devices say belongs here only where a conversation
   * has begun, and what we cannot read only where it may be an answer.
   */
  #isWanted(peer: string, direction: ReceivedChat['direction'], encrypted: boolean): boolean {
    const { account, kept, isContact } = this.#ports;
    const known = kept(store => store.knows(account, peer), false);
    if (direction === 'outgoing') return !encrypted && (known || this.of(peer).length > 0);
    return known || (!encrypted && isContact(peer));
  }

  /** Whether it was news. */
  #keep(peer: string, direction: ReceivedChat['direction'], stanza: TextStanza): boolean {
    const { account, kept, clock, newId } = this.#ports;
    const { id = newId(), text, replaces, delayedAt } = stanza;
    if (replaces !== undefined && text !== undefined && direction === 'incoming') {
      if (kept(store => store.replace(account, peer, replaces, text), false)) return true;
    }
    const now = clock.now();
    return kept(
      store =>
        store.put(account, {
          ...{ id: id.slice(0, 200), peer, direction, text, here: false },
          at: Math.min(delayedAt ?? now, now),
          state: direction === 'incoming' ? 'received' : 'sent',
          seen: direction === 'outgoing',
        }),
      false,
    );
  }
}

type TextStanza = Extract<ReceivedChat['stanza'], { kind: 'text' }>;
