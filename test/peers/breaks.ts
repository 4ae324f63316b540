/** What other clients are known to break at, each as a rule over one stanza of ours. */
import { elements } from '../../main/core/xml/codec';
import { all, child, ns, type Break, type Heard } from './peer';

const has = (heard: Heard, name: string, fits: (attrs: Record<string, string>) => boolean): boolean =>
  heard.payload !== undefined && all(heard.payload, name).some(({ attrs }) => fits(attrs));

const reasons = new Set([
  ...['alternative-session', 'busy', 'cancel', 'connectivity-error', 'decline', 'expired', 'failed-application'],
  ...['failed-transport', 'general-error', 'gone', 'incompatible-parameters', 'media-error', 'security-error'],
  ...['success', 'timeout', 'unsupported-applications', 'unsupported-transports'],
]);

/** It takes the reason apart without looking whether there is one. */
export const terminateWithoutReason: Break = {
  at: 'a session-terminate without exactly one known reason',
  breaks: ({ name, payload }) =>
    name === 'session-terminate' &&
    elements((payload && child(payload, 'reason')) ?? { name: '', attrs: {}, children: [] }).filter(each =>
      reasons.has(each.name),
    ).length !== 1,
};

export const passiveOffer: Break = {
  at: 'an offer that is not actpass',
  breaks: heard => heard.name === 'session-initiate' && has(heard, 'fingerprint', ({ setup }) => setup !== 'actpass'),
};

export const actpassAnswer: Break = {
  at: 'an answer that leaves the part in DTLS open',
  breaks: heard =>
    heard.name === 'session-accept' &&
    has(heard, 'fingerprint', ({ setup }) => !/^(active|passive)$/.test(setup ?? '')),
};

export const noFingerprint: Break = {
  at: 'a description without a SHA-256 fingerprint for each content',
  breaks: ({ name, payload }) =>
    (name === 'session-initiate' || name === 'session-accept') &&
    payload !== undefined &&
    all(payload, 'content')
      .filter(each => child(each, 'transport'))
      .some(each => !all(each, 'fingerprint').some(({ attrs }) => attrs['hash'] === 'sha-256')),
};

/** New credentials without candidates are another offer to it, in the middle of its own. */
export const bareAnswerToRestart: Break = {
  at: 'a transport-info without candidates while its own ICE restart waits for an answer',
  breaks: (heard, talk) =>
    heard.name === 'transport-info' && talk?.offering === true && !has(heard, 'candidate', () => true),
};

/** A tie it knows how to lose. */
export const anyError: Break = {
  at: 'any error to a request of its own',
  breaks: ({ kind, stanza }) => kind === 'error' && all(stanza, 'tie-break').length === 0,
};

export const noCredentials: Break = {
  at: 'a transport without ufrag and pwd',
  breaks: heard =>
    ['session-initiate', 'session-accept', 'transport-info'].includes(heard.name) &&
    has(heard, 'transport', ({ ufrag, pwd }) => ufrag === undefined || pwd === undefined),
};

export const foreignCredentials: Break = {
  at: 'candidates under other credentials than those of the session',
  breaks: (heard, talk) =>
    heard.name === 'transport-info' &&
    talk !== undefined &&
    has(heard, 'transport', ({ ufrag = '', pwd = '' }) => !talk.credentials.has(`${ufrag} ${pwd}`)),
};

export const tcpCandidate: Break = {
  at: 'a candidate that is not lower-case udp',
  breaks: heard => has(heard, 'candidate', ({ protocol }) => protocol !== 'udp'),
};

export const nameForAddress: Break = {
  at: 'a candidate whose address is a name',
  breaks: heard => has(heard, 'candidate', ({ ip = '' }) => !/^(\d+(\.\d+){3}|[\da-f:]+)$/i.test(ip)),
};

export const secondComponent: Break = {
  at: 'a candidate for a component that rtcp-mux does away with',
  breaks: heard => has(heard, 'candidate', ({ component }) => component !== '1'),
};

const needed = ['component', 'foundation', 'generation', 'id', 'ip', 'port', 'priority', 'protocol', 'type'];

