/** What a Jingle session is, what it is told and what it makes of that; the words that the rest of this folder shares. */
import type { MediaSignal } from '../../../shared/media';
import type { StanzaError } from '../protocol/rfc6120';
import type { Content, Group, Jingle, JingleReason, Role } from '../protocol/xep0166';
import type { SessionInfo } from '../protocol/xep0167';
import type { Transfer } from '../protocol/xep0251';
import type { Description, Line, SendersByName, Setup } from './description';
import type { Refusal } from './refusal';

/** Who holds the session; written into its requests and never checked, since peers rewrite them. */
export interface Parties {
  readonly initiator: string;
  readonly responder: string;
}

/** How a session begins. */
export interface Opening {
  /** Whether candidates follow the description one by one; otherwise it waits for all of them (XEP-0176 §9.2). */
  readonly trickle: boolean;
  /** Who asked for the call (XEP-0251); told in our session-initiate. */
  readonly transfer?: Transfer | undefined;
}

interface Common {
  readonly sid: string;
  readonly parties: Parties;
}

/** A session that has been offered, or will be. */
export interface Described extends Common {
  /** The m-lines of the first offer. */
  readonly lines: readonly Line[];
}

/** We are about to offer: the peer wants all of our candidates in it, and knows nothing yet. */
export interface Unopened extends Described {
  readonly state: 'unopened';
  readonly role: 'initiator';
  readonly local: Description;
  readonly held: readonly Content[];
  readonly transfer?: Transfer | undefined;
}

/** We have offered. */
export interface Offered extends Described {
  readonly state: 'pending';
  readonly role: 'initiator';
  readonly local: Description;
  /** Our candidates, until the peer has answered for our offer; `undefined` from then on. */
  readonly held: readonly Content[] | undefined;
  /** Candidates of theirs that came before their answer. */
  readonly early: readonly Content[];
  /** What they will answer, by their own word; our peer connection may connect by it. */
  readonly expected?: Description | undefined;
  /** What they have modified before they answered. */
  readonly senders: SendersByName;
}

/** The peer has offered over a transport that is none of ours; we have asked it for ICE. */
export interface Replacing extends Described {
  readonly state: 'replacing';
  readonly role: 'responder';
  readonly offer: { readonly contents: readonly Content[]; readonly groups: readonly Group[] };
  readonly trickle: boolean;
}

/** The peer has offered. */
export interface Asked extends Described {
  readonly state: 'pending';
  readonly role: 'responder';
  readonly remote: Description;
  readonly trickle: boolean;
  /** How many offers our peer connection has yet to answer. */
  readonly offers: number;
  /** What our answer will be, once the peer has been told. */
  readonly told?: Description | undefined;
  /** Our answer, while it waits for our candidates. */
  readonly answer?: { readonly local: Description; readonly held: readonly Content[] } | undefined;
}

export interface Active extends Described {
  readonly state: 'active';
  readonly role: Role;
  readonly local: Description;
  readonly remote: Description;
  /** Where a new description stands, in the words of WebRTC. */
  readonly signaling: 'stable' | 'have-local-offer' | 'have-remote-offer';
  /** How many offers of theirs our peer connection has yet to answer. */
  readonly offers: number;
  /** The peer's DTLS role; the first answer, whoever gave it, fixes it for the life of the session. */
  readonly peerSetup: Setup;
  readonly held: readonly Content[] | undefined;
  /** What we had described before an offer of ours that is still open. */
  readonly before?: Description | undefined;
  /** How many ICE restarts of ours have not been replied to. Replies come in order, so only the last speaks of the last. */
  readonly awaited: number;
  /** Of our candidates; greater after each renewal of our credentials (XEP-0176 §5.9). */
  readonly generation: number;
  /** Names (`ufrag`) of theirs that mean nothing any more: what still comes under them is late. */
  readonly spent: readonly string[];
  /** What they have changed is still to be told to our peer connection: an offer of ours is open. */
  readonly deferred?: boolean | undefined;
  /** The contents whose transport they replace, until our answer accepts it. */
  readonly replaced?: readonly string[] | undefined;
}

export interface Ended extends Common {
  readonly state: 'ended';
  readonly role: Role;
}

/** A session that both sides know of. */
export type Live = Offered | Replacing | Asked | Active;

export type Session = Unopened | Live | Ended;

/** What a request of ours is for; comes back with its answer. */
export type Purpose =
  | 'initiate'
  | 'accept'
  | 'restart'
  | 'candidate'
  | 'info'
  | 'ping'
  /** Of a content or a transport. */
  | 'reject'
  /** Of a transport. */
  | 'replace'
  /** A transport of theirs is accepted. */
  | 'settle'
  | 'transfer'
  | 'terminate';

/** How a request of ours was answered; `unanswered`: nobody knows whether the peer got it. */
export type Reply = 'acknowledged' | 'unanswered' | StanzaError;

export type Input =
  | { type: 'request'; jingle: Jingle }
  | { type: 'answered'; purpose: Purpose; answer: Reply }
  | { type: 'signal'; signal: MediaSignal }
  /** What our peer connection will answer, for the peer to connect by; the answer itself is a `signal`. */
  | { type: 'prepare'; signal: MediaSignal }
  /** Our candidates have had their time: what waits for them goes out with those that there are. */
  | { type: 'gathered' }
  | { type: 'inform'; info: SessionInfo | undefined }
  /** An ICE restart of ours that is open may never have reached the peer: says it again. */
  | { type: 'repeat' }
  /** Asks the peer to call somebody else. */
  | { type: 'transfer'; transfer: Transfer }
  /** `transferred`: another session takes its place (XEP-0251). */
  | { type: 'terminate'; reason: JingleReason; transferred?: boolean | undefined };

/** What a peer tells of its media (XEP-0167 §8) and whether it records, the content by the name that it has in the session. */
export interface MediaInfo {
  readonly type: 'active' | 'hold' | 'unhold' | 'mute' | 'unmute' | 'record' | 'unrecord';
  readonly content?: string | undefined;
}

export type Cause =
  | { by: 'us' | 'peer'; reason: JingleReason }
  /** A request without which there is no session came back. */
  | { by: 'refusal'; error: StanzaError };

export type Effect =
  | { type: 'acknowledge' }
  | { type: 'refuse'; refusal: Refusal }
  | { type: 'send'; jingle: Jingle; purpose: Purpose }
  | { type: 'signal'; signal: MediaSignal }
  /** What the peer will answer, for our peer connection to connect by. */
  | { type: 'expected'; signal: MediaSignal }
  | { type: 'rings' }
  /** The peer has put us on hold, muted a content, or taken that back. */
  | { type: 'informed'; info: MediaInfo }
  | { type: 'accepted' }
  /** Our description waits for our candidates: `gathered` is due after a while. */
  | { type: 'gathering' }
  /** The peer asks us to call somebody else. */
  | { type: 'transfer'; transfer: Transfer }
  /** How the peer took our wish that it call somebody else; no answer is a refusal. */
  | { type: 'transferring'; answer: 'acknowledged' | 'refused' }
  /** The peer did not take our ICE restart, or nobody knows whether it did. */
  | { type: 'unrestartable' }
  | { type: 'ended'; cause: Cause };

export type Step = [Session, Effect[]];

/** More candidates than this are no honest gathering; what comes after them is dropped. */
export const HELD_LIMIT = 256;

/** The other one. */
export const other = (role: Role): Role => (role === 'initiator' ? 'responder' : 'initiator');

/** The session, over. */
export const end = ({ sid, parties, role }: Session): Ended => ({ sid, parties, role, state: 'ended' });
