/**
 * What an input makes of a call: `step(call, input) -> [call, effects]`. Legal messages are a table, by role, phase and step
 * (XEP-0353 §5), as legal requests are in the session (XEP-0166 §5.1).
 */
import type { CallEnd, CallPhase } from '../../../shared/call';
import type { MediaSignal } from '../../../shared/media';
import type { Jingle, JingleAction, JingleReason, Role } from '../protocol/xep0166';
import type { SessionInfo } from '../protocol/xep0167';
import type { CallStep } from '../protocol/xep0353';
import { acceptance, opening, opens, proceed, yields } from './begin';
import {
  type Call,
  type EarlyOffer,
  type Effect,
  type Input,
  type Moment,
  type PeerMessage,
  type PeerStep,
  type Step,
  isInterrupted,
  isPreparing,
  isRefused,
  knowsRecordings,
  mayConnectEarly,
  isRestarting,
  isRingingThere,
  stageOf,
} from './call';
import { ending, endOfRefusal, farewellMessage, isUnreachable, toDevice } from './endings';
import { heard, type Stage } from './outcome';
import { ESTABLISH_MS, patience, reconnectsFor } from './patience';
import {
  adopt,
  answerPrepared,
  askedEarly,
  earlyAt,
  offerAnew,
  offerEarly,
  prepare,
  repliedEarly,
  offeredOnceMore,
  takeEarly,
  tellEarly,
  unprepared,
  withoutSession,
} from './early';
import { again, end, inSession, PENDING_LIMIT, settled, through } from './in-session';

/** What an input makes of the call. */
export function step(call: Call, input: Input, at: Moment): Step {
  const [next, effects] = settled(call, stepped(call, input, at), at);
  const [answered, more] = answerPrepared(next, at);
  return [answered, [...effects, ...more]];
}

function stepped(call: Call, input: Input, at: Moment): Step {
  if (input.type === 'request') return requested(call, input.jingle, input.from, at);
  if (call.phase === 'ended') return [call, []];
  switch (input.type) {
    case 'message':
      return receipts[call.role][call.phase][input.message.step](call, input.message, input.from, at);
    case 'elsewhere':
      return elsewhere(call, input.did, at);
    case 'bounced':
      return bounces.has(input.step) && !call.session ? ending(call, endOfRefusal(call, input.error), at) : [call, []];
    case 'answered':
      return answered(call, input, at);
    case 'signal':
      return signalled(call, input.signal, at);
    case 'transfer':
      return inSession({ ...call, transfer: 'asked' }, input, at);
    case 'accept':
      return accept(call, at);
    case 'end':
      return end(call, input.as ?? farewells[stageOf(call)], at);
    case 'migrate':
      return migrate(call, input.sid, at);
    case 'unrivalled':
      return call.rival?.sid === input.sid ? [{ ...call, rival: undefined }, [patience(call, at)]] : [call, []];
    case 'media':
      return flowing(call, input.state, input.failure, at);
    case 'mute':
      return mute(call, input.muted, at);
    case 'hold':
      return hold(call, input.held, at);
    case 'record':
      return record(call, input.recording, at);
    case 'sleep':
      return call.connectedAt === undefined
        ? [call, []]
        : [{ ...call, sleptAt: call.sleptAt ?? at.now, heardFor: 0 }, []];
    case 'unprepared':
      return [unprepared(call), []];
    case 'rebound':
      if (call.early.length > 0 && !call.session) return offerAnew(call, at);
      if (isPreparing(call)) return [withoutSession(call), []];
      return call.session ? retold(inSession(strays(call, at), resumption(call), at), at) : [call, []];
    case 'timeout':
      return timedOut(call, at);
  }
}

/** What the person means by hanging up. */
const farewells: Record<Stage, CallEnd> = {
  'unanswered-outgoing': 'cancelled',
  'unanswered-incoming': 'declined',
  answered: 'answered',
};

// The invitation

