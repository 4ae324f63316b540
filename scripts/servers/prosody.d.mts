/** A throw-away Prosody on loopback: its own data, certificates and ports in a temporary folder. */
import type { Person } from './people.mjs';
import type { Server, ServerOptions } from './server.mjs';

export type ProsodyAccount = Person;

export type CertificateKind = 'good' | 'expired' | 'not-yet-valid' | 'wrong-name';

/** Passwords are kept as SCRAM-SHA-1 unless told otherwise. */
export interface ProsodyOptions extends ServerOptions {
  certificate?: CertificateKind;
  /** Plug-in folders and names of further modules. */
  pluginPaths?: readonly string[];
  modules?: readonly string[];
  /** More lines for the global part of the configuration, in Lua. */
  config?: string;
}

export type Prosody = Server;

/** @throws if Prosody or openssl is not installed, or Prosody does not start */
export declare function startProsody(options?: ProsodyOptions): Promise<Prosody>;
