/** The tables of the history, and how each version of them becomes the next. */
import type { DatabaseSync } from 'node:sqlite';

/**
 * What takes a database from the version that is its place in the list to the next. Once released, an entry never changes.
 *
 * `call.end` is absent while a call goes on. `final`: nothing that an archive tells can make the row any truer.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE account (
    key INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    -- How far the archive of the server was read.
    archive_id TEXT,
    archive_at INTEGER
  ) STRICT;
  CREATE TABLE peer (
    key INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (key),
    address TEXT NOT NULL,
    UNIQUE (account, address)
  ) STRICT;
  CREATE TABLE call (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES account (key),
    peer INTEGER NOT NULL REFERENCES peer (key),
    sid TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
    "end" TEXT,
    created_at INTEGER NOT NULL,
    answered_at INTEGER,
    connected_at INTEGER,
    ended_at INTEGER,
    elsewhere INTEGER NOT NULL,
    final INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    UNIQUE (account, id),
    UNIQUE (peer, sid)
  ) STRICT;
  -- Those that a search walks along hold all it asks for.
  CREATE INDEX call_by_time ON call (account, created_at, key, peer) WHERE "end" IS NOT NULL;
  CREATE INDEX call_by_peer ON call (peer, created_at, key) WHERE "end" IS NOT NULL;
  CREATE INDEX missed_by_time ON call (account, created_at, key, peer) WHERE "end" IS NOT NULL AND missed = 1;
  CREATE INDEX missed_by_peer ON call (peer, created_at, key) WHERE "end" IS NOT NULL AND missed = 1;
  CREATE INDEX unseen ON call (account) WHERE missed = 1 AND seen = 0;
  CREATE INDEX unfinished ON call (account) WHERE final = 0;
  `,
  // What is written to people around calls. `text` is absent where it was encrypted for another app; `here`: this device
  // sent it. A peer is an address: people are written to who were never called.
  `
  CREATE TABLE message (
    key INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (key),
    peer TEXT NOT NULL,
    id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
    at INTEGER NOT NULL,
    text TEXT,
    here INTEGER NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    seen INTEGER NOT NULL,
    UNIQUE (account, peer, direction, id)
  ) STRICT;
  CREATE INDEX message_by_peer ON message (account, peer, key);
  CREATE INDEX message_waiting ON message (account) WHERE state = 'waiting';
  `,
  // Until when the texts of a conversation were forgotten: an archive does not bring them back.
  `
  CREATE TABLE forgotten (
    account INTEGER NOT NULL REFERENCES account (key),
    peer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, peer)
  ) STRICT;
  `,
];

/** The database is of a later version than this Tsuwa knows. */
export class NewerHistoryError extends Error {
  override name = 'NewerHistoryError';
}

/** Brings a database up to date, all of it or nothing. Throws NewerHistoryError, and what SQLite throws. */
export function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  if (typeof version !== 'number' || version > migrations.length) throw new NewerHistoryError();
  if (version === migrations.length) return;
  inTransaction(database, () => {
    for (const sql of migrations.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Runs `change` so that all of it is kept or nothing. */
export function inTransaction<T>(database: DatabaseSync, change: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const done = change();
    database.exec('COMMIT');
    return done;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
