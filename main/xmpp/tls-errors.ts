/** What Node says about sockets, names and certificates, as problems of a connection. */
import { ConnectionError, isConnectionError } from './problems';
import type { ConnectionProblem } from '../../shared/ipc';

const codes = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-name',
  HOSTNAME_MISMATCH: 'certificate-wrong-name',
  CERT_UNTRUSTED: 'certificate-unknown-issuer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-unknown-issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-unknown-issuer',
  CERT_CHAIN_TOO_LONG: 'certificate-invalid',
  CERT_REJECTED: 'certificate-invalid',
  CERT_REVOKED: 'certificate-invalid',
  CERT_SIGNATURE_FAILURE: 'certificate-invalid',
  INVALID_CA: 'certificate-invalid',
  INVALID_PURPOSE: 'certificate-invalid',
  PATH_LENGTH_EXCEEDED: 'certificate-invalid',
  ECONNREFUSED: 'refused',
  EACCES: 'refused',
  EPERM: 'refused',
  ECONNABORTED: 'lost',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'server-not-found',
  ENODATA: 'server-not-found',
  EAI_AGAIN: 'no-network',
  EADDRNOTAVAIL: 'no-network',
  EHOSTUNREACH: 'no-network',
  ENETDOWN: 'no-network',
  ENETUNREACH: 'no-network',
} as const satisfies Record<string, ConnectionProblem>;

const isKnown = (code: string): code is keyof typeof codes => Object.hasOwn(codes, code);

/** The problem behind an error of a socket; an unknown code of TLS itself means that the other side does not speak it. */
export function socketProblem(error: unknown): ConnectionError {
  if (isConnectionError(error)) return error;
  // Several addresses were tried: each has its own error (`autoSelectFamily`).
  if (error instanceof AggregateError && error.errors.length > 0) return socketProblem(error.errors[0]);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const tls = /^ERR_(SSL|TLS)_|^EPROTO$/.test(code);
  if (isKnown(code)) return new ConnectionError(codes[code], code);
  return tls ? new ConnectionError('not-xmpp', 'no TLS') : new ConnectionError('internal', 'no known code');
}
