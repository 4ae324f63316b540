/** Certificates the person chose to trust for their server. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { PhoneError } from '../shared/result';

const LIMIT = 256 * 1024;

/** The certificates in the PEM file at `path`, as text. Throws `unreadable-file` if it holds anything else. */
export async function readCertificates(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > LIMIT) throw new Error('too large');
    return certificatesIn(await readFile(path, 'latin1'));
  } catch {
    throw new PhoneError('unreadable-file');
  }
}

/** The certificates in a text, as PEM. Throws Error if there is none, or one is broken. */
export function certificatesIn(text: string): string {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (text.length > LIMIT || !certificates) throw new Error('no certificate in it');
  return certificates.map(pem => new X509Certificate(pem).toString()).join('');
}
