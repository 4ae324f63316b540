/**
 * One call: the invitation of XEP-0353 around a Jingle session. Pure, like the session it contains.
 *
 * `direction` says who wanted to talk, `role` who offers in the session; they differ after both have called each other
 * at once.
 */
import type { CallPhase, MediaKind, Quality } from '../../../shared/call';
import { toBare } from '../../../shared/jid';
import type { MediaSignal } from '../../../shared/media';
import * as session from '../jingle/session';
import type { Refusal } from '../jingle/refusal';
import type { StanzaError } from '../protocol/rfc6120';
import type { Jingle, JingleAction, JingleReason, Role } from '../protocol/xep0166';
import type { CallMessage, CallStep } from '../protocol/xep0353';

/** Why a call is over: as its session says, or because another device of ours took it or turned it down. */
export type Cause = session.Cause | { by: 'device'; did: 'answer' | 'decline' };

export interface Call {
  /** Ours; what the renderer knows it by. */
  readonly id: string;
  /** What it is called on the wire. */
  readonly sid: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly role: Role;
  /** Bare JID. */
  readonly peer: string;
  /** The peer's device, a full JID, once one has taken the call. */
  readonly device?: string;
  /** Our full JID when the call began. */
  readonly self: string;
  /** It began with a propose, so both sides can read the other messages too. */
  readonly invited: boolean;
  readonly media: readonly MediaKind[];
  readonly phase: CallPhase;
  readonly session?: session.Session;
  /** As initiator: our signals until a device takes the call. As responder: theirs until the person does. */
  readonly held: readonly MediaSignal[];
  readonly heardRinging: boolean;
  readonly muted: boolean;
  /** A full JID of either side has changed or gone silent: what must arrive goes to the bare JID as well. */
  readonly strayed: boolean;
  /** Another device of ours answered too; the peer chooses. */
  readonly contested: boolean;
  readonly createdAt: number;
  readonly answeredAt?: number;
  readonly connectedAt?: number;
  readonly heardAt?: number;
  readonly endedAt?: number;
  /** Once ended: why, and where it stood. */
  readonly cause?: Cause;
  readonly endedIn?: CallPhase;
  readonly because?: 'no-microphone' | undefined;
  readonly quality?: Quality;
}

/** When and who we are as an input is taken. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Our full JID. */
  readonly self: string;
}

/** What a peer may say about a call that we know. */
export type PeerMessage = Exclude<CallMessage, { step: 'propose' }>;
type PeerStep = PeerMessage['step'];

export type Input =
  | { type: 'message'; message: PeerMessage; from: string }
  /** Another device of ours answered or declined. */
  | { type: 'elsewhere'; did: 'answer' | 'decline' }
  /** A message of ours came back. */
  | { type: 'bounced'; step: CallStep; error: StanzaError }
  | { type: 'request'; jingle: Jingle; from: string }
  | Extract<session.Input, { type: 'answered' | 'signal' }>
  /** The person here answers. */
  | { type: 'accept' }
  | { type: 'end'; because?: 'no-microphone' | undefined }
  | { type: 'fail'; reason: JingleReason }
  | { type: 'media'; state: 'connected' | 'interrupted' | 'failed' }
  | { type: 'mute'; muted: boolean }
  /** The stream was replaced; stanzas may be lost. */
  | { type: 'rebound' }
  | { type: 'timeout' };

export type Effect =
  | { type: 'acknowledge' }
  | { type: 'refuse'; refusal: Refusal }
  | { type: 'request'; to: string; jingle: Jingle; purpose: session.Purpose }
  | { type: 'message'; to: string; message: CallMessage }
  | { type: 'signal'; signal: MediaSignal }
  /** Replaces the timer of the call; `undefined` stops it. */
  | { type: 'timer'; ms: number | undefined };

export type Step = [Call, Effect[]];

