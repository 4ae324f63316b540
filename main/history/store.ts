/** The calls of every account that ever was on this device, in a database. Throws what SQLite throws. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HistoryQuery, PastCall } from '../../shared/history';
import type { ArchivedCall, Folded } from '../core/call/archive';
import type { NewId } from '../core/ports';
import { glanced, listed } from './listing';
import { improved } from './merge';
import { archivedCallOf, factsOf, numberIn, parametersOf, type CallFacts } from './row';
import { inTransaction } from './schema';
import type { Search } from './search';

/** A call with whom it was, a bare JID. */
export type WrittenCall = CallFacts & { peer: string };

/** How far the archive of a server was read. */
export interface ArchiveMark {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Calls that an archive may still say more about; older ones are left as they are. */
const UNFINISHED_LIMIT = 500;
/** Fewer people than this are looked up at once; the newest calls are not gone through for them first. */
const MANY = 100;

export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #newId: NewId;
  readonly #statements = new Map<string, StatementSync>();
  readonly #accounts = new Map<string, number>();
  /** Addresses by key, by account; read when a search first needs them. */
  readonly #peers = new Map<number, Map<number, string>>();
  /** Whom the last search of an account has found, by key. */
  readonly #found = new Map<number, { search: Search; keys: readonly number[] }>();

  constructor(database: DatabaseSync, newId: NewId) {
    this.#database = database;
    this.#newId = newId;
  }

  // In

