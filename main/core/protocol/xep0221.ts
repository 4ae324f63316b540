/** XEP-0221: Data Forms Media Element (1.0). */
import { attr, body, element, string, wellFormedChildren } from '../xml/codec';

const MEDIA = 'urn:xmpp:media-element';

/** The same picture or sound in one or more types. */
export const media = element('media', MEDIA, {
  uris: wellFormedChildren(element('uri', MEDIA, { type: attr('type'), value: body(string) })),
});
