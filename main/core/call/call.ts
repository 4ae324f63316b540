/**
 * One call: the invitation of XEP-0353 around a Jingle session. Pure, like the session it contains.
 *
 * `direction` says who wanted to talk, `role` who offers in the session; they differ after both have called each other
 * at once.
 */
import type { CallEnd, CallPhase, MediaFailure, MediaKind, Quality } from '../../../shared/call';
import { toBare } from '../../../shared/jid';
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import * as session from '../jingle/session';
import type { Refusal } from '../jingle/refusal';
import { OFFER_ANSWER } from '../protocol/namespaces';
import type { StanzaError } from '../protocol/rfc6120';
import type { Jingle, JingleAction, JingleReason, Role } from '../protocol/xep0166';
import type { SessionInfo } from '../protocol/xep0167';
import type { Transfer } from '../protocol/xep0251';
import type { CallMessage, CallStep } from '../protocol/xep0353';
import { heard, said, type Stage } from './outcome';
import { shielded } from './shield';

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
  /** What the peer gets to see of our addresses. */
  readonly privacy: Privacy;
  /** The peer leads into the telephone network: it takes calls before anyone there has answered. */
  readonly gateway: boolean;
  readonly stranger: boolean;
  /** The peer has described something that can become a call; until then nobody is told of it. */
  readonly offered: boolean;
  /** As initiator: our signals until a device takes the call. As responder: theirs until the person does. */
  readonly pending: readonly MediaSignal[];
  /** Our candidates that the peer may see only once the call is answered. */
  readonly withheld: readonly MediaSignal[];
  /** The description waits for all of our candidates. */
  readonly gathering: boolean;
  readonly heardRinging: boolean;
  readonly muted: boolean;
  readonly held: boolean;
  readonly mutedByPeer: boolean;
  readonly heldByPeer: boolean;
  /** What became of our wish that they call somebody else. */
  readonly transfer?: 'asked' | 'refused' | undefined;
  /** The peer does not restart ICE. */
  readonly stuck: boolean;
  /** A full JID of either side has changed or gone silent: what must arrive goes to the bare JID as well. */
  readonly strayed: boolean;
  /** Another device of ours answered too; the peer chooses. */
  readonly contested: boolean;
  /** Their call to us, which lost the tie against this one. */
  readonly rival?: { readonly sid: string; readonly device: string } | undefined;
  /** The call whose place it takes. */
  readonly continues?: string | undefined;
  readonly createdAt: number;
  readonly answeredAt?: number;
  readonly connectedAt?: number;
  /** Media stopped for the last time. */
  readonly interruptedAt?: number;
  readonly heardAt?: number;
  readonly endedAt?: number;
  readonly end?: CallEnd;
  /** The reason that we gave for the end. */
  readonly farewell?: JingleReason | undefined;
  readonly quality?: Quality;
}

/** When and who we are as an input is taken, and what is known of devices. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Our full JID. */
  readonly self: string;
  /** Whether a device has a feature (XEP-0030); `undefined` while that is not known. */
  readonly has: (device: string, feature: string) => boolean | undefined;
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
  | Extract<session.Input, { type: 'answered' | 'signal' | 'transfer' }>
  /** The person here answers. */
  | { type: 'accept' }
  /** The person here hangs up, declines or cancels; or something else ends it. */
  | { type: 'end'; as?: CallEnd | undefined }
  /** The peer calls anew because this call is broken: it goes on as `sid`. */
  | { type: 'migrate'; sid: string }
  /** The peer has given up its own call to us. */
  | { type: 'unrivalled'; sid: string }
  | { type: 'media'; state: 'connected' | 'interrupted' | 'failed'; failure?: MediaFailure | undefined }
  | { type: 'mute'; muted: boolean }
  | { type: 'hold'; held: boolean }
  /** The stream was replaced; stanzas may be lost. */
  | { type: 'rebound' }
  | { type: 'timeout' };

/** A call that the person is asked for or that is placed in their name. */
export interface Redial {
  /** Bare JID. */
  readonly peer: string;
  /** Who asks us to call (XEP-0251); without it nobody has to be asked. */
  readonly by?: string | undefined;
  readonly transfer?: Transfer | undefined;
  /** The call that it continues. */
  readonly continues?: string | undefined;
}

