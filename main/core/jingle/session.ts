/**
 * One Jingle session (XEP-0166) as a pure state machine: `step(session, input) -> [session, effects]`.
 *
 * It does no I/O, keeps no timers and never throws: the shell feeds inputs in and carries effects out, in order. What
 * the peer asks is in request.ts; what our own side says and how our requests are answered is here.
 */
import type { MediaSignal } from '../../../shared/media';
import type { StanzaError } from '../protocol/rfc6120';
import type { Jingle } from '../protocol/xep0166';
import type { Transfer } from '../protocol/xep0251';
import {
  contentOf,
  forPeers,
  inCaseOf,
  linesOf,
  renewedCredentials,
  type Description,
  type Setup,
} from './description';
import { asked, offeredAnew, receive } from './request';
import { fromSdp } from './sdp';
import {
  end,
  HELD_LIMIT,
  type Active,
  type Asked,
  type Input,
  type Live,
  type Offered,
  type Opening,
  type Parties,
  type Purpose,
  type Reply,
  type Session,
  type Step,
  type Unopened,
} from './state';
import { contentWith, farewell, foretell, inform, isLast, release, send, withCandidates, type Gathered } from './tell';

export type { Cause, Effect, Input, Opening, Parties, Purpose, Session, Step } from './state';

/** A session that begins with our offer; `undefined` if `sdp` offers nothing. */
export function initiate(sid: string, parties: Parties, sdp: string, options: Opening): Step | undefined {
  const local = fromSdp(sdp, 'initiator');
  if (!local) return undefined;
  const { trickle, transfer } = options;
  const session: Unopened = {
    ...{ sid, parties, local, transfer, lines: linesOf(local) },
    ...{ state: 'unopened', role: 'initiator', held: [] },
  };
  return trickle ? open(session) : [session, [{ type: 'gathering' }]];
}

/** A session that begins with the offer in a session-initiate. */
export const initiated = (parties: Parties, jingle: Jingle, { trickle }: Opening): Step =>
  asked(parties, jingle, trickle);

/** What an input makes of the session. */
export function step(session: Session, input: Input): Step {
  if (input.type === 'request') return receive(session, input.jingle);
  if (session.state === 'ended') return [session, []];
  switch (input.type) {
    case 'answered':
      return session.state === 'unopened' ? [session, []] : answered(session, input.purpose, input.answer);
    case 'signal':
      return 'candidate' in input.signal
        ? found(session, input.signal.candidate)
        : negotiated(session, input.signal.description);
    case 'prepare':
      return session.state === 'pending' && session.role === 'responder' && session.trickle
        ? prepare(session, input.signal)
        : [session, []];
    case 'gathered':
      return gathered(session);
    case 'inform':
      return [session, session.state === 'unopened' ? [] : [inform(session, input.info)]];
    case 'repeat':
      return session.state === 'active' ? repeat(session) : [session, []];
    case 'transfer':
      return [session, session.state === 'active' ? [ask(session, input.transfer)] : []];
    case 'terminate':
      return [end(session), farewell(session, input.reason, { transferred: input.transferred })];
  }
}

const ask = (session: Active, transfer: Transfer) => send(session, 'session-info', 'transfer', undefined, { transfer });

function open({ sid, parties, lines, local, held, transfer }: Unopened): Step {
  const session: Offered = {
    ...{ sid, parties, lines, local, state: 'pending', role: 'initiator' },
    ...{ held: [], early: [], senders: {} },
  };
  const told = withCandidates(forPeers(local), held);
  return [session, [send(session, 'session-initiate', 'initiate', told, transfer && { transfer })]];
}

// From our peer connection

function negotiated(session: Exclude<Session, { state: 'ended' }>, said: { type: string; sdp: string }): Step {
  const { state, role, lines } = session;
  if (state === 'unopened' || state === 'replacing') return [session, []];
  if (state === 'pending' && (role === 'initiator' || said.type === 'offer')) return [session, []];
  const local = fromSdp(said.sdp, role, lines);
  if (!local) return [end(session), farewell(session, 'failed-application')];
  if (session.state === 'active') return said.type === 'offer' ? restart(session, local) : renew(session, local);
  return session.role === 'responder' ? accept(session, local) : [session, []];
}

