/**
 * What one party has described: media contents that are known to be complete, and how they are bundled.
 *
 * Everything here is a pure function over immutable values; `Description` is the middle of the triangle between XML
 * (protocol/), SDP (sdp.ts) and the session (session.ts).
 */
import type { MediaKind } from '../../../shared/call';
import type { Content, Group, JingleReason } from '../protocol/xep0166';
import type { PayloadType, RtpDescription } from '../protocol/xep0167';
import type { Fingerprint } from '../protocol/xep0176';
import type { IceTransport } from '../protocol/xep0371';

export type Setup = NonNullable<Fingerprint['setup']>;

/** A transport with all that DTLS-SRTP over ICE needs. */
export interface SecureTransport extends IceTransport {
  ufrag: string;
  pwd: string;
  fingerprint: Fingerprint & { setup: Setup };
}

export interface MediaContent extends Omit<Content, 'description' | 'transport'> {
  description: RtpDescription;
  transport: SecureTransport;
}

export interface Description {
  readonly contents: readonly MediaContent[];
  readonly groups: readonly Group[];
}

/** One m-line: contents keep the place in SDP that the first offer gave them (RFC 8829 §5.2.2). */
export interface Line {
  readonly name: string;
  readonly media: MediaKind;
}

/** The m-lines that a first offer lays down. */
export const linesOf = ({ contents }: Description): Line[] =>
  contents.map(({ name, description: { media } }) => ({ name, media }));

/** Longer or shorter, and libwebrtc refuses the whole description (RFC 8839 §5.4). */
const fits = (text: string, least: number) => text.length >= least && text.length <= 256;

/** More characters than any client that is one takes to describe itself; libwebrtc would chew on them for long. */
const WEIGHT = 64 * 1024;

/** Hashes that a certificate may be checked by; weaker ones count as no fingerprint. */
const hashes: ReadonlySet<string> = new Set(['sha-256', 'sha-384', 'sha-512']);

/**
 * The description in a session-initiate (`offer`) or session-accept (`answer`), with what peers leave out filled in; or
 * the reason to turn it down.
 */
export function describedBy(
  { contents, groups }: { contents: readonly Content[]; groups: readonly Group[] },
  type: 'offer' | 'answer',
): Description | JingleReason {
  const complete: MediaContent[] = [];
  for (const { description, transport, foreignTransport: _, ...content } of contents) {
    if (!description) return 'unsupported-applications';
    if (!transport) return 'unsupported-transports';
    const { ufrag, pwd, fingerprint, candidates, xmlns } = transport;
    if (ufrag === undefined || pwd === undefined || !fits(ufrag, 4) || !fits(pwd, 22)) return 'failed-transport';
    if (!fingerprint || !hashes.has(fingerprint.hash)) return 'security-error';
    const payloadTypes = withRedundancy(description.payloadTypes.flatMap(toUsable));
    if (payloadTypes.length === 0) return 'incompatible-parameters';
    complete.push({
      ...content,
      description: { ...description, payloadTypes, rtcpMux: true, headerExtensions: extensionsOf(description) },
      transport: {
        ...{ ufrag, pwd, candidates },
        fingerprint: { ...fingerprint, setup: setupOf(fingerprint, type) },
        ...(xmlns && { xmlns }),
      },
    });
  }
  const names = new Set(complete.map(({ name }) => name));
  if (names.size === 0 || names.size !== complete.length) return 'failed-application';
  if (weightOf(complete) > WEIGHT) return 'failed-application';
  return { contents: complete, groups };
}

/** Of a description without its candidates, in characters. */
const weightOf = (contents: readonly MediaContent[]): number =>
  JSON.stringify(contents.map(({ transport: { candidates: _, ...transport }, ...rest }) => ({ ...rest, transport })))
    .length;

/** An offer leaves the choice to the answer, and an answer has made it (RFC 8842 §5.2, §5.3). */
const setupOf = ({ setup }: Fingerprint, type: 'offer' | 'answer'): Setup =>
  type === 'offer' ? (setup ?? 'actpass') : setup === undefined || setup === 'actpass' ? 'active' : setup;

