/** Certificates the person chose to trust for their server. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { PhoneError } from '../shared/result';

const LIMIT = 256 * 1024;

/** The certificates in the PEM file at `path`, as text. Throws `unreadable-file` if it holds anything else. */
export async function readCertificates(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > LIMIT) throw new Error('too large');
    const certificates = (await readFile(path, 'latin1')).match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    );
    if (!certificates) throw new Error('no certificate in it');
    return certificates.map(pem => new X509Certificate(pem).toString()).join('');
  } catch {
    throw new PhoneError('unreadable-file');
  }
}
