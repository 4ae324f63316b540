/** Whom we believe that a server is who it says. */
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { ConnectionError } from './problems';

let last: { extra: string | undefined; context: SecureContext } | undefined;

/**
 * The authorities of Mozilla and of this system, and those in `extra` (PEM). Reading them takes a while, so the last
 * answer is kept. Throws ConnectionError if `extra` cannot be read.
 */
export function trusting(extra: string | undefined): SecureContext {
  if (last && last.extra === extra) return last.context;
  const authorities = [...getCACertificates('default'), ...getCACertificates('system')];
  const context = contextOf(extra === undefined ? authorities : [...authorities, extra]);
  last = { extra, context };
  return context;
}

function contextOf(ca: string[]): SecureContext {
  try {
    return createSecureContext({ ca: [...new Set(ca)], minVersion: 'TLSv1.2' });
  } catch {
    throw new ConnectionError('certificate-invalid', 'the additional certificates cannot be read');
  }
}
