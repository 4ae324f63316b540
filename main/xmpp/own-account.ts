/** Whether a stanza comes from our own account, which alone may tell of its roster and its block list. */
import { bareOf, parseJid } from '../../shared/jid';

/**
 * `from` is our account or its server, `self` our full JID. Anyone else's push is an attack (RFC 6121 §2.1.6, XEP-0191
 * §3.5).
 */
export function isOwnAccount(self: string | undefined, from: string): boolean {
  const own = parseJid(self ?? '');
  const sender = parseJid(from);
  if (!own || !sender) return false;
  const isServer = sender.local === undefined && sender.domain === own.domain;
  return isServer || (bareOf(sender) === bareOf(own) && sender.resource === undefined);
}
