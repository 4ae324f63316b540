/** XEP-0166: Jingle (1.1.2), with the content groups of XEP-0338. */
import {
  attr,
  body,
  choice,
  element,
  atMost,
  bounded,
  matching,
  sessionId,
  oneOf,
  optionalAttr,
  optionalChild,
  string,
  tolerant,
  wellFormedChildren,
  withDefault,
  children,
  create,
  elements,
  optional,
  type Infer,
  type XmlElement,
} from '../xml/codec';
import { GROUPING, ICE, ICE_UDP, JINGLE, READY } from './namespaces';
import { rtpDescription, sessionInfo } from './xep0167';
import { transfer, transferred } from './xep0251';
import { iceTransport } from './xep0371';

// prettier-ignore
export const actions = [
  'content-accept', 'content-add', 'content-modify', 'content-reject', 'content-remove', 'description-info',
  'security-info', 'session-accept', 'session-info', 'session-initiate', 'session-terminate', 'transport-accept',
  'transport-info', 'transport-reject', 'transport-replace',
] as const;

// prettier-ignore
export const reasons = [
  'alternative-session', 'busy', 'cancel', 'connectivity-error', 'decline', 'expired', 'failed-application',
  'failed-transport', 'general-error', 'gone', 'incompatible-parameters', 'media-error', 'security-error', 'success',
  'timeout', 'unsupported-applications', 'unsupported-transports',
] as const;

/** Peers call contents what they like; sdp.ts finds them a `mid`. */
const contentName = matching(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u, 'a name');

/** No client that is one describes more. */
const CONTENTS = 32;

const groupContent = element('content', GROUPING, { name: attr('name', contentName) });

/** XEP-0338. */
export const group = element('group', GROUPING, {
  semantics: attr('semantics', matching(/^\w{1,64}$/, 'a word')),
  contents: atMost(CONTENTS, wellFormedChildren(groupContent)),
});

const ice: ReadonlySet<string> = new Set([ICE_UDP, ICE, JINGLE]);

const transportOf = (content: XmlElement, inherited: string): XmlElement | undefined =>
  elements(content).find(({ name, attrs }) => name === 'transport' && !ice.has(attrs['xmlns'] ?? inherited));

/** A transport of any other kind than ICE: its namespace is all that we can tell it by. */
const foreignTransport = optional<string>(
  {
    read: (content, inherited) => transportOf(content, inherited)?.attrs['xmlns'] ?? inherited,
    write: (content, xmlns, inherited) => void content.children.push(create('transport', xmlns, inherited)),
  },
  (content, inherited) => transportOf(content, inherited) !== undefined,
);

/**
 * A content of which we can read the description or not, the transport or not: what is of another kind than RTP over
 * ICE reads as absent, so that the session can say which of the two it does not support.
 */
export const content = element('content', JINGLE, {
  creator: withDefault(attr('creator', oneOf('initiator', 'responder')), 'initiator'),
  name: attr('name', contentName),
  senders: tolerant(optionalAttr('senders', oneOf('both', 'initiator', 'responder', 'none'))),
  description: tolerant(optionalChild(rtpDescription)),
  transport: iceTransport,
  foreignTransport,
});

/** Dino writes `failed_application`, Monal knows `application-error`; an unknown reason is still a reason. */
const spelling = (name: string) => (name === 'application-error' ? 'failed-application' : name.replaceAll('_', '-'));

/** Why something ends (XEP-0166 §7.4). */
export const reason = element('reason', JINGLE, {
  condition: withDefault(choice(JINGLE, reasons, spelling), 'general-error'),
  text: tolerant(optionalChild(element('text', JINGLE, { value: body(string) }))),
  transferred: tolerant(optionalChild(transferred)),
});

/** Ours, in a session-info: what the session-accept will say if the person answers (docs/early-offer.md). */
const ready = element('ready', READY, {
  groups: atMost(CONTENTS, wellFormedChildren(group)),
  contents: bounded(CONTENTS, children(content)),
});

export const jingle = element('jingle', JINGLE, {
  action: attr('action', oneOf(...actions)),
  sid: attr('sid', sessionId),
  initiator: optionalAttr('initiator'),
  responder: optionalAttr('responder'),
  groups: atMost(CONTENTS, wellFormedChildren(group)),
  contents: bounded(CONTENTS, children(content)),
  reason: tolerant(optionalChild(reason)),
  transfer: tolerant(optionalChild(transfer)),
  ready: optionalChild(ready),
  info: sessionInfo,
});

export type Jingle = Infer<typeof jingle>;
export type Content = Infer<typeof content>;
export type Group = Infer<typeof group>;
export type JingleAction = (typeof actions)[number];
export type JingleReason = (typeof reasons)[number];
/** The parties of a session (XEP-0166 §3). */
export type Role = 'initiator' | 'responder';
