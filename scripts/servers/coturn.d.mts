/** A throw-away TURN server on loopback. */

export interface Coturn {
  readonly host: '127.0.0.1';
  /** UDP and TCP. */
  readonly port: number;
  readonly secret: string;
  log(): string;
  /** Ends the server without a good-bye. */
  kill(): Promise<void>;
  /** Ends the server and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

/**
 * Relays between peers on loopback too, which no server on a network may do.
 * @throws if coturn is not installed or does not start
 */
export declare function startCoturn(options: { secret: string; realm?: string; port?: number }): Promise<Coturn>;
