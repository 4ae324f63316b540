/** XEP-0231: Bits of Binary (1.1): a small picture inside a stanza. */
import { attr, body, element } from '../xml/codec';
import { base64 } from './xep0084';

const BOB = 'urn:xmpp:bob';

/** Not decoded, since it is only passed on. */
export const bits = element('data', BOB, { cid: attr('cid'), type: attr('type'), content: body(base64) });
