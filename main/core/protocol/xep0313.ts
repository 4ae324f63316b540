/** XEP-0313: Message Archive Management (1.1.3), over the forwarding of XEP-0297, paged by XEP-0059. */
import {
  attr,
  body,
  children,
  element,
  elements,
  optionalAttr,
  optionalChild,
  string,
  tolerant,
  withDefault,
  oneOf,
  xmlnsOf,
  type XmlElement,
} from '../xml/codec';
import { CLIENT } from './namespaces';
import { resultSet } from './xep0059';
import { DELAY, dateTime, delay } from './xep0203';

export const MAM = 'urn:xmpp:mam:2';
const FORWARD = 'urn:xmpp:forward:0';
const DATA = 'jabber:x:data';

const field = element('field', DATA, {
  var: attr('var'),
  type: optionalAttr('type'),
  values: children(element('value', DATA, { text: body(string) })),
});
const form = element('x', DATA, { type: attr('type'), fields: children(field) });
const query = element('query', MAM, {
  queryid: attr('queryid'),
  form: optionalChild(form),
  set: optionalChild(resultSet),
});

/** Where a page of the archive begins: behind a message, or at a time in milliseconds since 1970. */
export type ArchivePlace = { after: string } | { start: number };

/** Asks for at most `max` messages from `place` on, oldest first (§4.1). */
export function archiveQuery(queryid: string, place: ArchivePlace, max: number): XmlElement {
  const fields = [
    { var: 'FORM_TYPE', type: 'hidden', values: [{ text: MAM }] },
    ...('start' in place ? [{ var: 'start', values: [{ text: dateTime.format(place.start) }] }] : []),
  ];
  const after = 'after' in place ? { value: place.after } : undefined;
  return query.encode({ queryid, form: { type: 'submit', fields }, set: { max: { value: max }, after } });
}

/** The answer behind the messages (§4.2); `complete`: there are no more. */
export const fin = element('fin', MAM, {
  complete: withDefault(attr('complete', oneOf('true', 'false', '1', '0')), 'false'),
  set: tolerant(optionalChild(resultSet)),
});

/** A message out of the archive. */
export interface Archived {
  queryid: string | undefined;
  /** Its place in the archive. */
  id: string;
  /** When it was archived, in milliseconds since 1970. */
  at: number;
  message: XmlElement;
}

const result = element('result', MAM, { queryid: optionalAttr('queryid'), id: attr('id') });

/**
 * What a message brings out of an archive; the caller checks that our own account sent it. `undefined` where there is
 * nothing. Throws MalformedElementError.
 */
export function findArchived(stanza: XmlElement): Archived | undefined {
  const outer = child(stanza, 'result', MAM, CLIENT);
  const forwarded = outer && child(outer, 'forwarded', FORWARD, MAM);
  const message = forwarded && child(forwarded, 'message', CLIENT, FORWARD);
  const stamp = forwarded && child(forwarded, 'delay', DELAY, FORWARD);
  if (!outer || !message || !stamp) return undefined;
  return { ...result.decode(outer), queryid: outer.attrs['queryid'], at: delay.decode(stamp).stamp, message };
}

/** Whether a message comes out of an archive at all. */
export const isArchived = (stanza: XmlElement): boolean => child(stanza, 'result', MAM, CLIENT) !== undefined;

const child = (parent: XmlElement, name: string, xmlns: string, inherited: string): XmlElement | undefined =>
  elements(parent).find(found => found.name === name && xmlnsOf(found, inherited) === xmlns);
