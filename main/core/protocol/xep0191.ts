/** XEP-0191: Blocking Command (1.3). */
import { attr, element, wellFormedChildren } from '../xml/codec';

export const BLOCKING = 'urn:xmpp:blocking';

const items = { items: wellFormedChildren(element('item', BLOCKING, { jid: attr('jid') })) };

/** What is blocked; asked for empty (§3.2). */
export const blockList = element('blocklist', BLOCKING, items);
/** Asked of the server, and told by it (§3.3, §3.5). */
export const block = element('block', BLOCKING, items);
/** Without an item: of everybody (§3.4). */
export const unblock = element('unblock', BLOCKING, items);
