/** XEP-0172: User Nickname (1.1), which somebody who asks for our presence calls themselves by (§4.2). */
import { body, element, string } from '../xml/codec';

export const NICK = 'http://jabber.org/protocol/nick';

export const nick = element('nick', NICK, { text: body(string) });
