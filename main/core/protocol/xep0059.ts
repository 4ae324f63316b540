/** XEP-0059: Result Set Management (1.0), as far as paging forwards takes it. */
import { body, element, optionalChild, string, uint } from '../xml/codec';

const RSM = 'http://jabber.org/protocol/rsm';

const text = (name: string) => optionalChild(element(name, RSM, { value: body(string) }));

/** In a request `max` and `after`; in an answer `last`, the place to go on from. */
export const resultSet = element('set', RSM, {
  max: optionalChild(element('max', RSM, { value: body(uint()) })),
  after: text('after'),
  last: text('last'),
});
