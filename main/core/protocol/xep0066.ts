/** XEP-0066: Out of Band Data (1.5), as a form points to a page of the web with it (§3). */
import { body, child, element, string } from '../xml/codec';

const OOB_X = 'jabber:x:oob';

export const outOfBand = element('x', OOB_X, { url: child(element('url', OOB_X, { value: body(string) })) });
