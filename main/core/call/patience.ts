/** How long a call may stay as it is: every duration there is, and which of them holds when. */
import { type Call, type Effect, type Moment, isInterrupted, isRestarting, isRingingThere } from './call';

/** How long we let a phone ring, theirs or ours. The caller's clock should run out first: it can say why. */
export const RING_OUT_MS = 60_000;
export const RINGING_MS = 90_000;
/** From the answer to the first media. */
export const ESTABLISH_MS = 30_000;
/** How long ICE may look for another way. */
export const RECONNECT_MS = 45_000;
/** How long a peer that has got our ICE restart may say nothing to it, or one that refused it stay without sound. */
export const UNANSWERED_MS = 12_000;
/** How long a description waits for our candidates, for peers that want them inside it. */
export const GATHER_MS = 2_000;
/** How long our call may go nowhere before theirs, which lost the tie, is taken after all: Converse.js ties inversely. */
export const RIVAL_MS = 3_000;

/** How long the call may stay as it is. */
export function patience(call: Call, at: Moment): Effect {
  return { type: 'timer', ms: patienceOf(call, at) };
}

function patienceOf(call: Call, { now }: Moment): number | undefined {
  if (call.gathering) return GATHER_MS;
  switch (call.phase) {
    case 'proposing':
      return Math.max(0, call.createdAt + RING_OUT_MS - now);
    case 'ringing':
      return RINGING_MS;
    case 'accepting':
      return ESTABLISH_MS;
    case 'connecting':
      if (isInterrupted(call)) {
        const left = reconnectsFor(call, now);
        return !call.away && (call.stuck || isRestarting(call)) ? Math.min(UNANSWERED_MS, left) : left;
      }
      return isRingingThere(call) ? RING_OUT_MS : ESTABLISH_MS;
    case 'active':
    case 'ended':
      return undefined;
  }
}

/** How much longer it may stay without media. */
export const reconnectsFor = ({ interruptedAt }: Call, now: number): number =>
  Math.max(0, (interruptedAt ?? now) + RECONNECT_MS - now);
