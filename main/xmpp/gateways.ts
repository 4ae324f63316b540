/** Ways into the telephone network: domains that say of themselves that they are one (XEP-0030, XEP-0100). */
import type { Gateway } from '../../shared/ipc';
import { parseJid } from '../../shared/jid';
import { JINGLE, RTP_AUDIO } from '../core/protocol/namespaces';
import { DISCO_INFO, DISCO_ITEMS, discoInfo, discoItems } from '../core/protocol/xep0030';
import { MalformedElementError } from '../core/xml/codec';
import type { Iqs, Reply } from './iq';
import { describeError, type Log } from '../core/log';

/** A domain that may be a gateway, with the addresses that can say so: its own and those of its devices. */
export interface Candidate {
  domain: string;
  /** What the person calls it. */
  name: string | undefined;
  devices: readonly string[];
}

/** What an address says of itself. */
interface Said {
  isGateway: boolean;
  name: string | undefined;
}

/** Asks each address once per session; tells the list whenever it changed. */
export class Gateways {
  readonly #iqs: Iqs;
  readonly #server: string;
  readonly #log: Log;
  readonly #changed: (list: Gateway[]) => void;
  #fromRoster: readonly Candidate[] = [];
  #fromServer: readonly Candidate[] = [];
  /** By address; without a value while the answer is awaited. */
  #said = new Map<string, Said | undefined>();
  #told = '[]';

  /** `server`: the domain of the account, which may have gateways of its own. */
  constructor(iqs: Iqs, server: string, log: Log, changed: (list: Gateway[]) => void) {
    this.#iqs = iqs;
    this.#server = server;
    this.#log = log;
    this.#changed = changed;
  }

  /** Starts over in a new session; what was told stays told until the answers say otherwise. */
  fetch(): void {
    this.#said = new Map();
    const said = this.#said;
    this.#iqs.request('get', this.#server, discoItems.encode({ items: [] }), reply => {
      if (said !== this.#said) return;
      this.#fromServer = this.#itemsIn(reply);
      this.#ask();
    });
    this.#ask();
  }

  /** The domains among the contacts, each time they or their devices change. */
  consider(candidates: readonly Candidate[]): void {
    this.#fromRoster = candidates;
    this.#ask();
  }

  #ask(): void {
    const said = this.#said;
    for (const address of this.#candidates().flatMap(({ domain, devices }) => [domain, ...devices])) {
      if (said.has(address)) continue;
      said.set(address, undefined);
      this.#iqs.request('get', address, discoInfo.encode({ identities: [], features: [] }), reply => {
        if (said !== this.#said) return; // of a session that is gone
        said.set(address, this.#saidIn(reply));
        this.#tell();
      });
    }
    this.#tell();
  }

  /** The contacts first: what the person chose comes before what the server has. */
  #candidates(): Candidate[] {
    const known = new Set(this.#fromRoster.map(({ domain }) => domain));
    return [...this.#fromRoster, ...this.#fromServer.filter(({ domain }) => !known.has(domain))];
  }

  #tell(): void {
    const candidates = this.#candidates();
    if (candidates.some(({ domain, devices }) => [domain, ...devices].some(each => !this.#said.get(each)))) return;
    const list = candidates.flatMap(({ domain, name, devices }): Gateway[] => {
      const said = [domain, ...devices].flatMap(address => this.#said.get(address) ?? []);
      const gateway = said.find(({ isGateway }) => isGateway);
      return gateway ? [{ address: domain, name: name ?? gateway.name }] : [];
    });
    const text = JSON.stringify(list);
    if (text === this.#told) return;
    this.#told = text;
    this.#log.info`${list.length} gateways to the telephone network`;
    this.#changed(list);
  }

  #itemsIn(reply: Reply): Candidate[] {
    if (reply.type !== 'result' || reply.payload?.attrs['xmlns'] !== DISCO_ITEMS) return [];
    return discoItems.decode(reply.payload).items.flatMap(({ jid, name, node }): Candidate[] => {
      const domain = node === undefined ? domainIn(jid) : undefined;
      return domain === undefined ? [] : [{ domain, name, devices: [] }];
    });
  }

  #saidIn(reply: Reply): Said {
    const nothing = { isGateway: false, name: undefined };
    if (reply.type !== 'result' || reply.payload?.attrs['xmlns'] !== DISCO_INFO) return nothing;
    try {
      const { identities, features } = discoInfo.decode(reply.payload);
      const has = (feature: string) => features.some(({ var: name }) => name === feature);
      // A gateway for text messages takes calls only if it says so.
      const callable = (type: string) => type === 'pstn' || (type === 'sms' && has(JINGLE) && has(RTP_AUDIO));
      const found = identities.find(({ category, type }) => category === 'gateway' && callable(type));
      return found ? { isGateway: true, name: found.name } : nothing;
    } catch (error) {
      if (!(error instanceof MalformedElementError)) throw error;
      this.#log.debug`malformed discovery: ${describeError(error)}`;
      return nothing;
    }
  }
}

/** The domain that an address is, if it is nothing else. */
export function domainIn(address: string): string | undefined {
  const jid = parseJid(address);
  return jid && jid.local === undefined && jid.resource === undefined ? jid.domain : undefined;
}
