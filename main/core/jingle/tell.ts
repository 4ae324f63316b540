/** What a session tells its peer and its own peer connection: the effects, made. */
import type { MediaSignal } from '../../../shared/media';
import { ICE } from '../protocol/namespaces';
import type { Content, Jingle, JingleAction, JingleReason } from '../protocol/xep0166';
import type { SessionInfo } from '../protocol/xep0167';
import { formatCandidate, parseCandidate, sendable, usable } from './candidate';
import { contentOf, type Description } from './description';
import { midsOf, toSdp } from './sdp';
import { other, type Described, type Effect, type Live, type Purpose, type Session } from './state';

// To the peer

interface Told {
  readonly contents: readonly Content[];
  readonly groups: readonly Jingle['groups'][number][];
}

const nothing: Told = { contents: [], groups: [] };

/** XEP-0166 §7.2: who answers a session names itself, so that requests sent elsewhere find the way. */
export function send(
  session: Session,
  action: JingleAction,
  purpose: Purpose,
  told: Told = nothing,
  rest: Pick<Jingle, 'reason' | 'info' | 'transfer' | 'ready'> = {},
): Effect {
  const { initiator, responder } = session.parties;
  const named = action === 'session-accept' ? { initiator, responder } : { initiator };
  const contents = told.contents.map(content => inKind(session, content));
  return {
    type: 'send',
    jingle: { action, sid: session.sid, ...named, contents, groups: [...told.groups], ...rest },
    purpose,
  };
}

/** A transport in the namespace that the peer uses for that content. */
const inKind = (session: Session, { transport, ...content }: Content): Content =>
  transport ? { ...content, transport: isNewer(session, content) ? { ...transport, xmlns: ICE } : transport } : content;

/** Whether the peer speaks XEP-0371 for a content, and so knows the end of candidates. */
const isNewer = (session: Session, { name }: Pick<Content, 'name'>): boolean =>
  'remote' in session && contentOf(session.remote, name)?.transport.xmlns === ICE;

/** The end of the session, to who knows of it and to the shell. */
export function farewell(
  session: Session,
  condition: JingleReason,
  { by = 'us', transferred }: { by?: 'us' | 'peer'; transferred?: boolean | undefined } = {},
): Effect[] {
  const reason = { condition, ...(transferred && { transferred: {} }) };
  const said =
    session.state === 'unopened' ? [] : [send(session, 'session-terminate', 'terminate', nothing, { reason })];
  return [...said, { type: 'ended', cause: { by, reason: condition } }];
}

/** Information, or a question whether the session lives (XEP-0166 §6.8). */
export const inform = (session: Live, info: SessionInfo | undefined): Effect =>
  send(session, 'session-info', info ? 'info' : 'ping', nothing, { info });

/** What our session-accept will say (docs/early-offer.md). */
export const foretell = (session: Live, { contents, groups }: Told): Effect => {
  const ready = { contents: contents.map(content => inKind(session, content)), groups: [...groups] };
  return send(session, 'session-info', 'info', nothing, { ready });
};

/** Says no to contents or transports of theirs. */
export function turnDown(
  session: Live,
  action: 'content-reject' | 'transport-reject',
  contents: readonly Content[],
  condition: JingleReason,
): Effect {
  const named = contents.map(({ creator, name, transport, foreignTransport }) => ({
    ...{ creator, name },
    ...(action === 'transport-reject' && { transport, foreignTransport }),
  }));
  return send(session, action, 'reject', { contents: named, groups: [] }, { reason: { condition } });
}

/** One content in each, as Dino wants it; the end of them only to who knows it. */
export const release = (session: Session, held: readonly Content[] = []): Effect[] =>
  held
    .filter(content => !content.transport?.gatheringComplete || isNewer(session, content))
    .map(content => send(session, 'transport-info', 'candidate', { contents: [content], groups: [] }));

