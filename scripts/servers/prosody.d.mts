/** A throw-away Prosody on loopback: its own data, certificates and ports in a temporary folder. */

export interface ProsodyAccount {
  /** The local part of the address. */
  user: string;
  password: string;
  /** What the others' rosters call this account. */
  name?: string;
}

export type CertificateKind = 'good' | 'expired' | 'not-yet-valid' | 'wrong-name';

export interface ProsodyOptions {
  /** Default `example.test`. */
  domain?: string;
  /** All of them have each other as contacts, with presence both ways. Default: alice, bob, carol (`<user>-pw`). */
  accounts?: readonly ProsodyAccount[];
  /** In no roster and with an empty one: people the others do not know. */
  strangers?: readonly ProsodyAccount[];
  /** For STARTTLS; a free one unless given. */
  port?: number;
  /** For direct TLS; a free one unless given. */
  directTlsPort?: number;
  /** The hash that passwords are kept in, which is the only SCRAM the server then offers. Default `SHA-1`. */
  passwordHash?: 'SHA-1' | 'SHA-256';
  /** Announced through XEP-0215. `ttl`: how long credentials last, in seconds. */
  turn?: { host?: string; port: number; secret: string; ttl?: number; tcp?: boolean };
  certificate?: CertificateKind;
  /** How long a session that lost its connection can be resumed, in seconds. Default 30. */
  resumeSeconds?: number;
  /** Plug-in folders and names of further modules. */
  pluginPaths?: readonly string[];
  modules?: readonly string[];
  /** More lines for the global part of the configuration, in Lua. */
  config?: string;
  /** Logs every stanza. */
  debug?: boolean;
}

export interface Prosody {
  readonly domain: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly directTlsPort: number;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  /** The same in a file. */
  readonly caFile: string;
  readonly folder: string;
  /** `user@domain` */
  address(user: string): string;
  /** @throws if there is no such account */
  password(user: string): string;
  /** What the server has logged so far. */
  log(): string;
  /** Ends the server without a good-bye. */
  kill(): Promise<void>;
  /** Ends the server if it still runs and starts it again: same ports, same data. */
  restart(): Promise<void>;
  /** Ends the server and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

/** @throws if Prosody or openssl is not installed, or Prosody does not start */
export declare function startProsody(options?: ProsodyOptions): Promise<Prosody>;
