/** The state of the phone for programs: what `--status` prints. */
import { isUndisturbed } from '../shared/quiet';
import { overallConnection } from '../shared/accounts';
import type { CallEnd, CallPhase, CallView, Quality, Ring } from '../shared/call';
import type { ConnectionState, PhoneState } from '../shared/ipc';
import type { Update } from '../shared/updates';

/** What `--status` prints. Durations are seconds since the call was connected. */
export interface Status {
  version: string;
  /** The default account. */
  account: string | null;
  /** Online if any account is. */
  connection: ConnectionState;
  accounts: { address: string; connection: ConnectionState }[];
  calls: {
    id: string;
    account: string;
    peer: string;
    direction: 'incoming' | 'outgoing';
    state: CallPhase;
    heardRinging: boolean;
    alerting: boolean;
    stranger: boolean;
    rings: Ring | null;
    muted: boolean;
    held: boolean;
    mutedByPeer: boolean;
    heldByPeer: boolean;
    words: string[] | null;
    continues: string | null;
    duration: number;
    createdAt: number;
    answeredAt: number | null;
    connectedAt: number | null;
    heardAt: number | null;
    endedAt: number | null;
    end: CallEnd | null;
    statistics: Quality | null;
  }[];
  /** The person has said so; quiet hours are not in it. */
  doNotDisturb: boolean;
  /** Whom the window asks whether to call, as after a link. */
  asksToCall: string | null;
  tray: boolean;
  /** What is known of newer versions. */
  update: { phase: Update['phase']; version: string | null; problem: Update['problem'] | null } | null;
}

/** `now` in milliseconds since 1970. */
export const statusOf = (state: PhoneState, now: number): Status => ({
  version: state.version,
  account: state.accounts[0]?.address ?? null,
  connection: overallConnection(state.accounts),
  accounts: state.accounts.map(({ address, connection }) => ({ address, connection })),
  calls: state.calls.map(call => callStatus(call, now)),
  doNotDisturb: isUndisturbed(state.preferences, now),
  asksToCall: state.dial?.confirmed === false ? state.dial.peer : null,
  tray: state.tray,
  update: state.update
    ? { phase: state.update.phase, version: state.update.version ?? null, problem: state.update.problem ?? null }
    : null,
});

const callStatus = (call: CallView, now: number): Status['calls'][number] => ({
  id: call.id,
  account: call.account,
  peer: call.peer,
  direction: call.direction,
  state: call.phase,
  heardRinging: call.heardRinging,
  alerting: call.alerting,
  stranger: call.stranger,
  rings: call.rings ?? null,
  muted: call.muted,
  held: call.held,
  mutedByPeer: call.mutedByPeer,
  heldByPeer: call.heldByPeer,
  words: call.words ?? null,
  continues: call.continues ?? null,
  duration: call.connectedAt === undefined ? 0 : Math.max(0, ((call.endedAt ?? now) - call.connectedAt) / 1000),
  createdAt: call.createdAt,
  answeredAt: call.answeredAt ?? null,
  connectedAt: call.connectedAt ?? null,
  heardAt: call.heardAt ?? null,
  endedAt: call.endedAt ?? null,
  end: call.end ?? null,
  statistics: call.quality ?? null,
});
