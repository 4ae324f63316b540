/** XEP-0030: Service Discovery (2.5.0), what an entity is and can do. */
import { attr, element, optionalAttr, wellFormedChildren } from '../xml/codec';

export const DISCO_INFO = 'http://jabber.org/protocol/disco#info';
export const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';

const identity = element('identity', DISCO_INFO, {
  category: attr('category'),
  type: attr('type'),
  lang: optionalAttr('xml:lang'),
  name: optionalAttr('name'),
});

const feature = element('feature', DISCO_INFO, { var: attr('var') });

/** Forms (XEP-0128) are left out: see `xep0115.ts` for the hash, which needs them. */
export const discoInfo = element('query', DISCO_INFO, {
  node: optionalAttr('node'),
  identities: wellFormedChildren(identity),
  features: wellFormedChildren(feature),
});

const item = element('item', DISCO_ITEMS, {
  jid: attr('jid'),
  name: optionalAttr('name'),
  node: optionalAttr('node'),
});

/** What belongs to an entity, such as the components of a server (§4). */
export const discoItems = element('query', DISCO_ITEMS, {
  node: optionalAttr('node'),
  items: wellFormedChildren(item),
});