export type Effect =
  | { type: 'acknowledge' }
  | { type: 'refuse'; refusal: Refusal }
  | { type: 'request'; to: string; jingle: Jingle; purpose: session.Purpose }
  | { type: 'message'; to: string; message: CallMessage }
  | { type: 'signal'; signal: MediaSignal }
  | { type: 'redial'; redial: Redial }
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
/** How long a peer that has got our ICE restart may say nothing to it, or one that refused it stay without sound. */
export const UNANSWERED_MS = 12_000;
/** How long a description waits for our candidates, for peers that want them inside it. */
export const GATHER_MS = 2_000;
/** How long our call may go nowhere before theirs, which lost the tie, is taken after all: Converse.js ties inversely. */
export const RIVAL_MS = 3_000;

const PENDING_LIMIT = 256;

const fresh = {
  ...{ offered: true, pending: [], withheld: [], gathering: false, heardRinging: false },
  ...{ muted: false, held: false, mutedByPeer: false, heldByPeer: false },
  ...{ stuck: false, strayed: false, contested: false, stranger: false },
} as const;

// Beginnings

/** What is known of a call of ours. */
export interface Outgoing {
  readonly id: string;
  /** Bare JID. */
  readonly peer: string;
  readonly media: readonly MediaKind[];
  readonly offer: MediaSignal;
  readonly privacy: Privacy;
  readonly gateway: boolean;
  readonly continues?: string | undefined;
  /** The device to call without a propose, and the transfer that makes us call it. */
  readonly device?: string | undefined;
  readonly transfer?: Transfer | undefined;
}

/** A call of ours; the offer waits until a device takes the call, or goes straight to the one that is named. */
export function place({ device, transfer, offer, ...placed }: Outgoing, at: Moment): Step {
  const call: Call = {
    ...fresh,
    ...placed,
    ...{ sid: placed.id, direction: 'outgoing', role: 'initiator', phase: 'proposing', invited: device === undefined },
    ...{ self: at.self, createdAt: at.now, pending: [offer] },
  };
  if (device !== undefined) return settled(call, opening(call, device, at, transfer), at);
  const { id, peer, media } = call;
  return [
    call,
    [
      { type: 'message', to: peer, message: { step: 'propose', id, media: [...media] } },
      { type: 'timer', ms: RING_OUT_MS },
    ],
  ];
}

/** What is known of a call that comes in. */
export interface Incoming {
  readonly id: string;
  readonly sid: string;
  readonly peer: string;
  readonly device: string;
  readonly media: readonly MediaKind[];
  readonly privacy: Privacy;
  readonly gateway: boolean;
  readonly stranger: boolean;
  readonly continues?: string | undefined;
}

const incoming = (call: Incoming, invited: boolean, at: Moment): Call => ({
  ...fresh,
  ...call,
  ...{ direction: 'incoming', role: 'responder', phase: 'ringing', invited, self: at.self, createdAt: at.now },
});

/** A call that begins with a propose. Strangers do not learn that somebody is there. */
export const proposed = (call: Incoming, at: Moment): Step => [
  incoming(call, true, at),
  [
    ...(call.stranger ? [] : [toDevice(call.device, { step: 'ringing', id: call.sid })]),
    { type: 'timer', ms: RINGING_MS },
  ],
];

/** A call that begins with a session-initiate, as of clients without XEP-0353. */
export function called(call: Incoming, jingle: Jingle, at: Moment): Step {
  const began: Call = { ...incoming(call, false, at), offered: false };
  return settled(began, opens(began, call.device, jingle, at), at);
}

/** A call that was over before the person here could hear of it. */
export const over = (call: Incoming, invited: boolean, end: CallEnd, at: Moment): Call =>
  ending(incoming(call, invited, at), end, at)[0];

/**
 * Both have called each other and ours is the call that yields (XEP-0353 §tie-break): the person here wanted to talk to
 * that very peer, so our call goes on as the answer to theirs.
 */
export function yields(call: Call, theirs: { sid: string; device: string; invited: boolean }, at: Moment): Step {
  const { sid, device, invited } = theirs;
  const retract = farewellMessage('retract', call.sid, 'expired', { tieBreak: true });
  const joined: Call = {
    ...call,
    ...{ sid, device, invited, role: 'responder', phase: 'connecting', pending: [], rival: undefined },
  };
  const answer = invited ? proceed(joined, at) : [];
  return [
    { ...joined, answeredAt: at.now },
    [{ type: 'message', to: call.peer, message: retract }, ...answer, { type: 'timer', ms: ESTABLISH_MS }],
  ];
}

/** Turns down the call of a peer whom we are calling with the lower id; for a while it may still be the one that lives. */
export const prevails = (call: Call, rival: { sid: string; device: string }): Step => [
  { ...call, rival },
  [
    toDevice(rival.device, farewellMessage('reject', rival.sid, 'expired', { tieBreak: true })),
    ...(call.heardRinging ? [] : [{ type: 'timer', ms: RIVAL_MS } satisfies Effect]),
  ],
];

