/** An XMPP account: its connection, its people, its relay servers, and the wire that calls go over. */
import type { ConnectionState, Gateway } from '../../shared/ipc';
import type { Contact, SubscriptionRequest } from '../../shared/contact';
import type { AccountChangeAnswer } from '../../shared/account-change';
import { parseJid, toBare } from '../../shared/jid';
import { plainLine } from '../../shared/plain-text';
import type { IceServer } from '../../shared/media';
import type { RegistrationValues } from '../../shared/registration';
import type { AccountChange } from '../core/account-change';
import type { Reach, Wire } from '../core/ports';
import { presence } from '../core/protocol/rfc6121';
import { PING, ping } from '../core/protocol/xep0199';
import { enable } from '../core/protocol/xep0280';
import type { ArchivePlace } from '../core/protocol/xep0313';
import type { XmlElement } from '../core/xml/codec';
import { changeAccount } from './account-change';
import { Archive, type ArchiveFailure, type ArchivePage } from './archive';
import { Chat } from './chat';
import { Connection } from './connection';
import { Avatars, type AvatarStore } from './avatars';
import { BlockList, type Blocks } from './block-list';
import { confirm } from './confirm';
import { contactBook, type ContactBook } from './contact-book';
import { domainIn, Gateways } from './gateways';
import { IceServers } from './ice-servers';
import { Iqs } from './iq';
import { describeError, type Log } from '../core/log';
import type { Strength } from './mechanisms';
import { nobodyThere, Presence } from './presence';
import { ConnectionError } from './problems';
import type { ProxyFor } from './proxy';
import { Roster } from './roster';
import { parseSavedLogin, type SavedLogin } from './saved-login';
import { usualTiming, type Timing } from './session';
import { Subscriptions } from './subscriptions';
import { Watch } from './watch';
import { StanzaWire, type PhoneInbox, type WireRecord } from './wire';

export { parseSavedLogin, type SavedLogin } from './saved-login';
export type { Log } from '../core/log';
export { strengths, type Strength } from './mechanisms';
export type { ProxyFor } from './proxy';
export type { Timing } from './session';
export type { ArchiveFailure, ArchivePage } from './archive';
export type { AvatarStore } from './avatars';
export type { ArchivedChat } from './chat';
export type { Blocks } from './block-list';
export type { PhoneInbox, WireRecord } from './wire';

export interface AccountConfig {
  /** Bare JID with a local part. */
  address: string;
  password: string;
  /** Where the server is, if its domain does not tell. */
  host?: string | undefined;
  port?: number | undefined;
  /** Authorities to trust besides those of the system, in PEM. */
  ca?: string | undefined;
  /** Through what servers are reached; without it straight. */
  proxyFor?: ProxyFor | undefined;
  /** What `saved` told in an earlier run; anything else counts as nothing. */
  saved?: SavedLogin | undefined;
  /** Where the session stands is told to `saved` all the time, so that the next run can go on with it. */
  keepSession?: boolean | undefined;
  /** What `strongest` told in an earlier run; the server must not ask for less. */
  strongest?: Strength | undefined;
  log: Log;
  /** Where the pictures of people are kept; without it none are asked for. */
  avatars?: AvatarStore | undefined;
  /** Begins the resource, so that devices can be told apart. Default `tsuwa`. */
  resourceTag?: string | undefined;
  /** For tests. */
  timing?: Partial<Timing> | undefined;
}

/** A contact as the server and its people tell of it; who is a favourite, and of which accounts, only this phone knows. */
export type RosterContact = Omit<Contact, 'accounts' | 'favourite'>;

