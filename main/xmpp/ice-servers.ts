/** STUN and TURN servers that our server offers (XEP-0215), with credentials renewed before they expire. */
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { IceServer } from '../../shared/media';
import { credentials, EXTERNAL_SERVICES, services, type ExternalService } from '../core/protocol/xep0215';
import type { XmlElement } from '../core/xml/codec';
import { stanzaErrorOf, type Iqs } from './iq';
import { describeError, type Log } from '../core/log';
import { parseJid } from '../../shared/jid';

/** `setTimeout` takes no more; credentials that last longer are renewed all the same. */
const LONGEST_MS = 24 * 3600_000;
const RETRY_MS = 60_000;
/** Servers that a connection is given; more make it slow to find a way, and each is a question to our server. */
const MOST = 16;
/** In bytes: what a connection takes for a username, which is what STUN can carry (RFC 8489 §14.3). */
const LONGEST_USERNAME = 508;
const LONGEST_PASSWORD = 2048;
/** Of a name (RFC 1035 §2.3.4). */
const LONGEST_HOST = 253;

/** Asks once per session and again before credentials expire; tells every change. */
export class IceServers {
  readonly #iqs: Iqs;
  readonly #server: string;
  readonly #log: Log;
  readonly #changed: (servers: IceServer[]) => void;
  #timer: NodeJS.Timeout | undefined;
  /** Counts fetches, so that an answer to an earlier one is not taken for the newest. */
  #fetch = 0;
  #told = '';

  /** `server`: the domain of the account. */
  constructor(iqs: Iqs, server: string, log: Log, changed: (servers: IceServer[]) => void) {
    this.#iqs = iqs;
    this.#server = server;
    this.#log = log;
    this.#changed = changed;
    iqs.handle('set', { name: 'services', xmlns: EXTERNAL_SERVICES }, ({ from }) => {
      const sender = parseJid(from);
      if (sender?.local !== undefined || sender?.domain !== server)
        return { error: stanzaErrorOf('service-unavailable') };
      return { result: undefined, then: () => this.fetch() };
    });
  }

  /** Starts over, in a new session or when the server says that something changed. */
  fetch(): void {
    this.stop();
    const fetch = (this.#fetch += 1);
    this.#ask(fetch).catch((error: unknown) => this.#log.warn`no relay servers: ${describeError(error)}`);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#fetch += 1;
  }

  async #ask(fetch: number): Promise<void> {
    const reply = await this.#iqs.ask('get', this.#server, services.encode({ services: [] }));
    if (fetch !== this.#fetch || reply.type === 'lost') return;
    if (reply.type === 'timeout') return this.#again(RETRY_MS);
    if (reply.type === 'error') {
      this.#log.info`the server offers no relay: ${reply.error.condition}`;
      return this.#tell([]);
    }
    const listed = firstOfEach(listIn(services, reply.payload));
    const found = await Promise.all(listed.map(async service => await this.#complete(service)));
    if (fetch !== this.#fetch) return;
    this.#tell(found);
    const soonest = Math.min(...found.map(({ expires }) => expires ?? Infinity));
    if (soonest < Infinity) this.#again(renewalDelay(soonest - Date.now()));
  }

  /** A restricted service whose credentials were not in the list is asked for on its own (§3.4). */
  async #complete(service: ExternalService): Promise<ExternalService> {
    const restricted = service.restricted === 'true' || service.restricted === '1' || service.type.startsWith('turn');
    if (!restricted || service.password !== undefined) return service;
    const { host, type, port } = service;
    const query = credentials.encode({ services: [{ host, type, port }] });
    const reply = await this.#iqs.ask('get', this.#server, query);
    const [answer] = reply.type === 'result' ? listIn(credentials, reply.payload) : [];
    return answer ? { ...service, ...answer, host, type, port: port ?? answer.port } : service;
  }

  #again(ms: number): void {
    this.#timer = setTimeout(() => this.fetch(), ms);
  }

  #tell(found: readonly ExternalService[]): void {
    const servers = iceServersOf(found);
    const text = JSON.stringify(servers);
    if (text === this.#told) return;
    this.#told = text;
    this.#log.info`${servers.length} STUN and TURN servers`;
    this.#changed(servers);
  }
}

const listIn = (definition: typeof services, payload: XmlElement | undefined): ExternalService[] =>
  payload?.name === definition.name ? definition.decode(payload).services : [];

/** Those that can be reached at all, each once, as many as are of use. */
function firstOfEach(list: readonly ExternalService[]): ExternalService[] {
  const found = new Map<string, ExternalService>();
  for (const service of list) {
    const place = placeOf(service.host, service.port);
    if (service.action === 'delete' || place === undefined) continue;
    const key = `${service.type} ${place} ${service.transport}`;
    if (!found.has(key)) found.set(key, service);
    if (found.size === MOST) break;
  }
  return [...found.values()];
}

/** How long before credentials that last `left` milliseconds are renewed: a fifth of it early, as a call may be long. */
export const renewalDelay = (left: number): number => Math.min(LONGEST_MS, Math.max(500, left * 0.8));

/**
 * As `RTCPeerConnection` takes them (RFC 7064, RFC 7065). It would throw at TURN without credentials and at a host that is
 * none, and it speaks neither STUN over TCP or TLS nor TURN over DTLS: asking plainly at such a port is in vain.
 */
export function iceServersOf(found: readonly ExternalService[]): IceServer[] {
  const servers = found.flatMap(({ type, host, port, transport, username, password, action }): IceServer[] => {
    const place = placeOf(host, port);
    if (action === 'delete' || place === undefined) return [];
    switch (type) {
      case 'stun':
        return transport === 'tcp' ? [] : [{ urls: `stun:${place}` }];
      case 'stuns':
        return [];
      case 'turn':
      case 'turns': {
        const over = transport ?? (type === 'turns' ? 'tcp' : 'udp');
        if (!holds(username, LONGEST_USERNAME) || !holds(password, LONGEST_PASSWORD)) return [];
        if (type === 'turns' && over === 'udp') return [];
        return [{ urls: `${type}:${place}?transport=${over}`, username, credential: password }];
      }
    }
  });
  return servers.filter(({ urls }, index) => servers.findIndex(other => other.urls === urls) === index);
}

/** Something, and no more than that many bytes: a connection throws at anything else. */
const holds = (text: string | undefined, most: number): text is string =>
  text !== undefined && text !== '' && Buffer.byteLength(text) <= most;

/** Host and port as in a URL, international names in ASCII; `undefined` where that is no place. */
function placeOf(host: string, port: number | undefined): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(bare)) return bare.includes('%') || port === 0 ? undefined : withPort(`[${bare}]`, port);
  // Asked as it is: read as a part of a URL, `turn.test/?x` and a name with a line break in it are others.
  if (host.length > LONGEST_HOST || /[\s\p{C}/?#@:\\[\]%]/u.test(host)) return undefined;
  const ascii = domainToASCII(host);
  const isName = ascii.length <= LONGEST_HOST && /^[\w-]+(\.[\w-]+)*\.?$/.test(ascii);
  return isName && port !== 0 ? withPort(ascii, port) : undefined;
}

const withPort = (host: string, port: number | undefined): string => (port === undefined ? host : `${host}:${port}`);