type Receipt = (call: Call, message: PeerMessage, from: string, at: Moment) => Step;

const ignored: Receipt = call => [call, []];

const nothing: Record<PeerStep, Receipt> = {
  accept: ignored, // for their own devices
  finish: ignored,
  proceed: ignored,
  reject: ignored,
  retract: ignored,
  ringing: ignored,
};

/** What each step of the invitation means in which phase, to who initiates and to who responds. */
const receipts: Record<Role, Record<CallPhase, Record<PeerStep, Receipt>>> = {
  initiator: {
    proposing: { ...nothing, ringing: rings, proceed: initiate, reject: rejected, finish: leaves('success') },
    ringing: nothing,
    accepting: nothing,
    connecting: { ...nothing, reject: repents, finish: finishes },
    active: { ...nothing, finish: finishes },
    ended: nothing,
  },
  responder: {
    proposing: nothing,
    ringing: { ...nothing, retract: leaves('cancel'), finish: leaves('cancel') },
    accepting: { ...nothing, retract: leaves('cancel'), finish: leaves('success') },
    connecting: { ...nothing, retract: repents, finish: finishes },
    active: { ...nothing, finish: finishes },
    ended: nothing,
  },
};

function rings(call: Call, _message: PeerMessage, from: string, at: Moment): Step {
  const [next, offered] = offerEarly({ ...call, heardRinging: true, rival: undefined }, from, at);
  return [next, [...(call.rival ? [patience(next, at)] : []), ...offered]];
}

/** Before there is a session, any device of theirs may speak for all of them. */
function leaves(silent: JingleReason): Receipt {
  return (call, message, _, at) => ending(call, heard(stageOf(call), reasonOf(message) ?? silent), at);
}

/** Who ties inversely turns down the call that we think has won: theirs is then the one that both can have. */
function rejected(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  const ties = 'tieBreak' in message && message.tieBreak === true;
  if (ties && call.rival) return yields(call, { ...call.rival, invited: true }, at);
  return leaves('decline')(call, message, from, at);
}

/** They took the call, or made it, and thought better of it; only the device that did can. */
function repents(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  if (from !== call.device) return [call, []];
  // Both have yielded to each other: neither call is left.
  if (call.yielded !== undefined && !call.session && message.step === 'retract') return ending(call, 'no-answer', at);
  if (call.answeredAt !== undefined) return [call, []];
  return ending(call, heard(stageOf(call), reasonOf(message) ?? 'decline'), at);
}

/**
 * Their end of the session is gone. Once it is answered this is believed of every resource of theirs: the one that took
 * the call may have got a new name when its stream was replaced (see phone.ts).
 */
function finishes(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  if (earlyAt(call, from)) return [call, []]; // the end of what it was offered, not of what another device took
  if (from !== call.device && call.answeredAt === undefined) return [call, []];
  return ending(call, heard(stageOf(call), reasonOf(message) ?? 'success'), at);
}

const reasonOf = (message: PeerMessage): JingleReason | undefined =>
  'reason' in message ? message.reason?.condition : undefined;

/** A device took our call. */
function initiate(call: Call, _: PeerMessage, device: string, at: Moment): Step {
  const offered = earlyAt(call, device);
  if (offered) return adopt(call, offered, at);
  return opening({ ...call, rival: undefined }, device, at);
}

function accept(call: Call, at: Moment): Step {
  if (call.phase !== 'ringing') return [call, []];
  const timer: Effect = { type: 'timer', ms: ESTABLISH_MS };
  const taken: Call = { ...call, answeredAt: at.now };
  if (!call.session) return [{ ...taken, phase: 'accepting' }, [...proceed(call, at), timer]];
  const signals = call.pending.map((signal): Effect => ({ type: 'signal', signal }));
  // The offer came without our asking for it: only our own devices have still to hear.
  const told = isPreparing(call) ? proceed(call, at) : call.invited ? [acceptance(call, at)] : [];
  const unchosen = isPreparing(call);
  return [{ ...taken, phase: 'connecting', pending: [], unchosen }, [...told, ...signals, timer]];
}

