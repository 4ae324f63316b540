/**
 * What a request of the peer makes of the session: for each state and role a table of all actions (XEP-0166 §5.1).
 *
 * Every request is answered by exactly one effect, `acknowledge` or `refuse`, and it comes first.
 */
import type { Content, Jingle, JingleAction, JingleReason } from '../protocol/xep0166';
import {
  contentOf,
  describedBy,
  sendersIn,
  without,
  withCredentials,
  withSenders,
  withSetup,
  withTransports,
  type Description,
  type Setup,
} from './description';
import type { Refusal } from './refusal';
import {
  end,
  HELD_LIMIT,
  type Active,
  type Asked,
  type Ended,
  type Live,
  type Offered,
  type Parties,
  type Replacing,
  type Session,
  type Step,
  type Unopened,
} from './state';
import { beforehand, byName, candidateSignals, describe, farewell, nameOf, release, send, turnDown } from './tell';

/** The session that a session-initiate opens; it is acknowledged in any case. */
export function asked(parties: Parties, { sid, contents, groups }: Jingle, trickle: boolean): Step {
  const lines = contents.flatMap(({ name, description }) => (description ? [{ name, media: description.media }] : []));
  const base = { sid, parties, lines, trickle, role: 'responder' } as const;
  const [session, effects] = isElsewhere(contents)
    ? replace({ ...base, state: 'replacing', offer: { contents, groups } })
    : take({ ...base, state: 'replacing', offer: { contents, groups } });
  return [session, [{ type: 'acknowledge' }, ...effects]];
}

/** Whether it is RTP that lacks nothing but a transport of ours: over XEP-0177, for example. */
const isElsewhere = (contents: readonly Content[]): boolean =>
  contents.every(({ description, transport, foreignTransport }) => description && (transport ?? foreignTransport)) &&
  contents.some(({ transport }) => !transport);

/** Our credentials come with the session-accept, since only then there are any. */
function replace(session: Replacing): Step {
  const contents = session.offer.contents
    .filter(({ transport }) => !transport)
    .map(({ creator, name }): Content => ({ creator, name, transport: { candidates: [] } }));
  return [session, [send(session, 'transport-replace', 'replace', { contents, groups: [] })]];
}

/** Turns an offer into something to answer, or down. */
function take(session: Replacing, refusal = (reason: JingleReason) => reason): Step {
  const { sid, parties, trickle, offer } = session;
  const remote = describedBy(offer, 'offer');
  if (typeof remote === 'string') return [end(session), farewell(session, refusal(remote))];
  const lines = remote.contents.map(({ name, description: { media } }) => ({ name, media }));
  const next: Asked = {
    ...{ sid, parties, lines, trickle, remote },
    ...{ state: 'pending', role: 'responder', offers: 1 },
  };
  return [next, [describe(next, 'offer', remote), ...candidateSignals(next, remote.contents, remote)]];
}

// Rules

/** A refusal that leaves a mark. */
interface Refused {
  readonly session: Session;
  readonly refusal: Refusal;
}

type Outcome = Step | Refusal | Refused;
type Rule<S> = (session: S, jingle: Jingle) => Outcome;
type Rules<S> = Record<JingleAction, Rule<S>>;

const outOfOrder = (): Refusal => 'out-of-order';
const unknownSession = (): Refusal => 'unknown-session';
const acknowledged = <S extends Session>(session: S): Step => [session, []];

/** What is taken alike in every session that both know of. */
const live: Rules<Live> = {
  'content-accept': outOfOrder, // we never add any, so that no content-add can cross ours either
  'content-add': filled(added),
  'content-modify': outOfOrder,
  'content-reject': outOfOrder,
  'content-remove': filled(removed),
  'description-info': acknowledged, // hints, by XEP-0167 §6.6
  'security-info': acknowledged, // what it tells about is in the description already
  'session-accept': outOfOrder,
  'session-info': informed,
  'session-initiate': outOfOrder,
  'session-terminate': terminated,
  'transport-accept': outOfOrder,
  'transport-info': acknowledged,
  'transport-reject': outOfOrder,
  'transport-replace': filled(keptTransport),
};

const offered: Rules<Offered> = {
  ...live,
  'content-modify': filled(modifiedEarly),
  'session-accept': accepted,
  'transport-info': early,
};

const replacing: Rules<Replacing> = {
  ...live,
  'content-modify': filled(modifiedOffer),
  'transport-accept': replaced,
  'transport-reject': session => [end(session), farewell(session, 'unsupported-transports')],
};

const pending: Rules<Asked> = { ...live, 'content-modify': filled(modified), 'transport-info': trickled };

const active: Rules<Active> = {
  ...live,
  'content-modify': filled(modified),
  'transport-info': transported,
  'transport-replace': filled(movedTransport),
};

