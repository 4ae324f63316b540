/** The texts of every account that ever was on this device, in the database of the history. Throws what SQLite throws. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  messageFailures,
  messageStates,
  type ChatMessage,
  type Conversation,
  type MessageFailure,
  type MessageState,
} from '../../shared/message';
import { numberIn, type Row } from './row';
import { inTransaction } from './schema';

/** How many are kept: of one conversation, and conversations of one account; the oldest go. */
const KEPT = { messages: 500, conversations: 200 } as const;
/** Characters of the newest text that are told with every news of the conversations. */
const LATEST = 200;

/** A text to be kept. */
export interface KeptMessage extends ChatMessage {
  /** Bare JID. */
  peer: string;
  /** This device sent it. */
  here: boolean;
  seen: boolean;
}

/** One that still has to go out. */
export interface WaitingMessage {
  id: string;
  peer: string;
  text: string;
}

export class MessageStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether it is news: one that is known stays as it is. */
  put(account: string, message: KeptMessage): boolean {
    const owner = this.#account(account);
    return inTransaction(this.#database, () => {
      const { id, peer, direction, at, text, here, state, failure, seen } = message;
      const { changes } = this.#sql(
        `INSERT OR IGNORE INTO message (account, peer, id, direction, at, text, here, state, failure, seen)
         VALUES (:owner, :peer, :id, :direction, :at, :text, :here, :state, :failure, :seen)`,
      ).run({
        ...{ owner, peer, id, direction, at: Math.round(at), text: text ?? null, here: Number(here) },
        ...{ state, failure: failure ?? null, seen: Number(seen) },
      });
      this.#trim(owner, peer);
      return changes !== 0;
    });
  }

  /** The last text of theirs is another than it was, and to be seen anew (XEP-0308 §3); whether it is that one. */
  replace(account: string, peer: string, id: string, text: string): boolean {
    return this.#changed(
      `UPDATE message SET text = :text, seen = 0
       WHERE account = :owner AND peer = :peer AND id = :id AND direction = 'incoming' AND text IS NOT NULL
         AND text <> :text AND key = (SELECT max(key) FROM message WHERE account = :owner AND peer = :peer AND direction = 'incoming')`,
      { owner: this.#account(account), peer, id, text },
    );
  }

  /** What has become of one of ours; whether that is news. One that arrived does not come back any more. */
  mark(account: string, peer: string, id: string, state: MessageState, failure?: MessageFailure): boolean {
    return this.#changed(
      `UPDATE message SET state = :state, failure = :failure, seen = :seen
       WHERE account = :owner AND peer = :peer AND id = :id AND direction = 'outgoing'
         AND state <> :state AND state <> 'delivered'`,
      {
        ...{ owner: this.#account(account), peer, id, state, failure: failure ?? null },
        seen: Number(state !== 'failed'),
      },
    );
  }

  /** Our server has one that waited; whether that is news. */
  sent(account: string, peer: string, id: string): boolean {
    return this.#changed(
      `UPDATE message SET state = 'sent'
       WHERE account = :owner AND peer = :peer AND id = :id AND direction = 'outgoing' AND state = 'waiting'`,
      { owner: this.#account(account), peer, id },
    );
  }

  /** What waits to be sent, oldest first. */
  waiting(account: string): WaitingMessage[] {
    return this.#sql(`SELECT id, peer, text FROM message WHERE account = ? AND state = 'waiting' ORDER BY key`)
      .all(this.#account(account))
      .map(row => ({ id: textIn(row, 'id'), peer: textIn(row, 'peer'), text: textIn(row, 'text') }));
  }

  /** All of a conversation, oldest first. */
  of(account: string, peer: string): ChatMessage[] {
    return this.#sql('SELECT * FROM message WHERE account = ? AND peer = ? ORDER BY key')
      .all(this.#account(account), peer)
      .map(messageOf);
  }

  /** Everybody with whom there are texts, the newest first; `since`: calls before it make nothing that comes an answer. */
  conversations(account: string, since: number): Conversation[] {
    return this.#sql(
      `SELECT last.peer, last.at, substr(last.text, 1, ${LATEST}) AS text, last.state, last.direction, sums.unread,
         sums.written OR EXISTS (${calledSql} AND call.created_at > :since) AS answers
       FROM (SELECT peer, max(key) AS key, sum(seen = 0) AS unread, max(here) AS written
             FROM message WHERE account = :owner GROUP BY peer) AS sums
       JOIN message AS last ON last.key = sums.key
       ORDER BY last.key DESC`,
    )
      .all({ owner: this.#account(account), since })
      .map(row => ({
        ...{ account, peer: textIn(row, 'peer'), unread: numberIn(row, 'unread') ?? 0, at: numberIn(row, 'at') ?? 0 },
        latest: optionalTextIn(row, 'text'),
        failed: row['state'] === 'failed',
        answers: row['answers'] === 1,
      }));
  }

  /** Whether the person here has written to them from this device, or called them. */
  knows(account: string, peer: string): boolean {
    const row = this.#sql(
      `SELECT EXISTS (SELECT 1 FROM message WHERE account = :owner AND peer = :peer AND here = 1)
         OR EXISTS (${calledSql.replaceAll('last.peer', ':peer')}) AS known`,
    ).get({ owner: this.#account(account), peer });
    return row?.['known'] === 1;
  }

  /** Whether there is anything to see. */
  seen(account: string, peer: string): boolean {
    return this.#changed('UPDATE message SET seen = 1 WHERE account = :owner AND peer = :peer AND seen = 0', {
      owner: this.#account(account),
      peer,
    });
  }

  /** Takes one of ours out, and gives what it said. */
  take(account: string, peer: string, id: string): string | undefined {
    const key = { owner: this.#account(account), peer, id };
    const where = `WHERE account = :owner AND peer = :peer AND id = :id AND direction = 'outgoing' AND state = 'failed'`;
    const row = this.#sql(`SELECT text FROM message ${where}`).get(key);
    this.#sql(`DELETE FROM message ${where}`).run(key);
    return row && optionalTextIn(row, 'text');
  }

  /** Whether that text is kept. */
  has(account: string, peer: string, direction: 'incoming' | 'outgoing', id: string): boolean {
    return (
      this.#sql('SELECT 1 FROM message WHERE account = ? AND peer = ? AND direction = ? AND id = ?').get(
        this.#account(account),
        peer,
        direction,
        id,
      ) !== undefined
    );
  }

  /** Whether what was said at that time was forgotten, or is older than the oldest of as much as is kept. */
  covers(account: string, peer: string, at: number): boolean {
    const row = this.#sql(
      `SELECT EXISTS (SELECT 1 FROM forgotten WHERE account = :owner AND peer = :peer AND at >= :at)
         OR (SELECT count(*) >= :kept AND min(at) > :at FROM message WHERE account = :owner AND peer = :peer) AS covers`,
    ).get({ owner: this.#account(account), peer, at: Math.round(at), kept: KEPT.messages });
    return row?.['covers'] === 1;
  }

  /** Nothing of it is left in the file, and the archive of the server does not bring back what was said until `at`. */
  forget(account: string, peer: string, at: number): void {
    const owner = this.#account(account);
    this.#sql('DELETE FROM message WHERE account = ? AND peer = ?').run(owner, peer);
    this.#sql('INSERT OR REPLACE INTO forgotten (account, peer, at) VALUES (?, ?, ?)').run(owner, peer, Math.round(at));
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #trim(owner: number, peer: string): void {
    this.#sql(
      `DELETE FROM message WHERE account = :owner AND peer = :peer AND key <= (SELECT key FROM message
         WHERE account = :owner AND peer = :peer ORDER BY key DESC LIMIT 1 OFFSET :kept)`,
    ).run({ owner, peer, kept: KEPT.messages });
    this.#sql(
      `DELETE FROM message WHERE account = :owner AND peer IN (SELECT peer FROM message WHERE account = :owner
         GROUP BY peer ORDER BY max(key) DESC LIMIT -1 OFFSET :kept)`,
    ).run({ owner, kept: KEPT.conversations });
  }

  #account(address: string): number {
    this.#sql('INSERT OR IGNORE INTO account (address) VALUES (?)').run(address);
    return numberIn(this.#sql('SELECT key FROM account WHERE address = ?').get(address) ?? {}, 'key') ?? 0;
  }

  #changed(sql: string, parameters: Record<string, string | number | null>): boolean {
    return this.#sql(sql).run(parameters).changes !== 0;
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const made = this.#database.prepare(text);
    this.#statements.set(text, made);
    return made;
  }
}

/** Calls of ours to them. */
const calledSql = `SELECT 1 FROM call JOIN peer ON peer.key = call.peer
  WHERE peer.account = :owner AND peer.address = last.peer AND call.direction = 'outgoing'`;

function messageOf(row: Row): ChatMessage {
  return {
    id: textIn(row, 'id'),
    direction: row['direction'] === 'outgoing' ? 'outgoing' : 'incoming',
    at: numberIn(row, 'at') ?? 0,
    text: optionalTextIn(row, 'text'),
    state: messageStates.find(state => state === row['state']) ?? 'received',
    failure: messageFailures.find(failure => failure === row['failure']),
  };
}

const textIn = (row: Row, column: string): string => optionalTextIn(row, column) ?? '';
const optionalTextIn = (row: Row, column: string): string | undefined => {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
};