function accept(session: Asked, local: Description): Step {
  const next: Asked = { ...session, offers: Math.max(0, session.offers - 1) };
  if (session.trickle) return opened(next, local, []);
  const held = (session.answer?.held ?? []).filter(
    ({ name, transport }) => contentOf(local, name)?.transport.ufrag === transport?.ufrag,
  );
  return [{ ...next, answer: { local, held } }, session.answer ? [] : [{ type: 'gathering' }]];
}

function opened(
  { sid, parties, lines, remote, offers }: Asked,
  local: Description,
  held: NonNullable<Asked['answer']>['held'],
): Step {
  const next: Active = {
    ...{ sid, parties, lines, local, remote, offers, state: 'active', role: 'responder' },
    signaling: offers > 0 ? 'have-remote-offer' : 'stable',
    ...{ held: undefined, generation: 0, awaited: 0, spent: [] },
    peerSetup: setupOf(local) === 'active' ? 'passive' : 'active',
  };
  return [next, [send(next, 'session-accept', 'accept', withCandidates(answerOf(next, local), held))]];
}

const answerOf = ({ remote }: Pick<Asked, 'remote'>, local: Description): Description =>
  forPeers(inCaseOf(remote, local), remote);

/** Word for word what the session-accept will say, so that the peer knows it again; the candidates follow. */
function prepare(session: Asked, signal: MediaSignal): Step {
  if ('candidate' in signal) {
    const told = session.told && contentWith(session, session.told, signal.candidate);
    return [session, told ? release(session, [told]) : []];
  }
  const local = fromSdp(signal.description.sdp, session.role, session.lines);
  if (!local) return [session, []];
  return [{ ...session, told: local }, [foretell(session, withCandidates(answerOf(session, local), []))]];
}

const setupOf = ({ contents }: Description): Setup => contents[0]?.transport.fingerprint.setup ?? 'active';

/** The answer to an ICE restart needs no stanza of its own: its candidates carry the new credentials. */
function renew(session: Active, local: Description): Step {
  if (session.signaling !== 'have-remote-offer') return [session, []];
  const offers = Math.max(0, session.offers - 1);
  const isNew = renewedCredentials(session.local, local).length > 0;
  const next: Active = {
    ...session,
    ...{ local, offers, signaling: offers > 0 ? 'have-remote-offer' : 'stable' },
    generation: session.generation + (isNew ? 1 : 0),
  };
  return offers === 0 && session.replaced ? settle(next, session.replaced) : [next, []];
}

/** Accepts a transport of theirs with ours (XEP-0166 §7.2.14). */
function settle(session: Active, names: readonly string[]): Step {
  const contents = session.local.contents
    .filter(({ name }) => names.includes(name))
    .map(({ creator, name, transport }) => ({ creator, name, transport }));
  return [{ ...session, replaced: undefined }, [send(session, 'transport-accept', 'settle', { contents, groups: [] })]];
}

function restart(session: Active, local: Description): Step {
  // An offer that crosses the peer's loses: our peer connection rolls it back when it gets to that one.
  if (session.signaling === 'have-remote-offer') return [session, []];
  const contents = renewedCredentials(session.local, local);
  if (contents.length === 0) return [session, []]; // nothing that a stanza could tell
  const next: Active = {
    ...session,
    ...{ local, before: session.before ?? session.local },
    ...{ signaling: 'have-local-offer', held: [], generation: session.generation + 1 },
    awaited: session.awaited + 1,
  };
  return [next, [send(next, 'transport-info', 'restart', { contents, groups: [] })]];
}

function repeat(session: Active): Step {
  const contents = session.before ? renewedCredentials(session.before, session.local) : [];
  if (session.signaling !== 'have-local-offer' || contents.length === 0) return [session, []];
  const next: Active = { ...session, awaited: session.awaited + 1 };
  return [next, [send(next, 'transport-info', 'restart', { contents, groups: [] })]];
}

