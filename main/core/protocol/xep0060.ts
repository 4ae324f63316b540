/** XEP-0060: Publish-Subscribe (1.26), as far as pictures need it: one item asked for, and events that come by themselves. */
import { attr, element, elements, optionalAttr, xmlnsOf, type XmlElement } from '../xml/codec';
import { CLIENT } from './namespaces';

export const PUBSUB = 'http://jabber.org/protocol/pubsub';
const EVENT = `${PUBSUB}#event`;

const node = element('items', PUBSUB, { node: attr('node') });
const item = element('item', PUBSUB, { id: optionalAttr('id') });

/** Asks a node for the item of that id (§6.5.8). */
export function itemQuery(name: string, id: string): XmlElement {
  const items = node.encode({ node: name }, PUBSUB);
  items.children.push(item.encode({ id }, PUBSUB));
  return { name: 'pubsub', attrs: { xmlns: PUBSUB }, children: [items] };
}

/** An item as it came; its payload is somebody else's to read. */
export interface Item {
  id: string | undefined;
  payload: XmlElement | undefined;
}

/** The items of node `name` in the answer to `itemQuery`. */
export const itemsIn = (answer: XmlElement, name: string): Item[] =>
  answer.name === 'pubsub' && answer.attrs['xmlns'] === PUBSUB ? itemsOf(answer, name, PUBSUB) : [];

/** The items of node `name` that a message tells of (§7.1.2); `undefined` if it tells of none. */
export function eventItems(message: XmlElement, name: string): Item[] | undefined {
  const event = elements(message).find(child => child.name === 'event' && xmlnsOf(child, CLIENT) === EVENT);
  const isAbout = event && elements(event).some(child => child.name === 'items' && child.attrs['node'] === name);
  return isAbout ? itemsOf(event, name, EVENT) : undefined;
}

const itemsOf = (parent: XmlElement, name: string, xmlns: string): Item[] =>
  elements(parent)
    .filter(child => child.name === 'items' && xmlnsOf(child, xmlns) === xmlns && child.attrs['node'] === name)
    .flatMap(elements)
    .filter(child => child.name === 'item')
    .map(child => ({ id: child.attrs['id'], payload: elements(child)[0] }));
