/**
 * What the specifications of calls consist of, from their schemas, and why what is missing in Tsuwa is missing.
 *
 * Keys are `namespace element`, `namespace element@attribute` and `namespace element@attribute=value`.
 */
import {
  DTLS, GROUPING, ICE, ICE_UDP, JINGLE, JINGLE_ERRORS, JINGLE_MESSAGE, RAW_UDP, READY, RECORDING, RTCP_FB, RTP, RTP_HDREXT, RTP_INFO, SSMA, TRANSFER,
} from '../../main/core/protocol/namespaces'; // prettier-ignore
import { actions, reasons } from '../../main/core/protocol/xep0166';
import { EXTERNAL_SERVICES } from '../../main/core/protocol/xep0215';

/** One specification, as far as its schema speaks of calls. */
export interface Specification {
  readonly name: string;
  readonly xmlns: string;
  /** Each element with its attributes. */
  readonly elements: readonly (readonly [element: string, ...attributes: string[]])[];
}

const CANDIDATE = [
  ...['component', 'foundation', 'generation', 'id', 'ip', 'network', 'port', 'priority', 'protocol', 'rel-addr'],
  ...['rel-port', 'type'],
];

export const specifications: readonly Specification[] = [
  {
    name: 'XEP-0166 Jingle: actions',
    xmlns: JINGLE,
    elements: [['jingle', ...actions.map(action => `action=${action}`)]],
  },
  {
    name: 'XEP-0166 Jingle: elements',
    xmlns: JINGLE,
    elements: [
      ['jingle', 'action', 'initiator', 'responder', 'sid'],
      ['content', 'creator', 'disposition', 'name', 'senders'],
      ['reason'],
      ['text'],
    ],
  },
  { name: 'XEP-0166 Jingle: reasons', xmlns: JINGLE, elements: [...reasons.map(reason => [reason] as const), ['sid']] },
  {
    name: 'XEP-0166 Jingle: errors',
    xmlns: JINGLE_ERRORS,
    elements: [['out-of-order'], ['tie-break'], ['unknown-session'], ['unsupported-info']],
  },
  {
    name: 'XEP-0167 RTP Sessions',
    xmlns: RTP,
    elements: [
      ['description', 'media', 'ssrc'],
      ['payload-type', 'channels', 'clockrate', 'id', 'maxptime', 'name', 'ptime'],
      ['parameter', 'name', 'value'],
      ['bandwidth', 'type'],
      ['encryption', 'required'],
      ['crypto', 'crypto-suite', 'key-params', 'session-params', 'tag'],
      ['rtcp-mux'],
    ],
  },
  {
    name: 'XEP-0167 RTP Sessions: informational messages',
    xmlns: RTP_INFO,
    elements: [
      ['active'],
      ['hold'],
      ['mute', 'creator', 'name'],
      ['ringing'],
      ['unhold'],
      ['unmute', 'creator', 'name'],
    ],
  },
  { name: 'Ours: a call is recorded', xmlns: RECORDING, elements: [['record'], ['unrecord']] },
  { name: 'Ours: what will be answered', xmlns: READY, elements: [['ready']] },
  {
    name: 'XEP-0176 ICE-UDP Transport',
    xmlns: ICE_UDP,
    elements: [
      ['transport', 'pwd', 'ufrag'],
      ['candidate', ...CANDIDATE],
      ['remote-candidate', 'component', 'ip', 'port'],
    ],
  },
  {
    name: 'XEP-0177 Raw UDP Transport',
    xmlns: RAW_UDP,
    elements: [['transport'], ['candidate', 'component', 'generation', 'id', 'ip', 'port', 'type']],
  },
  {
    name: 'XEP-0215 External Service Discovery',
    xmlns: EXTERNAL_SERVICES,
    elements: [
      ['services', 'type'],
      ['credentials'],
      [
        'service',
        'action',
        'expires',
        'host',
        'name',
        'password',
        'port',
        'restricted',
        'transport',
        'type',
        'username',
      ],
    ],
  },
  {
    name: 'XEP-0251 Session Transfer',
    xmlns: TRANSFER,
    elements: [['transfer', 'from', 'sid', 'to'], ['transferred']],
  },
  {
    name: 'XEP-0293 RTCP Feedback',
    xmlns: RTCP_FB,
    elements: [
      ['rtcp-fb', 'subtype', 'type'],
      ['rtcp-fb-trr-int', 'value'],
    ],
  },
  {
    name: 'XEP-0294 RTP Header Extensions',
    xmlns: RTP_HDREXT,
    elements: [['rtp-hdrext', 'id', 'senders', 'uri'], ['parameter', 'name', 'value'], ['extmap-allow-mixed']],
  },
  { name: 'XEP-0320 DTLS-SRTP', xmlns: DTLS, elements: [['fingerprint', 'hash', 'required', 'setup']] },
  {
    name: 'XEP-0338 Grouping',
    xmlns: GROUPING,
    elements: [
      ['group', 'semantics'],
      ['content', 'name'],
    ],
  },
  {
    name: 'XEP-0339 Source-Specific Media Attributes',
    xmlns: SSMA,
    elements: [
      ['source', 'ssrc'],
      ['parameter', 'name', 'value'],
      ['ssrc-group', 'semantics'],
    ],
  },
  {
    name: 'XEP-0353 Message Initiation',
    xmlns: JINGLE_MESSAGE,
    elements: [
      ...['propose', 'ringing', 'proceed', 'accept', 'reject', 'retract', 'finish'].map(step => [step, 'id'] as const),
      ['tie-break'],
      ['migrated', 'to'],
    ],
  },
  {
    name: 'XEP-0371 ICE Transport',
    xmlns: ICE,
    elements: [
      ['transport', 'pwd', 'ufrag'],
      ['candidate', ...CANDIDATE, 'tcptype'],
      ['gathering-complete'],
      ['remote-candidate', 'component', 'ip', 'port'],
    ],
  },
];