function elsewhere(call: Call, did: 'answer' | 'decline', at: Moment): Step {
  if (call.phase === 'ringing') {
    return ending(call, did === 'answer' ? 'answered-elsewhere' : 'declined-elsewhere', at);
  }
  return did === 'answer' && (call.phase === 'accepting' || call.unchosen)
    ? [{ ...call, contested: true }, []]
    : [call, []];
}

/** Messages without which nothing follows. */
const bounces: ReadonlySet<CallStep> = new Set<CallStep>(['propose', 'proceed']);

// The session

/**
 * A Jingle request of the peer. The session id and the bare JID make it theirs; another resource of theirs than the one
 * we know is believed once the call is answered, and the session moves there (see phone.ts).
 */
function requested(call: Call, jingle: Jingle, from: string, at: Moment): Step {
  const unknown: Step = [call, [{ type: 'refuse', refusal: 'unknown-session' }]];
  const offered = earlyAt(call, from);
  if (offered) return call.session ? unknown : whileItRings(call, offered, jingle, at);
  const early = takeEarly(call, from, jingle, at);
  if (early) return early;
  const again = offeredOnceMore(call, from, jingle, at);
  if (again) return again;
  if (!call.session) {
    if (jingle.action !== 'session-initiate' || call.role === 'initiator') return unknown;
    return call.phase === 'ended' ? tooLate(call, jingle, from, at) : opens(call, from, jingle, at);
  }
  if (from === call.device) return retold(inSession(present(call), { type: 'request', jingle }, at), at);
  if (call.answeredAt === undefined || call.phase === 'ended' || !moving.has(jingle.action)) return unknown;
  const [moved, effects] = inSession(
    { ...present(call), device: from, strayed: true },
    { type: 'request', jingle },
    at,
  );
  if (moved.phase === 'ended' || !isRestarting(moved)) return retold([moved, effects], at);
  const [repeated, more] = inSession(moved, { type: 'repeat' }, at);
  return retold([repeated, [...effects, ...more]], at);
}

/** What a device says of the session that it has before it takes the call: an answer or an end is its person's. */
function whileItRings(call: Call, offered: EarlyOffer, jingle: Jingle, at: Moment): Step {
  if (jingle.action !== 'session-accept' && jingle.action !== 'session-terminate') {
    return askedEarly(call, offered.device, jingle);
  }
  const [adopted, effects] = adopt(call, offered, at);
  const [next, more] = inSession(adopted, { type: 'request', jingle }, at);
  return [next, [...effects, ...more]];
}

/** Tells anew how our side is, where what was told of it has found nobody: now there is somebody. */
function retold([call, effects]: Step, at: Moment): Step {
  if (!call.untold || call.session?.state !== 'active') return [call, effects];
  const content = call.session.lines[0]?.name;
  const { held, muted, recording } = call;
  const infos: SessionInfo[] = [
    { type: held ? 'hold' : 'unhold' },
    { type: muted ? 'mute' : 'unmute', content },
    ...(recording !== undefined && knowsRecordings(call, at) ? [recordingInfo(recording)] : []),
  ];
  return infos.reduce<Step>(
    ([current, done], info) => {
      const [next, more] = inSession(current, { type: 'inform', info }, at);
      return [next, [...done, ...more]];
    },
    [{ ...call, untold: false }, effects],
  );
}

/** What is asked after one of the streams was replaced: for the answer that is missing, or whether there is a session. */
const resumption = (call: Call): { type: 'repeat' } | { type: 'inform'; info: undefined } =>
  isRestarting(call) ? { type: 'repeat' } : { type: 'inform', info: undefined };

/** Whoever asks for something is there. */
const present = (call: Call): Call => (call.away ? { ...call, away: false } : call);

