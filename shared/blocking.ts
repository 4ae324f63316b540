/** Whom a block list (XEP-0191) keeps away. */
import { parseJid } from './jid';

/** Whether `peer`, any JID, is one of `blocked`, or at a domain that is (XEP-0191 §3.6). */
export function isBlocked(peer: string, blocked: readonly string[]): boolean {
  if (blocked.length === 0) return false;
  const jid = parseJid(peer);
  if (!jid) return false;
  return (
    blocked.includes(jid.domain) ||
    blocked.includes(jid.local === undefined ? jid.domain : `${jid.local}@${jid.domain}`)
  );
}
