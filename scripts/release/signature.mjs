/** Signs what describes an update, so that the app believes it: see main/updates/signature.ts. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {{ privateKey: string, publicKey: string }} PKCS #8 and SubjectPublicKeyInfo, both in base64 */
export function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

/** @param {string} privateKey PKCS #8 in base64. */
const keyOf = privateKey => createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });

/** @param {string} privateKey PKCS #8 in base64. @returns {string} the one that the app has to have */
export const publicKeyOf = privateKey =>
  createPublicKey(keyOf(privateKey)).export({ format: 'der', type: 'spki' }).toString('base64');

/**
 * Writes a `.sig` beside every description of an update in `folder`.
 * @param {string} folder
 * @param {string} privateKey PKCS #8 in base64.
 * @returns {string[]} the names of what was signed
 */
export function signUpdates(folder, privateKey) {
  const names = readdirSync(folder).filter(name => /^latest.*\.yml$/.test(name));
  for (const name of names) {
    const signature = sign(null, readFileSync(join(folder, name)), keyOf(privateKey));
    writeFileSync(join(folder, `${name}.sig`), `${signature.toString('base64')}\n`);
  }
  return names;
}
