/**
 * XEP-0251: Jingle Session Transfer (0.2).
 *
 * In a session-info it asks the peer to call somebody else; in a session-initiate it says who asked for that call.
 */
import { element, optionalAttr, type Infer } from '../xml/codec';
import { TRANSFER } from './namespaces';

/**
 * `to`: who is to be called, with `sid` in the place of the session that `from` has with them (attended transfer, §3);
 * without `sid` it is a call like any other (unattended, §2).
 */
export const transfer = element('transfer', TRANSFER, {
  from: optionalAttr('from'),
  sid: optionalAttr('sid'),
  to: optionalAttr('to'),
});

/** In the reason of a session-terminate: the session is over because another has taken its place. */
export const transferred = element('transferred', TRANSFER, {});

export type Transfer = Infer<typeof transfer>;
