/** Who is there, on which devices, and what these can do (RFC 6121 §4, XEP-0030, XEP-0115). */
import type { Availability } from '../../shared/contact';
import { bareOf, formatJid, parseJid } from '../../shared/jid';
import { plainLine } from '../../shared/plain-text';
import type { Reach } from '../core/ports';
import { CLIENT, JINGLE_MESSAGE } from '../core/protocol/namespaces';
import { presence, type Presence as PresenceStanza } from '../core/protocol/rfc6121';
import { DISCO_INFO, discoInfo } from '../core/protocol/xep0030';
import type { Caps } from '../core/protocol/xep0115';
import { MalformedElementError, type XmlElement } from '../core/xml/codec';
import { callFeatures, capsHash, ourCaps, ourDiscoInfo, ourFeatures } from './features';
import { stanzaErrorOf, type Iqs, type StanzaSink } from './iq';
import { describeError, type Log } from '../core/log';

/** One device of someone who is there. */
interface Device {
  address: string;
  availability: Exclude<Availability, 'offline'>;
  status: string | undefined;
  priority: number;
  /** Counts up with every presence: who was heard of last. */
  heard: number;
  /** `undefined` until the device has told. */
  features: ReadonlySet<string> | undefined;
}

/** A contact over all devices. */
export interface Attendance {
  availability: Availability;
  status: string | undefined;
  /** Some device takes audio calls; `undefined` while that is not known. */
  callable: boolean | undefined;
}

/** Of somebody who is not there, or whom we are not to see. */
export const nobodyThere: Attendance = { availability: 'offline', status: undefined, callable: undefined };

/** What was learnt about a kind of client stays true; a bound keeps a busy server from filling the memory. */
const CACHE_LIMIT = 500;

/** A client has tens of features. */
const FEATURE_LIMIT = 500;
/** Devices of one person; of more, the one that was heard of longest ago is forgotten. */
const DEVICE_LIMIT = 32;
/** Those who show us their presence without being contacts: only who calls or is called is worth knowing. */
const STRANGER_LIMIT = 100;
/** What somebody says of themselves, in characters. */
const STATUS_LIMIT = 300;

/** Contacts of one session. */
export class Presence {
  readonly #iqs: Iqs;
  readonly #sink: StanzaSink;
  readonly #log: Log;
  readonly #isContact: (bare: string) => boolean;
  readonly #changed: (bare?: string) => void;
  /** By bare JID, then by resource. */
  #devices = new Map<string, Map<string, Device>>();
  /** Of them those who are no contacts, who was heard of last comes last. */
  readonly #strangers = new Set<string>();
  /** The server has heard that we are there. */
  #announced = false;
  #undisturbed = false;
  /** Verified answers by hash function and hash (XEP-0115 §5.4), from whomever they came. */
  readonly #known = new Map<string, ReadonlySet<string>>([[keyOf(ourCaps), new Set(ourFeatures)]]);
  /** Questions under way, with the devices that wait for each answer. */
  readonly #asked = new Map<string, Set<string>>();
  /** What devices told that show us no presence, by full JID. */
  readonly #learnt = new Map<string, ReadonlySet<string>>();
  #heard = 0;

  /** `changed` is told of whom, a bare JID, where it concerns one person. */
  constructor(
    iqs: Iqs,
    sink: StanzaSink,
    log: Log,
    isContact: (bare: string) => boolean,
    changed: (bare?: string) => void,
  ) {
    this.#iqs = iqs;
    this.#sink = sink;
    this.#log = log;
    this.#isContact = isContact;
    this.#changed = changed;
    iqs.handle('get', { name: 'query', xmlns: DISCO_INFO }, ({ payload }) => {
      const info = ourDiscoInfo(discoInfo.decode(payload).node);
      return info ? { result: info } : { error: stanzaErrorOf('item-not-found') };
    });
  }

  /** Announces us in a new session, in which everyone else's presence comes anew. */
  announce(): void {
    this.#devices = new Map();
    this.#strangers.clear();
    this.#asked.clear();
    this.#learnt.clear();
    this.#announced = true;
    this.#send();
    this.#changed();
  }

