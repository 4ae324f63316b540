/**
 * SCRAM (RFC 5802, RFC 7677), with the channel binding of RFC 9266 in its -PLUS variants: who knows the password proves
 * it, both ways, without saying it.
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ConnectionError, saslProblem } from './problems';

const derive = promisify(pbkdf2);

export type ScramHash = 'sha1' | 'sha256' | 'sha512';
const lengths: Record<ScramHash, number> = { sha1: 20, sha256: 32, sha512: 64 };

/** Fewer make the password cheap to guess for who listens in; more than a million would let a server keep us busy. */
const iterations = { least: 4096, most: 1_000_000 };

export interface ScramOptions {
  hash: ScramHash;
  username: string;
  password: string;
  /** What `tls-exporter` gives for this connection; present for -PLUS only. */
  binding?: Buffer | undefined;
  nonce?: string | undefined;
}

/** One exchange; each step throws ConnectionError `server-proof-wrong` where the server does not keep to it. */
export class Scram {
  readonly #options: ScramOptions;
  readonly #nonce: string;
  readonly #gs2: string;
  readonly #bare: string;
  #expected: Buffer | undefined;
  #proven = false;

  constructor(options: ScramOptions) {
    this.#options = options;
    this.#nonce = options.nonce ?? randomBytes(24).toString('base64');
    this.#gs2 = options.binding ? 'p=tls-exporter,,' : 'n,,';
    const name = prepare(options.username).replace(/=/g, '=3D').replace(/,/g, '=2C');
    this.#bare = `n=${name},r=${this.#nonce}`;
  }

  /** client-first-message */
  first(): string {
    return `${this.#gs2}${this.#bare}`;
  }

  /** client-final-message, in answer to server-first-message. */
  async final(serverFirst: string): Promise<string> {
    const { hash, password, binding } = this.#options;
    const { r: nonce = '', s: salt = '', i: count = '', m: extension, e: error } = fieldsOf(serverFirst);
    if (error !== undefined) throw saslProblem('not-authorized');
    if (extension !== undefined)
      throw new ConnectionError('server-proof-wrong', 'an extension we must understand and do not');
    if (!nonce.startsWith(this.#nonce) || nonce.length <= this.#nonce.length)
      throw new ConnectionError('server-proof-wrong', 'the nonce is not ours');
    const rounds = /^\d{1,9}$/.test(count) ? Number(count) : 0;
    if (rounds < iterations.least || rounds > iterations.most)
      throw new ConnectionError('server-proof-wrong', 'iteration count out of bounds');
    const secret = Buffer.from(prepare(password));
    const salted = await derive(secret, Buffer.from(salt, 'base64'), rounds, lengths[hash], hash);
    const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash(hash).update(clientKey).digest();
    const bound = Buffer.concat([Buffer.from(this.#gs2), binding ?? Buffer.alloc(0)]);
    const withoutProof = `c=${bound.toString('base64')},r=${nonce}`;
    const authenticated = `${this.#bare},${serverFirst},${withoutProof}`;
    const signature = hmac(storedKey, authenticated);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
    this.#expected = hmac(hmac(salted, 'Server Key'), authenticated);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** Checks server-final-message; without one, whether an earlier one was right. */
  verify(serverFinal: string | undefined): void {
    if (serverFinal === undefined || serverFinal === '') {
      if (!this.#proven) throw new ConnectionError('server-proof-wrong', 'the server gave no proof');
      return;
    }
    const { v: proof, e: error } = fieldsOf(serverFinal);
    if (error !== undefined) throw saslProblem('not-authorized');
    const given = Buffer.from(proof ?? '', 'base64');
    const expected = this.#expected;
    if (expected === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new ConnectionError('server-proof-wrong', 'the server does not know the password');
    }
    this.#proven = true;
  }
}

/** `a=1,b=2`; a value may hold further equals signs. */
const fieldsOf = (message: string): Record<string, string | undefined> =>
  Object.fromEntries(message.split(',').map(part => [part.slice(0, 1), part.slice(2)]));

/** SASLprep (RFC 4013) as far as a client needs it: a server that forbids a character will not have it in a password. */
export const prepare = (text: string): string =>
  text
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g, '')
    .normalize('NFKC');