const nowhere = <S extends Session>(): Rules<S> => ({
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
  'session-terminate': unknownSession,
  'transport-accept': unknownSession,
  'transport-info': unknownSession,
  'transport-reject': unknownSession,
  'transport-replace': unknownSession,
});

/** The peer cannot know it yet. */
const unopened: Rules<Unopened> = nowhere();

/** Requests that crossed our farewell get a friendly answer; asking for the session does not. */
const ended: Rules<Ended> = { ...nowhere(), 'session-terminate': acknowledged, 'transport-info': acknowledged };

/** Takes a request of the peer. */
export function receive(session: Session, jingle: Jingle): Step {
  const outcome = rule(session, jingle);
  if (typeof outcome === 'string') return [session, [{ type: 'refuse', refusal: outcome }]];
  if ('refusal' in outcome) return [outcome.session, [{ type: 'refuse', refusal: outcome.refusal }]];
  const [next, effects] = outcome;
  return [next, [{ type: 'acknowledge' }, ...effects]];
}

function rule(session: Session, jingle: Jingle): Outcome {
  switch (session.state) {
    case 'unopened':
      return unopened[jingle.action](session, jingle);
    case 'replacing':
      return replacing[jingle.action](session, jingle);
    case 'pending':
      return session.role === 'initiator'
        ? offered[jingle.action](session, jingle)
        : pending[jingle.action](session, jingle);
    case 'active':
      return active[jingle.action](session, jingle);
    case 'ended':
      return ended[jingle.action](session, jingle);
  }
}

/** Actions about contents are malformed without any (XEP-0166 §7.2). */
function filled<S extends Session>(rule: Rule<S>): Rule<S> {
  return (session, jingle) => (jingle.contents.length === 0 ? 'bad-request' : rule(session, jingle));
}

// The session

/** Of what we did not offer, nothing counts; of what we did, what is missing is rejected. */
function answerIn(session: Offered, { contents, groups }: Pick<Jingle, 'contents' | 'groups'>) {
  const known = contents.filter(({ name }) => contentOf(session.local, name));
  const complete = known.map(content =>
    content.senders === undefined ? (withSenders([content], session.senders)[0] ?? content) : content,
  );
  return describedBy({ contents: complete, groups }, 'answer');
}

function accepted(session: Offered, jingle: Jingle): Step {
  const remote = answerIn(session, jingle);
  if (typeof remote === 'string') return [end(session), farewell(session, remote)];
  const { sid, parties, lines, local } = session;
  const next: Active = {
    ...{ sid, parties, lines, local, remote },
    ...{ state: 'active', role: 'initiator', signaling: 'stable', held: undefined },
    ...{ offers: 0, generation: 0, awaited: 0, spent: [] },
    peerSetup: setupOf(remote),
  };
  return [
    next,
    [
      { type: 'accepted' },
      describe(next, 'answer', remote),
      ...candidateSignals(next, session.early, remote),
      ...candidateSignals(next, remote.contents, remote),
      ...release(next, session.held),
    ],
  ];
}

const setupOf = ({ contents }: Description): Setup => contents[0]?.transport.fingerprint.setup ?? 'active';

/** What they will answer (docs/early-offer.md), said once; until they do, it is nothing but a way to them. */
function foretold(session: Live, ready: NonNullable<Jingle['ready']>): Step | Refusal {
  if (session.state !== 'pending' || session.role !== 'initiator' || session.expected) return 'out-of-order';
  const expected = answerIn(session, ready);
  if (typeof expected === 'string') return 'bad-request';
  const next: Offered = { ...session, expected };
  const found = [...session.early, ...expected.contents];
  return [next, beforehand([describe(next, 'answer', expected), ...candidateSignals(next, found, expected)])];
}

function informed(session: Live, { info, transfer, ready }: Jingle): Step | Refusal {
  if (ready) return foretold(session, ready);
  if (transfer) return transferred(session, transfer);
  if (!info) return [session, []]; // a ping
  if (info.type === 'unknown') return 'unsupported-info';
  const { type, content } = info;
  if (type === 'ringing') return [session, session.state === 'pending' ? [{ type: 'rings' }] : []];
  return [session, [{ type: 'informed', info: { type, content: content && nameOf(session, content) } }]];
}

/** XEP-0251 §2, §3: only who has answered a call can pass it on. */
function transferred(session: Live, transfer: NonNullable<Jingle['transfer']>): Step | Refusal {
  if (session.state !== 'active') return 'out-of-order';
  return transfer.to === undefined ? 'bad-request' : [session, [{ type: 'transfer', transfer }]];
}

function terminated(session: Live, { reason }: Jingle): Step {
  return [end(session), [{ type: 'ended', cause: { by: 'peer', reason: reason?.condition ?? 'success' } }]];
}

