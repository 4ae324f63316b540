/** A call as the person sees it: computed here and nowhere else. */
import type { CallView } from '../../../shared/call';
import { TRANSFER } from '../protocol/namespaces';
import { isAlerting, type Call, type Moment } from './call';

/** A call of one account, which knows of no other. */
export type LineCall = Omit<CallView, 'account'>;

/** What the renderer shows of `call`. */
export const viewOf = (call: Call, has: Moment['has']): LineCall => ({
  id: call.id,
  peer: call.peer,
  direction: call.direction,
  media: [...call.media],
  phase: call.phase,
  heardRinging: call.heardRinging,
  alerting: isAlerting(call) && call.phase !== 'ended',
  stranger: call.stranger,
  muted: call.muted,
  held: call.held,
  heldByPeer: call.heldByPeer,
  mutedByPeer: call.mutedByPeer,
  recordedByPeer: call.recordedByPeer,
  transferable: call.phase === 'active' && call.device !== undefined && has(call.device, TRANSFER) === true,
  transfer: call.transfer,
  continues: call.continues,
  late: call.late,
  createdAt: call.createdAt,
  answeredAt: call.answeredAt,
  connectedAt: call.connectedAt,
  heardAt: call.heardAt,
  endedAt: call.endedAt,
  end: call.end,
  quality: call.quality,
});
