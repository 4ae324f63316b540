/** The ways to prove who we are, and which of those offered is taken. */
import type { Mechanism } from '@xmpp/client';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Mechanisms } from './hardening';
import { ConnectionError } from './problems';
import { Scram, type ScramHash } from './scram';

/** A mechanism that also asks the server for its proof. */
export interface ProvingMechanism extends Mechanism {
  /** Called with what came beside the success; throws ConnectionError where the server has not proven itself. */
  verify(final: string | undefined): void;
}

/** What a mechanism needs of the account and of the connection. */
export interface Identity {
  username: string;
  password: string;
  /** `tls-exporter` of this connection (RFC 9266). */
  binding: () => Buffer;
}

/**
 * How well a server has proven itself to an account, the weaker first. Which hash it uses does not matter: all of them
 * keep the password from whoever stands between. The channel binding does: it tells that nobody does.
 */
export const strengths = ['scram', 'scram-plus'] as const;
export type Strength = (typeof strengths)[number];

/** From the strongest to the weakest: a bound one beats a longer hash, since it excludes anyone in between. */
const scrams: readonly { name: string; hash: ScramHash; plus: boolean }[] = [
  { name: 'SCRAM-SHA-512-PLUS', hash: 'sha512', plus: true },
  { name: 'SCRAM-SHA-256-PLUS', hash: 'sha256', plus: true },
  { name: 'SCRAM-SHA-1-PLUS', hash: 'sha1', plus: true },
  { name: 'SCRAM-SHA-512', hash: 'sha512', plus: false },
  { name: 'SCRAM-SHA-256', hash: 'sha256', plus: false },
  { name: 'SCRAM-SHA-1', hash: 'sha1', plus: false },
];

/**
 * The best of the mechanisms offered, `undefined` if we share none. `canBind`: the server lists `tls-exporter`
 * (XEP-0440) and the connection has it. PLAIN shows the password to the server, so it must know no SCRAM at all.
 * `least`: what the account has been signed in with before; nothing below it is chosen.
 */
export function chooseMechanism(offered: readonly string[], canBind: boolean, least?: Strength): string | undefined {
  const scram = scrams.find(
    ({ name, plus }) => offered.includes(name) && (canBind || !plus) && (plus || least !== 'scram-plus'),
  );
  if (scram) return scram.name;
  const nothingBetter = least === undefined && !offered.some(name => name.startsWith('SCRAM-'));
  return offered.includes('PLAIN') && nothingBetter ? 'PLAIN' : undefined;
}

/** What a sign-in by `mechanism` is worth; `undefined` for one that shows the password, and for tokens. */
export const strengthOf = (mechanism: string): Strength | undefined =>
  mechanism.startsWith('SCRAM-') ? (mechanism.endsWith('-PLUS') ? 'scram-plus' : 'scram') : undefined;

/** The stronger of two. */
export const stronger = (one: Strength | undefined, other: Strength | undefined): Strength | undefined =>
  strengths.findLast(strength => strength === one || strength === other);

/** Every mechanism by its name, for one try to sign in; `started` is told which one the library takes. */
export const mechanismsFor = (identity: Identity, started: (mechanism: ProvingMechanism) => void): Mechanisms => [
  ...scrams.map(({ name, hash, plus }) => ({
    name,
    mech: class extends ScramMechanism {
      constructor() {
        super(name, new Scram({ ...identity, hash, binding: plus ? identity.binding() : undefined }));
        started(this);
      }
    },
  })),
  {
    name: 'PLAIN',
    mech: class extends Plain {
      constructor() {
        super(identity);
        started(this);
      }
    },
  },
];

/** The mechanisms for FAST tokens (XEP-0484). */
export const tokenMechanismsFor = (started: (mechanism: ProvingMechanism) => void): Mechanisms => [
  {
    name: 'HT-SHA-256-NONE',
    mech: class extends HashedToken {
      constructor() {
        super();
        started(this);
      }
    },
  },
];

// The library speaks base64 of Latin-1, so bytes travel as characters up to U+00FF.
const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

class ScramMechanism implements ProvingMechanism {
  readonly clientFirst = true;
  #step: 'first' | 'final' | 'done' = 'first';
  #challenge = '';
  constructor(
    readonly name: string,
    readonly scram: Scram,
  ) {}

  challenge(text: string): void {
    this.#challenge = fromBytes(text);
  }

  async response(): Promise<string> {
    const step = this.#step;
    if (step === 'first') {
      this.#step = 'final';
      return toBytes(this.scram.first());
    }
    if (step === 'final') {
      this.#step = 'done';
      return toBytes(await this.scram.final(this.#challenge));
    }
    // Some servers send their proof as one more challenge (RFC 6120 §6.4.2).
    this.scram.verify(this.#challenge);
    return '';
  }

  verify(final: string | undefined): void {
    this.scram.verify(final === undefined ? undefined : fromBytes(final));
  }
}

/** RFC 4616; there is no proof of the server's but its certificate. */
class Plain implements ProvingMechanism {
  readonly name = 'PLAIN';
  readonly clientFirst = true;
  readonly #identity: Identity;
  constructor(identity: Identity) {
    this.#identity = identity;
  }
  challenge(): void {
    throw new ConnectionError('internal', 'PLAIN has no challenge');
  }
  response(): string {
    return toBytes(`\0${this.#identity.username}\0${this.#identity.password}`);
  }
  verify(): void {
    return;
  }
}

/** draft-schmaus-kitten-sasl-ht, without channel binding; the password in the credentials is the token. */
class HashedToken implements ProvingMechanism {
  readonly name = 'HT-SHA-256-NONE';
  readonly clientFirst = true;
  #token = '';
  challenge(): void {
    throw new ConnectionError('internal', 'a token has no challenge');
  }
  response({ username, password }: { username: string; password: string }): string {
    this.#token = password;
    return toBytes(`${username}\0`) + this.#hmac('Initiator').toString('latin1');
  }
  verify(final: string | undefined): void {
    const given = Buffer.from(final ?? '', 'latin1');
    const expected = this.#hmac('Responder');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new ConnectionError('server-proof-wrong', 'the server does not know the token');
    }
  }
  #hmac(text: string): Buffer {
    return createHmac('sha256', this.#token).update(text).digest();
  }
}