// Steps

/** What an input makes of the call. */
export function step(call: Call, input: Input, at: Moment): Step {
  return settled(call, stepped(call, input, at), at);
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
    case 'rebound':
      return call.session ? inSession(strays(call, at), { type: 'inform', info: undefined }, at) : [call, []];
    case 'timeout':
      return timedOut(call, at);
  }
}

/** What follows from a step, whichever it was: candidates are let go, a call that came to be rings. */
function settled(before: Call, [call, effects]: Step, at: Moment): Step {
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

/** Where the call stands, or where it stood when it ended. */
export const stageOf = ({ direction, answeredAt }: Call): Stage =>
  answeredAt !== undefined ? 'answered' : direction === 'incoming' ? 'unanswered-incoming' : 'unanswered-outgoing';

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

function rings(call: Call, _message: PeerMessage, _from: string, at: Moment): Step {
  const next: Call = { ...call, heardRinging: true, rival: undefined };
  return [next, call.rival ? [patience(next, at)] : []];
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
  if (from !== call.device || call.answeredAt !== undefined) return [call, []];
  return ending(call, heard(stageOf(call), reasonOf(message) ?? 'decline'), at);
}

/**
 * Their end of the session is gone. Once it is answered this is believed of every resource of theirs: the one that took
 * the call may have got a new name when its stream was replaced (see phone.ts).
 */
function finishes(call: Call, message: PeerMessage, from: string, at: Moment): Step {
  if (from !== call.device && call.answeredAt === undefined) return [call, []];
  return ending(call, heard(stageOf(call), reasonOf(message) ?? 'success'), at);
}

const reasonOf = (message: PeerMessage): JingleReason | undefined =>
  'reason' in message ? message.reason?.condition : undefined;

/** A device took our call. */
function initiate(call: Call, _: PeerMessage, device: string, at: Moment): Step {
  return opening({ ...call, rival: undefined }, device, at);
}

/** Everything our peer connection has said so far opens the session. */
function opening(call: Call, device: string, at: Moment, transfer?: Transfer): Step {
  const [offer, ...others] = call.pending;
  const sdp = offer && 'description' in offer ? offer.description.sdp : '';
  const parties = { initiator: at.self, responder: device };
  const opened = session.initiate(call.sid, parties, sdp, { trickle: trickles(call, device, at), transfer });
  const taken: Call = { ...call, device, self: at.self, pending: [], phase: 'connecting' };
  if (!opened) return end(call, 'error', at);
  const [begun, effects] = merge(taken, opened, at);
  const [next, more] = through(begun, others, at);
  return [next, [...effects, ...more, patience(next, at)]];
}

/** Gateways want all candidates inside the description (XEP-0176, `urn:ietf:rfc:3264`), and say so late. */
const trickles = (call: Call, device: string, { has }: Moment): boolean =>
  !(has(device, OFFER_ANSWER) ?? isGateway(call, device));

/** The gateways to the telephone network proceed at once and ring afterwards (cheogram-sip). */
const isGateway = ({ gateway }: Call, device: string | undefined): boolean =>
  gateway || device?.endsWith('/sip') === true;

function accept(call: Call, at: Moment): Step {
  if (call.phase !== 'ringing') return [call, []];
  const timer: Effect = { type: 'timer', ms: ESTABLISH_MS };
  const taken: Call = { ...call, answeredAt: at.now };
  if (!call.session) return [{ ...taken, phase: 'accepting' }, [...proceed(call, at), timer]];
  const signals = call.pending.map((signal): Effect => ({ type: 'signal', signal }));
  // The offer came without our asking for it: only our own devices have still to hear.
  const told = call.invited ? [acceptance(call, at)] : [];
  return [{ ...taken, phase: 'connecting', pending: [] }, [...told, ...signals, timer]];
}

const proceed = (call: Call, at: Moment): Effect[] => [
  acceptance(call, at),
  toDevice(call.device ?? call.peer, { step: 'proceed', id: call.sid }),
];

/** Stops those of our devices that do not know what `proceed` means in a carbon. */
const acceptance = ({ sid }: Call, { self }: Moment): Effect => ({
  type: 'message',
  to: toBare(self) ?? self,
  message: { step: 'accept', id: sid },
});

function elsewhere(call: Call, did: 'answer' | 'decline', at: Moment): Step {
  if (call.phase === 'ringing') {
    return ending(call, did === 'answer' ? 'answered-elsewhere' : 'declined-elsewhere', at);
  }
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
  const opened = session.initiated(parties, jingle, { trickle: trickles(call, device, at) });
  return merge({ ...call, device, self: at.self }, opened, at);
}

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
  if (call.session) return through(call, [signal], at);
  if (call.role === 'responder' || call.pending.length >= PENDING_LIMIT) return [call, []];
  return [{ ...call, pending: [...call.pending, signal] }, []];
}