/** What a device asks of a session that it holds, after its stream was replaced. */
const moving: ReadonlySet<JingleAction> = new Set<JingleAction>([
  'session-info',
  'session-terminate',
  'transport-info',
]);

/** An offer after the end, as Dino sends it behind its own retract: taken, and turned down, and it never rings. */
function tooLate(call: Call, { sid }: Jingle, to: string, { self }: Moment): Step {
  const jingle: Jingle = {
    action: 'session-terminate',
    ...{ sid, initiator: to, responder: self },
    ...{ contents: [], groups: [], reason: { condition: call.farewell ?? 'cancel' } },
  };
  return [call, [{ type: 'acknowledge' }, { type: 'request', to, jingle, purpose: 'terminate' }]];
}

function signalled(call: Call, signal: MediaSignal, at: Moment): Step {
  if (call.prepared && call.phase === 'ringing') return prepare(call, call.prepared, signal, at);
  if (call.session) {
    const [next] = call.prepared && call.unchosen ? prepare(call, call.prepared, signal, at) : [call];
    return through(next, [signal], at);
  }
  if (call.role === 'responder' || call.pending.length >= PENDING_LIMIT) return [call, []];
  return tellEarly({ ...call, pending: [...call.pending, signal] }, signal);
}

function answered(call: Call, input: Extract<Input, { type: 'answered' }>, at: Moment): Step {
  const { answer, purpose } = input;
  if (earlyAt(call, input.by)) return repliedEarly(call, input.by, input);
  // Who finds an answer that is said again out of order has the first.
  if (purpose === 'accept' && call.repeated && typeof answer !== 'string' && answer.jingle === 'out-of-order') {
    return answered(call, { ...input, answer: 'acknowledged' }, at);
  }
  if (purpose === 'accept' && answer === 'acknowledged' && call.unchosen) {
    const chosen: Call = { ...call, unchosen: false, contested: false, prepared: undefined };
    const [next, effects] = inSession(chosen, input, at);
    const [flows, more] = call.linked ? flowing(next, 'connected', undefined, at) : [next, []];
    return [flows, [...effects, ...more]];
  }
  // The answer came to nobody, but the `proceed` finds whatever they are called by now: then they offer anew.
  if (purpose === 'accept' && call.unchosen && typeof answer !== 'string' && isUnreachable(answer)) return [call, []];
  if (call.answeredAt === undefined) return inSession(call, input, at);
  // Only who is there can refuse a restart. Who is not has gone, or will be back under another name and ask for it.
  const away =
    purpose === 'restart'
      ? answer === 'unanswered' || (typeof answer !== 'string' && isUnreachable(answer))
      : call.away && answer !== 'acknowledged';
  if (away && purpose === 'restart') {
    const strayed = call.strayed || typeof answer !== 'string';
    return inSession({ ...call, away, strayed }, { ...input, answer: 'unanswered' }, at);
  }
  const untold =
    call.untold ||
    (purpose === 'info' && (typeof answer === 'string' ? answer === 'unanswered' : isUnreachable(answer)));
  if (typeof answer === 'string') return inSession({ ...call, away, untold }, input, at);
  const strayed = call.strayed || isUnreachable(answer);
  // A peer that knows us by our old name cannot tell whether it has the session; as long as media flows, it does.
  if (purpose === 'ping' && strayed) return [{ ...call, away, strayed }, []];
  return inSession({ ...call, away, strayed, untold }, input, at);
}

function strays(call: Call, { self }: Moment): Call {
  return self === call.self ? call : { ...call, strayed: true };
}

