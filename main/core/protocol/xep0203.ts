/** XEP-0203: Delayed Delivery (2.0), with the date and time of XEP-0082. */
import { element, attr, MalformedElementError, type Text } from '../xml/codec';

export const DELAY = 'urn:xmpp:delay';

/** Milliseconds since 1970, written as `2026-01-31T12:00:00.000Z` (XEP-0082 §3.2). */
export const dateTime: Text<number> = {
  parse: raw => {
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(raw) ? Date.parse(raw) : NaN;
    if (Number.isNaN(value)) throw new MalformedElementError('not a date and time');
    return value;
  },
  format: value => new Date(value).toISOString(),
};

/** When a server first saw a stanza that it kept. */
export const delay = element('delay', DELAY, { stamp: attr('stamp', dateTime) });
