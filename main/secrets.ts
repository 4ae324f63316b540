/** The password and the login tokens: in the system's safe storage, or in memory until the app ends. Never in plain text. */
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
});
export type Secret = v.InferOutput<typeof secretSchema>;

/** What the softphone needs of secrets. */
export interface SecretStore {
  /** False: what is kept will only be remembered until the app ends. Asks nobody for a password. */
  canKeep(): boolean;
  /** The kept secret; `undefined` if there is none, or none that can still be read. */
  read(): Promise<Secret | undefined>;
  /** Keeps `secret` and tells where: `session` means that the caller has to remember it. */
  keep(secret: Secret): Promise<'safe' | 'session'>;
  forget(): Promise<void>;
}

/** Secrets in one encrypted file. What cannot be decrypted is asked for again: it never keeps the app from starting. */
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

  read(): Promise<Secret | undefined> {
    return this.#inOrder(async () => {
      if (!existsSync(this.#path)) return undefined;
      try {
        if (!(await this.#storage.available())) throw new Error('there is no keyring now');
        const text = await this.#storage.decrypt(Buffer.from(readFileSync(this.#path, 'utf8'), 'base64'));
        return v.parse(secretSchema, JSON.parse(text));
      } catch (error) {
        this.#log.warn(`the password has to be asked for again: ${nameOf(error)}`);
        return undefined;
      }
    });
  }

  keep(secret: Secret): Promise<'safe' | 'session'> {
    return this.#inOrder(async () => {
      try {
        if (await this.#storage.available()) {
          replaceFile(this.#path, (await this.#storage.encrypt(JSON.stringify(secret))).toString('base64'));
          return 'safe';
        }
        this.#log.info('no keyring; the password is kept until the app ends');
      } catch (error) {
        this.#log.warn(`the password could not be stored and is kept until the app ends: ${describeError(error)}`);
      }
      rmSync(this.#path, { force: true });
      return 'session';
    });
  }

  forget(): Promise<void> {
    return this.#inOrder(() => Promise.resolve(rmSync(this.#path, { force: true })));
  }

  /** A later write must not be overtaken by an earlier one. */
  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch((error: unknown) => this.#log.warn(`the secret file: ${describeError(error)}`));
    return turn;
  }
}

/** Not its message: a parse error may quote what it could not parse. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
