/**
 * SDP <-> Jingle contents (XEP-0167 descriptions over XEP-0176 transports).
 *
 * Candidates never travel inside a description: they trickle (candidate.ts), so there is one way for them, not two. What
 * SDP says and Jingle has no word for is dropped; what both can say survives the round trip. Whatever SDP brings passes
 * through the codec of its element, so nothing leaves here that a peer's XML would not be allowed to say.
 */
import { parse, write, type MediaDescription, type SessionDescription } from 'sdp-transform';
import { mediaKinds, type MediaKind } from '../../../shared/call';
import type { Content, Role } from '../protocol/xep0166';
import { content as contentElement, group as groupElement } from '../protocol/xep0166';
import type { PayloadType, RtpDescription } from '../protocol/xep0167';
import { MalformedElementError } from '../xml/codec';
import { contentOf, type Description, type Line, type MediaContent, type SecureTransport } from './description';

type Senders = NonNullable<Content['senders']>;

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
type Direction = (typeof directions)[number];

/** Who sends, seen from the describing party. */
const sendersByDirection: Record<Role, Record<Direction, Senders>> = {
  initiator: { sendrecv: 'both', sendonly: 'initiator', recvonly: 'responder', inactive: 'none' },
  responder: { sendrecv: 'both', sendonly: 'responder', recvonly: 'initiator', inactive: 'none' },
};

const toSenders = (direction: string | undefined, by: Role): Senders =>
  sendersByDirection[by][directions.find(known => known === direction) ?? 'sendrecv'];

const toDirection = (senders: Senders | undefined, by: Role): Direction =>
  directions.find(direction => sendersByDirection[by][direction] === senders) ?? 'sendrecv';

/** The `mid` of each m-line: the content's name where SDP and libwebrtc can bear it, the number of the line otherwise. */
export function midsOf(lines: readonly Line[]): string[] {
  const names = lines.map(({ name }) => name);
  const bearable = names.every(name => /^[\w-]{1,16}$/.test(name)) && new Set(names).size === names.length;
  return bearable ? names : names.map((_, index) => String(index));
}

// SDP -> Jingle

/**
 * What `sdp` describes, or `undefined` if it is no complete description of media over ICE and DTLS. `lines` gives the
 * contents the names they have in the session; without it they are called after their `mid`. Rejected m-lines are left
 * out.
 */
export function fromSdp(sdp: string, by: Role, lines: readonly Line[] = []): Description | undefined {
  try {
    const session = parse(sdp);
    const names = session.media.map((media, index) => lines[index]?.name ?? String(media.mid ?? index));
    const mids = session.media.map((media, index) => String(media.mid ?? index));
    const contents = session.media.flatMap((media, index) =>
      isRejected(media) ? [] : [toContent(media, session, names[index] ?? '', by)],
    );
    const groups = (session.groups ?? []).map(group => {
      const members = words(group.mids).map(mid => ({ name: names[mids.indexOf(mid)] ?? mid }));
      return groupElement.decode(groupElement.encode({ semantics: String(group.type), contents: members }));
    });
    return contents.length === 0 ? undefined : { contents, groups };
  } catch (error) {
    if (error instanceof MalformedElementError) return undefined;
    throw error;
  }
}

/** Port 0 says no (RFC 3264 §6), except for lines that live in a bundle only (RFC 8843 §6). */
const isRejected = (media: MediaDescription): boolean => media.port === 0 && media.bundleOnly === undefined;

function toContent(media: MediaDescription, session: SessionDescription, name: string, by: Role): MediaContent {
  const transport = toTransport(media, session);
  const raw = { creator: 'initiator', name, senders: toSenders(media.direction, by) } as const;
  const description = toDescription(media, session, by);
  const checked = contentElement.decode(contentElement.encode({ ...raw, description, transport }));
  if (!checked.description) throw new MalformedElementError(`the description of ${media.type} is malformed`);
  return { ...raw, name: checked.name, description: checked.description, transport };
}