/** A payload type that SDP can say: a dynamic one needs a name and a rate, a static one is known by its number. */
function toUsable({ name, ...payload }: PayloadType): PayloadType[] {
  if (name === undefined || payload.clockrate === undefined) return payload.id < 96 ? [payload] : [];
  // Opus always says two channels (RFC 7587 §7), and libwebrtc knows no other.
  const channels = name.toLowerCase() === 'opus' ? 2 : payload.channels;
  return [{ ...payload, name, ...(channels !== undefined && { channels }) }];
}

const isOpus = ({ name }: PayloadType): boolean => name?.toLowerCase() === 'opus';
const isRedundancy = ({ name }: PayloadType): boolean => name?.toLowerCase() === 'red';

/**
 * With what redundant audio (`red`, RFC 2198 §5) repeats, where it is not said: Opus, each time. Its parameter has no name,
 * which XEP-0167 has no place for and some clients cannot bear, so that neither we (`forPeers`) nor Movim say it.
 */
function withRedundancy(payloadTypes: PayloadType[]): PayloadType[] {
  const opus = payloadTypes.find(isOpus);
  return payloadTypes.map(payload =>
    opus && isRedundancy(payload) && payload.clockrate === opus.clockrate && payload.parameters.length === 0
      ? { ...payload, parameters: [{ value: `${opus.id}/${opus.id}` }] }
      : payload,
  );
}

/** Without those whose number cannot be used or is used twice (RFC 8285 §5). */
function extensionsOf({ headerExtensions, extmapAllowMixed }: RtpDescription): RtpDescription['headerExtensions'] {
  const ids = new Set<number>();
  const most = extmapAllowMixed ? 255 : 14;
  return headerExtensions.filter(({ id }) => id > 0 && id !== 15 && id <= most && !ids.has(id) && ids.add(id));
}

/**
 * `description` as every known client takes it: no parameter without a name, redundant audio last, since some take the first
 * codec and nothing else. What is lost of Opus is asked for again (XEP-0293 `nack`), in an answer where `offer` does so; our
 * peer connection does that if the peer's description says so, and never says it by itself.
 */
export const forPeers = (description: Description, offer?: Description): Description => ({
  ...description,
  contents: description.contents.map(({ senders, ...content }) => {
    const payloadTypes = content.description.payloadTypes.map(withoutNameless);
    const offered = offer && (contentOf(offer, content.name)?.description.payloadTypes ?? []);
    return {
      ...content,
      ...(senders !== undefined && senders !== 'both' && { senders }),
      description: {
        ...content.description,
        rtcpMux: true,
        payloadTypes: [
          ...payloadTypes.filter(payload => !isRedundancy(payload)),
          ...payloadTypes.filter(isRedundancy),
        ].map(payload =>
          isOpus(payload) && (offered?.some(({ id, feedback }) => id === payload.id && feedback.some(isNack)) ?? true)
            ? { ...payload, feedback: [...payload.feedback.filter(known => !isNack(known)), { type: 'nack' }] }
            : payload,
        ),
      },
    };
  }),
});

const withoutNameless = (payload: PayloadType): PayloadType => ({
  ...payload,
  parameters: payload.parameters.filter(({ name }) => name !== undefined),
});

/** A generic one (RFC 4585 §6.2.1); with a subtype it means something of video. */
const isNack = ({ type, subtype }: RtpDescription['feedback'][number]): boolean =>
  type === 'nack' && subtype === undefined;

/** `answer` with the encoding names in the case of `offer`: QXmpp writes `OPUS` and compares letter by letter. */
export const inCaseOf = (offer: Description, answer: Description): Description => ({
  ...answer,
  contents: answer.contents.map(content => {
    const offered = contentOf(offer, content.name)?.description.payloadTypes ?? [];
    const payloadTypes = content.description.payloadTypes.map(payload => {
      const name = offered.find(({ id }) => id === payload.id)?.name;
      return name?.toLowerCase() === payload.name?.toLowerCase() && name !== undefined ? { ...payload, name } : payload;
    });
    return { ...content, description: { ...content.description, payloadTypes } };
  }),
});

/** The content of that name; peers do not agree on who created it, so nothing else counts. */
export const contentOf = ({ contents }: Description, name: string): MediaContent | undefined =>
  contents.find(content => content.name === name);

