/** What every throw-away XMPP server of ours has and can be asked for. */
import type { Person } from './people.mjs';

/** A STUN or TURN server to announce (XEP-0215). */
export interface AnnouncedService {
  type: 'stun' | 'stuns' | 'turn' | 'turns';
  host: string;
  port: number;
  transport: 'udp' | 'tcp';
}

/** A component that may connect from outside (XEP-0114). */
export interface ComponentOptions {
  host: string;
  secret: string;
}

export interface ServerOptions {
  /** Default `example.test`. */
  domain?: string;
  /** All of them have each other as contacts, with presence both ways. Default: alice, bob, carol (`<user>-pw`). */
  accounts?: readonly Person[];
  /** In no roster and with an empty one: people the others do not know. */
  strangers?: readonly Person[];
  /** For STARTTLS; a free one unless given. */
  port?: number;
  /** For direct TLS; a free one unless given. */
  directTlsPort?: number;
  /** The hash that passwords are kept in, which is the only SCRAM the server then offers. */
  passwordHash?: 'SHA-1' | 'SHA-256';
  /** One TURN server, announced through XEP-0215. `ttl`: how long credentials last, in seconds. */
  turn?: { host?: string; port: number; secret: string; ttl?: number; tcp?: boolean };
  /** Any others, the TURN servers among them with credentials made from `servicesSecret`. */
  services?: readonly AnnouncedService[];
  servicesSecret?: string;
  components?: readonly ComponentOptions[];
  /** How long a session that lost its connection can be resumed, in seconds. Default 30. */
  resumeSeconds?: number;
  /** Logs every stanza. */
  debug?: boolean;
}

export interface Server {
  readonly domain: string;
  readonly host: '127.0.0.1';
  /** STARTTLS. */
  readonly port: number;
  readonly directTlsPort: number;
  /** For components, if any were asked for. */
  readonly componentPort: number;
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
