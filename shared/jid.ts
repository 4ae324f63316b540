/** XMPP addresses (RFC 7622): parse, format and compare. */

/** `local@domain/resource`, each part as it is compared. */
export interface Jid {
  readonly local: string | undefined;
  readonly domain: string;
  readonly resource: string | undefined;
}

const PART_LIMIT = 1023;
/**
 * What does not show, or turns the direction of what does (RFC 8264 §9.13), would make one address look like another. The two
 * joiners that some scripts are written with are let through.
 */
const unseen = String.raw`(?![\u{200C}\u{200D}])\p{Default_Ignorable_Code_Point}`;
const forbiddenInLocal = new RegExp(String.raw`["&'/:<>@\s\p{Cc}]|${unseen}`, 'u');
const forbiddenInDomain = new RegExp(String.raw`[@/\s\p{Cc}]|${unseen}`, 'u');

/** The address in `text`, case-folded where XMPP is blind to case; `undefined` if it is none. */
export function parseJid(text: string): Jid | undefined {
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  const at = bare.indexOf('@');
  const local = at < 0 ? undefined : bare.slice(0, at).normalize('NFC').toLowerCase();
  const domain = bare
    .slice(at + 1)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.$/, '');
  const resource = slash < 0 ? undefined : text.slice(slash + 1).normalize('NFC');
  if (local !== undefined && (!fits(local) || forbiddenInLocal.test(local))) return undefined;
  // One dot at the end is the root's (RFC 7622 §3.2); behind that, no label may be empty.
  if (!fits(domain) || domain.endsWith('.') || forbiddenInDomain.test(domain)) return undefined;
  if (resource !== undefined && (!fits(resource) || /\p{Cc}/u.test(resource))) return undefined;
  return { local, domain, resource };
}

const fits = (part: string): boolean => part.length > 0 && part.length <= PART_LIMIT;

export const bareOf = ({ local, domain }: Jid): string => (local === undefined ? domain : `${local}@${domain}`);

export const formatJid = (jid: Jid): string =>
  jid.resource === undefined ? bareOf(jid) : `${bareOf(jid)}/${jid.resource}`;

/** The bare JID in `text`, normalised; `undefined` if `text` is no address. */
export function toBare(text: string): string | undefined {
  const jid = parseJid(text);
  return jid && bareOf(jid);
}

/** A person's address: bare, with a local part. Takes what people paste, such as `xmpp:user@host?call`. */
export function toPersonAddress(text: string): string | undefined {
  const link = /^xmpp:(?:\/\/[^/]*\/)?([^?;#]*)/i.exec(text.trim());
  const jid = parseJid(link ? safeDecode(link[1] ?? '') : text.trim());
  return jid?.local === undefined ? undefined : bareOf(jid);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // not a link after all: an empty text is no address
  }
}