/** How long we let a phone ring, theirs or ours. The caller's clock should run out first: it can say why. */
export const RING_OUT_MS = 60_000;
export const RINGING_MS = 90_000;
/** From the answer to the first media. */
export const ESTABLISH_MS = 30_000;
/** How long ICE may look for another way. */
export const RECONNECT_MS = 45_000;

const HELD_LIMIT = 256;

const fresh = {
  held: [],
  heardRinging: false,
  muted: false,
  strayed: false,
  contested: false,
} as const;

// Beginnings

/** A call of ours to `peer`, a bare JID; the offer waits until a device takes the call. */
export const place = (id: string, peer: string, media: readonly MediaKind[], offer: MediaSignal, at: Moment): Step => [
  {
    ...fresh,
    ...{ id, sid: id, direction: 'outgoing', role: 'initiator', peer, media, phase: 'proposing', invited: true },
    ...{ self: at.self, createdAt: at.now, held: [offer] },
  },
  [
    { type: 'message', to: peer, message: { step: 'propose', id, media: [...media] } },
    { type: 'timer', ms: RING_OUT_MS },
  ],
];

/** What is known of a call that comes in. */
export interface Incoming {
  readonly id: string;
  readonly sid: string;
  readonly peer: string;
  readonly device: string;
  readonly media: readonly MediaKind[];
}

const incoming = (call: Incoming, invited: boolean, at: Moment): Call => ({
  ...fresh,
  ...call,
  ...{ direction: 'incoming', role: 'responder', phase: 'ringing', invited, self: at.self, createdAt: at.now },
});

/** A call that begins with a propose. */
export const proposed = (call: Incoming, at: Moment): Step => [
  incoming(call, true, at),
  [
    { type: 'message', to: call.device, message: { step: 'ringing', id: call.sid } },
    { type: 'timer', ms: RINGING_MS },
  ],
];

/** A call that begins with a session-initiate, as of clients without XEP-0353. */
export function called(call: Incoming, jingle: Jingle, at: Moment): Step {
  const [opened, effects] = opens(incoming(call, false, at), call.device, jingle, at);
  if (opened.phase === 'ended') return [opened, effects];
  const [rung, more] = inSession(opened, { type: 'inform', info: { type: 'ringing' } }, at);
  return [rung, [...effects, ...more, { type: 'timer', ms: RINGING_MS }]];
}

/** A call that was over before the person here could hear of it. */
export const over = (call: Incoming, invited: boolean, reason: JingleReason, at: Moment): Call =>
  ending(incoming(call, invited, at), { by: 'us', reason }, at)[0];

/**
 * Both have called each other and ours is the call that yields (XEP-0353 §tie-break): the person here wanted to talk to
 * that very peer, so our call goes on as the answer to theirs.
 */
export function yields(call: Call, theirs: { sid: string; device: string; invited: boolean }, at: Moment): Step {
  const { sid, device, invited } = theirs;
  const retract = farewellMessage('retract', call.sid, 'expired', true);
  const joined: Call = { ...call, sid, device, invited, role: 'responder', phase: 'connecting', held: [] };
  const answer = invited ? proceed(joined, at) : [];
  return [
    { ...joined, answeredAt: at.now },
    [{ type: 'message', to: call.peer, message: retract }, ...answer, { type: 'timer', ms: ESTABLISH_MS }],
  ];
}

/** Turns down the call of a peer whom we are calling with the lower id. */
export const prevails = (theirs: { sid: string; device: string }): Effect[] => [
  { type: 'message', to: theirs.device, message: farewellMessage('reject', theirs.sid, 'expired', true) },
];

// Steps

