/** The short authentication string of a call: what two people read to each other to know that nobody is between them. */
import { scrypt } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Eleven bits each. */
const WORDS = 4;

/**
 * Nobody commits to a certificate before seeing the other's, so who is in the middle may look for two certificates whose
 * words agree: some four million tries for 44 bits. Making each try take 64 MiB and a fifth of a second puts that out of
 * reach for as long as a phone rings.
 */
const effort = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 };

/**
 * Four words made of the certificates of both sides (`initiator` and `responder`, the values of XEP-0320's
 * `<fingerprint/>`) and the session's id; the same on both ends unless somebody has put theirs between.
 */
export function verificationWords(sid: string, [initiator, responder]: readonly [string, string]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const certificates = `${initiator.toUpperCase()}\n${responder.toUpperCase()}`;
    scrypt(certificates, `tsuwa words 1\n${sid}`, WORDS * 2, effort, (error, key) => {
      if (error) reject(error);
      else
        resolve(Array.from({ length: WORDS }, (_, at) => wordlist[key.readUInt16BE(at * 2) % wordlist.length] ?? ''));
    });
  });
}
