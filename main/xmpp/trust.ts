/** Whom we believe that a server is who it says. */
import { X509Certificate } from 'node:crypto';
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
  const context = contextOf(extra === undefined ? authorities : [...authorities, ...certificatesIn(extra)]);
  last = { extra, context };
  return context;
}

const contextOf = (ca: string[]): SecureContext => createSecureContext({ ca: [...new Set(ca)], minVersion: 'TLSv1.2' });

/** The certificates in a text, each checked: Node passes over what it cannot read without a word. */
function certificatesIn(pem: string): string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (found.length === 0) throw new Error('no certificate');
    return found.map(text => new X509Certificate(text).toString());
  } catch {
    throw new ConnectionError('certificate-invalid', 'the additional certificates cannot be read');
  }
}