/** What an input makes of the call. */
export function step(call: Call, input: Input, at: Moment): Step {
  if (input.type === 'request') return requested(call, input.jingle, input.from, at);
  if (call.phase === 'ended') return [call, []];
  switch (input.type) {
    case 'message':
      return receipts[call.role][call.phase][input.message.step](call, input.message, input.from, at);
    case 'elsewhere':
      return elsewhere(call, input.did, at);
    case 'bounced':
      return bounces.has(input.step) && !call.session
        ? ending(call, { by: 'refusal', error: input.error }, at)
        : [call, []];
    case 'answered':
      return answered(call, input, at);
    case 'signal':
      return signalled(call, input.signal, at);
    case 'accept':
      return accept(call, at);
    case 'end':
      return end({ ...call, because: input.because }, input.because ? 'media-error' : farewells[stageOf(call)], at);
    case 'fail':
      return end(call, input.reason, at);
    case 'media':
      return flowing(call, input.state, at);
    case 'mute':
      return mute(call, input.muted, at);
    case 'rebound':
      return call.session ? inSession(strays(call, at), { type: 'inform', info: undefined }, at) : [call, []];
    case 'timeout':
      return timedOut(call, at);
  }
}

/** How far a call has come, as to what it means to leave it. */
export type Stage = 'unanswered-outgoing' | 'unanswered-incoming' | 'answered';

/** Where the call stands, or where it stood when it ended. */
export const stageOf = (call: Call): Stage =>
  (call.endedIn ?? call.phase) === 'ringing' || (call.direction === 'incoming' && call.answeredAt === undefined)
    ? 'unanswered-incoming'
    : call.answeredAt === undefined
      ? 'unanswered-outgoing'
      : 'answered';

