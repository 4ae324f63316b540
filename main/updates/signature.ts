/** What we have published, told from what others have: Ed25519 (RFC 8032) over the bytes of a description. Pure. */
import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether `signature`, in base64, is that of `text` by `publicKey`, a SubjectPublicKeyInfo in base64. What cannot be read
 * is no signature.
 */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return (
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature.trim(), 'base64'))
    );
  } catch {
    return false;
  }
}