/** `description` with the candidates that were held for it. */
export const withCandidates = ({ contents, groups }: Description, held: readonly Content[]): Told => ({
  contents: contents.map(content => {
    const candidates = held
      .filter(({ name }) => name === content.name)
      .flatMap(({ transport }) => transport?.candidates ?? []);
    return { ...content, transport: { ...content.transport, candidates } };
  }),
  groups,
});

export type Gathered = Extract<MediaSignal, { candidate: unknown }>['candidate'];

/** What our peer connection says when there are no more (WebRTC 1.0 §4.8.1.2). */
export const isLast = ({ candidate }: Gathered): boolean => candidate.trim() === '';

/** A candidate of ours as a content; `undefined` where the peer gets none of it or it belongs to another description. */
export function contentWith(
  { lines }: Described,
  local: Description,
  gathered: Gathered,
  generation = 0,
): Content | undefined {
  const name = lines[midsOf(lines).indexOf(gathered.sdpMid)]?.name;
  const content = name === undefined ? undefined : contentOf(local, name);
  if (content?.transport.ufrag !== gathered.usernameFragment) return undefined; // of an offer rolled back
  const { ufrag, pwd } = content.transport;
  const told = (rest: Pick<NonNullable<Content['transport']>, 'candidates' | 'gatheringComplete'>): Content => ({
    creator: 'initiator',
    name: content.name,
    transport: { ufrag, pwd, ...rest },
  });
  if (isLast(gathered)) return told({ candidates: [], gatheringComplete: true });
  const parsed = parseCandidate(gathered.candidate);
  const found = parsed && sendable({ ...parsed, generation });
  return found && told({ candidates: [found] });
}

// To our peer connection

/** What the peer has described. */
export const describe = (session: Described & Pick<Session, 'role'>, type: 'offer' | 'answer', remote: Description) =>
  ({
    type: 'signal',
    signal: { description: { type, sdp: toSdp(remote, other(session.role), session.lines) } },
  }) satisfies Effect;

/**
 * The candidates in `contents`, and where they end. Peers repeat themselves, and libwebrtc minds no candidate that it has:
 * only the unusable are left out. Those without credentials of their own are of `remote` (stanza.js gives half of them).
 */
export function candidateSignals({ lines }: Described, contents: readonly Content[], remote: Description): Effect[] {
  const mids = midsOf(lines);
  return contents.flatMap(({ name, transport }): Effect[] => {
    const sdpMid = mids[lines.findIndex(line => line.name === name)];
    const known = contentOf(remote, name);
    if (sdpMid === undefined || !transport || !known) return [];
    const { ufrag = known.transport.ufrag, pwd, candidates, gatheringComplete } = transport;
    const usernameFragment = pwd === undefined ? known.transport.ufrag : ufrag;
    const found = [...candidates.filter(usable).map(formatCandidate), ...(gatheringComplete ? [''] : [])];
    return found.map(candidate => ({ type: 'signal', signal: { candidate: { candidate, sdpMid, usernameFragment } } }));
  });
}

/** The same of an answer that the peer has not given yet. */
export const beforehand = (effects: readonly Effect[]): Effect[] =>
  effects.flatMap(effect => (effect.type === 'signal' ? [{ ...effect, type: 'expected' }] : []));

// Names

/** `contents` by the names that they have in the session: where there is only one, another name is a slip. */
export function byName({ lines }: Described, contents: readonly Content[]): Content[] {
  const [only, ...others] = lines;
  return only && others.length === 0 && contents.length === 1
    ? contents.map(content => ({ ...content, name: only.name }))
    : [...contents];
}

/** The content that an information is about; Movim adds or drops a prefix, and what is muted is heard or not: audio. */
export function nameOf({ lines }: Described, told: string): string | undefined {
  const names = [told, `mid${told}`, told.replace(/^mid/, '')];
  const found = names.flatMap(name => lines.filter(line => line.name === name));
  return (found[0] ?? lines.find(({ media }) => media === 'audio'))?.name;
}
