/** XEP-0215: External Service Discovery (1.0.0). */
import { attr, element, oneOf, optionalAttr, tolerant, uint, wellFormedChildren, type Infer } from '../xml/codec';
import { dateTime } from './xep0203';

export const EXTERNAL_SERVICES = 'urn:xmpp:extdisco:2';

/** A server for ICE; services of other types read as malformed. */
export const service = element('service', EXTERNAL_SERVICES, {
  action: tolerant(optionalAttr('action', oneOf('add', 'delete', 'modify'))),
  type: attr('type', oneOf('stun', 'stuns', 'turn', 'turns')),
  transport: tolerant(optionalAttr('transport', oneOf('udp', 'tcp'))),
  host: attr('host'),
  port: tolerant(optionalAttr('port', uint(65_535))),
  username: optionalAttr('username'),
  password: optionalAttr('password'),
  restricted: tolerant(optionalAttr('restricted', oneOf('true', 'false', '1', '0'))),
  /** When username and password stop to work, in milliseconds since 1970. */
  expires: tolerant(optionalAttr('expires', dateTime)),
});

export const services = element('services', EXTERNAL_SERVICES, { services: wellFormedChildren(service) });

/** Asks for the credentials of one service (§3.4). */
export const credentials = element('credentials', EXTERNAL_SERVICES, { services: wellFormedChildren(service) });

export type ExternalService = Infer<typeof service>;
