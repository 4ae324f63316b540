/** XEP-0199: XMPP Ping (2.0.1). */
import { element } from '../xml/codec';

export const PING = 'urn:xmpp:ping';

export const ping = element('ping', PING, {});
