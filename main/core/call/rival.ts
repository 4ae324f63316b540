/** How two calls stand to each other. */
import { toBare } from '../../../shared/jid';
import type { Call } from './call';

/** Over: it only stays known, so that what comes late for it does not ring. */
export const isEnded = ({ phase }: Call): boolean => phase === 'ended';

/** Ours, and nobody has taken it yet. */
export const isUnanswered = ({ direction, answeredAt }: Call): boolean =>
  direction === 'outgoing' && answeredAt === undefined;

/** `call` is the other end of a call of this session, since both accounts are ours. */
export const isOtherEnd = (
  call: Call,
  { sid, peer, self }: { sid: string; peer: string; self: string | undefined },
): boolean => call.sid === sid && call.peer === self && toBare(call.self) === peer;

/** `call` and one of `caller`: both call each other, and nobody has answered yet (XEP-0353 §tie-break). */
export const isGlare = ({ peer, role, phase }: Call, caller: string): boolean =>
  peer === caller && role === 'initiator' && phase === 'proposing';

/** The lower id stays, byte by byte (XEP-0353 §tie-break). */
export const yieldsTo = (ours: string, theirs: string): boolean => theirs < ours;

/** Who calls again while our call with them is silent has lost it. */
export const isBroken = ({ peer, phase, connectedAt }: Call, caller: string): boolean =>
  peer === caller && phase === 'connecting' && connectedAt !== undefined;
