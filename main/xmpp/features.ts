/** What we are and can do, as others discover it (XEP-0030) and cache it (XEP-0115). */
import { createHash } from 'node:crypto';
import {
  DTLS,
  EARLY,
  ICE,
  ICE_UDP,
  JINGLE,
  JINGLE_MESSAGE,
  READY,
  RECORDING,
  RTP,
  RTP_AUDIO,
  TRANSFER,
} from '../core/protocol/namespaces';
import { DISCO_INFO, discoInfo } from '../core/protocol/xep0030';
import { AVATAR_NOTIFY } from '../core/protocol/xep0084';
import { CAPS, capsText, type Caps } from '../core/protocol/xep0115';
import { RECEIPTS } from '../core/chat';
import { PING } from '../core/protocol/xep0199';
import type { XmlElement } from '../core/xml/codec';

const NODE = 'https://tsuwa.example';

/**
 * What makes others offer a call, where leaving one out hides their call button, and what they may then do in it.
 * `urn:ietf:rfc:3264` must stay out: with it Conversations holds its offer back until it has all candidates. The
 * informational messages of XEP-0167 have no feature of their own (§11).
 */
export const ourFeatures: readonly string[] = [
  DISCO_INFO,
  CAPS,
  PING,
  JINGLE,
  ICE_UDP,
  RTP,
  RTP_AUDIO,
  DTLS,
  JINGLE_MESSAGE,
  ICE,
  TRANSFER,
  RECORDING,
  EARLY,
  READY,
  RECEIPTS,
  AVATAR_NOTIFY,
];

/** What a device must have for an audio call with us. */
export const callFeatures: readonly string[] = [JINGLE, ICE_UDP, RTP, RTP_AUDIO, DTLS];

/** The answer to a disco#info query for `node`; `undefined` if that is none of ours. */
export function ourDiscoInfo(node: string | undefined): XmlElement | undefined {
  if (node !== undefined && node !== `${NODE}#${ourCaps.ver}`) return undefined;
  return discoInfo.encode({
    node,
    identities: [{ category: 'client', type: 'pc', name: 'Tsuwa' }],
    features: ourFeatures.toSorted().map(feature => ({ var: feature })),
  });
}

const digests: Record<string, string> = {
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/**
 * The verification string of a disco#info answer (XEP-0115 §5.1); `undefined` if we do not know the hash function or
 * the answer is ill-formed. Throws MalformedElementError.
 */
export function capsHash(query: XmlElement, hash: string): string | undefined {
  const digest = digests[hash];
  const text = capsText(query);
  if (digest === undefined || text === undefined) return undefined;
  return createHash(digest).update(text).digest('base64');
}

/** What our presence says of us. */
export const ourCaps: Caps = { hash: 'sha-1', node: NODE, ver: ourVersion() };

function ourVersion(): string {
  const query = discoInfo.encode({
    identities: [{ category: 'client', type: 'pc', name: 'Tsuwa' }],
    features: ourFeatures.map(feature => ({ var: feature })),
  });
  return capsHash(query, 'sha-1') ?? '';
}