export interface AccountEvents {
  connection(state: ConnectionState): void;
  /** The whole list; changes that come together are told together. */
  contacts(list: RosterContact[]): void;
  /** All who ask to see our presence and have no answer yet. */
  requests(list: SubscriptionRequest[]): void;
  blocks(blocks: Blocks): void;
  iceServers(list: IceServer[]): void;
  /** Ways into the telephone network, those of the contacts first. */
  gateways(list: Gateway[]): void;
  /** What went over the wire for a call, in the order in which it went. */
  stanza(record: WireRecord): void;
  /** To be kept in safe storage: it signs in without the password. The promise, if there is one, is fulfilled once it is. */
  saved(login: SavedLogin): Promise<void> | void;
  /** To be kept: a server that asks for less from now on is refused with `weaker-sign-in`. */
  strongest(strength: Strength): void;
}

/** What a person can be called, and how many groups they can be in: more is there to confuse. */
const NAME_LIMIT = 255;
const GROUP_LIMIT = 50;
/** Changes within this are told together. */
const COALESCE_MS = 50;

/** Does nothing until `start`; after a problem that ends it for good, `start` tries again. */
export class Account {
  readonly wire: Wire;
  /** What is written to people. */
  readonly chat: Chat;
  /** What can be done about the people of the account. */
  readonly book: ContactBook;
  readonly #events: AccountEvents;
  readonly #log: Log;
  readonly #connection: Connection;
  readonly #iqs: Iqs;
  readonly #wire: StanzaWire;
  readonly #roster: Roster;
  readonly #presence: Presence;
  readonly #subscriptions: Subscriptions;
  readonly #blockList: BlockList;
  readonly #avatars: Avatars | undefined;
  readonly #iceServers: IceServers;
  readonly #gateways: Gateways;
  readonly #archive: Archive;
  readonly #watch: Watch;
  readonly #domain: string;
  #contactsTimer: NodeJS.Timeout | undefined;
  #hadSession = false;
  #online = false;

