/** XEP-0280: Message Carbons (1.0.1), over the forwarding of XEP-0297. */
import { element, elements, xmlnsOf, type XmlElement } from '../xml/codec';
import { CLIENT } from './namespaces';

export const CARBONS = 'urn:xmpp:carbons:2';
const FORWARD = 'urn:xmpp:forward:0';

/** Asks our server to copy to us what our other devices send and receive. */
export const enable = element('enable', CARBONS, {});

/** A message of another device of ours. */
export interface Carbon {
  direction: 'received' | 'sent';
  message: XmlElement;
}

/** The copy inside a message; the caller checks that our own account sent it (§11). `undefined` where there is none. */
export function findCarbon(message: XmlElement): Carbon | undefined {
  for (const direction of ['received', 'sent'] as const) {
    const copy = child(message, direction, CARBONS, CLIENT);
    const forwarded = copy && child(copy, 'forwarded', FORWARD, CARBONS);
    const inner = forwarded && child(forwarded, 'message', CLIENT, FORWARD);
    if (inner) return { direction, message: inner };
  }
  return undefined;
}

const child = (parent: XmlElement, name: string, xmlns: string, inherited: string): XmlElement | undefined =>
  elements(parent).find(found => found.name === name && xmlnsOf(found, inherited) === xmlns);
