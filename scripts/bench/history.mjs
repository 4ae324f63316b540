/** Searching 100,000 calls with 10,000 people. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runnerImport } from 'vite';

const CALLS = 100_000;
const PEOPLE = 10_000;
const FRAME_MS = 16;
export const account = 'romeo@montague.lit';
export const quiet = { info: () => {}, warn: () => {}, debug: () => {} };

/** @returns {Promise<import('./row').Row[]>} */
export async function run() {
  const path = join(import.meta.dirname, '..', '..', 'main', 'history', 'history.ts');
  /** @type {{ module: import('./row').HistoryModule }} */
  const { module } = await runnerImport(path, { configFile: false });
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-bench-'));
  try {
    const file = join(folder, 'history.sqlite');
    const history = new module.History({ path: file, log: quiet, newId: randomUUID, now: Date.now });
    fill(file);
    const plain = new DatabaseSync(file, { readOnly: true });
    const scan = plain.prepare(
      `SELECT call.id FROM call JOIN peer ON peer.key = call.peer WHERE instr(peer.address, ?) > 0 ORDER BY created_at DESC LIMIT 100`,
    );
    const plainMs = median(() => void scan.all('nobody'));
    const contacts = Array.from({ length: PEOPLE }, (_, at) => ({
      ...{ address: addressOf(at), name: `Person ${at.toString(36)}` },
      ...{ groups: [], availability: 'offline', subscription: 'both', asked: false, favourite: false, blocked: false },
    }));
    /** @type {(what: string, query: Partial<import('./row').HistoryRow>) => import('./row').Row} */
    const row = (what, query) => {
      const ms = median(() => void history.page([account], { limit: 100, ...query }, contacts));
      return { what: `history, ${what}`, ms, limitMs: FRAME_MS, plainMs, plain: 'a scan of all calls' };
    };
    // The first search reads who there is.
    history.page([account], { limit: 1, text: 'warm' }, contacts);
    const rows = [
      row('the first page', {}),
      row('nobody fits', { text: 'xyzzy' }),
      row('one person fits', { text: 'person4711@' }),
      row('a thousand fit', { text: 'person4' }),
      row('everybody fits', { text: 'person' }),
      row('those whose calls are the oldest', { text: 'old.example' }),
      row('missed, a thousand fit', { text: 'person4', only: 'missed' }),
      row('the last page', { before: { createdAt: 50, id: '' } }),
    ];
    plain.close();
    history.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tenth of the people have only been called long ago. */
const addressOf = (/** @type {number} */ at) => `person${at}@${at % 10 === 9 ? 'old.example' : 'example.org'}`;

/** Writes the calls straight into the tables: one by one through the history would take minutes. */
export function fill(/** @type {string} */ file) {
  const database = new DatabaseSync(file);
  database.exec('BEGIN');
  database.prepare('INSERT INTO account (key, address) VALUES (1, ?)').run(account);
  const peer = database.prepare('INSERT INTO peer (key, account, address) VALUES (?, 1, ?)');
  for (let at = 0; at < PEOPLE; at += 1) peer.run(at + 1, addressOf(at));
  const call = database.prepare(
    `INSERT INTO call (id, account, peer, sid, direction, "end", created_at, ended_at, elsewhere, final, missed, seen)
     VALUES (?, 1, ?, ?, 'incoming', ?, ?, ?, 0, 1, ?, 1)`,
  );
  for (let at = 0; at < CALLS; at += 1) {
    const id = randomUUID();
    const tenth = Math.floor((at * 7919) % (PEOPLE / 10));
    const who = at < CALLS / 5 ? tenth * 10 + 9 : tenth * 10 + (at % 9);
    const missed = at % 5 === 0;
    call.run(id, who + 1, id, missed ? 'cancelled' : 'answered', at * 1000, at * 1000 + 500, Number(missed));
  }
  database.exec('COMMIT');
  database.close();
}

/** Of 15 times, in milliseconds. */
function median(/** @type {() => void} */ work) {
  work();
  const times = Array.from({ length: 15 }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return times.toSorted((one, other) => one - other)[7] ?? 0;
}