/** Our signals on their way to the session, as far as the privacy of the call lets them. */
function through(call: Call, signals: readonly MediaSignal[], at: Moment): Step {
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

/** Both persons want to talk: a device proceeds once somebody there has answered, unless it is a gateway. */
const isOpen = (call: Call): boolean =>
  call.answeredAt !== undefined ||
  (call.direction === 'outgoing' && call.invited && call.device !== undefined && !isGateway(call, call.device));

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
const isUnreachable = ({ condition }: StanzaError): boolean => unreachable.has(condition);

const unreachable: ReadonlySet<StanzaError['condition']> = new Set<StanzaError['condition']>([
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
]);

function strays(call: Call, { self }: Moment): Call {
  return self === call.self ? call : { ...call, strayed: true };
}

function flowing(
  call: Call,
  state: 'connected' | 'interrupted' | 'failed',
  why: CallEnd = 'no-path',
  at: Moment,
): Step {
  if (state === 'failed') return isRefused(call) ? again(call, at) : end(call, why, at);
  if (state === 'connected' && call.phase === 'connecting' && call.session?.state === 'active') {
    const connected: Call = { ...call, phase: 'active', connectedAt: call.connectedAt ?? at.now };
    return [connected, [{ type: 'timer', ms: undefined }]];
  }
  if (state === 'interrupted' && call.phase === 'active') {
    const interrupted: Call = { ...call, phase: 'connecting', interruptedAt: at.now };
    return [interrupted, [patience(interrupted, at)]];
  }
  return [call, []];
}

/** The peer will not restart ICE: it said so, or it has got our restart and answers nothing (Dino, Monal). */
const isRefused = ({ connectedAt, stuck, session: held }: Call): boolean =>
  connectedAt !== undefined &&
  (stuck || (held?.state === 'active' && held.signaling === 'have-local-offer' && held.held === undefined));

/** Where the way cannot be renewed, the call can: it is ended and placed again. */
function again(call: Call, at: Moment): Step {
  const [ended, effects] = end(call, 'no-path', at);
  return [ended, [...effects, { type: 'redial', redial: { peer: call.peer, continues: call.id } }]];
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

/** Steps the session and makes its effects ours; `as` says how the call ends if the session does. */
function inSession(call: Call, input: session.Input, at: Moment, as?: CallEnd): Step {
  return call.session ? merge(call, session.step(call.session, input), at, as) : [call, []];
}

function merge(call: Call, [stepped, effects]: session.Step, at: Moment, as?: CallEnd): Step {
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
        next = { ...next, offered: true };
        // What the session says to the person's media waits until the person has answered.
        if (next.phase === 'ringing') {
          if (next.pending.length < PENDING_LIMIT) next = { ...next, pending: [...next.pending, effect.signal] };
          break;
        }
        if (next.phase === 'accepting') next = { ...next, phase: 'connecting' };
        ours.push(effect);
        break;
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
        next = { ...next, stuck: true };
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

/** What the peer tells of its side (XEP-0167 §8). */
const informed: Record<Exclude<SessionInfo['type'], 'unknown'>, Partial<Call>> = {
  active: { heldByPeer: false, mutedByPeer: false },
  hold: { heldByPeer: true },
  mute: { mutedByPeer: true },
  ringing: {},
  unhold: { heldByPeer: false },
  unmute: { mutedByPeer: false },
};

/** The peer wants us to call somebody else: the person here decides (XEP-0251 §6). */
function asked({ peer, answeredAt }: Call, transfer: Transfer): Effect[] {
  const to = transfer.to === undefined ? undefined : toBare(transfer.to);
  if (to === undefined || answeredAt === undefined) return [];
  return [{ type: 'redial', redial: { peer: to, by: peer, transfer } }];
}

const isInterrupted = ({ phase, connectedAt }: Call): boolean => phase === 'connecting' && connectedAt !== undefined;

/** How long the call may stay as it is. */
function patience(call: Call, at: Moment): Effect {
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
        return call.stuck || isRestarting(call) ? Math.min(UNANSWERED_MS, left) : left;
      }
      return isRingingThere(call) ? RING_OUT_MS : ESTABLISH_MS;
    case 'active':
    case 'ended':
      return undefined;
  }
}

/** How much longer it may stay without media. */
const reconnectsFor = ({ interruptedAt }: Call, now: number): number =>
  Math.max(0, (interruptedAt ?? now) + RECONNECT_MS - now);

const isRestarting = ({ session: held }: Call): boolean =>
  held?.state === 'active' && held.signaling === 'have-local-offer';

// Ends

function timedOut(call: Call, at: Moment): Step {
  if (call.gathering) {
    const waited: Call = { ...call, gathering: false };
    const [sent, effects] = inSession(waited, { type: 'gathered' }, at);
    return [sent, [...effects, patience(sent, at)]];
  }
  if (call.rival && call.phase === 'proposing') return yields(call, { ...call.rival, invited: true }, at);
  if (call.contested) return ending(call, 'answered-elsewhere', at);
  if (isRefused(call)) return again(call, at);
  // Until the restart has reached them, their silence means nothing.
  const left = reconnectsFor(call, at.now);
  if (isInterrupted(call) && isRestarting(call) && left > 0) return [call, [{ type: 'timer', ms: left }]];
  const rang = call.phase === 'proposing' || call.phase === 'ringing' || isRingingThere(call);
  return end(call, rang ? 'no-answer' : call.session?.state === 'active' ? 'no-path' : 'vanished', at);
}

/** Their device has the call and nobody there has answered it yet. */
const isRingingThere = (call: Call): boolean =>
  call.phase === 'connecting' && call.answeredAt === undefined && call.direction === 'outgoing' && isAlerting(call);

/** Whether somebody there may be hearing it ring. */
export const isAlerting = (call: Call): boolean =>
  call.direction === 'outgoing' &&
  call.answeredAt === undefined &&
  (call.heardRinging || !call.invited || (call.device !== undefined && isGateway(call, call.device)));

function end(call: Call, as: CallEnd, at: Moment): Step {
  const reason = said(as);
  if (call.session) return inSession(call, { type: 'terminate', reason }, at, as);
  const [ended, effects] = ending(call, as, at);
  const farewell: Effect =
    call.role === 'initiator'
      ? { type: 'message', to: call.peer, message: farewellMessage('retract', call.sid, reason) }
      : toDevice(call.device ?? call.peer, farewellMessage('reject', call.sid, reason));
  return [{ ...ended, farewell: reason }, [farewell, ...effects]];
}

/** The peer has called anew in place of this call (XEP-0353 §session migration): nothing is said into the dead session. */
function migrate(call: Call, sid: string, at: Moment): Step {
  const [ended, effects] = ending(call, 'answered', at);
  const message = farewellMessage('finish', call.sid, 'expired', { migrated: { to: sid } });
  return [ended, [toDevice(call.device ?? call.peer, message), ...effects]];
}

/** Says the end of a session again, to where no session-terminate gets through. */
function finish({ sid, device, peer, invited, strayed }: Call, reason: JingleReason): Effect[] {
  const message = farewellMessage('finish', sid, reason);
  const addresses = invited || strayed ? [device, ...(strayed ? [peer] : [])] : [];
  return addresses.flatMap(to => (to === undefined ? [] : [toDevice(to, message)]));
}

const toDevice = (to: string, message: CallMessage): Effect => ({ type: 'message', to, message });

const farewellMessage = (
  name: 'retract' | 'reject' | 'finish',
  id: string,
  condition: JingleReason,
  rest: { tieBreak?: true; migrated?: { to: string } } = {},
): CallMessage => ({ step: name, id, reason: { condition }, ...rest });

function endOf(call: Call, cause: session.Cause): CallEnd {
  switch (cause.by) {
    case 'refusal':
      return endOfRefusal(call, cause.error);
    case 'peer':
      return heard(stageOf(call), cause.reason);
    case 'us':
      return heard('answered', cause.reason);
  }
}

/** What it means that a request or message came back without which there is no call. */
function endOfRefusal(call: Call, error: StanzaError): CallEnd {
  if (call.phase === 'proposing') return 'unreachable';
  if (session.isGone(error)) return 'vanished';
  if (isUnreachable(error)) return call.answeredAt === undefined ? 'unreachable' : 'vanished';
  return refusals[error.condition] ?? 'error';
}

const refusals: Partial<Record<StanzaError['condition'], CallEnd>> = {
  'feature-not-implemented': 'incompatible',
  gone: 'vanished',
  'not-acceptable': 'incompatible',
};

const ending = (call: Call, how: CallEnd, { now }: Moment): Step => [
  { ...call, phase: 'ended', end: how, endedAt: now, pending: [], withheld: [], gathering: false },
  [{ type: 'timer', ms: undefined }],
];
