/** What a refused request means to the person. */
import { PhoneError, type FailureCode } from '../../shared/result';
import type { StanzaError } from '../core/protocol/rfc6120';
import type { Reply } from './iq';

/** Throws PhoneError if a request of ours did not do what it was for: offline, timeout, unsupported, refused. */
export function confirm(reply: Reply): void {
  if (reply.type === 'lost') throw new PhoneError('offline');
  if (reply.type === 'timeout') throw new PhoneError('timeout');
  if (reply.type === 'error') throw new PhoneError(failureOf(reply.error.condition), reply.error.condition);
}

const failureOf = (condition: StanzaError['condition']): FailureCode => {
  switch (condition) {
    case 'feature-not-implemented':
    case 'service-unavailable':
      return 'unsupported';
    case 'jid-malformed':
      return 'not-an-address';
    case 'item-not-found':
      return 'no-such-contact';
    default:
      return 'refused';
  }
};
