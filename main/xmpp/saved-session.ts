/** What is left of a session when the app is gone: enough to resume it (XEP-0198 §5) in its next run. */
import { JINGLE, JINGLE_MESSAGE } from '../core/protocol/namespaces';
import { elements, type XmlElement } from '../core/xml/codec';
import { STREAM_MANAGEMENT } from './stream-management';

/** To be kept in safe storage: what was said and not yet acknowledged is in it. */
export interface SavedSession {
  /** The name of the session for resumption. */
  id: string;
  /** Our full JID in it. */
  jid: string;
  received: number;
  acknowledged: number;
  unacknowledged: XmlElement[];
  /** What waited for a stream. */
  outbox: XmlElement[];
  /** Milliseconds since 1970. */
  at: number;
}

/** No server keeps a session for longer, and nobody wants to hear what was said before. */
const YOUNG_MS = 10 * 60_000;

const MOST_STANZAS = 2000;
const DEEPEST = 64;

/** What was kept in an earlier run, if it is young and whole; what belonged to the calls of that run is left out. */
export function parseSavedSession(value: unknown, now: number): SavedSession | undefined {
  if (!isRecord(value)) return undefined;
  const { id, jid, received, acknowledged, unacknowledged, outbox, at } = value;
  if (typeof id !== 'string' || typeof jid !== 'string' || !jid.includes('/')) return undefined;
  if (!isCount(received) || !isCount(acknowledged)) return undefined;
  if (typeof at !== 'number' || !(at <= now && now - at < YOUNG_MS)) return undefined;
  const [sent, waiting] = [stanzasIn(unacknowledged), stanzasIn(outbox)];
  if (!sent || !waiting) return undefined;
  return { id, jid, received, acknowledged, unacknowledged: sent, outbox: waiting, at };
}

/**
 * Whether a stanza that never arrived is to be said by the connection of another run of the app: that a call is over. The calls
 * themselves died with their run, and so did whoever waited for an answer; what people wrote is kept with their
 * conversations, and comes from there.
 */
export function isStillToBeSaid(stanza: XmlElement): boolean {
  const inside = elements(stanza);
  if (stanza.name === 'iq')
    return inside.some(
      ({ name, attrs }) => name === 'jingle' && attrs['xmlns'] === JINGLE && attrs['action'] === 'session-terminate',
    );
  if (stanza.name !== 'message' || isWritten(stanza)) return false;
  const step = inside.find(({ attrs }) => attrs['xmlns'] === JINGLE_MESSAGE)?.name;
  return step === undefined || ['retract', 'reject', 'finish'].includes(step);
}

/** Whether people wrote it. */
export const isWritten = (stanza: XmlElement): boolean =>
  stanza.name === 'message' && elements(stanza).some(({ name }) => name === 'body');

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;

/** All or none: with one missing, the counts would be wrong. */
function stanzasIn(value: unknown): XmlElement[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_STANZAS) return undefined;
  const found = value.filter((one): one is XmlElement => isElement(one, 0));
  const stanzas = found.filter(
    ({ name, attrs }) => ['iq', 'message', 'presence'].includes(name) && attrs['xmlns'] !== STREAM_MANAGEMENT,
  );
  return stanzas.length === value.length ? stanzas : undefined;
}

/** A name or an attribute that is no XML would cost the stream. */
const xmlName = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;

function isElement(value: unknown, depth: number): value is XmlElement {
  if (depth > DEEPEST || !isRecord(value)) return false;
  const { name, attrs, children } = value;
  if (typeof name !== 'string' || !xmlName.test(name) || !isRecord(attrs) || !Array.isArray(children)) return false;
  if (!Object.entries(attrs).every(([key, text]) => xmlName.test(key) && typeof text === 'string')) return false;
  return children.every(child => typeof child === 'string' || isElement(child, depth + 1));
}
