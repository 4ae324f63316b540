/** XEP-0030: Service Discovery (2.5.0), what an entity is and can do. */
import { attr, element, optionalAttr, wellFormedChildren } from '../xml/codec';

export const DISCO_INFO = 'http://jabber.org/protocol/disco#info';

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
