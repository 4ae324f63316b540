/**
 * XEP-0167: Jingle RTP Sessions (1.2.3), with XEP-0293 feedback, XEP-0294 header extensions and XEP-0339 sources.
 *
 * The text types are as narrow as the lines of SDP that the values end up in: what decodes can be written there and
 * read again. `<encryption/>` (SDES) is not read; a call without DTLS is refused for its missing fingerprint.
 */
import {
  atMost,
  attr,
  children,
  count,
  create,
  element,
  elements,
  flag,
  mapped,
  matching,
  oneOf,
  optional,
  optionalAttr,
  token,
  tolerant,
  uint,
  wellFormedChildren,
  xmlnsOf,
  type Field,
  type Infer,
  type OptionalField,
  type XmlElement,
} from '../xml/codec';
import { GROUPING, JINGLE, READY, RECORDING, RTCP_FB, RTP, RTP_HDREXT, RTP_INFO, SSMA, TRANSFER } from './namespaces';

const word = matching(/^[\w-]{1,64}$/, 'a word');
const parameterName = matching(/^[^\s;=\p{Cc}\p{Cs}]{1,255}$/u, 'a parameter name');
const parameterValue = matching(
  /^(?=.{1,2048}$)[^\s;\p{Cc}\p{Cs}]([^;\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*[^\s;\p{Cc}\p{Cs}])?$/u,
  'a parameter value',
);
const sourceText = matching(/^[^\p{Cc}\p{Cs}\u2028\u2029]{0,1024}$/u, 'one line');

/** More of anything is no honest description. */
const LIST = 64;

/** Without a name it stands for itself, such as the `0-16` of telephone-event. */
const parameter = element('parameter', RTP, {
  name: tolerant(attr('name', parameterName)),
  value: attr('value', parameterValue),
});

/** XEP-0293; `trr-int` has an element of its own. */
const feedback = element('rtcp-fb', RTCP_FB, {
  type: attr('type', matching(/^(?!trr-int$)[\w-]{1,64}$/, 'a feedback type')),
  subtype: optionalAttr('subtype', word),
});

const feedbackInterval = element('rtcp-fb-trr-int', RTCP_FB, { value: attr('value', uint()) });

const payloadType = element('payload-type', RTP, {
  id: attr('id', uint(127)),
  name: optionalAttr('name', matching(/^[\w.-]{1,64}$/, 'an encoding name')),
  clockrate: tolerant(attr('clockrate', count())),
  channels: tolerant(attr('channels', count(255))),
  ptime: tolerant(attr('ptime', uint(10_000))),
  maxptime: tolerant(attr('maxptime', uint(10_000))),
  parameters: atMost(LIST, wellFormedChildren(parameter)),
  feedback: atMost(LIST, wellFormedChildren(feedback)),
  feedbackIntervals: atMost(LIST, wellFormedChildren(feedbackInterval)),
});

export type PayloadType = Infer<typeof payloadType>;

/** QXmpp lists an id twice, for two channels and for one: the first with the most channels stays. */
const distinct = (found: PayloadType[]): PayloadType[] => {
  const best = new Map<number, PayloadType>();
  for (const payload of found) {
    const other = best.get(payload.id);
    if (!other || (payload.channels ?? 1) > (other.channels ?? 1)) best.set(payload.id, payload);
  }
  return [...best.values()];
};

/** XEP-0294. */
const headerExtension = element('rtp-hdrext', RTP_HDREXT, {
  id: attr('id', uint(65535)),
  uri: attr('uri', token),
  senders: tolerant(attr('senders', oneOf('both', 'initiator', 'responder', 'none'))),
});

const sourceParameter = element('parameter', SSMA, {
  name: attr('name', word),
  value: tolerant(attr('value', sourceText)),
});

/** XEP-0339. */
const source = element('source', SSMA, {
  ssrc: attr('ssrc', uint()),
  parameters: atMost(LIST, wellFormedChildren(sourceParameter)),
});

const sourceGroup = element('ssrc-group', SSMA, {
  semantics: attr('semantics', word),
  sources: atMost(LIST, children(element('source', SSMA, { ssrc: attr('ssrc', uint()) }))),
});

export const rtpDescription = element('description', RTP, {
  media: attr('media', oneOf('audio', 'video')),
  payloadTypes: mapped(wellFormedChildren(payloadType), distinct, payloads => payloads),
  rtcpMux: flag('rtcp-mux'),
  feedback: atMost(LIST, wellFormedChildren(feedback)),
  headerExtensions: atMost(LIST, wellFormedChildren(headerExtension)),
  extmapAllowMixed: flag('extmap-allow-mixed', RTP_HDREXT),
  sources: atMost(LIST, wellFormedChildren(source)),
  sourceGroups: atMost(LIST, wellFormedChildren(sourceGroup)),
});

export type RtpDescription = Infer<typeof rtpDescription>;

// Session info

const infoNames = ['active', 'hold', 'mute', 'ringing', 'unhold', 'unmute'] as const;
/** Of our own: the peer has begun to record, or is done. */
const recordingNames = ['record', 'unrecord'] as const;
type RecordingName = (typeof recordingNames)[number];

/** What a session-info tells. `content` says which content is muted; all of them where it is absent. */
export type SessionInfo =
  | { type: (typeof infoNames)[number]; content?: string | undefined }
  | { type: RecordingName; content?: undefined }
  /** Some other payload, to be answered with `unsupported-info`. */
  | { type: 'unknown'; name: string; xmlns: string };

const payloadOf = (jingle: XmlElement, inherited: string): XmlElement | undefined =>
  elements(jingle).find(child => {
    const xmlns = xmlnsOf(child, inherited);
    return ![JINGLE, GROUPING, TRANSFER].includes(xmlns) && !(xmlns === READY && child.name === 'ready');
  });

const infoField: Field<SessionInfo> = {
  read: (jingle, inherited) => {
    const payload = payloadOf(jingle, inherited) ?? create('', '');
    const xmlns = xmlnsOf(payload, inherited);
    const recording = xmlns === RECORDING ? recordingNames.find(name => name === payload.name) : undefined;
    if (recording !== undefined) return { type: recording };
    const type = xmlns === RTP_INFO ? infoNames.find(name => name === payload.name) : undefined;
    if (type === undefined) return { type: 'unknown', name: payload.name, xmlns };
    const content = payload.attrs['name']?.slice(0, 255);
    return content === undefined ? { type } : { type, content };
  },
  write: (jingle, info, inherited) => {
    if (info.type === 'unknown') {
      jingle.children.push(create(info.name, info.xmlns, inherited));
      return;
    }
    const xmlns = recordingNames.some(name => name === info.type) ? RECORDING : RTP_INFO;
    const payload = create(info.type, xmlns, inherited);
    if (info.content !== undefined) Object.assign(payload.attrs, { creator: 'initiator', name: info.content });
    jingle.children.push(payload);
  },
};

/** The payload of a session-info; absent in one that only asks whether the session is alive (XEP-0166 §6.8). */
export const sessionInfo: OptionalField<SessionInfo> = optional(
  infoField,
  (jingle, inherited) => payloadOf(jingle, inherited) !== undefined,
);
