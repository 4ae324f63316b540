/** Calls of strangers that have not been answered: they wait in a list, and never come forward by themselves. */
import { isMissed, type CallView } from '../shared/call';

/** Whether a call belongs into the list of requests and nowhere else; one that takes the place of another does not. */
export const isRequest = (call: CallView): boolean =>
  call.stranger &&
  call.direction === 'incoming' &&
  call.continues === undefined &&
  call.answeredAt === undefined &&
  call.connectedAt === undefined &&
  (call.phase === 'ringing' || call.phase === 'ended');

/** What the list shows: those that wait for an answer, then those that were missed, the newest first. */
export function requestsIn(calls: readonly CallView[]): CallView[] {
  const waits = (call: CallView) => (call.phase === 'ringing' ? 1 : 0);
  return calls
    .filter(call => isRequest(call) && (call.phase === 'ringing' || isMissed(call)))
    .sort((a, b) => waits(b) - waits(a) || b.createdAt - a.createdAt);
}