function flowing(
  call: Call,
  state: 'connected' | 'interrupted' | 'failed',
  why: CallEnd = 'no-path',
  at: Moment,
): Step {
  // Nobody has answered: what is prepared may fail, and if it connects that is no talk.
  if (call.phase === 'ringing') return [state === 'failed' ? unprepared(call) : call, []];
  if (state === 'failed')
    return isRefused(call, at) ? again(call, at) : end(call, isSilent(call) ? 'vanished' : why, at);
  // A way that was there while it rang does not say that they have taken our answer, and not that of another device of
  // ours; their sound does, which they send from then on.
  if (call.unchosen && mayConnectEarly(call, at) && (call.heardFor ?? 0) === 0) {
    return [{ ...call, linked: state === 'connected' }, []];
  }
  if (state === 'connected' && call.phase === 'connecting' && call.session?.state === 'active') {
    const connectedAt = call.connectedAt ?? at.now;
    const there = { away: false, unchosen: false, linked: undefined, prepared: undefined, sleptAt: undefined };
    const connected: Call = { ...call, ...there, phase: 'active', connectedAt };
    return [connected, [{ type: 'timer', ms: undefined }]];
  }
  if (state === 'interrupted' && call.phase === 'active') {
    const interrupted: Call = { ...call, phase: 'connecting', interruptedAt: at.now };
    return [interrupted, [patience(interrupted, at)]];
  }
  return [call, []];
}

function mute(call: Call, muted: boolean, at: Moment): Step {
  if (call.muted === muted) return [call, []];
  const next: Call = { ...call, muted };
  if (call.session?.state !== 'active') return [next, []];
  const content = call.session.lines[0]?.name;
  return inSession(next, { type: 'inform', info: { type: muted ? 'mute' : 'unmute', content } }, at);
}

function hold(call: Call, held: boolean, at: Moment): Step {
  if (call.held === held || call.answeredAt === undefined) return [call, []];
  const next: Call = { ...call, held };
  if (call.session?.state !== 'active') return [next, []];
  return inSession(next, { type: 'inform', info: { type: held ? 'hold' : 'unhold' } }, at);
}

/** Only who advertises it is told: everyone else would have to refuse it, and hears the beep. */
function record(call: Call, recording: boolean, at: Moment): Step {
  if ((call.recording ?? false) === recording) return [call, []];
  const next: Call = { ...call, recording };
  if (call.session?.state !== 'active' || !knowsRecordings(call, at)) return [next, []];
  return inSession(next, { type: 'inform', info: recordingInfo(recording) }, at);
}

const recordingInfo = (recording: boolean): SessionInfo => ({ type: recording ? 'record' : 'unrecord' });

// Ends

/** Whether their device says nothing: it does not even acknowledge. That no way to it was found is then no wonder. */
const isSilent = ({ away, unchosen }: Call): boolean => away || unchosen === true;

function timedOut(call: Call, at: Moment): Step {
  if (call.gathering) {
    const waited: Call = { ...call, gathering: false };
    const [sent, effects] = inSession(waited, { type: 'gathered' }, at);
    return [sent, [...effects, patience(sent, at)]];
  }
  if (call.rival && call.phase === 'proposing') return yields(call, { ...call.rival, invited: true }, at);
  if (call.contested) return ending(call, 'answered-elsewhere', at);
  if (isRefused(call, at)) return again(call, at);
  // Until the restart has reached them, their silence means nothing; and one that was answered and found no way is followed
  // by another.
  const left = reconnectsFor(call, at.now);
  if (isInterrupted(call) && left > 0) return [call, [{ type: 'timer', ms: left }]];
  if (call.phase === 'ringing' && !call.offered) return end(call, 'incompatible', at);
  const rang = call.phase === 'proposing' || call.phase === 'ringing' || isRingingThere(call);
  const isLost = call.session?.state !== 'active' || isSilent(call);
  return end(call, rang ? 'no-answer' : isLost ? 'vanished' : 'no-path', at);
}

/** The peer has called anew in place of this call (XEP-0353 §session migration): nothing is said into the dead session. */
function migrate(call: Call, sid: string, at: Moment): Step {
  const [ended, effects] = ending(call, 'answered', at);
  const message = farewellMessage('finish', call.sid, 'expired', { migrated: { to: sid } });
  return [ended, [toDevice(call.device ?? call.peer, message), ...effects]];
}