function toDescription(media: MediaDescription, session: SessionDescription, by: Role): RtpDescription {
  const allowsMixed = media.extmapAllowMixed ?? session.extmapAllowMixed;
  return {
    media: kindOf(media),
    rtcpMux: media.rtcpMux !== undefined,
    extmapAllowMixed: allowsMixed !== undefined,
    payloadTypes: words(media.payloads).map(id => toPayloadType(media, Number(id))),
    feedback: feedbackOf(media, '*'),
    headerExtensions: (media.ext ?? []).map(({ value, uri, direction }) => ({
      id: value,
      uri: String(uri),
      ...(direction !== undefined && { senders: toSenders(direction, by) }),
    })),
    sources: toSources(media),
    sourceGroups: (media.ssrcGroups ?? []).map(({ semantics, ssrcs }) => ({
      semantics: String(semantics),
      sources: words(ssrcs).map(ssrc => ({ ssrc: Number(ssrc) })),
    })),
  };
}

function kindOf({ type }: MediaDescription): MediaKind {
  const kind = mediaKinds.find(known => known === type);
  if (kind === undefined) throw new MalformedElementError('neither audio nor video');
  return kind;
}

function toPayloadType(media: MediaDescription, id: number): PayloadType {
  const rtp = media.rtp.find(({ payload }) => payload === id);
  const configs = media.fmtp.filter(({ payload }) => payload === id).map(({ config }) => String(config));
  return {
    id,
    ...(rtp && { name: String(rtp.codec) }),
    ...(rtp?.rate !== undefined && { clockrate: Number(rtp.rate) }),
    ...(rtp?.encoding !== undefined && { channels: Number(rtp.encoding) }),
    ...(media.ptime !== undefined && { ptime: Number(media.ptime) }),
    ...(media.maxptime !== undefined && { maxptime: Number(media.maxptime) }),
    parameters: configs.flatMap(toParameters),
    feedback: feedbackOf(media, id),
    feedbackIntervals: (media.rtcpFbTrrInt ?? [])
      .filter(({ payload }) => payload === id)
      .map(({ value }) => ({ value })),
  };
}

const feedbackOf = (media: MediaDescription, payload: number | '*'): RtpDescription['feedback'] =>
  (media.rtcpFb ?? [])
    .filter(feedback => feedback.payload === payload)
    .map(({ type, subtype }) => ({ type: String(type), ...(subtype !== undefined && { subtype: String(subtype) }) }));

const toParameters = (config: string): PayloadType['parameters'] =>
  config
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair !== '')
    .map(pair => {
      const equals = pair.indexOf('=');
      return equals > 0 ? { name: pair.slice(0, equals), value: pair.slice(equals + 1) } : { value: pair };
    });

/** The sources of a line; the stream they belong to, which SDP says once, is said of each (XEP-0339). */
function toSources(media: MediaDescription): RtpDescription['sources'] {
  const lines = media.ssrcs ?? [];
  const [stream] = media.msid ?? [];
  const msid = stream && { name: 'msid', value: words(`${stream.id} ${stream.appdata ?? ''}`).join(' ') };
  return [...new Set(lines.map(({ id }) => Number(id)))].map(ssrc => {
    const parameters = lines
      .filter(({ id }) => Number(id) === ssrc)
      .map(({ attribute, value }) => ({
        name: String(attribute),
        ...(value !== undefined && { value: String(value) }),
      }));
    return { ssrc, parameters: msid && !parameters.some(isMsid) ? [...parameters, msid] : parameters };
  });
}

const isMsid = ({ name }: { name: string }) => name === 'msid';

function toTransport(media: MediaDescription, session: SessionDescription): SecureTransport {
  const fingerprint = media.fingerprint ?? session.fingerprint;
  const setup = (['active', 'passive', 'actpass'] as const).find(known => known === (media.setup ?? session.setup));
  const ufrag = media.iceUfrag ?? session.iceUfrag;
  const pwd = media.icePwd ?? session.icePwd;
  if (!fingerprint || !setup || ufrag === undefined || pwd === undefined) {
    throw new MalformedElementError(`${media.type} without ICE and DTLS`);
  }
  const value = String(fingerprint.hash).toUpperCase();
  return {
    ufrag: String(ufrag),
    pwd: String(pwd),
    fingerprint: { hash: String(fingerprint.type).toLowerCase(), value, setup },
    candidates: [],
  };
}

/** sdp-transform turns text that looks like a number into one. */
const words = (text: string | number | undefined): string[] =>
  String(text ?? '')
    .split(' ')
    .filter(word => word !== '');

// Jingle -> SDP

