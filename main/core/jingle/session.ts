/**
 * One Jingle session (XEP-0166) as a pure state machine: `step(session, input) -> [session, effects]`.
 *
 * It does no I/O, keeps no timers and never throws: the shell feeds inputs in and carries effects out, in order. Every
 * request is answered by exactly one effect, `acknowledge` or `refuse`, and it comes first.
 */
import type { MediaSignal } from '../../../shared/media';
import type { StanzaError } from '../protocol/rfc6120';
import type { Content, Jingle, JingleAction, JingleReason, Role } from '../protocol/xep0166';
import type { SessionInfo } from '../protocol/xep0167';
import type { Transfer } from '../protocol/xep0251';
import { formatCandidate, parseCandidate, sendable, usable } from './candidate';
import {
  contentOf,
  describedBy,
  forPeers,
  inCaseOf,
  linesOf,
  renewedCredentials,
  withCredentials,
  type Description,
  type Line,
  type Setup,
} from './description';
import type { Refusal } from './refusal';
import { fromSdp, midsOf, toSdp } from './sdp';

/** Who holds the session; written into its requests and never checked, since peers rewrite them. */
export interface Parties {
  readonly initiator: string;
  readonly responder: string;
}

interface Common {
  readonly sid: string;
  readonly parties: Parties;
}

interface Described extends Common {
  /** The m-lines of the first offer. */
  readonly lines: readonly Line[];
}

/** We have offered. */
export interface Offered extends Described {
  readonly state: 'pending';
  readonly role: 'initiator';
  readonly local: Description;
  /** Our candidates, until the peer has answered for our offer; `undefined` from then on. */
  readonly held: readonly Content[] | undefined;
  /** Candidates of theirs that came before their answer. */
  readonly early: readonly MediaSignal[];
}

/** The peer has offered. */
export interface Asked extends Described {
  readonly state: 'pending';
  readonly role: 'responder';
  readonly remote: Description;
}

export interface Active extends Described {
  readonly state: 'active';
  readonly role: Role;
  readonly local: Description;
  readonly remote: Description;
  /** Where an ICE restart stands, in the words of WebRTC. */
  readonly signaling: 'stable' | 'have-local-offer' | 'have-remote-offer';
  /** The peer's DTLS role; the first answer, whoever gave it, fixes it for the life of the session. */
  readonly peerSetup: Setup;
  readonly held: readonly Content[] | undefined;
  /** What we had described before an offer of ours that is still open. */
  readonly before?: Description | undefined;
}

export interface Ended extends Common {
  readonly state: 'ended';
  readonly role: Role;
}

type Live = Offered | Asked | Active;

export type Session = Live | Ended;

/** How a session begins. */
export interface Opening {
  /** Whether candidates follow the description one by one; otherwise it waits for all of them (XEP-0176 §9.2). */
  readonly trickle: boolean;
  /** Who asked for the call (XEP-0251); told in our session-initiate. */
  readonly transfer?: Transfer | undefined;
}

/** What a request of ours is for; comes back with its answer. */
export type Purpose =
  | 'initiate'
  | 'accept'
  | 'restart'
  | 'candidate'
  | 'info'
  | 'ping'
  | 'reject'
  | 'replace'
  | 'settle'
  | 'transfer'
  | 'terminate';

export type Input =
  | { type: 'request'; jingle: Jingle }
  /** `unanswered`: nobody knows whether the peer got it. */
  | { type: 'answered'; purpose: Purpose; answer: 'acknowledged' | 'unanswered' | StanzaError }
  | { type: 'signal'; signal: MediaSignal }
  /** Our candidates have had their time: what waits for them goes out with those that there are. */
  | { type: 'gathered' }
  | { type: 'inform'; info: SessionInfo | undefined }
  /** Asks the peer to call somebody else. */
  | { type: 'transfer'; transfer: Transfer }
  /** `transferred`: another session takes its place (XEP-0251). */
  | { type: 'terminate'; reason: JingleReason; transferred?: boolean | undefined };

