/** A throw-away ejabberd on loopback: a second opinion on what servers do. Takes some seconds to start. */

export interface EjabberdOptions {
  /** Default `example.test`. */
  domain?: string;
  /** Nobody has anyone as a contact. Default: alice, bob. */
  accounts?: readonly { user: string; password: string }[];
}

export interface Ejabberd {
  readonly domain: string;
  readonly host: '127.0.0.1';
  /** STARTTLS. */
  readonly port: number;
  readonly directTlsPort: number;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  log(): string;
  /** Ends the server and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

/** Keeps passwords as SCRAM-SHA-256. @throws if ejabberd or openssl is not installed, or ejabberd does not start */
export declare function startEjabberd(options?: EjabberdOptions): Promise<Ejabberd>;
