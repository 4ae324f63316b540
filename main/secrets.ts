/** Passwords and login tokens: in the system's safe storage, or in memory until the app ends. Never in plain text. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as v from 'valibot';
import { replaceFile } from './atomic-file';
import { describeError, type Log } from './log';

/** The system's safe storage. Nobody calls it unless a secret is to be read or written: it may ask for a password. */
export interface SafeStorage {
  /** Whether there may be one, told without waking it up. */
  likely(): boolean;
  /** A real keyring stands behind it; one with a fixed key is none. */
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  decrypt(sealed: Buffer): Promise<string>;
}

const secretSchema = v.object({
  /** Bare JID that the rest belongs to. */
  address: v.string(),
  password: v.string(),
  /** What the connection wants back next time; only `main/xmpp` knows what is in it. */
  saved: v.optional(v.unknown()),
  /** Of the proxy that the account is reached through. */
  proxyPassword: v.optional(v.string()),
});
export type Secret = v.InferOutput<typeof secretSchema>;

/** What the softphone needs of secrets; each account has its own. */
export interface SecretStore {
  /** False: what is kept will only be remembered until the app ends. Asks nobody for a password. */
  canKeep(): boolean;
  /** What is kept for the account; `undefined` if there is nothing, or nothing that can still be read. */
  read(address: string): Promise<Secret | undefined>;
  /** Keeps `secret` and tells where: `session` means that the caller has to remember it. */
  keep(secret: Secret): Promise<'safe' | 'session'>;
  forget(address: string): Promise<void>;
}

/** Each account's secret, sealed for itself, as base64; by the hash of its address, for the file may be seen by others. */
const fileSchema = v.object({ version: v.literal(2), secrets: v.record(v.string(), v.string()) });
type Sealed = Record<string, string>;

/** Where the secret of the first version is, in whose file there was no other, until it could be read. */
const FIRST = 'first';

const nameOf = (address: string): string => createHash('sha256').update(address).digest('base64url');

/** Secrets in one file. What cannot be decrypted is asked for again: it never keeps the app, or another account, from starting. */
export class SecretFile implements SecretStore {
  readonly #path: string;
  readonly #storage: SafeStorage;
  readonly #log: Log;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, storage: SafeStorage, log: Log) {
    this.#path = path;
    this.#storage = storage;
    this.#log = log;
  }

  canKeep(): boolean {
    return this.#storage.likely();
  }

  read(address: string): Promise<Secret | undefined> {
    return this.#inOrder(async () => {
      const sealed = this.#sealed();
      const own = sealed[nameOf(address)];
      const text = own ?? sealed[FIRST];
      if (text === undefined) return undefined;
      const secret = await this.#opened(text);
      if (own === undefined && secret) this.#write(renamed(sealed, nameOf(secret.address)));
      return secret?.address === address ? secret : undefined;
    });
  }

  keep(secret: Secret): Promise<'safe' | 'session'> {
    return this.#inOrder(async () => {
      const name = nameOf(secret.address);
      try {
        if (await this.#storage.available()) {
          const sealed = (await this.#storage.encrypt(JSON.stringify(secret))).toString('base64');
          const { [FIRST]: _, ...others } = this.#sealed();
          this.#write({ ...others, [name]: sealed });
          return 'safe';
        }
        this.#log.info`no keyring; the password is kept until the app ends`;
      } catch (error) {
        this.#log.warn`the password could not be stored and is kept until the app ends: ${describeError(error)}`;
      }
      this.#remove(name);
      return 'session';
    });
  }

  forget(address: string): Promise<void> {
    return this.#inOrder(() => Promise.resolve(this.#remove(nameOf(address))));
  }

  async #opened(text: string): Promise<Secret | undefined> {
    try {
      if (!(await this.#storage.available())) throw new Error('there is no keyring now');
      return v.parse(secretSchema, JSON.parse(await this.#storage.decrypt(Buffer.from(text, 'base64'))));
    } catch (error) {
      this.#log.warn`a password has to be asked for again: ${describeError(error)}`;
      return undefined;
    }
  }

  /** All there is in the file. The first version had nothing but one sealed secret in it. */
  #sealed(): Sealed {
    if (!existsSync(this.#path)) return {};
    try {
      const text = readFileSync(this.#path, 'utf8');
      if (!text.startsWith('{')) return { [FIRST]: text };
      return v.parse(fileSchema, JSON.parse(text)).secrets;
    } catch (error) {
      this.#log.warn`the passwords have to be asked for again: ${describeError(error)}`;
      return {};
    }
  }

  #remove(name: string): void {
    const { [name]: _, [FIRST]: __, ...others } = this.#sealed();
    this.#write(others);
  }

  #write(secrets: Sealed): void {
    if (Object.keys(secrets).length === 0) rmSync(this.#path, { force: true });
    else replaceFile(this.#path, JSON.stringify({ version: 2, secrets }));
  }

  /** A later write must not be overtaken by an earlier one. */
  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch((error: unknown) => this.#log.warn`the secret file: ${describeError(error)}`);
    return turn;
  }
}

/** The secret of the first version under a name of its own. */
const renamed = ({ [FIRST]: first = '', ...others }: Sealed, name: string): Sealed => ({ [name]: first, ...others });
