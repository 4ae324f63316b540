/** The namespaces of the specifications that this folder knows. */

export const CLIENT = 'jabber:client';
export const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
export const JINGLE = 'urn:xmpp:jingle:1';
export const JINGLE_ERRORS = 'urn:xmpp:jingle:errors:1';
export const JINGLE_MESSAGE = 'urn:xmpp:jingle-message:0';
export const RTP = 'urn:xmpp:jingle:apps:rtp:1';
export const RTP_AUDIO = 'urn:xmpp:jingle:apps:rtp:audio';
export const RTP_INFO = 'urn:xmpp:jingle:apps:rtp:info:1';
export const RTCP_FB = 'urn:xmpp:jingle:apps:rtp:rtcp-fb:0';
export const RTP_HDREXT = 'urn:xmpp:jingle:apps:rtp:rtp-hdrext:0';
export const SSMA = 'urn:xmpp:jingle:apps:rtp:ssma:0';
export const DTLS = 'urn:xmpp:jingle:apps:dtls:0';
export const GROUPING = 'urn:xmpp:jingle:apps:grouping:0';
export const ICE_UDP = 'urn:xmpp:jingle:transports:ice-udp:1';
/** XEP-0371. */
export const ICE = 'urn:xmpp:jingle:transports:ice:0';
/** XEP-0177. */
export const RAW_UDP = 'urn:xmpp:jingle:transports:raw-udp:1';
/** XEP-0251. */
export const TRANSFER = 'urn:xmpp:jingle:transfer:0';
/** Ours: no specification has a word for a call that is recorded. A feature of whoever wants to be told. */
export const RECORDING = 'urn:tsuwa:recording:0';
/** Ours, and docs/early-offer.md: a feature of whoever takes the offer of a session while it rings. */
export const EARLY = 'urn:tsuwa:early:0';
/** Ours, and docs/early-offer.md: a feature of whoever connects while it rings, and what is told to make that possible. */
export const READY = 'urn:tsuwa:ready:0';
/** Whoever has this wants all candidates inside the offer or answer (XEP-0176 §9.2). */
export const OFFER_ANSWER = 'urn:ietf:rfc:3264';
