/** Which namespaces a Jingle request may be in. */
import { JINGLE } from '../core/protocol/namespaces';
import { xmlnsOf, type XmlElement } from '../core/xml/codec';

/** Whether an element is a Jingle request, in the standard's namespace or in that of 2008. */
export const isJingle = (element: XmlElement): boolean =>
  element.name === 'jingle' && (JINGLE_NAMESPACES as readonly string[]).includes(xmlnsOf(element, ''));

/** The standard's, and the ones of its drafts of 2008. */
export const JINGLE_NAMESPACES = [JINGLE, 'urn:xmpp:tmp:jingle'] as const;
