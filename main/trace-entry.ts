/** What a stanza of a call was about, in the few words of a trace. */
import type { TraceEntry } from '../shared/trace';
import { CLIENT, DTLS, JINGLE, JINGLE_ERRORS, JINGLE_MESSAGE, READY, RTP, RTP_INFO } from './core/protocol/namespaces';
import { DELAY } from './core/protocol/xep0203';
import { elements, xmlnsOf, type XmlElement } from './core/xml/codec';

/** XEP-0176, XEP-0371, XEP-0177 and the drafts of 2008. */
const transports = new Set([
  'urn:xmpp:jingle:transports:ice-udp:1',
  'urn:xmpp:jingle:transports:ice:0',
  'urn:xmpp:jingle:transports:raw-udp:1',
  'urn:xmpp:tmp:jingle:transports:ice-udp',
  'urn:xmpp:tmp:jingle:transports:raw-udp',
]);

/** No stanza of a call has more; what has is cut. */
const CANDIDATES = 64;
const TEXT = 256;

interface Found {
  element: XmlElement;
  xmlns: string;
  /** The name of the content around it. */
  content: string;
}

/** Every element of a stanza with the namespace it is in, in document order. */
function* all(element: XmlElement, inherited = CLIENT, content = ''): Generator<Found> {
  const xmlns = xmlnsOf(element, inherited);
  yield { element, xmlns, content };
  const inside = element.name === 'content' ? (element.attrs['name'] ?? '') : content;
  for (const child of elements(element)) yield* all(child, xmlns, inside);
}

/** The candidates in the transports of a stanza, as they were written. */
export function candidatesIn(stanza: XmlElement): TraceEntry['candidates'] {
  const found: TraceEntry['candidates'] = [];
  for (const { element, xmlns } of all(stanza)) {
    if (element.name !== 'candidate' || !transports.has(xmlns)) continue;
    if (found.length === CANDIDATES) break;
    const { type = '', protocol = '', ip = '', port = '' } = element.attrs;
    found.push({
      type: type.slice(0, TEXT),
      protocol: protocol.slice(0, TEXT).toLowerCase(),
      address: ip.slice(0, TEXT),
      port: /^\d{1,5}$/.test(port) ? Number(port) : 0,
    });
  }
  return found;
}

/** The ICE credentials in a stanza by the content they are for; contents with none are left out. */
export function credentialsIn(stanza: XmlElement): Map<string, string> {
  const found = new Map<string, string>();
  for (const { element, xmlns, content } of all(stanza)) {
    const ufrag = element.name === 'transport' && transports.has(xmlns) ? element.attrs['ufrag'] : undefined;
    if (ufrag !== undefined) found.set(content, ufrag);
  }
  return found;
}

/** What else there is to say of a stanza than its name: reason, payload, media, in the words of the protocol. */
export function notesOn(stanza: XmlElement): string[] {
  const notes = new Set<string>();
  for (const { element, xmlns } of all(stanza)) {
    const note = noteOn(element, xmlns);
    if (note !== undefined) notes.add(note.slice(0, 64));
    if (notes.size >= 8) break;
  }
  return [...notes];
}

function noteOn(element: XmlElement, xmlns: string): string | undefined {
  const { name, attrs } = element;
  if (name === 'reason' && isJingle(xmlns)) return elements(element).find(child => child.name !== 'text')?.name;
  if (name === 'description' && (xmlns === RTP || xmlns.startsWith('urn:xmpp:tmp:jingle:apps:'))) return attrs['media'];
  if (xmlns === RTP_INFO || xmlns === JINGLE_ERRORS || xmlns === READY) return name;
  if (xmlns === JINGLE_MESSAGE && (name === 'migrated' || name === 'tie-break')) return name;
  if (name === 'gathering-complete' && transports.has(xmlns)) return 'end-of-candidates';
  if (name === 'fingerprint' && xmlns === DTLS) return attrs['setup'];
  if (name === 'transfer' && xmlns.startsWith('urn:xmpp:jingle:transfer')) return name;
  if (name === 'delay' && xmlns === DELAY) return 'delayed';
  return undefined;
}

const isJingle = (xmlns: string): boolean =>
  xmlns === JINGLE || xmlns === JINGLE_MESSAGE || xmlns === 'urn:xmpp:tmp:jingle';
