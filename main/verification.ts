/** The short authentication string of a call: what two people read to each other to know that nobody is between them. */
import { pbkdf2 } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Eleven bits each. */
const WORDS = 4;

/**
 * Nobody commits to a certificate before seeing the other's (docs/protocol.md says what follows from it), so who is in
 * the middle may look for one whose words fit. Every try is made to take a third of a second; there are 2^44 words.
 */
const ROUNDS = 2 ** 19;

/**
 * Four words made of the certificates of both sides (`initiator` and `responder`, the values of XEP-0320's
 * `<fingerprint/>`) and the session's id; the same on both ends unless somebody has put theirs between.
 */
export function verificationWords(sid: string, [initiator, responder]: readonly [string, string]): Promise<string[]> {
  const certificates = `${initiator.toUpperCase()}\n${responder.toUpperCase()}`;
  return new Promise((resolve, reject) => {
    // Not scrypt, which BoringSSL computes on the calling thread before it begins.
    pbkdf2(certificates, `tsuwa words 1\n${sid}`, ROUNDS, WORDS * 2, 'sha512', (error, key) => {
      if (error) reject(error);
      else
        resolve(Array.from({ length: WORDS }, (_, at) => wordlist[key.readUInt16BE(at * 2) % wordlist.length] ?? ''));
    });
  });
}
