/** A call around its session: what goes into the session, and what its effects make of the call. */
import type { CallEnd } from '../../../shared/call';
import { toBare } from '../../../shared/jid';
import type { MediaSignal } from '../../../shared/media';
import type { SessionInfo } from '../protocol/xep0167';
import type { Transfer } from '../protocol/xep0251';
import {
  type Call,
  type Effect,
  type Moment,
  type Step,
  isConnectingEarly,
  isInterrupted,
  isOpen,
  isPreparing,
} from './call';
import { ending, endOf, farewellMessage, finish, toDevice } from './endings';
import { said } from './outcome';
import { RINGING_MS, patience } from './patience';
import { shielded } from './shield';
import * as session from '../jingle/session';

export const PENDING_LIMIT = 256;

/** Steps the session and makes its effects ours; `as` says how the call ends if the session does. */
export function inSession(call: Call, input: session.Input, at: Moment, as?: CallEnd): Step {
  return call.session ? merge(call, session.step(call.session, input), at, as) : [call, []];
}

export function merge(call: Call, [stepped, effects]: session.Step, at: Moment, as?: CallEnd): Step {
  let next: Call = { ...call, session: stepped };
  const ours: Effect[] = [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'acknowledge':
      case 'refuse':
        ours.push(effect);
        break;
      case 'send':
        ours.push({ type: 'request', to: next.device ?? next.peer, jingle: effect.jingle, purpose: effect.purpose });
        if (next.gathering && (effect.purpose === 'initiate' || effect.purpose === 'accept')) {
          next = { ...next, gathering: false };
          ours.push(patience(next, at));
        } else if (effect.purpose === 'restart' && isInterrupted(next)) ours.push(patience(next, at));
        break;
      case 'signal':
        next = {
          ...next,
          offered: true,
          heardCandidates: 'candidate' in effect.signal ? next.heardCandidates + 1 : 0,
        };
        if (next.heardCandidates > PENDING_LIMIT) break; // more than any honest gathering has
        // What the session says to the person's media waits until the person has answered.
        if (next.phase === 'ringing') {
          if (next.pending.length === PENDING_LIMIT) break;
          next = { ...next, pending: [...next.pending, effect.signal] };
          if ('candidate' in effect.signal && isConnectingEarly(next, at)) ours.push({ ...effect, early: true });
          break;
        }
        if (next.phase === 'accepting') next = { ...next, phase: 'connecting' };
        ours.push(effect);
        break;
      case 'expected':
        break; // of a device that has the call: its answer is next
      case 'gathering':
        next = { ...next, gathering: true };
        ours.push(patience(next, at));
        break;
      case 'rings':
        if (next.role === 'initiator' && next.phase === 'connecting') {
          next = { ...next, heardRinging: true };
          if (!next.gathering) ours.push(patience(next, at));
        }
        break;
      case 'informed':
        next = { ...next, ...informed[effect.info.type] };
        break;
      case 'accepted':
        next = { ...next, answeredAt: at.now };
        ours.push(patience(next, at));
        break;
      case 'unrestartable':
        next = { ...next, stuck: next.stuck || !next.away };
        if (isInterrupted(next)) ours.push(patience(next, at));
        break;
      case 'transfer':
        ours.push(...asked(next, effect.transfer));
        break;
      case 'transferring': {
        const [done, more] =
          effect.answer === 'acknowledged'
            ? end(next, 'answered', at)
            : [{ ...next, transfer: 'refused' } as const, []];
        next = done;
        ours.push(...more);
        break;
      }
      case 'ended': {
        const [ended, more] = ending(next, as ?? endOf(next, effect.cause), at);
        const told = effect.cause.by === 'us' ? finish(next, effect.cause.reason) : [];
        next = effect.cause.by === 'us' ? { ...ended, farewell: effect.cause.reason } : ended;
        ours.push(...told, ...more);
        break;
      }
    }
  }
  return [next, ours];
}

/** What the peer tells of its side (XEP-0167 §8, and ours). */
const informed: Record<Exclude<SessionInfo['type'], 'unknown'>, Partial<Call>> = {
  active: { heldByPeer: false, mutedByPeer: false },
  hold: { heldByPeer: true },
  mute: { mutedByPeer: true },
  record: { recordedByPeer: true },
  ringing: {},
  unhold: { heldByPeer: false },
  unmute: { mutedByPeer: false },
  unrecord: { recordedByPeer: false },
};

/** The peer wants us to call somebody else: the person here decides (XEP-0251 §6). */
function asked({ peer, answeredAt }: Call, transfer: Transfer): Effect[] {
  const to = transfer.to === undefined ? undefined : toBare(transfer.to);
  if (to === undefined || answeredAt === undefined) return [];
  return [{ type: 'redial', redial: { peer: to, by: peer, transfer } }];
}

/** Our signals on their way to the session, as far as the privacy of the call lets them. */
export function through(call: Call, signals: readonly MediaSignal[], at: Moment): Step {
  return signals.reduce<Step>(
    ([current, done], signal) => {
      const { now, later } = shielded(signal, current.privacy, isOpen(current));
      const kept = later && current.withheld.length < PENDING_LIMIT ? [...current.withheld, later] : current.withheld;
      const next: Call = kept === current.withheld ? current : { ...current, withheld: kept };
      if (!now) return [next, done];
      const [after, more] = inSession(next, { type: 'signal', signal: now }, at);
      return [after, [...done, ...more]];
    },
    [call, []],
  );
}

export function end(call: Call, as: CallEnd, at: Moment): Step {
  const reason = said(as);
  // An invitation is declined to all, whoever of them has offered.
  if (call.session && !isPreparing(call)) return inSession(call, { type: 'terminate', reason }, at, as);
  const [ended, effects] = ending(call, as, at);
  const farewell: Effect =
    call.role === 'initiator'
      ? { type: 'message', to: call.peer, message: farewellMessage('retract', call.sid, reason) }
      : toDevice(call.device ?? call.peer, farewellMessage('reject', call.sid, reason));
  return [{ ...ended, farewell: reason }, [farewell, ...effects]];
}

/** Where the way cannot be renewed, the call can: it is ended and placed again. */
export function again(call: Call, at: Moment): Step {
  const [ended, effects] = end(call, 'no-path', at);
  return [ended, [...effects, { type: 'redial', redial: { peer: call.peer, continues: call.id } }]];
}

/** What follows from a step, whichever it was: candidates are let go, a call that came to be rings. */
export function settled(before: Call, [call, effects]: Step, at: Moment): Step {
  if (call.phase === 'ended') return [call, effects];
  if (!before.offered && call.offered && call.phase === 'ringing') {
    const timer: Effect = { type: 'timer', ms: RINGING_MS };
    if (call.stranger) return [call, [...effects, timer]];
    const [rung, more] = inSession(call, { type: 'inform', info: { type: 'ringing' } }, at);
    return [rung, [...effects, ...more, timer]];
  }
  if (call.withheld.length === 0 || !isOpen(call)) return [call, effects];
  const [freed, more] = through({ ...call, withheld: [] }, call.withheld, at);
  return [freed, [...effects, ...more]];
}
