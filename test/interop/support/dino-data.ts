/** Dino's own database: the account it signs in with, and what it tells its person of each call. */
import { DatabaseSync } from 'node:sqlite';

/** Dino's `Call.State`; a call that is not over is stored as ended, so that it is so after a crash. */
const states = [
  ...['ringing', 'establishing', 'in progress', 'on another device'],
  ...['ended', 'declined', 'missed', 'failed'],
] as const;

export interface DinoCall {
  readonly id: number;
  readonly conversation: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly state: string;
}

function withDatabase<T>(path: string, readOnly: boolean, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly, timeout: 5000 });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Whether Dino has made its tables. */
export const hasTables = (path: string): boolean =>
  withDatabase(path, true, database => {
    const { count } =
      database.prepare(`select count(*) as count from sqlite_master where name = 'account'`).get() ?? {};
    return count === 1;
  });

/** Adds an account that Dino connects as it starts. Dino must not be running. */
export const addAccount = (path: string, address: string, password: string): void =>
  withDatabase(path, false, database => {
    database
      .prepare(`insert into account (bare_jid, resourcepart, password, alias, enabled) values (?, 'dino', ?, '', 1)`)
      .run(address, password);
  });

/** All calls, the newest first. */
export const callsIn = (path: string): DinoCall[] =>
  withDatabase(path, true, database =>
    database
      .prepare(
        `select call.id, conversation.id as conversation, call.direction, call.state
           from call join conversation
             on conversation.jid_id = call.counterpart_id and conversation.account_id = call.account_id
          order by call.id desc`,
      )
      .all()
      .map(({ id, conversation, direction, state }) => ({
        id: Number(id),
        conversation: Number(conversation),
        direction: direction === 0 ? 'incoming' : 'outgoing',
        state: states[Number(state)] ?? `state ${String(state)}`,
      })),
  );