const sdes = 'keys in the clear are refused; a call without DTLS is not encrypted';
const bandwidth = 'the congestion control of WebRTC decides';
const oneAudio = 'Tsuwa has one audio content and asks for no other';
const server = 'services are the server’s to tell';
const remoteCandidate = 'which pair was nominated is told by ICE itself';
const pushed = 'services are asked for anew before their credentials expire';

/** Why something is not sent or not read; what is said of an element holds for its attributes. */
export const because: Readonly<Record<'send' | 'receive', Readonly<Record<string, string>>>> = {
  send: {
    [`${JINGLE} jingle@action=content-accept`]: 'what is added is rejected',
    [`${JINGLE} jingle@action=content-add`]: oneAudio,
    [`${JINGLE} jingle@action=content-modify`]: 'hold is told by a session-info, which more clients take',
    [`${JINGLE} jingle@action=content-remove`]: oneAudio,
    [`${JINGLE} jingle@action=description-info`]: 'a description does not change in a call',
    [`${JINGLE} jingle@action=security-info`]: 'DTLS is in the description from the start',
    [`${JINGLE} content@disposition`]: 'its default is meant',
    [`${JINGLE} text`]: 'the reason says it; a text would be in one language',
    [`${JINGLE} alternative-session`]: 'its own answer to a tie is the invitation’s',
    [`${JINGLE} general-error`]: 'failed-application says more',
    [`${JINGLE} sid`]: 'no alternative session is ever named',
    [`${RTP} description@ssrc`]: 'XEP-0339 tells the sources',
    [`${RTP} payload-type@maxptime`]: 'WebRTC describes none',
    [`${RTP} payload-type@ptime`]: 'WebRTC describes none',
    [`${RTP} bandwidth`]: bandwidth,
    [`${RTP} encryption`]: sdes,
    [`${RTP} crypto`]: sdes,
    [`${RTP_INFO} active`]: 'unhold and unmute say which of both ends',
    [`${RAW_UDP} candidate`]: 'it cannot cross a NAT and has no consent',
    [`${EXTERNAL_SERVICES} service`]: server,
    [`${EXTERNAL_SERVICES} services@type`]: 'all types are asked for at once',
    [`${EXTERNAL_SERVICES} credentials`]: 'asked only where a server keeps them back',
    [`${JINGLE} content@senders`]: 'both send, which is meant where it is left out; hold is told by a session-info',
    [`${RTCP_FB} rtcp-fb-trr-int`]: 'WebRTC describes none',
    [`${RTP_HDREXT} rtp-hdrext@senders`]: 'both send, which is meant where it is left out',
    [`${RTP_HDREXT} parameter`]: 'WebRTC describes none',
    [`${DTLS} fingerprint@required`]: 'gone since version 0.2 of the specification; DTLS is required always',
    [`${ICE} candidate@tcptype`]: 'no candidate over TCP is sent: several clients break at them',
    [`${ICE} remote-candidate`]: remoteCandidate,
    [`${ICE_UDP} remote-candidate`]: remoteCandidate,
  },
  receive: {
    [`${JINGLE} content@disposition`]: 'its default is meant',
    [`${JINGLE} general-error`]: 'every reason that is not known is taken for it, so that it needs no reading',
    [`${JINGLE} sid`]: 'there is no other session that a call could go on in',
    [`${RTP} description@ssrc`]: 'XEP-0339 tells the sources',
    [`${RTP} bandwidth`]: bandwidth,
    [`${RTP} encryption`]: sdes,
    [`${RTP} crypto`]: sdes,
    [`${RTP_INFO} mute@creator`]: 'contents are known by their names: clients do not agree on who created them',
    [`${RTP_INFO} unmute@creator`]: 'contents are known by their names: clients do not agree on who created them',
    [`${RAW_UDP} candidate`]: 'its namespace is enough to ask for ICE in place of it',
    [`${EXTERNAL_SERVICES} services@type`]: 'each service says its own',
    [`${EXTERNAL_SERVICES} service@action`]: pushed,
    [`${EXTERNAL_SERVICES} service@name`]: 'nobody chooses between them by name',
    [`${EXTERNAL_SERVICES} credentials`]: 'only clients ask so',
    [`${RTP_HDREXT} parameter`]: 'WebRTC takes none',
    [`${DTLS} fingerprint@required`]: 'gone since version 0.2 of the specification; DTLS is required always',
    [`${ICE} remote-candidate`]: remoteCandidate,
    [`${ICE_UDP} remote-candidate`]: remoteCandidate,
  },
};