/** What a peer tells of its media (XEP-0167 §8), the content by the name that it has in the session. */
export interface MediaInfo {
  readonly type: 'active' | 'hold' | 'unhold' | 'mute' | 'unmute';
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
  /** The peer did not take our ICE restart. */
  | { type: 'unrestartable' }
  | { type: 'ended'; cause: Cause };

export type Step = [Session, Effect[]];

/** More candidates than this are no honest gathering; what comes after them is dropped. */
const HELD_LIMIT = 256;

/** A session that begins with our offer; `undefined` if `sdp` offers nothing. */
export function initiate(sid: string, parties: Parties, sdp: string, _options: Opening): Step | undefined {
  const local = fromSdp(sdp, 'initiator');
  if (!local) return undefined;
  const lines = linesOf(local);
  const session: Session = { sid, parties, lines, state: 'pending', role: 'initiator', local, held: [], early: [] };
  return [session, [send(session, 'session-initiate', 'initiate', forPeers(local))]];
}

/** A session that begins with the offer in a session-initiate. */
export function initiated(parties: Parties, { sid, contents, groups }: Jingle, _options: Opening): Step {
  const remote = describedBy({ contents, groups }, 'offer');
  if (typeof remote === 'string') {
    const refused: Ended = { sid, parties, state: 'ended', role: 'responder' };
    return [refused, [{ type: 'acknowledge' }, ...farewell(refused, remote)]];
  }
  const session: Asked = { sid, parties, lines: linesOf(remote), state: 'pending', role: 'responder', remote };
  return [
    session,
    [{ type: 'acknowledge' }, describe(session, 'offer', remote), ...candidateSignals(session, remote.contents)],
  ];
}

/** What an input makes of the session. */
export function step(session: Session, input: Input): Step {
  if (input.type === 'request') return receive(session, input.jingle);
  if (session.state === 'ended') return [session, []];
  switch (input.type) {
    case 'answered':
      return answered(session, input.purpose, input.answer);
    case 'signal':
      return 'candidate' in input.signal
        ? gathered(session, input.signal.candidate)
        : negotiated(session, input.signal.description);
    case 'inform':
      return [session, [inform(session, input.info)]];
    case 'gathered':
    case 'transfer':
      return [session, []];
    case 'terminate':
      return [end(session), farewell(session, input.reason)];
  }
}

// From the peer

type Rule<S> = (session: S, jingle: Jingle) => Step | Refusal;
type Rules<S> = Record<JingleAction, Rule<S>>;

const outOfOrder = (): Refusal => 'out-of-order';
const unsupported = (): Refusal => 'feature-not-implemented';
const unknownSession = (): Refusal => 'unknown-session';
const acknowledged = <S extends Session>(session: S): Step => [session, []];

/** What this phone takes alike in every live session: it renegotiates neither contents nor transports. */
const live: Rules<Live> = {
  'content-accept': outOfOrder, // we never add any
  'content-add': addedContent,
  'content-modify': unsupported,
  'content-reject': outOfOrder,
  'content-remove': removedContent,
  'description-info': acknowledged, // hints, by XEP-0167
  'security-info': acknowledged,
  'session-accept': outOfOrder,
  'session-info': informed,
  'session-initiate': outOfOrder,
  'session-terminate': terminated,
  'transport-accept': outOfOrder, // we never replace any
  'transport-info': acknowledged,
  'transport-reject': outOfOrder,
  'transport-replace': replacedTransport,
};

/** What may arrive in which state, in which role (XEP-0166 §5.1). */
const offered: Rules<Offered> = { ...live, 'session-accept': accepted, 'transport-info': early };
const asked: Rules<Asked> = { ...live, 'transport-info': trickled };
const active: Rules<Active> = { ...live, 'transport-info': transported };
/** Requests that crossed our farewell get a friendly answer; asking for the session does not. */
const ended: Rules<Ended> = {
  'content-accept': unknownSession,
  'content-add': unknownSession,
  'content-modify': unknownSession,
  'content-reject': unknownSession,
  'content-remove': unknownSession,
  'description-info': unknownSession,
  'security-info': unknownSession,
  'session-accept': unknownSession,
  'session-info': unknownSession,
  'session-initiate': unknownSession,
  'session-terminate': acknowledged,
  'transport-accept': unknownSession,
  'transport-info': acknowledged,
  'transport-reject': unknownSession,
  'transport-replace': unknownSession,
};

function receive(session: Session, jingle: Jingle): Step {
  const outcome = rule(session, jingle);
  if (typeof outcome === 'string') return [session, [{ type: 'refuse', refusal: outcome }]];
  const [next, effects] = outcome;
  return [next, [{ type: 'acknowledge' }, ...effects]];
}

function rule(session: Session, jingle: Jingle): Step | Refusal {
  switch (session.state) {
    case 'pending':
      return session.role === 'initiator'
        ? offered[jingle.action](session, jingle)
        : asked[jingle.action](session, jingle);
    case 'active':
      return active[jingle.action](session, jingle);
    case 'ended':
      return ended[jingle.action](session, jingle);
  }
}

function accepted(session: Offered, jingle: Jingle): Step {
  // Of what we did not offer, nothing counts; of what we did, what is missing is rejected.
  const contents = jingle.contents.filter(({ name }) => contentOf(session.local, name));
  const remote = describedBy({ contents, groups: jingle.groups }, 'answer');
  if (typeof remote === 'string') return [end(session), farewell(session, remote)];
  const { sid, parties, lines, local } = session;
  const next: Active = {
    ...{ sid, parties, lines, local, remote },
    ...{ state: 'active', role: 'initiator', signaling: 'stable', held: undefined },
    peerSetup: setupOf(remote),
  };
  return [
    next,
    [
      { type: 'accepted' },
      describe(next, 'answer', remote),
      ...session.early.map((signal): Effect => ({ type: 'signal', signal })),
      ...candidateSignals(next, remote.contents),
      ...release(next, session.held),
    ],
  ];
}

/** Our peer connection cannot take candidates before the answer they belong to. */
function early(session: Offered, { contents }: Jingle): Step {
  const found = candidateSignals(session, contents).map(({ signal }) => signal);
  return [{ ...session, early: [...session.early, ...found].slice(0, HELD_LIMIT) }, []];
}

function trickled(session: Asked, { contents }: Jingle): Step {
  return [session, candidateSignals(session, contents, session.remote)];
}

/**
 * Candidates; or, with new credentials, an ICE restart (XEP-0176 §5.9): without candidates the peer offers one, with
 * candidates it answers ours.
 */
function transported(session: Active, { contents }: Jingle): Step | Refusal {
  const hasCandidates = contents.some(({ transport }) => transport && transport.candidates.length > 0);
  const type = hasCandidates ? 'answer' : 'offer';
  const remote = withCredentials(session.remote, contents, type === 'offer' ? 'actpass' : session.peerSetup);
  if (!remote) return [session, candidateSignals(session, contents, session.remote)];
  const offering = session.signaling === 'have-local-offer';
  if (type === 'offer' && offering && session.role === 'initiator') return 'tie-break';
  if (type === 'answer' && !offering) return [session, []]; // of an offer that lost the tie
  const next: Active = {
    ...session,
    remote,
    signaling: type === 'offer' ? 'have-remote-offer' : 'stable',
    held: undefined,
    before: undefined,
  };
  const released = type === 'answer' ? release(next, session.held) : [];
  return [next, [describe(next, type, remote), ...candidateSignals(next, contents, remote), ...released]];
}

function informed(session: Live, { info }: Jingle): Step | Refusal {
  if (info?.type === 'unknown') return 'unsupported-info';
  return [session, info?.type === 'ringing' && session.state === 'pending' ? [{ type: 'rings' }] : []];
}

function terminated(session: Live, { reason }: Jingle): Step {
  return [end(session), [{ type: 'ended', cause: { by: 'peer', reason: reason?.condition ?? 'success' } }]];
}

function addedContent(session: Live, { contents }: Jingle): Step {
  return [session, [turnDown(session, 'content-reject', contents, 'unsupported-applications')]];
}

function replacedTransport(session: Live, { contents }: Jingle): Step {
  return [session, [turnDown(session, 'transport-reject', contents, 'unsupported-transports')]];
}

/** A session without contents is over (XEP-0166 §7.2.5). */
function removedContent(session: Live, { contents }: Jingle): Step {
  const removed = new Set(contents.map(({ name }) => name));
  return session.lines.every(({ name }) => removed.has(name))
    ? [end(session), [...farewell(session, 'success', 'peer')]]
    : [session, []];
}

function turnDown(
  session: Live,
  action: 'content-reject' | 'transport-reject',
  contents: readonly Content[],
  condition: JingleReason,
): Effect {
  const named = contents.map(({ creator, name, transport }) => ({
    creator,
    name,
    ...(action === 'transport-reject' && transport && { transport }),
  }));
  return send(session, action, 'reject', { contents: named, groups: [] }, { reason: { condition } });
}

// To our peer connection

const describe = (session: Described & { role: Role }, type: 'offer' | 'answer', remote: Description) =>
  ({
    type: 'signal',
    signal: { description: { type, sdp: toSdp(remote, other(session.role), session.lines) } },
  }) satisfies Effect;

/** Peers repeat themselves, and libwebrtc minds no candidate that it has: only the unusable are left out. */
function candidateSignals(session: Described, contents: readonly Content[], remote?: Description) {
  const mids = midsOf(session.lines);
  return contents.flatMap(({ name, transport }) => {
    const sdpMid = mids[session.lines.findIndex(line => line.name === name)];
    const ufrag = transport?.ufrag ?? (remote && contentOf(remote, name)?.transport.ufrag);
    if (sdpMid === undefined) return [];
    return (transport?.candidates ?? []).filter(usable).map(
      candidate =>
        ({
          type: 'signal',
          signal: { candidate: { candidate: formatCandidate(candidate), sdpMid, usernameFragment: ufrag ?? '' } },
        }) satisfies Effect,
    );
  });
}

const setupOf = ({ contents }: Description): Setup => contents[0]?.transport.fingerprint.setup ?? 'active';

const other = (role: Role): Role => (role === 'initiator' ? 'responder' : 'initiator');

// From our peer connection

function negotiated(session: Live, { type, sdp }: { type: 'offer' | 'answer'; sdp: string }): Step {
  if (session.state === 'pending')
    return type === 'answer' && session.role === 'responder' ? accept(session, sdp) : [session, []];
  const local = fromSdp(sdp, session.role, session.lines);
  if (!local) return [end(session), farewell(session, 'failed-application')];
  if (type === 'offer') return restart(session, local);
  if (session.signaling !== 'have-remote-offer') return [session, []];
  // The answer to an ICE restart needs no stanza of its own: its candidates carry the new credentials.
  return [{ ...session, local, signaling: 'stable' }, []];
}

function accept(session: Asked, sdp: string): Step {
  const local = fromSdp(sdp, 'responder', session.lines);
  if (!local) return [end(session), farewell(session, 'failed-application')];
  const { sid, parties, lines, remote } = session;
  const next: Active = {
    ...{ sid, parties, lines, local, remote },
    ...{ state: 'active', role: 'responder', signaling: 'stable', held: undefined },
    peerSetup: setupOf(local) === 'active' ? 'passive' : 'active',
  };
  return [next, [send(next, 'session-accept', 'accept', forPeers(inCaseOf(remote, local)))]];
}

function restart(session: Active, local: Description): Step {
  // An offer that crosses the peer's loses: our peer connection rolls it back when it gets to that one.
  if (session.signaling === 'have-remote-offer') return [session, []];
  const contents = renewedCredentials(session.local, local);
  if (contents.length === 0) return [session, []]; // nothing that a stanza could tell
  const before = session.before ?? session.local;
  const next: Active = { ...session, local, before, signaling: 'have-local-offer', held: [] };
  return [next, [send(next, 'transport-info', 'restart', { contents, groups: [] })]];
}

type Gathered = Extract<MediaSignal, { candidate: unknown }>['candidate'];

function gathered(session: Live, { candidate, sdpMid, usernameFragment }: Gathered): Step {
  if (!('local' in session)) return [session, []];
  const name = session.lines[midsOf(session.lines).indexOf(sdpMid)]?.name;
  const content = name === undefined ? undefined : contentOf(session.local, name);
  if (content?.transport.ufrag !== usernameFragment) return [session, []]; // of an offer rolled back
  const parsed = parseCandidate(candidate);
  const found = parsed && sendable(parsed);
  if (!found) return [session, []];
  const { ufrag, pwd } = content.transport;
  const told: Content = { creator: 'initiator', name: content.name, transport: { ufrag, pwd, candidates: [found] } };
  if (!session.held) return [session, release(session, [told])];
  return [session.held.length < HELD_LIMIT ? { ...session, held: [...session.held, told] } : session, []];
}

/** One content in each, as Dino wants it. */
const release = (session: Session, held: readonly Content[] = []): Effect[] =>
  held.map(content => send(session, 'transport-info', 'candidate', { contents: [content], groups: [] }));

// Answers to our requests

/** What each kind of request costs when it is refused; `undefined`: nothing. */
const refused: Record<Purpose, ((session: Live, error: StanzaError) => Step) | undefined> = {
  initiate: over,
  accept: over,
  restart: (session, error) =>
    error.jingle === 'tie-break' ? [session, []] : isGone(error) ? over(session, error) : rollBack(session),
  ping: (session, error) => (isGone(error) ? over(session, error) : [session, []]),
  candidate: undefined,
  info: undefined,
  reject: undefined,
  replace: undefined,
  settle: undefined,
  transfer: undefined,
  terminate: undefined,
};

function answered(session: Live, purpose: Purpose, answer: 'acknowledged' | 'unanswered' | StanzaError): Step {
  if (typeof answer !== 'string') return refused[purpose]?.(session, answer) ?? [session, []];
  const open = purpose === 'initiate' ? 'pending' : purpose === 'restart' ? 'active' : undefined;
  if (session.state !== open || !('held' in session)) return [session, []];
  return [{ ...session, held: undefined }, release(session, session.held)];
}

function over(session: Live, error: StanzaError): Step {
  return [end(session), [{ type: 'ended', cause: { by: 'refusal', error } }]];
}

/** The peer does not restart ICE; what flows goes on, and so do the old credentials. */
const rollBack = (session: Live): Step =>
  session.state === 'active' && session.before
    ? [{ ...session, local: session.before, before: undefined, signaling: 'stable', held: undefined }, []]
    : [session, []];

/** Whether the peer says that it has no such session (XEP-0166 §10). */
export const isGone = ({ condition, jingle }: StanzaError): boolean =>
  jingle === 'unknown-session' || condition === 'item-not-found';

// To the peer

const end = ({ sid, parties, role }: Session): Ended => ({ sid, parties, role, state: 'ended' });

const farewell = (session: Session, condition: JingleReason, by: 'us' | 'peer' = 'us'): Effect[] => [
  send(session, 'session-terminate', 'terminate', undefined, { reason: { condition } }),
  { type: 'ended', cause: { by, reason: condition } },
];

const inform = (session: Session, info: SessionInfo | undefined): Effect =>
  send(session, 'session-info', info ? 'info' : 'ping', undefined, { info });

/** XEP-0166 §7.2: who answers a session names itself, so that requests sent elsewhere find the way. */
function send(
  { sid, parties: { initiator, responder } }: Session,
  action: JingleAction,
  purpose: Purpose,
  told: { contents: readonly Content[]; groups: Jingle['groups'] | readonly Jingle['groups'][number][] } = {
    contents: [],
    groups: [],
  },
  rest: Pick<Jingle, 'reason' | 'info'> = {},
): Effect {
  const named = action === 'session-accept' ? { initiator, responder } : { initiator };
  const jingle: Jingle = { action, sid, ...named, contents: [...told.contents], groups: [...told.groups], ...rest };
  return { type: 'send', jingle, purpose };
}
