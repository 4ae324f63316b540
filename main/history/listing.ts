/** Pages of the history: the newest calls first, of everybody or of those that a search is for. */
import type { StatementSync } from 'node:sqlite';
import type { HistoryPlace, PastCall } from '../../shared/history';
import { listColumns, numberIn, pastCallOf, type Row } from './row';

/** What a page is to hold. */
export interface Listing {
  /** Key of the account. */
  account: number;
  /** Keys of the peers; everybody unless given. */
  peers?: readonly number[] | undefined;
  only?: 'missed' | undefined;
  before?: HistoryPlace | undefined;
  limit: number;
}

/** Makes a statement ready, or gives the one that was. */
export type Prepare = (sql: string) => StatementSync;

/**
 * With fewer calls of the peers than this they are all looked up and put in order; with more, walking along all calls
 * from the newest finds a page of them sooner.
 */
const FEW = 1000;

/** So many calls are read for each that a page may hold, before whoever fits is picked out first. */
const GLANCE = 15;

/**
 * The calls of a page with those whose keys fit, the newest first; `undefined` if the newest calls do not have a page of
 * them. Where many fit, this is over before all of them are picked out.
 */
export function glanced(
  prepare: Prepare,
  { account, only, before, limit }: Omit<Listing, 'peers'>,
  fits: (peer: number) => boolean,
): PastCall[] | undefined {
  const newest = prepare(
    `SELECT key, peer FROM call INDEXED BY ${only ? 'missed' : 'call'}_by_time
       WHERE account = :account AND "end" IS NOT NULL ${only ? 'AND missed = 1' : ''} ${before ? BEFORE : ''}
       ORDER BY created_at DESC, key DESC LIMIT :read`,
  ).iterate({ account, read: GLANCE * limit, ...placeOf(prepare, account, before) });
  const keys: number[] = [];
  for (const { key, peer } of newest) {
    if (fits(Number(peer))) keys.push(Number(key));
    if (keys.length < limit) continue;
    return called(prepare, 'SELECT value FROM json_each(:keys)', { keys: JSON.stringify(keys) });
  }
  return undefined;
}

/** The calls of a page, the newest first. */
export function listed(prepare: Prepare, { account, peers, only, before, limit }: Listing): PastCall[] {
  if (peers?.length === 0) return [];
  const index = only ? 'missed' : 'call';
  const among = peers && JSON.stringify(peers);
  // Those of one are in order already.
  const single = peers?.length === 1;
  const byPeer = single || (among !== undefined && countUpTo(prepare, FEW, index, among) < FEW);
  // The plus keeps SQLite from looking the peers up one by one.
  const all = single ? 'peer = :peer' : `${byPeer ? '' : '+'}peer IN (SELECT value FROM json_each(:peers))`;
  const ofPeers = among === undefined ? '' : `AND ${all}`;
  const found = `SELECT key FROM call INDEXED BY ${index}_by_${byPeer ? 'peer' : 'time'}
    WHERE ${byPeer ? '' : 'account = :account AND '}"end" IS NOT NULL ${only ? 'AND missed = 1' : ''} ${ofPeers}
      ${before ? BEFORE : ''}
    ORDER BY created_at DESC, key DESC LIMIT :limit`;
  return called(prepare, found, {
    limit,
    ...(byPeer ? {} : { account }),
    ...(single ? { peer: peers[0] ?? null } : among === undefined ? {} : { peers: among }),
    ...placeOf(prepare, account, before),
  });
}

/** The calls whose keys `found` selects. */
function called(prepare: Prepare, found: string, values: Record<string, string | number | null>): PastCall[] {
  return prepare(
    `WITH found AS (${found})
       SELECT ${listColumns} FROM call
         JOIN account ON account.key = call.account JOIN peer ON peer.key = call.peer
       WHERE call.key IN (SELECT * FROM found) ORDER BY created_at DESC, call.key DESC`,
  )
    .all(values)
    .map(pastCallOf);
}

const BEFORE = 'AND (created_at, key) < (:at, :key)';

const placeOf = (prepare: Prepare, account: number, before: HistoryPlace | undefined): Record<string, number> =>
  before ? { at: before.createdAt, key: keyOf(prepare, account, before.id) } : {};

function countUpTo(prepare: Prepare, limit: number, index: string, peers: string): number {
  const counted = prepare(
    `SELECT count(*) AS count FROM (SELECT 1 FROM call INDEXED BY ${index}_by_peer
         WHERE peer IN (SELECT value FROM json_each(:peers)) AND "end" IS NOT NULL
           ${index === 'missed' ? 'AND missed = 1' : ''} LIMIT :limit)`,
  ).get({ peers, limit });
  return numberIn(counted ?? {}, 'count') ?? 0;
}

/** Of a call that is gone by now, what is told of its moment is left out rather than told again. */
function keyOf(prepare: Prepare, account: number, id: string): number {
  const row: Row | undefined = prepare('SELECT key FROM call WHERE account = ? AND id = ?').get(account, id);
  return numberIn(row ?? {}, 'key') ?? 0;
}