export const incompleteCandidate: Break = {
  at: 'a candidate that lacks an attribute',
  breaks: heard => has(heard, 'candidate', attrs => needed.some(name => attrs[name] === undefined)),
};

export const relatedAddressMissing: Break = {
  at: 'a candidate other than host without a related address',
  breaks: heard => has(heard, 'candidate', attrs => attrs['type'] !== 'host' && attrs['rel-addr'] === undefined),
};

export const manyContents: Break = {
  at: 'a transport-info with other than one content',
  breaks: ({ name, payload }) =>
    name === 'transport-info' &&
    payload !== undefined &&
    elements(payload).filter(each => each.name === 'content').length !== 1,
};

export const noPayloads: Break = {
  at: 'a description without a payload type to pick first',
  breaks: ({ name, payload }) =>
    (name === 'session-initiate' || name === 'session-accept') &&
    payload !== undefined &&
    all(payload, 'description').some(each => !child(each, 'payload-type')),
};

export const namelessParameter: Break = {
  at: 'a parameter without a name',
  breaks: heard => has(heard, 'parameter', ({ name, value }) => !name || value === undefined),
};

export const longName: Break = {
  at: 'a content name that is long or has white space in it',
  breaks: heard => has(heard, 'content', ({ name = '' }) => name.length === 0 || name.length > 16 || /\s/.test(name)),
};

export const noStoreHint: Break = {
  at: 'a call message that is no chat message or has no store hint',
  breaks: ({ kind, stanza }) =>
    kind === 'message' &&
    (stanza.attrs['type'] !== 'chat' ||
      !elements(stanza).some(each => each.name === 'store' && each.attrs['xmlns'] === ns.hints)),
};

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const idIsNoUuid: Break = {
  at: 'an invitation whose id is no UUID',
  breaks: ({ name, payload }) => name === 'propose' && !uuid.test(payload?.attrs['id'] ?? ''),
};

export const noAudio: Break = {
  at: 'an invitation without audio first, or with what the offer lacks',
  breaks: ({ name, payload }) =>
    (name === 'propose' || name === 'session-initiate') &&
    payload !== undefined &&
    all(payload, 'description')
      .map(({ attrs }) => attrs['media'])
      .join(' ') !== 'audio',
};

/** XEP-0353 0.8: everything but the propose goes to the device that proposed. */
export const answerToBareJid: Break = {
  at: 'an answer to its invitation that is for all of its devices',
  breaks: ({ name, stanza }) => /^(ringing|proceed|reject)$/.test(name) && !stanza.attrs['to']?.includes('/'),
};

export const sdes: Break = {
  at: 'keys in the clear',
  breaks: heard => has(heard, 'crypto', () => true) || has(heard, 'encryption', () => true),
};

export const sendersNone: Break = {
  at: 'a content that nobody sends',
  breaks: heard => has(heard, 'content', ({ senders }) => senders === 'none'),
};

/** Of an answer it takes payload types only as it has offered them, letter by letter. */
export const otherPayloads = (offered: ReadonlyMap<string, string>): Break => ({
  at: 'an answer with a payload type that it has not offered so',
  breaks: heard =>
    heard.name === 'session-accept' &&
    has(
      heard,
      'payload-type',
      ({ id = '', name, clockrate, channels = '1' }) =>
        offered.get(id) !== `${name ?? ''}/${clockrate ?? ''}/${channels}`,
    ),
});

export const trickled: Break = {
  at: 'candidates that come after the offer or the answer',
  breaks: heard => heard.name === 'transport-info',
};

export const emptyOffer: Break = {
  at: 'an offer or an answer without candidates',
  breaks: heard =>
    (heard.name === 'session-initiate' || heard.name === 'session-accept') && !has(heard, 'candidate', () => true),
};

/** What every client is entitled to. */
export const everyone: readonly Break[] = [
  ...[terminateWithoutReason, passiveOffer, actpassAnswer, noFingerprint, noCredentials, foreignCredentials, sdes],
  ...[secondComponent, nameForAddress, tcpCandidate, incompleteCandidate, relatedAddressMissing, manyContents],
  ...[noPayloads, namelessParameter, longName, noStoreHint, idIsNoUuid, noAudio, answerToBareJid, sendersNone],
];