  /** Asks everybody not to disturb, or takes that back (RFC 6121 §4.7.2.1). */
  setUndisturbed(undisturbed: boolean): void {
    if (undisturbed === this.#undisturbed) return;
    this.#undisturbed = undisturbed;
    if (this.#announced) this.#send();
  }

  #send(to?: string): void {
    const show = this.#undisturbed ? { value: 'dnd' as const } : undefined;
    this.#sink.send(presence.encode({ ...(to !== undefined && { to }), show, statuses: [], caps: ourCaps }, CLIENT));
  }

  /** Shows us to someone without a subscription, so that their client sees that we can be called. */
  direct(to: string): void {
    this.#send(to);
  }

  /** Lets somebody think that we are gone. */
  hide(from: string): void {
    this.#sink.send(presence.encode({ to: from, type: 'unavailable', statuses: [] }, CLIENT));
  }

  /** Takes a presence stanza. */
  take(stanza: XmlElement): void {
    const value = presence.decode(stanza);
    const from = parseJid(value.from ?? '');
    if (!from) return;
    const bare = bareOf(from);
    const { resource } = from;
    if (value.type === 'error' || (value.type === 'unavailable' && resource === undefined)) this.#devices.delete(bare);
    else if (value.type === 'unavailable') this.#gone(bare, resource ?? '');
    else if (value.type === undefined && resource !== undefined) this.#there(bare, resource, formatJid(from), value);
    else return;
    this.#changed(bare);
  }

  /** How a contact is to be shown. */
  of(bare: string): Attendance {
    const devices = this.#inOrder(bare);
    const [best] = devices;
    if (!best) return nobodyThere;
    const callable = devices.some(canCall) ? true : devices.some(({ features }) => !features) ? undefined : false;
    return { availability: best.availability, status: best.status, callable };
  }

  /** Full JIDs of the devices that are there. */
  devicesOf(bare: string): string[] {
    return this.#inOrder(bare).map(({ address }) => address);
  }

  /** Full JID of the device to prefer: one that can be called, then the one of highest priority. */
  bestDevice(bare: string): string | undefined {
    const devices = this.#inOrder(bare);
    return (devices.find(canCall) ?? devices[0])?.address;
  }

  /**
   * How somebody is called: by an invitation to all devices, unless it is certain that none of them knows invitations
   * (XEP-0353) while one takes calls; of several such, the one to prefer.
   */
  reach(bare: string): Reach {
    const devices = this.#inOrder(bare);
    const certain = devices.every(({ features }) => features && !features.has(JINGLE_MESSAGE));
    const device = certain ? devices.find(canCall) : undefined;
    return device ? { by: 'initiate', device: device.address } : { by: 'propose' };
  }

  /** Whether a device has a feature; `undefined` while that is not known. */
  hasFeature(full: string, feature: string): boolean | undefined {
    return this.#featuresOf(full)?.has(feature);
  }

  /** Asks a device that shows us no presence what it can do, unless that is known or asked already. */
  learn(full: string): void {
    const jid = parseJid(full);
    if (jid?.resource === undefined || this.#featuresOf(full)) return;
    this.#ask(formatJid(jid), undefined);
  }

  #keepLearnt(full: string, features: ReadonlySet<string>): void {
    const [oldest] = this.#learnt.keys();
    if (this.#learnt.size >= CACHE_LIMIT && oldest !== undefined) this.#learnt.delete(oldest);
    this.#learnt.set(full, features);
  }

  #featuresOf(full: string): ReadonlySet<string> | undefined {
    const jid = parseJid(full);
    if (jid?.resource === undefined) return undefined;
    return this.#devices.get(bareOf(jid))?.get(jid.resource)?.features ?? this.#learnt.get(formatJid(jid));
  }

  #inOrder(bare: string): Device[] {
    return [...(this.#devices.get(bare)?.values() ?? [])].toSorted(
      (a, b) => b.priority - a.priority || ranks[a.availability] - ranks[b.availability] || b.heard - a.heard,
    );
  }

  #gone(bare: string, resource: string): void {
    const devices = this.#devices.get(bare);
    this.#learnt.delete(`${bare}/${resource}`);
    devices?.delete(resource);
    if (devices?.size === 0) this.#devices.delete(bare);
  }

