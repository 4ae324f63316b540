/** Opens the file of the history, whatever has become of it. */
import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryTrouble } from '../../shared/history';
import { describeError, type Log } from '../log';
import { migrate, NewerHistoryError } from './schema';

/** A database that is up to date, or none; and what the person should know about it. */
export interface Opened {
  database: DatabaseSync | undefined;
  trouble: HistoryTrouble | undefined;
}

/** Opens the file at `path`, or makes it; `:memory:` keeps nothing. A broken one is kept under another name. */
export function openDatabase(path: string, log: Log): Opened {
  try {
    return { database: opened(path), trouble: undefined };
  } catch (error) {
    if (error instanceof NewerHistoryError) {
      log.warn`the history was written by a newer Tsuwa and is left alone`;
      return { database: undefined, trouble: 'newer' };
    }
    if (!isBroken(error)) {
      log.warn`the history cannot be opened: ${describeError(error)}`;
      return { database: undefined, trouble: 'unavailable' };
    }
    return setAside(path, log);
  }
}

/** Keeps a broken file under another name and begins anew. */
export function setAside(path: string, log: Log): Opened {
  try {
    const kept = `${path}.broken-${new Date().toISOString().replace(/\D/g, '')}`;
    for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, kept + part);
    log.warn`the history was broken: it is kept under another name, and a new one begun`;
    return { database: opened(path), trouble: 'set-aside' };
  } catch (error) {
    log.warn`there is no history: ${describeError(error)}`;
    return { database: undefined, trouble: 'unavailable' };
  }
}

/** Whether SQLite found that the file is none of its own, or damaged (SQLITE_CORRUPT, SQLITE_NOTADB). */
export function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' && ((code & 0xff) === 11 || (code & 0xff) === 26);
}

function opened(path: string): DatabaseSync {
  if (path !== ':memory:') closeToOthers(path);
  const database = new DatabaseSync(path);
  try {
    // What is deleted is gone. With the log a transaction survives the end of the process; with NORMAL all but the last
    // ones survive a power cut as well, and none leaves the file broken.
    database.exec('PRAGMA busy_timeout = 1000; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON');
    // Before the log is switched on: a newer database is not touched.
    migrate(database);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    // What was under way when the app went away went with it, when it was last written of. What rang was missed, unless
    // the archive knows better.
    database.exec(`
      UPDATE call SET "end" = 'no-answer', missed = 1
        WHERE "end" IS NULL AND elsewhere = 0 AND direction = 'incoming' AND answered_at IS NULL;
      UPDATE call SET "end" = 'crashed' WHERE "end" IS NULL AND elsewhere = 0;
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Before it is opened: SQLite gives the files beside it the rights that it has. */
function closeToOthers(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