  /** Throws ConnectionError if the address is none. */
  constructor(config: AccountConfig, events: AccountEvents) {
    const address = parseJid(config.address);
    if (address?.local === undefined) throw new ConnectionError('server-not-found', 'not an address', true);
    const { password, host, port, ca, proxyFor, log } = config;
    this.#events = events;
    this.#log = log;
    this.#domain = address.domain;
    this.#connection = new Connection(
      {
        address: { ...address, resource: undefined },
        password,
        host,
        port,
        ca,
        proxyFor,
        log,
        saved: parseSavedLogin(config.saved),
        keepSession: config.keepSession ?? false,
        strongest: config.strongest,
        resourceTag: config.resourceTag ?? 'tsuwa',
        timing: { ...usualTiming, ...config.timing },
      },
      {
        state: state => this.#stateChanged(state),
        stanza: stanza => this.#take(stanza),
        arrived: stanza => this.chat.arrived(stanza),
        ping: answered =>
          this.#iqs.request('get', this.#domain, ping.encode({}), ({ type }) => {
            if (type === 'result' || type === 'error') answered();
          }),
        lost: () => {
          this.#iqs.pause();
          this.#wire.stream('lost');
        },
        resumed: () => {
          this.#iqs.resume();
          this.#wire.stream('resumed');
        },
        established: (features, waiting) => this.#newSession(features, waiting),
        ready: () => {
          if (this.#hadSession) this.#wire.stream('rebound');
          this.#hadSession = true;
        },
        saved: login => events.saved(login),
        strongest: strength => events.strongest(strength),
      },
    );
    const self = () => this.#connection.self;
    this.#watch = new Watch(self, record => events.stanza(record));
    const sink = {
      send: (stanza: XmlElement) => {
        this.#watch.pass('sent', stanza);
        this.#connection.send(stanza);
      },
      self,
    };
    this.#iqs = new Iqs(sink, log);
    this.chat = new Chat(sink, log, from => this.#blockList.has(from));
    this.#blockList = new BlockList(this.#iqs, self, log, blocks => {
      events.blocks(blocks);
      this.#subscriptions.consider();
      this.#avatars?.consider();
      this.#contactsChanged();
    });
    this.#wire = new StanzaWire(this.#iqs, sink, log, from => this.#blockList.has(from));
    this.#roster = new Roster(this.#iqs, sink.self, log, () => {
      this.#subscriptions.consider();
      this.#avatars?.consider();
      this.#contactsChanged();
    });
    this.#presence = new Presence(
      this.#iqs,
      sink,
      log,
      bare => this.#roster.items.has(bare),
      bare => this.#changedAbout(bare),
    );
    const isWanted = (bare: string) =>
      this.#roster.items.has(bare) && this.#roster.isContact(bare) && !this.#blockList.has(bare);
    this.#avatars =
      config.avatars && new Avatars(this.#iqs, config.avatars, log, isWanted, bare => this.#changedAbout(bare));
    this.#subscriptions = new Subscriptions(
      sink,
      { item: bare => this.#roster.items.get(bare), isBlocked: bare => this.#blockList.has(bare) },
      log,
      list => events.requests(list),
    );
    this.#iceServers = new IceServers(this.#iqs, address.domain, log, servers => events.iceServers(servers));
    this.#gateways = new Gateways(this.#iqs, address.domain, log, list => events.gateways(list));
    this.#archive = new Archive(this.#iqs, self, log, bare => this.#blockList.has(bare));
    this.#iqs.handle('get', { name: 'ping', xmlns: PING }, () => ({ result: undefined }));
    this.wire = this.#wire;
    this.book = contactBook({
      roster: this.#roster,
      subscriptions: this.#subscriptions,
      blockList: this.#blockList,
      isOnline: () => this.#online,
      appear: (address, there) => (there ? this.#presence.direct(address) : this.#presence.hide(address)),
      reached: async () => {
        const reply = await this.#iqs.ask('get', this.#domain, ping.encode({}));
        // Whatever the server says to a ping, it comes behind what was sent before.
        if (reply.type !== 'error') confirm(reply);
      },
    });
  }

  /** Where calls are delivered to; to be told before `start`. */
  deliverTo(inbox: PhoneInbox): void {
    this.#wire.deliverTo(inbox);
  }

  start(): void {
    this.#connection.start();
  }

  /** Signs off; what was sent before it goes out first. Takes little more than a second at most. */
  async stop(): Promise<void> {
    this.#iceServers.stop();
    clearTimeout(this.#contactsTimer);
    await this.#connection.stop();
    this.#iqs.pause();
    this.#iqs.lose();
  }

  /** Signs in with what the server offers, even if that is less than it has before. */
  acceptWeaker(): void {
    this.#connection.acceptWeaker();
    this.start();
  }

  /** Asks the server for another password, or to delete the account. Throws PhoneError: offline, timeout. */
  async change(change: AccountChange, values?: RegistrationValues): Promise<AccountChangeAnswer> {
    const answer = await changeAccount(this.#iqs, this.#domain, change, values);
    if (change.kind === 'password' && !answer.form && !answer.refusal) this.#connection.setPassword(change.password);
    return answer;
  }

  /** The computer woke, or its network changed: the connection is checked, or tried again, at once. */
  poke(why: 'resume' | 'network'): void {
    this.#log.debug`checking the connection: ${why}`;
    this.#connection.poke();
  }

  /** Asks everybody not to disturb, or takes that back. */
  setUndisturbed(undisturbed: boolean): void {
    this.#presence.setUndisturbed(undisturbed);
  }

  /** Shows us to someone who has no subscription to our presence, so that their client lets us call. */
  showTo(address: string): void {
    this.#presence.direct(address);
  }

  /** Whether a device has a feature (XEP-0030); `undefined` while that is not known. */
  hasFeature(full: string, feature: string): boolean | undefined {
    return this.#presence.hasFeature(full, feature);
  }

  /** Asks a device that shows us no presence what it can do; `hasFeature` tells it once the answer is there. */
  learn(full: string): void {
    this.#presence.learn(full);
  }

  /** How somebody is called: by an invitation (XEP-0353) unless it is certain that it would reach nobody. */
  reach(bare: string): Reach {
    return this.#presence.reach(bare);
  }

  /** Whether the roster knows them by a subscription, either way, or one that was asked for or granted beforehand. */
  isContact(bare: string): boolean {
    return this.#roster.isContact(bare);
  }

  /** What the server has kept of the messages about calls (XEP-0313), from `place` on. */
  archivePage(place: ArchivePlace): Promise<ArchivePage | ArchiveFailure> {
    return this.#archive.page(place);
  }

  /** The device of a contact to prefer. */
  bestDevice(bare: string): string | undefined {
    return this.#presence.bestDevice(bare);
  }

  #newSession(features: ReadonlySet<string>, waiting: ReadonlySet<string>): void {
    this.#iqs.lose(waiting);
    this.#iqs.resume();
    this.#iqs.request('set', undefined, enable.encode({}), reply => {
      if (reply.type === 'error') this.#log.info`no carbons: ${reply.error.condition}`;
    });
    this.#blockList.fetch();
    this.#subscriptions.begin(features);
    this.#avatars?.begin();
    this.#roster.fetch(features);
    this.#presence.announce();
    this.#iceServers.fetch();
    this.#gateways.fetch();
  }

  #stateChanged(state: ConnectionState): void {
    this.#online = state.status === 'online';
    if (state.status === 'offline') this.#iqs.lose();
    this.#events.connection(state);
  }

  #take(stanza: XmlElement): void {
    try {
      this.#watch.pass('received', stanza);
      if (stanza.name === 'iq') this.#iqs.take(stanza);
      else if (stanza.name === 'presence') {
        if (!this.#subscriptions.take(stanza)) this.#there(stanza);
      } else if (!this.#archive.take(stanza) && !this.#avatars?.take(stanza)) {
        this.#wire.take(stanza);
        this.chat.take(stanza);
      }
    } catch (error) {
      // One stanza that we cannot take must not cost the stream.
      this.#log.warn`a stanza was not taken: ${describeError(error)}`;
    }
  }

  #there(stanza: XmlElement): void {
    this.#presence.take(stanza);
    const { from = '', type, avatar } = presence.decode(stanza);
    const bare = toBare(from);
    if (avatar && bare !== undefined && type === undefined) this.#avatars?.takeUpdate(bare, avatar);
  }

  /** What strangers tell of themselves changes nothing in the contacts: they must not keep a large list busy. */
  #changedAbout(bare: string | undefined): void {
    if (bare === undefined || this.#roster.items.has(bare)) this.#contactsChanged();
  }

  #contactsChanged(): void {
    this.#contactsTimer ??= setTimeout(() => {
      this.#contactsTimer = undefined;
      this.#events.contacts(this.#contacts());
      this.#gateways.consider(
        [...this.#roster.items].flatMap(([address, { name }]) => {
          const domain = domainIn(address);
          return domain === undefined ? [] : [{ domain, name, devices: this.#presence.devicesOf(address) }];
        }),
      );
    }, COALESCE_MS);
  }

  #contacts(): RosterContact[] {
    return [...this.#roster.items].flatMap(([address, item]): RosterContact[] => {
      const { ask } = item;
      const name = item.name === undefined ? undefined : plainLine(item.name, NAME_LIMIT);
      const subscription = item.subscription === 'remove' ? 'none' : item.subscription;
      if (subscription === 'none' && ask === undefined && name === undefined) return [];
      const groups = item.groups.slice(0, GROUP_LIMIT).map(group => plainLine(group.name, NAME_LIMIT));
      const blocked = this.#blockList.has(address);
      const attendance = blocked ? nobodyThere : this.#presence.of(address);
      const avatar = this.#avatars?.of(address);
      const bounced = this.#subscriptions.bouncedFrom(address);
      return [
        { address, name, groups, ...attendance, subscription, asked: ask !== undefined, bounced, avatar, blocked },
      ];
    });
  }
}