/** The SDP of `description`, with an m-line for each of `lines`: those it does not describe are rejected. */
export function toSdp(description: Description, by: Role, lines: readonly Line[]): string {
  const mids = midsOf(lines);
  const midOf = (name: string) => mids[lines.findIndex(line => line.name === name)];
  return write({
    version: 0,
    origin: { username: '-', sessionId: '1', sessionVersion: 1, netType: 'IN', ipVer: 4, address: '0.0.0.0' },
    name: '-',
    timing: { start: 0, stop: 0 },
    groups: description.groups.flatMap(({ semantics, contents }) => {
      const members = contents.filter(({ name }) => contentOf(description, name)).map(({ name }) => midOf(name));
      return members.length === 0 ? [] : [{ type: semantics, mids: members.join(' ') }];
    }),
    msidSemantic: { semantic: 'WMS', token: '*' },
    media: lines.map((line, index) => {
      const content = contentOf(description, line.name);
      const mid = mids[index] ?? '';
      return content ? toMedia(content, mid, by) : toRejected(line, mid);
    }),
  });
}

type MediaToWrite = Parameters<typeof write>[0]['media'][number];

const PROTOCOL = 'UDP/TLS/RTP/SAVPF';
const nowhere = { version: 4, ip: '0.0.0.0' };

const toRejected = ({ media }: Line, mid: string): MediaToWrite => ({
  type: media,
  port: 0,
  protocol: PROTOCOL,
  payloads: '0',
  connection: nowhere,
  mid,
  direction: 'inactive',
  rtp: [],
  fmtp: [],
});

function toMedia({ senders, description, transport }: MediaContent, mid: string, by: Role): MediaToWrite {
  const { payloadTypes } = description;
  const timed = (key: 'ptime' | 'maxptime') => payloadTypes.find(payload => payload[key] !== undefined)?.[key];
  const [ptime, maxptime] = [timed('ptime'), timed('maxptime')];
  return {
    type: description.media,
    port: 9,
    protocol: PROTOCOL,
    payloads: payloadTypes.map(({ id }) => id).join(' '),
    connection: nowhere,
    mid,
    direction: toDirection(senders, by),
    ...(ptime !== undefined && { ptime }),
    ...(maxptime !== undefined && { maxptime }),
    ...(description.rtcpMux && { rtcpMux: 'rtcp-mux' }),
    ...(description.extmapAllowMixed && { extmapAllowMixed: 'extmap-allow-mixed' }),
    rtp: payloadTypes.flatMap(({ id, name, clockrate, channels }) =>
      name === undefined
        ? []
        : [
            {
              payload: id,
              codec: name,
              ...(clockrate !== undefined && { rate: clockrate }),
              ...(channels !== undefined && { encoding: channels }),
            },
          ],
    ),
    fmtp: payloadTypes.flatMap(({ id, parameters }) => {
      const pairs = parameters.map(({ name, value }) => (name === undefined ? value : `${name}=${value}`));
      return pairs.length === 0 ? [] : [{ payload: id, config: pairs.join(';') }];
    }),
    rtcpFb: [
      ...feedbackLines('*', description.feedback),
      ...payloadTypes.flatMap(({ id, feedback }) => feedbackLines(id, feedback)),
    ],
    rtcpFbTrrInt: payloadTypes.flatMap(({ id, feedbackIntervals }) =>
      feedbackIntervals.map(({ value }) => ({ payload: id, value })),
    ),
    ext: description.headerExtensions.map(({ id, uri, senders: only }) => ({
      value: id,
      uri,
      ...(only !== undefined && { direction: toDirection(only, by) }),
    })),
    ssrcs: description.sources.flatMap(({ ssrc, parameters }) =>
      parameters.map(({ name: attribute, value }) => ({ id: ssrc, attribute, ...(value !== undefined && { value }) })),
    ),
    ssrcGroups: description.sourceGroups.map(({ semantics, sources }) => ({
      semantics,
      ssrcs: sources.map(({ ssrc }) => ssrc).join(' '),
    })),
    iceUfrag: transport.ufrag,
    icePwd: transport.pwd,
    iceOptions: 'trickle',
    fingerprint: { type: transport.fingerprint.hash, hash: transport.fingerprint.value },
    setup: transport.fingerprint.setup,
  };
}

const feedbackLines = (payload: number | '*', list: RtpDescription['feedback']) =>
  list.map(({ type, subtype }) => ({ payload, type, ...(subtype !== undefined && { subtype }) }));
