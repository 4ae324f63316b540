/** A throw-away ejabberd on loopback: a second opinion on what servers do. Takes some seconds to start. */
import type { Server, ServerOptions } from './server.mjs';

/** Passwords are kept as SCRAM-SHA-256 unless told otherwise. */
export interface EjabberdOptions extends ServerOptions {
  /** More lines for the end of the configuration, in YAML: indented ones are modules, the others its own options. */
  config?: string;
}

export type Ejabberd = Server;

/** @throws if ejabberd or openssl is not installed, or ejabberd does not start */
export declare function startEjabberd(options?: EjabberdOptions): Promise<Ejabberd>;