// Contents

/** This is a telephone: one audio, no video. What there is stays as it is. */
function added(session: Live, { contents }: Jingle): Step {
  const isAudio = ({ description }: Content) => description?.media === 'audio';
  const refused: [JingleReason, Content[]][] = [
    ['failed-application', contents.filter(isAudio)],
    ['unsupported-applications', contents.filter(content => !isAudio(content))],
  ];
  return [
    session,
    refused.flatMap(([reason, some]) => (some.length === 0 ? [] : [turnDown(session, 'content-reject', some, reason)])),
  ];
}

/** What the peer wants before it accepts counts where its answer says nothing else. */
function modifiedEarly(session: Offered, { contents }: Jingle): Step | Refusal {
  if (!contents.every(({ name }) => contentOf(session.local, name))) return 'bad-request';
  return [{ ...session, senders: { ...session.senders, ...sendersIn(contents) } }, []];
}

function modifiedOffer(session: Replacing, { contents }: Jingle): Step | Refusal {
  const { offer } = session;
  if (!contents.every(({ name }) => offer.contents.some(content => content.name === name))) return 'bad-request';
  const changed = withSenders(offer.contents, sendersIn(contents));
  return [{ ...session, offer: { ...offer, contents: changed } }, []];
}

/** No error but this one: peers take `item-not-found` for the end of the session. */
function modified(session: Asked | Active, { contents }: Jingle): Step | Refusal {
  if (!contents.every(({ name }) => contentOf(session.remote, name))) return 'bad-request';
  const senders = sendersIn(contents);
  const isNew = session.remote.contents.some(content => {
    const [changed] = withSenders([content], senders);
    return (changed?.senders ?? 'both') !== (content.senders ?? 'both');
  });
  if (!isNew) return [session, []];
  return redescribed(session, { ...session.remote, contents: withSenders(session.remote.contents, senders) });
}

/**
 * What the peer describes anew over the same transport is an offer to our peer connection, whose answer needs no stanza.
 * While an offer of ours is open the initiator has its way (XEP-0166 §7.2.16); the responder waits with it for the answer.
 */
function redescribed(session: Asked | Active, remote: Description): Step | Refusal {
  if (session.state === 'active' && session.signaling === 'have-local-offer') {
    return session.role === 'initiator' ? 'tie-break' : [{ ...session, remote, deferred: true }, []];
  }
  return offeredAnew(session, remote);
}

/** Hands a new description to our peer connection. */
export function offeredAnew(session: Asked | Active, remote: Description): Step {
  const described = withSetup(remote, 'actpass'); // the parts in DTLS stay as they are, and the answer says which
  const offers = session.offers + 1;
  const next: Asked | Active =
    session.state === 'active'
      ? { ...session, remote: described, offers, signaling: 'have-remote-offer', deferred: undefined }
      : { ...session, remote: described, offers };
  return [next, [describe(next, 'offer', described)]];
}

/** A session without contents is over (XEP-0166 §7.2.5). One that we have turned down already may be taken away too. */
function removed(session: Live, { contents }: Jingle): Step | Refusal {
  const names = new Set(contents.map(({ name }) => name));
  const used = contentsOf(session);
  if (!used.some(name => names.has(name))) return [dropped(session, names), []];
  if (used.every(name => names.has(name))) return [end(session), farewell(session, 'success', { by: 'peer' })];
  const rest = dropped(session, names);
  return 'remote' in rest ? redescribed(rest, rest.remote) : [rest, []];
}

/** The contents that both sides still want, as far as both have said so. */
function contentsOf(session: Live): string[] {
  switch (session.state) {
    case 'replacing':
      return session.offer.contents.map(({ name }) => name);
    case 'active':
      return session.remote.contents.map(({ name }) => name).filter(name => contentOf(session.local, name));
    case 'pending':
      return (session.role === 'initiator' ? session.local : session.remote).contents.map(({ name }) => name);
  }
}

function dropped(session: Live, names: ReadonlySet<string>): Live {
  switch (session.state) {
    case 'replacing': {
      const contents = session.offer.contents.filter(({ name }) => !names.has(name));
      return { ...session, offer: { ...session.offer, contents } };
    }
    case 'active':
      return { ...session, local: without(session.local, names), remote: without(session.remote, names) };
    case 'pending':
      return session.role === 'initiator'
        ? { ...session, local: without(session.local, names) }
        : { ...session, remote: without(session.remote, names) };
  }
}

// Transports

/** Our peer connection cannot take candidates before the answer they belong to, or their word of it. */
function early(session: Offered, { contents }: Jingle): Step {
  const { early: known, expected } = session;
  const found = byName(session, contents)
    .flatMap(singles)
    .slice(0, HELD_LIMIT - known.length);
  const signals = expected ? beforehand(candidateSignals(session, found, expected)) : [];
  return [{ ...session, early: [...known, ...found] }, signals];
}

