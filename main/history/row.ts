/** A call as the database has it. */
import { callEnds, isMissed, type CallEnd } from '../../shared/call';
import type { PastCall } from '../../shared/history';
import type { ArchivedCall } from '../core/call/archive';

/** What SQLite gives. */
export type Row = Record<string, unknown>;

/** What is written of a call, beside whose it is. */
export interface CallFacts {
  id: string;
  sid: string;
  direction: 'incoming' | 'outgoing';
  end: CallEnd | undefined;
  createdAt: number;
  answeredAt: number | undefined;
  connectedAt: number | undefined;
  endedAt: number | undefined;
  elsewhere: boolean;
  final: boolean;
  seen: boolean;
}

/** The columns of a list, for `pastCallOf`. */
export const listColumns = `call.id, account.address AS account, peer.address AS peer, direction, "end", created_at,
  answered_at, connected_at, ended_at, elsewhere, missed, seen`;

export function pastCallOf(row: Row): PastCall {
  const call: PastCall = {
    id: textIn(row, 'id'),
    account: textIn(row, 'account'),
    peer: textIn(row, 'peer'),
    direction: directionIn(row),
    end: endIn(row) ?? 'error',
    createdAt: numberIn(row, 'created_at') ?? 0,
    elsewhere: row['elsewhere'] === 1,
    unseen: row['missed'] === 1 && row['seen'] === 0,
  };
  const times = {
    answeredAt: numberIn(row, 'answered_at'),
    connectedAt: numberIn(row, 'connected_at'),
    endedAt: numberIn(row, 'ended_at'),
  };
  return { ...call, ...times };
}

/** What an archive can go on from: without the end that was only concluded. */
export function archivedCallOf(row: Row): ArchivedCall {
  return {
    peer: textIn(row, 'peer'),
    sid: textIn(row, 'sid'),
    direction: directionIn(row),
    createdAt: numberIn(row, 'created_at') ?? 0,
    answeredAt: numberIn(row, 'answered_at'),
  };
}

/** All of a row of the table itself. */
export const factsOf = (row: Row): CallFacts => ({
  id: textIn(row, 'id'),
  sid: textIn(row, 'sid'),
  direction: directionIn(row),
  end: endIn(row),
  createdAt: numberIn(row, 'created_at') ?? 0,
  answeredAt: numberIn(row, 'answered_at'),
  connectedAt: numberIn(row, 'connected_at'),
  endedAt: numberIn(row, 'ended_at'),
  elsewhere: row['elsewhere'] === 1,
  final: row['final'] === 1,
  seen: row['seen'] === 1,
});

/** The same as parameters of a statement. */
export const parametersOf = (call: CallFacts): Record<string, string | number | null> => ({
  id: call.id,
  sid: call.sid,
  direction: call.direction,
  end: call.end ?? null,
  created_at: Math.round(call.createdAt),
  answered_at: rounded(call.answeredAt),
  connected_at: rounded(call.connectedAt),
  ended_at: rounded(call.endedAt),
  elsewhere: Number(call.elsewhere),
  final: Number(call.final),
  missed: Number(call.end !== undefined && isMissed({ direction: call.direction, end: call.end })),
  seen: Number(call.seen),
});

const rounded = (at: number | undefined): number | null => (at === undefined ? null : Math.round(at));

const textIn = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};
export const numberIn = (row: Row, column: string): number | undefined => {
  const value = row[column];
  return typeof value === 'number' ? value : undefined;
};
const directionIn = (row: Row): 'incoming' | 'outgoing' => (row['direction'] === 'outgoing' ? 'outgoing' : 'incoming');
const endIn = (row: Row): CallEnd | undefined => callEnds.find(end => end === row['end']);
