/**
 * One call: the invitation of XEP-0353 around a Jingle session. Pure, like the session it contains.
 *
 * `direction` says who wanted to talk, `role` who offers in the session; they differ after both have called each other
 * at once.
 */
import type { CallEnd, CallPhase, MediaFailure, MediaKind, Quality } from '../../../shared/call';
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import type { Refusal } from '../jingle/refusal';
import { READY, RECORDING } from '../protocol/namespaces';
import type { StanzaError } from '../protocol/rfc6120';
import type { Jingle, JingleReason, Role } from '../protocol/xep0166';
import type { Transfer } from '../protocol/xep0251';
import type { CallMessage, CallStep } from '../protocol/xep0353';
import type { Stage } from './outcome';
import { connectsBeforeOurs } from './shield';
import type * as session from '../jingle/session';

/** A device that has our offer before it takes the call: a session of its own, of which one at most is answered. */
export interface EarlyOffer {
  /** Full JID. */
  readonly device: string;
  readonly session: session.Session;
}

/** What our media has to say to an offer that nobody has answered yet. */
export interface Prepared {
  /** The SDP of that offer: to another one this is no answer. */
  readonly offer: string;
  /** The answer and its candidates. */
  readonly said: readonly MediaSignal[];
}

export interface Call {
  /** Ours; what the renderer knows it by. */
  readonly id: string;
  /** What it is called on the wire. */
  readonly sid: string;
  /** What we called it before it became the answer to theirs. */
  readonly yielded?: string | undefined;
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
  /** How many candidates of theirs came since they last described themselves. */
  readonly heardCandidates: number;
  /** As initiator: the devices that have our offer while they ring. Once one has the call, those that do not. */
  readonly early: readonly EarlyOffer[];
  /** As initiator: the device that our media connects with while it rings, the first that was ready; a full JID. */
  readonly ready?: string | undefined;
  /** As responder: what our media has answered while it rings; before the person answers it is a way to us at most. */
  readonly prepared?: Prepared | undefined;
  /** Our candidates that the peer may see only once the call is answered. */
  readonly withheld: readonly MediaSignal[];
  /** The description waits for all of our candidates. */
  readonly gathering: boolean;
  readonly heardRinging: boolean;
  readonly muted: boolean;
  readonly held: boolean;
  readonly mutedByPeer: boolean;
  readonly heldByPeer: boolean;
  /** The person here records it. */
  readonly recording?: boolean;
  /** They do, and have told. */
  readonly recordedByPeer?: boolean;
  /** What became of our wish that they call somebody else. */
  readonly transfer?: 'asked' | 'refused' | undefined;
  /** The peer does not restart ICE. */
  readonly stuck: boolean;
  /** What was told of our side, such as a hold, has found nobody: the peer may not know how it is. */
  readonly untold: boolean;
  /** Nobody answers at the device that has the call: not even to refuse an ICE restart. */
  readonly away: boolean;
  /** A full JID of either side has changed or gone silent: what must arrive goes to the bare JID as well. */
  readonly strayed: boolean;
  /** Another device of ours answered too; the peer chooses. */
  readonly contested: boolean;
  /** We answered an early offer, and the peer has not acknowledged it yet: another device of ours may have been quicker. */
  readonly unchosen?: boolean | undefined;
  /** Our media is connected, as it may have been while it rang, and whether the peer has taken our answer is not known. */
  readonly linked?: boolean | undefined;
  /** We said our answer once more: of the two that may have come the peer takes one. */
  readonly repeated?: boolean | undefined;
  /** Their call to us, which lost the tie against this one. */
  readonly rival?: { readonly sid: string; readonly device: string } | undefined;
  /** The call whose place it takes. */
  readonly continues?: string | undefined;
  /** It came while the phone was off, and was over before we heard of it. */
  readonly late?: boolean;
  readonly createdAt: number;
  readonly answeredAt?: number;
  readonly connectedAt?: number;
  /** Media stopped for the last time. */
  readonly interruptedAt?: number;
  /** This computer went to sleep in the call, and nothing was heard since. */
  readonly sleptAt?: number | undefined;
  /** Of so many readings in a row something was heard; since this computer slept, if it did. */
  readonly heardFor?: number;
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
export type PeerStep = PeerMessage['step'];

export type Input =
  | { type: 'message'; message: PeerMessage; from: string }
  /** Another device of ours answered or declined. */
  | { type: 'elsewhere'; did: 'answer' | 'decline' }
  /** A message of ours came back. */
  | { type: 'bounced'; step: CallStep; error: StanzaError }
  | { type: 'request'; jingle: Jingle; from: string }
  /** `by`: whom we asked. */
  | (Extract<session.Input, { type: 'answered' }> & { by: string })
  | Extract<session.Input, { type: 'signal' | 'transfer' }>
  /** The page that prepared an answer is gone, and its connection with it. */
  | { type: 'unprepared' }
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
  | { type: 'record'; recording: boolean }
  /** This computer goes to sleep. */
  | { type: 'sleep' }
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
  /** `early`: to prepare an answer or to connect by; nobody has answered. */
  | { type: 'signal'; signal: MediaSignal; early?: true }
  | { type: 'redial'; redial: Redial }
  /** Replaces the timer of the call; `undefined` stops it. */
  | { type: 'timer'; ms: number | undefined };

export type Step = [Call, Effect[]];

/** Where the call stands, or where it stood when it ended. */
export const stageOf = ({ direction, answeredAt }: Call): Stage =>
  answeredAt !== undefined ? 'answered' : direction === 'incoming' ? 'unanswered-incoming' : 'unanswered-outgoing';

/** The gateways to the telephone network proceed at once and ring afterwards (cheogram-sip). */
export const isGateway = ({ gateway }: Call, device: string | undefined): boolean =>
  gateway || device?.endsWith('/sip') === true;

/** Both persons want to talk: a device proceeds once somebody there has answered, unless it is a gateway. */
export const isOpen = (call: Call): boolean =>
  call.answeredAt !== undefined ||
  (call.direction === 'outgoing' && call.invited && call.device !== undefined && !isGateway(call, call.device));

/**
 * The peer will not restart ICE: it said so, or it has got our restart and answers nothing (Dino, Monal). Another Tsuwa says
 * nothing only for as long as it finds no way itself, and calling it anew would find none either.
 */
export const isRefused = (call: Call, at: Moment): boolean => {
  const { connectedAt, stuck, away, session: held } = call;
  const isUnanswered = held?.state === 'active' && held.signaling === 'have-local-offer' && held.held === undefined;
  return connectedAt !== undefined && !away && (stuck || (isUnanswered && !knowsRecordings(call, at)));
};

/** Their device advertises what only Tsuwa has. */
export const knowsRecordings = ({ device }: Call, at: Moment): boolean =>
  device !== undefined && at.has(device, RECORDING) === true;

/** It rings, and our media prepares an answer. */
export const isPreparing = ({ phase, prepared }: Call): boolean => phase === 'ringing' && prepared !== undefined;

/** What is prepared here may connect before it is answered: the person lets it, and the device that calls knows how. */
export const mayConnectEarly = ({ privacy, device }: Call, { has }: Moment): boolean =>
  connectsBeforeOurs(privacy) && device !== undefined && has(device, READY) === true;

/** It rings, and what is prepared connects as far as it can. */
export const isConnectingEarly = (call: Call, at: Moment): boolean =>
  isPreparing(call) && call.prepared?.offer !== '' && mayConnectEarly(call, at);

export const isInterrupted = ({ phase, connectedAt }: Call): boolean =>
  phase === 'connecting' && connectedAt !== undefined;

export const isRestarting = ({ session: held }: Call): boolean =>
  held?.state === 'active' && held.signaling === 'have-local-offer';

/** Whether somebody there may be hearing it ring. */
export const isAlerting = (call: Call): boolean =>
  call.direction === 'outgoing' &&
  call.answeredAt === undefined &&
  (call.heardRinging || !call.invited || (call.device !== undefined && isGateway(call, call.device)));

/** Their device has the call and nobody there has answered it yet. */
export const isRingingThere = (call: Call): boolean =>
  call.phase === 'connecting' && call.answeredAt === undefined && call.direction === 'outgoing' && isAlerting(call);