/** The contents of a transport-info that announces the credentials of `after`; none if they are those of `before`. */
export const renewedCredentials = (before: Description, after: Description): Content[] =>
  after.contents
    .filter(({ name, transport }) => contentOf(before, name)?.transport.ufrag !== transport.ufrag)
    .map(({ name, transport: { ufrag, pwd } }) => ({
      creator: 'initiator',
      name,
      transport: { ufrag, pwd, candidates: [] },
    }));

/**
 * `description` with the credentials of a transport-info; `undefined` if it brings no new ones. A bundle has one
 * transport and peers name only its first content, so the credentials reach every content of the group (RFC 8843 §7).
 * The fingerprint stays: who restarts ICE is still who was called.
 */
export function withCredentials(
  description: Description,
  update: readonly Content[],
  setup: Setup,
): Description | undefined {
  const renewed = new Map<string, { ufrag: string; pwd: string }>();
  for (const { name, transport } of update) {
    const old = contentOf(description, name);
    const { ufrag, pwd } = transport ?? {};
    if (!old || ufrag === undefined || pwd === undefined || ufrag === old.transport.ufrag) continue;
    if (!fits(ufrag, 4) || !fits(pwd, 22)) continue;
    const bundle = description.groups.find(group => group.contents.some(member => member.name === name));
    for (const member of bundle?.contents ?? [{ name }]) renewed.set(member.name, { ufrag, pwd });
  }
  if (renewed.size === 0) return undefined;
  const contents = description.contents.map((content): MediaContent => {
    const credentials = renewed.get(content.name);
    if (!credentials) return content;
    const { fingerprint, xmlns } = content.transport;
    const transport = {
      ...credentials,
      fingerprint: { ...fingerprint, setup },
      candidates: [],
      ...(xmlns && { xmlns }),
    };
    return { ...content, transport };
  });
  return { ...description, contents };
}

/**
 * `description` over the transports of a transport-replace; `undefined` unless each is ICE with new credentials and the
 * fingerprint that the content had: who changes the way is still who was called.
 */
export function withTransports(description: Description, update: readonly Content[]): Description | undefined {
  const moved = description.contents.map((content): MediaContent => {
    const { xmlns: _, ...transport } = content.transport;
    const xmlns = update.find(({ name }) => name === content.name)?.transport?.xmlns;
    return { ...content, transport: { ...transport, ...(xmlns && { xmlns }) } };
  });
  const renewed = withCredentials({ ...description, contents: moved }, update, 'actpass');
  const fitting = update.every(({ name, transport }) => {
    const [old, fresh] = [contentOf(description, name)?.transport, renewed && contentOf(renewed, name)?.transport];
    return old && fresh?.ufrag === transport?.ufrag && isSame(old.fingerprint, transport?.fingerprint);
  });
  return fitting ? renewed : undefined;
}

const isSame = (one: Fingerprint, other: Fingerprint | undefined): boolean =>
  one.hash === other?.hash && one.value.toUpperCase() === other.value.toUpperCase();

/** `description` with that part in DTLS. */
export const withSetup = (description: Description, setup: Setup): Description => ({
  ...description,
  contents: description.contents.map(({ transport, ...content }) => ({
    ...content,
    transport: { ...transport, fingerprint: { ...transport.fingerprint, setup } },
  })),
});

/** Who sends what from now on, by the names of contents. */
export type SendersByName = Readonly<Record<string, NonNullable<Content['senders']>>>;

/** What a content-modify says; without a word both send (XEP-0166 §7.3). */
export const sendersIn = (contents: readonly Content[]): SendersByName =>
  Object.fromEntries(contents.map(({ name, senders }) => [name, senders ?? 'both']));

/** `contents` with those senders. */
export const withSenders = <C extends Content>(contents: readonly C[], senders: SendersByName): C[] =>
  contents.map(content => {
    const changed = Object.hasOwn(senders, content.name) ? senders[content.name] : undefined;
    return changed === undefined ? content : { ...content, senders: changed };
  });

/** `description` without the contents of those names. */
export const without = (description: Description, names: ReadonlySet<string>): Description => ({
  ...description,
  contents: description.contents.filter(({ name }) => !names.has(name)),
});
