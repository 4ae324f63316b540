/** A throw-away TURN server, on loopback unless told otherwise. */

export interface Coturn {
  /** The first of its addresses. */
  readonly host: string;
  /** UDP and TCP. */
  readonly port: number;
  readonly secret: string;
  log(): string;
  /** Ends the server without a good-bye. */
  kill(): Promise<void>;
  /** Ends the server and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

export interface CoturnOptions {
  secret: string;
  realm?: string;
  /** A free one unless given. */
  port?: number;
  /** Where it listens and from where it relays; `127.0.0.1` unless given. */
  addresses?: readonly string[];
  /** Also over TLS, with a certificate and its key in PEM files that the user `nobody` can read. */
  tls?: { port: number; cert: string; key: string };
}

/**
 * Relays between peers on loopback too, which no server on a network may do.
 * @throws if coturn is not installed or does not start
 */
export declare function startCoturn(options: CoturnOptions): Promise<Coturn>;