function found(session: Exclude<Session, { state: 'ended' }>, candidate: Gathered): Step {
  const isDone = isLast(candidate);
  if (session.state === 'pending' && session.role === 'responder') {
    const { answer } = session;
    const told = answer && contentWith(session, answer.local, candidate);
    if (!answer || !told) return [session, []];
    if (isDone) return gathered(session);
    return [{ ...session, answer: { ...answer, held: [...answer.held, told].slice(0, HELD_LIMIT) } }, []];
  }
  if (!('local' in session)) return [session, []];
  const told = contentWith(session, session.local, candidate, 'generation' in session ? session.generation : 0);
  if (!told) return [session, []];
  if (session.state === 'unopened' && isDone) return open(session);
  if (!session.held) return [session, release(session, [told])];
  return [{ ...session, held: [...session.held, told].slice(0, HELD_LIMIT) }, []];
}

function gathered(session: Session): Step {
  if (session.state === 'unopened') return open(session);
  return session.state === 'pending' && session.role === 'responder' && session.answer
    ? opened(session, session.answer.local, session.answer.held)
    : [session, []];
}

// Answers to our requests

/** What each kind of request costs when it is refused; `undefined`: nothing. */
const refused: Record<Purpose, ((session: Live, error: StanzaError) => Step) | undefined> = {
  // Who has answered has the offer: one that was said twice is out of order behind the answer (XEP-0166 §10).
  initiate: (session, error) =>
    session.state === 'active' && error.jingle === 'out-of-order' ? [session, []] : over(session, error),
  accept: over,
  restart: (session, error) => (isGone(error) ? over(session, error) : unrestarted(session, error)),
  ping: (session, error) => (isGone(error) ? over(session, error) : [session, []]),
  replace: (session, error) =>
    isGone(error)
      ? over(session, error)
      : session.state === 'replacing'
        ? [end(session), farewell(session, 'unsupported-transports')]
        : [session, []],
  transfer: (session, error) =>
    isGone(error) ? over(session, error) : [session, [{ type: 'transferring', answer: 'refused' }]],
  candidate: undefined,
  info: undefined,
  reject: undefined,
  settle: undefined,
  terminate: undefined,
};

function answered(asked: Live, purpose: Purpose, answer: Reply): Step {
  const session = purpose === 'restart' && asked.state === 'active' ? replied(asked) : asked;
  // What is said of an offer that has lost says nothing of the one that is open.
  if (purpose === 'restart' && session.state === 'active' && session.awaited > 0 && !isLostSession(answer)) {
    return [session, []];
  }
  if (typeof answer !== 'string') return refused[purpose]?.(session, answer) ?? [session, []];
  if (purpose === 'transfer') {
    return [session, [{ type: 'transferring', answer: answer === 'acknowledged' ? answer : 'refused' }]];
  }
  const open = purpose === 'initiate' ? 'pending' : purpose === 'restart' ? 'active' : undefined;
  if (session.state !== open || !('held' in session) || !session.held) return [session, []];
  const isLost = purpose === 'restart' && answer === 'unanswered';
  const released = release(session, session.held);
  return [{ ...session, held: undefined }, isLost ? [...released, { type: 'unrestartable' }] : released];
}

const replied = (session: Active): Active => ({ ...session, awaited: Math.max(0, session.awaited - 1) });

const isLostSession = (answer: Reply): boolean => typeof answer !== 'string' && isGone(answer);

function over(session: Live, error: StanzaError): Step {
  return [end(session), [{ type: 'ended', cause: { by: 'refusal', error } }]];
}

/** What flows goes on, and so do the old credentials. A tie is lost to an offer that comes, or has come, another way. */
function unrestarted(session: Live, error: StanzaError): Step {
  if (session.state !== 'active' || !session.before) return [session, []];
  const settled: Active = {
    ...session,
    ...{ local: session.before, before: undefined, signaling: 'stable', held: undefined },
  };
  const [next, effects] = session.deferred ? offeredAnew(settled, settled.remote) : ([settled, []] satisfies Step);
  return [next, error.jingle === 'tie-break' ? effects : [...effects, { type: 'unrestartable' }]];
}

/** Whether the peer says that it has no such session (XEP-0166 §10). */
export const isGone = ({ condition, jingle }: StanzaError): boolean =>
  jingle === 'unknown-session' || condition === 'item-not-found';
