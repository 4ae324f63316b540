/** Jingle as it was written in 2008, in the experimental namespaces `urn:xmpp:tmp:jingle…` (XEP-0166 0.23 to 0.32). */
import type { XmlElement } from '../xml/codec';

/** `element` in the namespaces of today; `undefined` where it is not of 2008. */
export function modernised(_element: XmlElement): XmlElement | undefined {
  return undefined;
}

/** `element` in the namespaces of 2008, for an answer in kind. */
export function in2008(element: XmlElement): XmlElement {
  return element;
}
