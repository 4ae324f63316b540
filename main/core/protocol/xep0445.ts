/** XEP-0445: Pre-Authenticated In-Band Registration (0.2): the token of an invitation. */
import { attr, element } from '../xml/codec';

export const preauth = element('preauth', 'urn:xmpp:pars:0', { token: attr('token') });
