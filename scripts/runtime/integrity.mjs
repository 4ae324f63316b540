import { createHash } from 'node:crypto';

/**
 * @param {string} name Of the package, for the message.
 * @param {Uint8Array} archive
 * @param {string} expected As a package lock writes it (W3C Subresource Integrity): `sha512-` and base64.
 * @throws if the archive is another one
 */
export function checkIntegrity(name, archive, expected) {
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (integrity !== expected) throw new Error(`${name} is not the package it was: ${integrity}`);
}
