/** Chat messages as stanzas: what is said, what arrived, and what came back (RFC 6121 §5). */
import { elements, xmlnsOf, type XmlElement } from './xml/codec';
import { CLIENT, STANZAS } from './protocol/namespaces';
import { DELAY, delay } from './protocol/xep0203';
import { plainLines, RECEIVED_LIMIT, type MessageFailure } from '../../shared/message';

/** XEP-0184: Message Delivery Receipts (1.4). */
export const RECEIPTS = 'urn:xmpp:receipts';
/** XEP-0334: Message Processing Hints. */
const HINTS = 'urn:xmpp:hints';
/** XEP-0359: Unique and Stable Stanza IDs. */
const STANZA_ID = 'urn:xmpp:sid:0';
/** XEP-0380: Explicit Message Encryption. */
const EME = 'urn:xmpp:eme:0';
/** XEP-0384 as it is in use, and its successor. */
const OMEMO = ['eu.siacs.conversations.axolotl', 'urn:xmpp:omemo:2'] as const;
/** XEP-0045: what people in a room say to each other in private comes from the room. */
const ROOM = 'http://jabber.org/protocol/muc#user';
/** XEP-0308: the text replaces an earlier one. */
const CORRECTION = 'urn:xmpp:message-correct:0';

/** What a message stanza is to a conversation. */
export type ChatStanza =
  | {
      kind: 'text';
      /** What its sender calls it, and what receipts (XEP-0184 §5.1) and corrections name it by; `undefined` where they do not. */
      id: string | undefined;
      /** `undefined`: encrypted for another app. */
      text: string | undefined;
      /** The id of the message that it replaces. */
      replaces: string | undefined;
      /** They ask to be told that it arrived. */
      wantsReceipt: boolean;
      /** When a server first kept it, in milliseconds since 1970. */
      delayedAt: number | undefined;
    }
  /** A device has the message of that id. */
  | { kind: 'receipt'; of: string }
  /** The message of that id came back. */
  | { kind: 'bounce'; of: string; failure: MessageFailure };

/** What `stanza` is to a conversation; `undefined` if nothing. Throws MalformedElementError. */
export function readChat(stanza: XmlElement): ChatStanza | undefined {
  const { type = 'normal', id } = stanza.attrs;
  if (type === 'error') return id === undefined ? undefined : { kind: 'bounce', of: id, failure: failureIn(stanza) };
  if (type !== 'chat' && type !== 'normal') return undefined;
  const receipt = child(stanza, 'received', RECEIPTS)?.attrs['id'];
  if (receipt !== undefined) return { kind: 'receipt', of: receipt };
  if (child(stanza, 'x', ROOM)) return undefined;
  const encrypted = OMEMO.some(xmlns => child(stanza, 'encrypted', xmlns)) || child(stanza, 'encryption', EME);
  // Whoever encrypts puts a text for apps that cannot read it beside it; it is not what was said.
  const text = encrypted ? undefined : bodyOf(stanza);
  if (!encrypted && text === undefined) return undefined;
  const stamps = elements(stanza).filter(found => found.name === 'delay' && xmlnsOf(found, CLIENT) === DELAY);
  return {
    kind: 'text',
    id: id ?? child(stanza, 'origin-id', STANZA_ID)?.attrs['id'],
    text,
    replaces: child(stanza, 'replace', CORRECTION)?.attrs['id'],
    wantsReceipt: child(stanza, 'request', RECEIPTS) !== undefined && id !== undefined,
    delayedAt: stamps.length === 0 ? undefined : Math.min(...stamps.map(found => delay.decode(found).stamp)),
  };
}

/** A text to the bare JID `to`: kept by servers, copied to our other devices, and its arrival to be told. */
export const writeChat = (to: string, { id, text }: { id: string; text: string }): XmlElement => ({
  name: 'message',
  attrs: { to, type: 'chat', id },
  children: [
    { name: 'body', attrs: {}, children: [text] },
    { name: 'origin-id', attrs: { xmlns: STANZA_ID, id }, children: [] },
    { name: 'request', attrs: { xmlns: RECEIPTS }, children: [] },
    { name: 'store', attrs: { xmlns: HINTS }, children: [] },
  ],
});

/** Tells `to` that the message they call `of` arrived (XEP-0184 §5.1); servers keep it, or the sender never learns. */
export const writeReceipt = (to: string, of: string, id: string): XmlElement => ({
  name: 'message',
  attrs: { to, type: 'chat', id },
  children: [
    { name: 'received', attrs: { xmlns: RECEIPTS, id: of }, children: [] },
    { name: 'store', attrs: { xmlns: HINTS }, children: [] },
  ],
});

/** What the conditions of RFC 6120 §8.3.3 mean for who wrote; all others are `other`. */
const failures: Readonly<Record<string, MessageFailure>> = {
  'item-not-found': 'no-such-address',
  gone: 'no-such-address',
  'jid-malformed': 'no-such-address',
  'remote-server-not-found': 'unreachable',
  'remote-server-timeout': 'unreachable',
  'recipient-unavailable': 'not-there',
  'service-unavailable': 'not-there',
  forbidden: 'refused',
  'not-allowed': 'refused',
  'not-authorized': 'refused',
  'not-acceptable': 'refused',
  'policy-violation': 'refused',
  'subscription-required': 'refused',
};

/** Why a stanza came back, by the error in it. */
export function failureIn(stanza: XmlElement): MessageFailure {
  const error = elements(stanza).find(found => found.name === 'error');
  const condition = error && elements(error).find(found => found.attrs['xmlns'] === STANZAS && found.name !== 'text');
  return (condition && Object.hasOwn(failures, condition.name) ? failures[condition.name] : undefined) ?? 'other';
}

/** What is said in it as people may see it: no longer than we keep, without control characters. */
function bodyOf(stanza: XmlElement): string | undefined {
  const body = elements(stanza).find(found => found.name === 'body' && xmlnsOf(found, CLIENT) === CLIENT);
  const plain = plainLines(body?.children.filter(node => typeof node === 'string').join('') ?? '');
  if (plain === '') return undefined;
  return plain.length <= RECEIVED_LIMIT ? plain : `${plain.slice(0, RECEIVED_LIMIT - 1)}…`;
}

const child = (parent: XmlElement, name: string, xmlns: string): XmlElement | undefined =>
  elements(parent).find(found => found.name === name && xmlnsOf(found, CLIENT) === xmlns);
