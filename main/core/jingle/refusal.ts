/** How a Jingle request is refused, by the names the specifications give it (XEP-0166 §10). */
import type { StanzaError } from '../protocol/rfc6120';

export type Refusal =
  'bad-request' | 'feature-not-implemented' | 'out-of-order' | 'tie-break' | 'unknown-session' | 'unsupported-info';

/** The stanza error that each refusal is. */
export const refusals: Record<Refusal, StanzaError> = {
  'bad-request': { type: 'cancel', condition: 'bad-request' },
  'feature-not-implemented': { type: 'cancel', condition: 'feature-not-implemented' },
  'out-of-order': { type: 'wait', condition: 'unexpected-request', jingle: 'out-of-order' },
  'tie-break': { type: 'cancel', condition: 'conflict', jingle: 'tie-break' },
  'unknown-session': { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' },
  'unsupported-info': { type: 'modify', condition: 'feature-not-implemented', jingle: 'unsupported-info' },
};