  #there(bare: string, resource: string, address: string, value: PresenceStanza): void {
    const devices = this.#devices.get(bare) ?? new Map<string, Device>();
    this.#devices.set(bare, devices);
    const [oldest] = devices.keys();
    if (devices.size >= DEVICE_LIMIT && !devices.has(resource) && oldest !== undefined) devices.delete(oldest);
    const isStranger = !this.#isContact(bare);
    if (isStranger) this.#crowd(bare);
    const status = plainLine(value.statuses.find(({ text }) => text !== '')?.text ?? '', STATUS_LIMIT);
    const caps = value.caps && value.caps.hash !== '' ? value.caps : undefined;
    devices.set(resource, {
      address,
      availability: value.show?.value ?? 'online',
      status: status === '' ? undefined : status,
      priority: Number(value.priority?.value ?? 0),
      heard: (this.#heard += 1),
      features: caps ? this.#known.get(keyOf(caps)) : undefined,
    });
    const isAsked = !isStranger || this.#asked.size < STRANGER_LIMIT;
    if (!devices.get(resource)?.features && isAsked) this.#ask(address, caps);
  }

  /** Another stranger is there: of too many, the one who was heard of longest ago is forgotten. */
  #crowd(bare: string): void {
    this.#strangers.delete(bare);
    this.#strangers.add(bare);
    const [oldest] = this.#strangers;
    if (this.#strangers.size <= STRANGER_LIMIT || oldest === undefined) return;
    this.#strangers.delete(oldest);
    if (!this.#isContact(oldest)) this.#devices.delete(oldest);
  }

  /** Asks one device on behalf of all that announce the same hash. */
  #ask(address: string, caps: Caps | undefined): void {
    const key = caps ? keyOf(caps) : address;
    const waiting = this.#asked.get(key);
    if (waiting) return void waiting.add(address);
    const asking = new Set([address]);
    this.#asked.set(key, asking);
    const node = caps && `${caps.node}#${caps.ver}`;
    this.#iqs.request('get', address, discoInfo.encode({ node, identities: [], features: [] }), reply => {
      if (this.#asked.get(key) !== asking) return; // of a session that is gone
      this.#asked.delete(key);
      asking.delete(address);
      const features = reply.type === 'result' && reply.payload ? this.#featuresIn(reply.payload) : undefined;
      const verified = features && caps && this.#verifies(reply, caps);
      if (features && verified) {
        this.#remember(keyOf(caps), features);
        for (const other of asking) this.#learn(other, features);
      }
      // An answer that does not fit its hash is true of the device that gave it, and of no other.
      if (features) this.#learn(address, features);
      const [next] = asking;
      if (!verified && next !== undefined) {
        asking.delete(next);
        this.#ask(next, caps);
        for (const other of asking) this.#asked.get(key)?.add(other);
      }
      this.#changed();
    });
  }

  #featuresIn(payload: XmlElement): ReadonlySet<string> | undefined {
    try {
      const { features } = discoInfo.decode(payload);
      return new Set(features.slice(0, FEATURE_LIMIT).map(feature => feature.var.slice(0, 255)));
    } catch (error) {
      if (!(error instanceof MalformedElementError)) throw error;
      this.#log.debug`malformed discovery: ${describeError(error)}`;
      return undefined;
    }
  }

  #verifies(reply: { type: string; payload?: XmlElement | undefined }, { hash, ver }: Caps): boolean {
    return reply.payload !== undefined && capsHash(reply.payload, hash) === ver;
  }

  #remember(key: string, features: ReadonlySet<string>): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= CACHE_LIMIT && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, features);
  }

  #learn(address: string, features: ReadonlySet<string>): void {
    const jid = parseJid(address);
    const devices = jid && this.#devices.get(bareOf(jid));
    const device = devices?.get(jid?.resource ?? '');
    if (device) devices?.set(jid?.resource ?? '', { ...device, features });
    else this.#keepLearnt(address, features);
  }
}

const canCall = ({ features }: Device): boolean => callFeatures.every(feature => features?.has(feature));

/** Among devices of the same priority, the one whose person is likelier to answer. */
const ranks: Record<Device['availability'], number> = { chat: 0, online: 1, away: 2, xa: 3, dnd: 4 };

function keyOf({ hash, ver }: Caps): string {
  return `${hash} ${ver}`;
}
