/** Links to people and telephones: `xmpp:` (RFC 5122, XEP-0147) and `tel:` (RFC 3966), read strictly. */
import * as v from 'valibot';
import { bareOf, parseJid } from './jid';

/** What a link asks for. Nothing of it happens before the person has said yes. */
export const linkSchema = v.variant('kind', [
  /** `?call`, or no more said: asks whether to call. */
  v.strictObject({ kind: v.literal('call'), address: v.string() }),
  /** `?message`: a conversation, with the words that the link proposes. */
  v.strictObject({
    kind: v.literal('message'),
    address: v.string(),
    text: v.string(),
    /** A bare JID of ours; no link says it, but a notification knows. */
    account: v.optional(v.string()),
  }),
  /** `?roster` or `?subscribe`: a person to be shown. */
  v.strictObject({ kind: v.literal('person'), address: v.string() }),
  /** `tel:`; digits, with a leading `+` where it is international. */
  v.strictObject({ kind: v.literal('number'), number: v.string() }),
]);
export type Link = v.InferOutput<typeof linkSchema>;

/** Why a text is no link for us. */
export const linkProblems = [
  'too-long',
  'other-scheme', // neither xmpp: nor tel:
  'unreadable', // its percent-encoding is wrong, or it holds what no link may hold
  'no-person', // no address of a person in it
  'no-number', // no telephone number in it
  'other-purpose', // a room, a file, a form
] as const;
export type LinkProblem = (typeof linkProblems)[number];

/** Something that was opened from outside: a link, or what is wrong with it. */
export const openedLinkSchema = v.strictObject({
  id: v.string(),
  link: v.optional(linkSchema),
  problem: v.optional(v.picklist(linkProblems)),
});
export type OpenedLink = v.InferOutput<typeof openedLinkSchema>;

/** No honest link comes near it; in UTF-16 units. */
export const LINK_LIMIT = 8192;
/** What a link may propose to say. */
const TEXT_LIMIT = 2000;

const schemes = /^(?:xmpp|tel|sips?|mailto|https?|callto|im|skype|javascript|file|data):/i;

/** Whether the person means a link by `text`: then what is wrong with it is worth telling. */
export const looksLikeLink = (text: string): boolean => schemes.test(text.trim());

/** The link in `text`, or why there is none. */
export function parseLink(text: string): Link | LinkProblem {
  const link = text.trim();
  if (link.length > LINK_LIMIT) return 'too-long';
  // White space and control characters are never part of a link; what does not show could make it look like another.
  if (/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(link)) return 'unreadable';
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*):(.*)$/iu.exec(link) ?? [];
  switch (scheme.toLowerCase()) {
    case 'xmpp':
      return xmppLink(rest);
    case 'tel':
      return telLink(rest);
    default:
      return 'other-scheme';
  }
}

/** Whether `parseLink` has found one. */
export const isLink = (parsed: Link | LinkProblem): parsed is Link => typeof parsed !== 'string';

/** RFC 5122 §2.2: `[//account@server/] recipient [?query] [#fragment]`. The account is for who has several. */
function xmppLink(rest: string): Link | LinkProblem {
  const [whole = ''] = rest.split('#', 1);
  const mark = whole.indexOf('?');
  const path = (mark < 0 ? whole : whole.slice(0, mark)).replace(/^\/\/[^/]*\//, '');
  const recipient = decoded(path);
  const query = mark < 0 ? undefined : queryOf(whole.slice(mark + 1));
  if (recipient === undefined || query === 'unreadable') return 'unreadable';
  const jid = /[\p{Cc}\p{Cf}]/u.test(recipient) ? undefined : parseJid(recipient);
  if (jid?.local === undefined) return 'no-person';
  const address = bareOf(jid);
  switch (query?.type) {
    case 'roster':
    case 'subscribe':
      return { kind: 'person', address };
    // Who says no more leaves it to the program what to do (XEP-0147 §2), and this one calls.
    case undefined:
    case '':
    case 'call':
      return { kind: 'call', address };
    case 'message':
      return { kind: 'message', address, text: proposed(query.values.get('body') ?? '') };
    default:
      return 'other-purpose';
  }
}

interface Query {
  type: string;
  values: ReadonlyMap<string, string>;
}

/** XEP-0147 §2: a type, and then pairs; of two with the same name the first counts. */
function queryOf(text: string): Query | 'unreadable' {
  const [type = '', ...pairs] = text.split(';');
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = (equals < 0 ? pair : pair.slice(0, equals)).toLowerCase();
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1));
    if (value === undefined) return 'unreadable';
    if (!values.has(name)) values.set(name, value);
  }
  return { type: type.toLowerCase(), values };
}

/** Words that a link puts into the person's mouth: without what does not show, which could hide what they would say. */
const proposed = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, TEXT_LIMIT);

/**
 * RFC 3966 §3: digits with separators that only help the eye, and parameters. An extension is not dialled: nobody here
 * can tell when the other side would listen for it. A `phone-context` that is a prefix makes a local number a global one.
 */
function telLink(rest: string): Link | LinkProblem {
  const [subscriber, ...parameters] = rest.split(';').map(decoded);
  if (subscriber === undefined || parameters.includes(undefined)) return 'unreadable';
  if (!/^\+?[\d().-]+$/.test(subscriber)) return 'no-number';
  const digits = subscriber.replace(/[().-]/g, '');
  const context = parameters
    .find(text => text?.toLowerCase().startsWith('phone-context='))
    ?.slice('phone-context='.length);
  const prefix =
    !digits.startsWith('+') && context && /^\+[\d().-]+$/.test(context) ? context.replace(/[().-]/g, '') : '';
  const number = prefix + digits;
  const count = number.replace('+', '').length;
  return count >= 2 && count <= 20 ? { kind: 'number', number } : 'no-number';
}

/** Without its percent-encoding, which is that of UTF-8; `undefined` if that is broken. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a stray percent sign, or bytes that are no UTF-8
  }
}
