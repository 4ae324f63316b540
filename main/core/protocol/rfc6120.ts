/** RFC 6120 §8.3: stanza errors, with the application conditions of Jingle (XEP-0166 §10). */
import {
  body,
  choice,
  element,
  attr,
  oneOf,
  optionalChild,
  string,
  tolerant,
  withDefault,
  type Infer,
} from '../xml/codec';
import { CLIENT, JINGLE_ERRORS, STANZAS } from './namespaces';

const errorTypes = ['auth', 'cancel', 'continue', 'modify', 'wait'] as const;

export const conditions = [
  'bad-request', 'conflict', 'feature-not-implemented', 'forbidden', 'gone', 'internal-server-error', 'item-not-found',
  'jid-malformed', 'not-acceptable', 'not-allowed', 'not-authorized', 'policy-violation', 'recipient-unavailable',
  'redirect', 'registration-required', 'remote-server-not-found', 'remote-server-timeout', 'resource-constraint',
  'service-unavailable', 'subscription-required', 'undefined-condition', 'unexpected-request',
] as const; // prettier-ignore

const jingleConditions = ['out-of-order', 'tie-break', 'unknown-session', 'unsupported-info'] as const;

/** `<error/>`; one without a known type or condition reads as `cancel` and `undefined-condition`. */
export const stanzaError = element('error', CLIENT, {
  type: withDefault(attr('type', oneOf(...errorTypes)), 'cancel'),
  condition: withDefault(choice(STANZAS, conditions), 'undefined-condition'),
  jingle: tolerant(choice(JINGLE_ERRORS, jingleConditions)),
  text: tolerant(optionalChild(element('text', STANZAS, { value: body(string) }))),
});

export type StanzaError = Infer<typeof stanzaError>;