/** Candidate by candidate, so that they can be counted. */
function singles({ creator, name, transport }: Content): Content[] {
  if (!transport) return [];
  const { gatheringComplete, candidates, ...rest } = transport;
  const found = candidates.map(candidate => ({ ...rest, candidates: [candidate] }));
  const last = gatheringComplete ? [{ ...rest, candidates: [], gatheringComplete }] : [];
  return [...found, ...last].map(one => ({ creator, name, transport: one }));
}

function trickled(session: Asked, { contents }: Jingle): Step {
  return [session, candidateSignals(session, byName(session, contents), session.remote)];
}

/** As many old names as anyone can still be using. */
const SPENT_LIMIT = 16;

const ufragsOf = (contents: readonly Content[]): string[] =>
  contents.flatMap(({ transport }) => (transport?.ufrag === undefined ? [] : [transport.ufrag]));

const spend = (session: Active, ufrags: readonly string[]): string[] =>
  [...session.spent, ...ufrags].slice(-SPENT_LIMIT);

/**
 * Candidates; or, with new credentials, an ICE restart (XEP-0176 §5.9). To Conversations those without candidates are an
 * offer and those with them an answer, to others anything is either. So while ours is open, candidates answer it, and
 * once the peer has acknowledged it everything does: its own offer would have come first.
 */
function transported(session: Active, { contents }: Jingle): Outcome {
  const named = byName(session, contents).filter(({ transport }) => !session.spent.includes(transport?.ufrag ?? ''));
  const isBare = named.every(({ transport }) => !transport?.candidates.length && !transport?.gatheringComplete);
  const offering = session.signaling === 'have-local-offer';
  if (offering && (!isBare || session.held === undefined)) {
    const remote = withCredentials(session.remote, named, session.peerSetup);
    return remote ? answeredBy(session, named, remote) : [session, candidateSignals(session, named, session.remote)];
  }
  const remote = withCredentials(session.remote, named, 'actpass');
  return remote ? restarted(session, named, remote) : [session, candidateSignals(session, named, session.remote)];
}

function answeredBy(session: Active, contents: readonly Content[], renewed: Description): Step {
  const remote = withSetup(renewed, session.peerSetup);
  const next: Active = {
    ...session,
    remote,
    spent: spend(session, ufragsOf(session.remote.contents)),
    ...{ signaling: 'stable', held: undefined, before: undefined, deferred: undefined },
  };
  return [
    next,
    [describe(next, 'answer', remote), ...candidateSignals(next, contents, remote), ...release(next, session.held)],
  ];
}

function restarted(
  session: Active,
  contents: readonly Content[],
  remote: Description,
  replaced = session.replaced,
): Outcome {
  if (session.signaling === 'have-local-offer' && session.role === 'initiator') {
    return { session: { ...session, spent: spend(session, ufragsOf(contents)) }, refusal: 'tie-break' };
  }
  const settled: Active = {
    ...session,
    local: session.before ?? session.local, // an offer of ours has lost
    spent: spend(session, ufragsOf(session.remote.contents)),
    ...{ replaced, held: undefined, before: undefined },
  };
  const [next, effects] = offeredAnew(settled, remote);
  return [next, [...effects, ...candidateSignals(settled, contents, remote)]];
}

/** Before both have described themselves there is nothing that another transport could be as safe as. */
function keptTransport(session: Live, { contents }: Jingle): Step {
  return [session, [turnDown(session, 'transport-reject', contents, 'unsupported-transports')]];
}

/** ICE to the same certificate is an ICE restart in other words; our answer to it accepts. */
function movedTransport(session: Active, jingle: Jingle): Outcome {
  const contents = byName(session, jingle.contents);
  const remote = withTransports(session.remote, contents);
  if (!remote) return keptTransport(session, jingle);
  return restarted(
    session,
    contents,
    remote,
    contents.map(({ name }) => name),
  );
}

/** They come over to ICE; what cannot be secured now never will be. */
function replaced(session: Replacing, jingle: Jingle): Step {
  const accepted = byName(session, jingle.contents);
  const contents = session.offer.contents.map(({ foreignTransport: _, ...content }): Content => {
    const found = accepted.find(({ name }) => name === content.name)?.transport;
    return found && !content.transport ? { ...content, transport: found } : content;
  });
  return take({ ...session, offer: { ...session.offer, contents } }, reason => insecure[reason] ?? reason);
}

const insecure: Partial<Record<JingleReason, JingleReason>> = {
  'failed-transport': 'unsupported-transports',
  'security-error': 'unsupported-transports',
};
