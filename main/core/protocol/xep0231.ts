/** XEP-0231: Bits of Binary (1.1): a small picture inside a stanza. */
import { attr, body, element, MalformedElementError, type Text } from '../xml/codec';

const BOB = 'urn:xmpp:bob';

/** Base64 without white space; not decoded, since it is only passed on. */
const base64: Text<string> = {
  parse: raw => {
    const text = raw.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new MalformedElementError('not Base64');
    return text;
  },
  format: value => value,
};

export const bits = element('data', BOB, { cid: attr('cid'), type: attr('type'), content: body(base64) });