/** What the person means by hanging up. */
const farewells: Record<Stage, JingleReason> = {
  'unanswered-outgoing': 'cancel',
  'unanswered-incoming': 'decline',
  answered: 'success',
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
    proposing: { ...nothing, ringing: rings, proceed: initiate, reject: leaves('decline'), finish: leaves('success') },
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

function rings(call: Call): Step {
  return [{ ...call, heardRinging: true }, []];
}

/** Before there is a session, any device of theirs may speak for all of them. */
function leaves(silent: JingleReason): Receipt {
  return (call, message, _, at) => ending(call, { by: 'peer', reason: reasonOf(message) ?? silent }, at);
}

/** They took the call, or made it, and thought better of it; only the device that did can. */
function repents(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  if (from !== call.device || call.answeredAt !== undefined) return [call, []];
  return ending(call, { by: 'peer', reason: reasonOf(message) ?? 'decline' }, at);
}

/**
 * Their end of the session is gone. Once it is answered this is believed of every resource of theirs: the one that took
 * the call may have got a new name when its stream was replaced (see phone.ts).
 */
function finishes(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  if (from !== call.device && call.answeredAt === undefined) return [call, []];
  return ending(call, { by: 'peer', reason: reasonOf(message) ?? 'success' }, at);
}

const reasonOf = (message: PeerMessage): JingleReason | undefined =>
  'reason' in message ? message.reason?.condition : undefined;

/** A device took our call: everything our peer connection has said so far opens the session. */
function initiate(call: Call, _: PeerMessage, device: string, at: Moment): Step {
  const [offer, ...others] = call.held;
  const sdp = offer && 'description' in offer ? offer.description.sdp : '';
  const opened = session.initiate(call.sid, { initiator: at.self, responder: device }, sdp);
  const taken: Call = { ...call, device, self: at.self, held: [], phase: 'connecting' };
  if (!opened) return end(call, 'failed-application', at);
  const begun = merge(taken, opened, at);
  const [next, effects] = others.reduce<Step>(([current, done], signal) => {
    const [after, more] = inSession(current, { type: 'signal', signal }, at);
    return [after, [...done, ...more]];
  }, begun);
  return [next, [...effects, { type: 'timer', ms: isGateway(device) ? RING_OUT_MS : ESTABLISH_MS }]];
}

/** The gateways to the telephone network proceed at once and ring afterwards (cheogram-sip). */
const isGateway = (device: string): boolean => device.endsWith('/sip');

function accept(call: Call, at: Moment): Step {
  if (call.phase !== 'ringing') return [call, []];
  const timer: Effect = { type: 'timer', ms: ESTABLISH_MS };
  const taken: Call = { ...call, answeredAt: at.now };
  if (!call.session) return [{ ...taken, phase: 'accepting' }, [...proceed(call, at), timer]];
  const signals = call.held.map((signal): Effect => ({ type: 'signal', signal }));
  // The offer came without our asking for it: only our own devices have still to hear.
  const told = call.invited ? [acceptance(call, at)] : [];
  return [{ ...taken, phase: 'connecting', held: [] }, [...told, ...signals, timer]];
}

const proceed = (call: Call, at: Moment): Effect[] => [
  acceptance(call, at),
  { type: 'message', to: call.device ?? call.peer, message: { step: 'proceed', id: call.sid } },
];

/** Stops those of our devices that do not know what `proceed` means in a carbon. */
const acceptance = ({ sid }: Call, { self }: Moment): Effect => ({
  type: 'message',
  to: toBare(self) ?? self,
  message: { step: 'accept', id: sid },
});

function elsewhere(call: Call, did: 'answer' | 'decline', at: Moment): Step {
  if (call.phase === 'ringing') return ending(call, { by: 'device', did }, at);
  return did === 'answer' && call.phase === 'accepting' ? [{ ...call, contested: true }, []] : [call, []];
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
  if (!call.session) {
    if (jingle.action !== 'session-initiate' || call.role === 'initiator') return unknown;
    return call.phase === 'ended' ? tooLate(call, jingle, from, at) : opens(call, from, jingle, at);
  }
  if (from === call.device) return inSession(call, { type: 'request', jingle }, at);
  if (call.answeredAt === undefined || call.phase === 'ended' || !moving.has(jingle.action)) return unknown;
  return inSession({ ...call, device: from, strayed: true }, { type: 'request', jingle }, at);
}

/** What a device asks of a session that it holds, after its stream was replaced. */
const moving: ReadonlySet<JingleAction> = new Set<JingleAction>([
  'session-info',
  'session-terminate',
  'transport-info',
]);

/** The offer reaches us: it waits for the person, or goes to the peer connection if they have answered. */
function opens(call: Call, device: string, jingle: Jingle, at: Moment): Step {
  const parties = { initiator: device, responder: at.self };
  return merge({ ...call, device, self: at.self }, session.initiated(parties, jingle), at);
}

/** An offer after the end, as Dino sends it behind its own retract: taken, and turned down, and it never rings. */
function tooLate(call: Call, { sid }: Jingle, to: string, { self }: Moment): Step {
  const condition = call.cause?.by === 'us' ? call.cause.reason : 'cancel';
  const jingle: Jingle = {
    action: 'session-terminate',
    ...{ sid, initiator: to, responder: self },
    ...{ contents: [], groups: [], reason: { condition } },
  };
  return [call, [{ type: 'acknowledge' }, { type: 'request', to, jingle, purpose: 'terminate' }]];
}

function signalled(call: Call, signal: MediaSignal, at: Moment): Step {
  if (call.session) return inSession(call, { type: 'signal', signal }, at);
  if (call.role === 'responder' || call.held.length >= HELD_LIMIT) return [call, []];
  return [{ ...call, held: [...call.held, signal] }, []];
}

function answered(call: Call, input: Extract<Input, { type: 'answered' }>, at: Moment): Step {
  const { answer } = input;
  if (typeof answer === 'string' || call.answeredAt === undefined) return inSession(call, input, at);
  const away = isUnreachable(answer);
  const strayed = call.strayed || away;
  // A peer that knows us by our old name cannot tell whether it has the session; as long as media flows, it does.
  if (input.purpose === 'ping' && strayed) return [{ ...call, strayed }, []];
  return inSession({ ...call, strayed }, input, at);
}

/** Whether nobody was there to answer. */
export const isUnreachable = ({ condition }: StanzaError): boolean => unreachable.has(condition);

const unreachable: ReadonlySet<StanzaError['condition']> = new Set<StanzaError['condition']>([
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
]);

function strays(call: Call, { self }: Moment): Call {
  return self === call.self ? call : { ...call, strayed: true };
}

function flowing(call: Call, state: 'connected' | 'interrupted' | 'failed', at: Moment): Step {
  if (state === 'failed') return end(call, 'connectivity-error', at);
  if (state === 'connected' && call.phase === 'connecting' && call.session?.state === 'active') {
    const connected: Call = { ...call, phase: 'active', connectedAt: call.connectedAt ?? at.now };
    return [connected, [{ type: 'timer', ms: undefined }]];
  }
  if (state === 'interrupted' && call.phase === 'active') {
    return [{ ...call, phase: 'connecting' }, [{ type: 'timer', ms: RECONNECT_MS }]];
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

/** Steps the session and makes its effects ours. */
function inSession(call: Call, input: session.Input, at: Moment): Step {
  return call.session ? merge(call, session.step(call.session, input), at) : [call, []];
}

function merge(call: Call, [stepped, effects]: session.Step, at: Moment): Step {
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
        break;
      case 'signal':
        // What the session says to the person's media waits until the person has answered.
        if (next.phase === 'ringing') {
          if (next.held.length < HELD_LIMIT) next = { ...next, held: [...next.held, effect.signal] };
          break;
        }
        if (next.phase === 'accepting') next = { ...next, phase: 'connecting' };
        ours.push(effect);
        break;
      case 'rings':
        if (next.role === 'initiator' && next.phase === 'connecting') {
          next = { ...next, heardRinging: true };
          ours.push({ type: 'timer', ms: RING_OUT_MS });
        }
        break;
      case 'accepted':
        next = { ...next, answeredAt: at.now };
        ours.push({ type: 'timer', ms: ESTABLISH_MS });
        break;
      case 'ended': {
        const [ended, more] = ending(next, effect.cause, at);
        const told = effect.cause.by === 'us' ? finish(next, effect.cause.reason) : [];
        next = ended;
        ours.push(...told, ...more);
        break;
      }
    }
  }
  return [next, ours];
}

// Ends

function timedOut(call: Call, at: Moment): Step {
  if (call.contested) return ending(call, { by: 'device', did: 'answer' }, at);
  const rang = call.phase === 'proposing' || call.phase === 'ringing' || isRingingThere(call);
  return end(call, rang ? 'timeout' : 'connectivity-error', at);
}

const isRingingThere = ({ phase, device, heardRinging, answeredAt }: Call): boolean =>
  phase === 'connecting' && answeredAt === undefined && (heardRinging || isGateway(device ?? ''));

function end(call: Call, reason: JingleReason, at: Moment): Step {
  if (call.session) return inSession(call, { type: 'terminate', reason }, at);
  const [ended, effects] = ending(call, { by: 'us', reason }, at);
  const farewell =
    call.role === 'initiator'
      ? { to: call.peer, message: farewellMessage('retract', call.sid, reason) }
      : { to: call.device ?? call.peer, message: farewellMessage('reject', call.sid, reason) };
  return [ended, [{ type: 'message', ...farewell }, ...effects]];
}

/** Says the end of a session again, to where no session-terminate gets through. */
function finish({ sid, device, peer, invited, strayed }: Call, reason: JingleReason): Effect[] {
  const message = farewellMessage('finish', sid, reason);
  const addresses = invited || strayed ? [device, ...(strayed ? [peer] : [])] : [];
  return addresses.flatMap(to => (to === undefined ? [] : [{ type: 'message', to, message }]));
}

const farewellMessage = (
  name: 'retract' | 'reject' | 'finish',
  id: string,
  condition: JingleReason,
  tieBreak?: true,
): CallMessage => ({ step: name, id, reason: { condition }, ...(tieBreak && { tieBreak }) });

const ending = (call: Call, cause: Cause, { now }: Moment): Step => [
  { ...call, phase: 'ended', endedIn: call.phase, endedAt: now, held: [], cause },
  [{ type: 'timer', ms: undefined }],
];