  /** Writes a call of this device down. */
  put(account: string, peer: string, call: CallFacts): void {
    const owner = this.#account(account);
    inTransaction(this.#database, () => {
      const key = this.#peer(owner, peer);
      const { id, sid } = call;
      // An archive may have told of it by the name it has on the wire.
      const known = this.#sql('SELECT * FROM call WHERE peer = :key AND sid = :sid').get({ key, sid });
      // What only came late, out of a store of the server, is not truer than what the archive told.
      if (known?.['elsewhere'] === 1 && call.elsewhere && !call.final) return;
      this.#sql('DELETE FROM call WHERE peer = :key AND sid = :sid AND id <> :id').run({ key, sid, id });
      this.#write(owner, key, call);
    });
  }

  /** Calls that go on have lasted until `now` at least: should the app be killed, that is what is known of their end. */
  lasts(account: string, ids: readonly string[], now: number): void {
    const owner = this.#account(account);
    inTransaction(this.#database, () => {
      for (const id of ids) {
        this.#sql('UPDATE call SET ended_at = ? WHERE account = ? AND id = ? AND "end" IS NULL').run(now, owner, id);
      }
    });
  }

  /** Takes over what an archive told, and whether that was news. `seen`: none of it is to be pointed out. */
  merge(account: string, { calls, dropped }: Folded, seen: boolean): boolean {
    const owner = this.#account(account);
    return inTransaction(this.#database, () => {
      let news = false;
      for (const call of dropped) {
        const { peer, sid } = call;
        const { changes } = this.#sql('DELETE FROM call WHERE peer = :peer AND sid = :sid AND elsewhere = 1').run({
          peer: this.#peer(owner, peer),
          sid,
        });
        news ||= changes !== 0;
      }
      for (const call of calls) news = this.#merge(owner, call, seen) || news;
      return news;
    });
  }

  /** Calls whose end nobody told yet. */
  unfinished(account: string): ArchivedCall[] {
    const rows = this.#sql(
      `SELECT call.*, peer.address AS peer FROM call INDEXED BY unfinished JOIN peer ON peer.key = call.peer
       WHERE call.account = :owner AND final = 0 AND ("end" IS NOT NULL OR elsewhere = 1)
       ORDER BY created_at DESC LIMIT :limit`,
    ).all({ owner: this.#account(account), limit: UNFINISHED_LIMIT });
    return rows.map(archivedCallOf).reverse();
  }

  /** Whether a call of another device may still ring. */
  hasOpen(account: string): boolean {
    const sql =
      'SELECT 1 FROM call INDEXED BY unfinished WHERE account = ? AND final = 0 AND "end" IS NULL AND elsewhere = 1';
    return this.#sql(sql).get(this.#account(account)) !== undefined;
  }

  mark(account: string): ArchiveMark | undefined {
    const row = this.#sql('SELECT archive_id, archive_at FROM account WHERE address = ?').get(account) ?? {};
    const [id, at] = [row['archive_id'], numberIn(row, 'archive_at')];
    return typeof id === 'string' && at !== undefined ? { id, at } : undefined;
  }

  setMark(account: string, { id, at }: ArchiveMark): void {
    const owner = this.#account(account);
    this.#sql('UPDATE account SET archive_id = :id, archive_at = :at WHERE key = :owner').run({ owner, id, at });
  }

  // Out

  /** A page for the person; of those who are searched for, if anybody is. */
  page(account: string, query: HistoryQuery, search?: Search): PastCall[] {
    const owner = this.#account(account);
    const { only, before, limit, peer } = query;
    const prepare = (text: string) => this.#sql(text);
    const listing = { account: owner, only, before, limit };
    if (peer !== undefined) return listed(prepare, { ...listing, peers: this.#named(owner, peer, search) });
    if (!search) return listed(prepare, listing);
    const fits = this.#maybeMany(owner, search);
    return (
      (fits && glanced(prepare, listing, fits)) ?? listed(prepare, { ...listing, peers: this.#fitting(owner, search) })
    );
  }

  /** The newest calls that are over, as they are written down. */
  written(account: string, limit: number): WrittenCall[] {
    const rows = this.#sql(
      `SELECT call.*, peer.address AS peer FROM call JOIN peer ON peer.key = call.peer
       WHERE call.account = :owner AND "end" IS NOT NULL ORDER BY created_at DESC LIMIT :limit`,
    ).all({ owner: this.#account(account), limit });
    return rows.map(row => ({ ...factsOf(row), peer: archivedCallOf(row).peer }));
  }

  /** Adds calls that were written down elsewhere; those that are known, by either of their ids, stay. How many are new. */
  add(account: string, calls: readonly WrittenCall[]): number {
    const owner = this.#account(account);
    return inTransaction(this.#database, () => {
      let added = 0;
      for (const { peer, ...call } of calls) {
        const key = this.#peer(owner, peer);
        const known = this.#sql(
          'SELECT 1 FROM call WHERE (account = :owner AND id = :id) OR (peer = :key AND sid = :sid)',
        );
        if (known.get({ owner, key, id: call.id, sid: call.sid }) !== undefined) continue;
        this.#write(owner, key, call);
        added += 1;
      }
      return added;
    });
  }

  /** How many missed calls the person has not seen. */
  missed(account: string): number {
    const row = this.#sql(
      'SELECT count(*) AS count FROM call INDEXED BY unseen WHERE account = ? AND missed = 1 AND seen = 0',
    ).get(this.#account(account));
    return numberIn(row ?? {}, 'count') ?? 0;
  }

  // The person

  /** Whether there was anything to see. */
  seen(account: string): boolean {
    const sql = 'UPDATE call INDEXED BY unseen SET seen = 1 WHERE account = ? AND missed = 1 AND seen = 0';
    return this.#sql(sql).run(this.#account(account)).changes !== 0;
  }

  /** Calls that go on stay. */
  forget(account: string, ids: readonly string[]): void {
    const owner = this.#account(account);
    inTransaction(this.#database, () => {
      for (const id of ids) {
        this.#sql('DELETE FROM call WHERE account = ? AND id = ? AND "end" IS NOT NULL').run(owner, id);
      }
      this.#forgetPeers(owner);
    });
  }

  /** The same with every call, and nothing of them is left in the file. */
  forgetAll(account: string): void {
    const owner = this.#account(account);
    inTransaction(this.#database, () => {
      this.#sql('DELETE FROM call WHERE account = ? AND "end" IS NOT NULL').run(owner);
      this.#forgetPeers(owner);
    });
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Takes everything of `account` out, and nothing of it is left in the file. */
  forgetAccount(account: string): void {
    const owner = this.#account(account);
    inTransaction(this.#database, () => {
      for (const table of ['message', 'forgotten', 'call', 'peer']) {
        this.#sql(`DELETE FROM ${table} WHERE account = ?`).run(owner);
      }
      this.#sql('DELETE FROM account WHERE key = ?').run(owner);
    });
    this.#accounts.delete(account);
    this.#peers.delete(owner);
    this.#found.delete(owner);
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#database.close();
  }

  #merge(owner: number, told: ArchivedCall, seen: boolean): boolean {
    const key = this.#peer(owner, told.peer);
    const row = this.#sql('SELECT * FROM call WHERE peer = :key AND sid = :sid').get({ key, sid: told.sid });
    const known = row && factsOf(row);
    const next = known ? improved(known, told) : this.#fresh(owner, told, seen);
    if (next === known) return false;
    this.#write(owner, key, next);
    return true;
  }

  #fresh(
    owner: number,
    { sid, direction, createdAt, answeredAt, endedAt, end }: ArchivedCall,
    seen: boolean,
  ): CallFacts {
    const taken = this.#sql('SELECT 1 FROM call WHERE account = ? AND id = ?').get(owner, sid) !== undefined;
    const id = isUuid(sid) && !taken ? sid : this.#newId();
    const times = { createdAt, answeredAt, endedAt, connectedAt: undefined };
    return { id, sid, direction, end, ...times, elsewhere: true, final: endedAt !== undefined, seen };
  }

  #write(owner: number, peer: number, call: CallFacts): void {
    this.#sql(
      `INSERT INTO call (id, account, peer, sid, direction, "end", created_at, answered_at, connected_at, ended_at,
         elsewhere, final, missed, seen)
       VALUES (:id, :owner, :peer, :sid, :direction, :end, :created_at, :answered_at, :connected_at, :ended_at,
         :elsewhere, :final, :missed, :seen)
       ON CONFLICT (account, id) DO UPDATE SET peer = excluded.peer, sid = excluded.sid,
         direction = excluded.direction, "end" = excluded."end", created_at = excluded.created_at,
         answered_at = excluded.answered_at, connected_at = excluded.connected_at, ended_at = excluded.ended_at,
         elsewhere = excluded.elsewhere, final = excluded.final, missed = excluded.missed`,
    ).run({ owner, peer, ...parametersOf(call) });
  }

  #account(address: string): number {
    const known = this.#accounts.get(address);
    if (known !== undefined) return known;
    this.#sql('INSERT OR IGNORE INTO account (address) VALUES (?)').run(address);
    const key = numberIn(this.#sql('SELECT key FROM account WHERE address = ?').get(address) ?? {}, 'key') ?? 0;
    this.#accounts.set(address, key);
    return key;
  }

  #peer(owner: number, address: string): number {
    this.#sql('INSERT OR IGNORE INTO peer (account, address) VALUES (?, ?)').run(owner, address);
    const row = this.#sql('SELECT key FROM peer WHERE account = ? AND address = ?').get(owner, address);
    const key = numberIn(row ?? {}, 'key') ?? 0;
    this.#peers.get(owner)?.set(key, address);
    this.#found.delete(owner);
    return key;
  }

  #peersOf(owner: number): Map<number, string> {
    const known = this.#peers.get(owner);
    if (known) return known;
    const rows = this.#sql('SELECT key, address FROM peer WHERE account = ?').all(owner);
    const read = new Map(rows.map(({ key, address }) => [Number(key), String(address)]));
    this.#peers.set(owner, read);
    return read;
  }

  /** Tells whose keys fit; `undefined` if only a few can, who are looked up sooner. */
  #maybeMany(owner: number, search: Search): ((key: number) => boolean) | undefined {
    const before = this.#found.get(owner);
    if (before && search.narrows(before.search) && before.keys.length < MANY) return undefined;
    const peers = this.#peersOf(owner);
    return key => search.fits(peers.get(key) ?? '');
  }

  /** Keys of those who fit; `undefined` if everybody does, for then nobody has to be picked out. */
  #fitting(owner: number, search: Search): readonly number[] | undefined {
    const peers = this.#peersOf(owner);
    const before = this.#found.get(owner);
    const among = before && search.narrows(before.search) ? before.keys : peers.keys();
    const keys: number[] = [];
    for (const key of among) if (search.fits(peers.get(key) ?? '')) keys.push(key);
    this.#found.set(owner, { search, keys });
    return keys.length === peers.size && keys.length > 0 ? undefined : keys;
  }

  /** The key of `peer` alone, unless nobody called them or they do not fit. */
  #named(owner: number, peer: string, search?: Search): number[] {
    const row = this.#sql('SELECT key FROM peer WHERE account = ? AND address = ?').get(owner, peer);
    const key = numberIn(row ?? {}, 'key');
    return key === undefined || search?.fits(peer) === false ? [] : [key];
  }

  #forgetPeers(owner: number): void {
    this.#sql('DELETE FROM peer WHERE account = ? AND NOT EXISTS (SELECT 1 FROM call WHERE call.peer = peer.key)').run(
      owner,
    );
    this.#peers.delete(owner);
    this.#found.delete(owner);
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const made = this.#database.prepare(text);
    this.#statements.set(text, made);
    return made;
  }
}

/** The page names calls by UUID; ids of peers are whatever they like. */
const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
