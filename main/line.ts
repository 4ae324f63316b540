/** One signed-in account: its connection, its people, its calls and what is kept of them. */
import type { AccountChangeAnswer } from '../shared/account-change';
import { knownTo } from '../shared/accounts';
import type { CallView } from '../shared/call';
import type { Contact, SubscriptionRequest } from '../shared/contact';
import type { AccountState, ConnectionState, Gateway, PhoneState, Preferences } from '../shared/ipc';
import { parseJid } from '../shared/jid';
import type { IceServer, MediaSignal } from '../shared/media';
import { isAtGateway, privacyFor } from '../shared/privacy';
import { isSameProxy, type ProxyChoice } from '../shared/proxy';
import type { RegistrationValues } from '../shared/registration';
import { PhoneError } from '../shared/result';
import type { Trace } from '../shared/trace';
import { CallWords } from './call-words';
import type { Redial } from './core/call/call';
import { Phone } from './core/phone';
import type { Clock, NewId, People } from './core/ports';
import type { History } from './history/history';
import { Recorder } from './history/recorder';
import { describeError, type Log, type Part } from './log';
import { Messages } from './messages';
import { proxiesOf } from './proxies';
import type { Secret } from './secrets';
import { joined, Traces } from './trace';
import { isBlocked } from '../shared/blocking';
import {
  Account,
  type AvatarStore,
  type Blocks,
  type RosterContact,
  type SavedLogin,
  type Strength,
} from './xmpp/account';
import type { ContactBook } from './xmpp/contact-book';

/** A contact of one account. */
export type LineContact = Omit<Contact, 'accounts'>;

/** What it takes to sign in. */
export interface Login {
  /** Bare JID with a local part. */
  address: string;
  password: string;
  host?: string | undefined;
  port?: number | undefined;
  /** Certificates to trust besides the system's, as PEM. */
  ca?: string | undefined;
  /** Absent: as the system says. */
  proxy?: ProxyChoice | undefined;
  proxyPassword?: string | undefined;
  /** The best way in which the server has proven itself so far. */
  strongest?: Strength | undefined;
  /** What signed in the last time, instead of the password. */
  saved?: SavedLogin | undefined;
  /** Where the password was found. */
  passwordStorage: AccountState['passwordStorage'];
  resourceTag?: string | undefined;
}

/** What a line needs from the world; what it tells, it tells no more once it has left. */
export interface LinePorts {
  history: History;
  clock: Clock;
  newId: NewId;
  preferences(): Preferences;
  /** What single people get to see of our addresses, by bare JID. */
  privacyOf(): PhoneState['privacyOf'];
  /** The people of all accounts. */
  people(): readonly Contact[];
  /** The phones of the other accounts. */
  others(): readonly Phone[];
  /** Bare JIDs. */
  favourites(): readonly string[];
  /** Where the pictures of people are kept; without it they show none. */
  avatars?: AvatarStore | undefined;
  /** No address of ours leaves but that of a relay. */
  relayOnly: boolean;
  /** Keeps what signs in the next time, and tells where; `undefined` if it is not to be kept. */
  keep(secret: Secret): Promise<AccountState['passwordStorage'] | undefined>;
  /** Keeps how well the server has proven itself; `undefined`: that is to be forgotten. */
  keepStrongest(strength: Strength | undefined): void;
  /** Through what the system reaches a place, as a PAC script would say it. */
  systemProxy(host: string, port: number): Promise<string>;
  /** Something that is shown is not what it was. */
  changed(): void;
  contactsChanged(): void;
  messagesChanged(): void;
  /** For the page's peer connection. */
  signal(id: string, signal: MediaSignal, early?: true): void;
  /** A call is to be placed: only the page can, since it makes the offer. */
  redial(redial: Redial): void;
  /** The log of the named part. */
  log(part: Part): Log;
}

/** How long the server may take to hear that we leave. */
const GOODBYE_MS = 2_000;
/** How long it may take to find out whether an account is gone. */
const PROOF_MS = 15_000;

/** Does nothing until `start`; after `leave` it is over. */
export class Line {
  readonly address: string;
  readonly phone: Phone;
  /** What is written around calls. */
  readonly messages: Messages;
  readonly #ports: LinePorts;
  readonly #login: Login;
  readonly #log: Log;
  readonly #account: Account;
  readonly #traces: Traces;
  readonly #recorder: Recorder;
  readonly #words: CallWords;
  #connection: ConnectionState = { status: 'connecting', attempt: 1 };
  #contacts: readonly LineContact[] = [];
  #subscriptionRequests: SubscriptionRequest[] = [];
  #blocks: Blocks = { supported: false, addresses: [] };
  #iceServers: IceServer[] = [];
  #gateways: Gateway[] = [];
  #password: string;
  #passwordStorage: AccountState['passwordStorage'];
  #saved: SavedLogin | undefined;
  /** The server has taken the password: it is worth keeping. */
  #proven = false;
  #left = false;
  /** To be told how the connection is. */
  #awaited: ((state: ConnectionState) => void) | undefined;

  constructor(login: Login, ports: LinePorts) {
    this.#ports = ports;
    this.#login = login;
    this.#log = ports.log('softphone');
    this.address = login.address;
    this.#password = login.password;
    this.#saved = login.saved;
    this.#passwordStorage = login.passwordStorage;
    this.#account = this.#connect();
    this.#words = new CallWords(this.#log, () => ports.changed());
    this.#traces = new Traces({ now: () => ports.clock.now(), self: () => this.#account.wire.self() });
    this.#recorder = new Recorder({
      account: login.address,
      history: ports.history,
      page: place => this.#account.archivePage(place),
      chats: chats => this.messages.takeArchived(chats),
      clock: ports.clock,
      log: ports.log('history'),
    });
    this.messages = new Messages({
      account: login.address,
      kept: (act, otherwise) => ports.history.messages(act, otherwise),
      wire: this.#account.chat,
      isContact: peer => this.#account.isContact(peer),
      ...{ clock: ports.clock, newId: ports.newId, changed: () => this.#left || ports.messagesChanged() },
    });
    this.phone = new Phone({
      wire: this.#account.wire,
      media: { signal: (id, signal, early) => ports.signal(id, signal, early) },
      people: this.#people(),
      clock: ports.clock,
      newId: ports.newId,
      others: () => ports.others(),
      changed: () => {
        this.#words.follow(this.phone);
        this.#recorder.record(this.phone);
        ports.changed();
      },
      redial: redial => ports.redial(redial),
    });
    this.#account.deliverTo(this.#recorder.inbox(this.phone));
    this.#account.chat.deliverTo({
      received: chat => {
        if (!this.#left) this.messages.take(chat);
      },
      // Also while it leaves: what has arrived must not be said again.
      arrived: (peer, id) => this.messages.arrived(peer, id),
    });
  }

  start(): void {
    this.#account.start();
  }

  /** Signs in with what the server offers, even if it has offered better before. */
  acceptWeaker(): void {
    this.#ports.keepStrongest(undefined);
    this.#account.acceptWeaker();
  }

  /** The password for `proxy`, if it is the one that this line goes through. */
  proxyPasswordFor(proxy: ProxyChoice | undefined): string | undefined {
    return isSameProxy(proxy, this.#login.proxy) ? this.#login.proxyPassword : undefined;
  }

  /** Ends every call and leaves the server; takes two seconds at most. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#recorder.stop();
    for (const call of this.phone.calls()) if (call.phase !== 'ended') this.phone.end(call.id);
    await Promise.race([
      this.#account.stop().catch((error: unknown) => this.#log.warn`leaving failed: ${describeError(error)}`),
      new Promise<void>(resolve => this.#ports.clock.after(GOODBYE_MS, resolve)),
    ]);
  }

  /** Makes `password` that of the account, if its present one is `current`. Throws PhoneError: offline, timeout. */
  async changePassword(current: string, password: string, values?: RegistrationValues): Promise<AccountChangeAnswer> {
    if (current !== this.#password) return { refusal: 'wrong-password' };
    const answer = await this.#account.change(
      { kind: 'password', username: this.#username, current, password },
      values,
    );
    if (answer.form || answer.refusal) return answer;
    this.#log.info`the password was changed`;
    this.#password = password;
    if (!this.#left) await this.#keep();
    return answer;
  }

  /** Ends every call and takes the account away from its server. Throws PhoneError: offline, timeout. */
  async deleteAccount(values?: RegistrationValues): Promise<AccountChangeAnswer> {
    // Once it is gone, nobody could be told any more.
    this.#endCalls(() => true);
    try {
      const change = { kind: 'deletion', username: this.#username, current: this.#password } as const;
      return await this.#account.change(change, values);
    } catch (error) {
      // Some servers hang up before they have said that it is done.
      const hungUp = error instanceof PhoneError && error.code === 'offline';
      if (hungUp && (await this.#isRefused())) return {};
      throw error;
    }
  }

  /** The machine woke up or is on another network. */
  poke(why: 'resume' | 'network'): void {
    this.#account.poke(why);
  }

  /** Lets `peer` see that we are there, if the roster does not: some clients ring for nobody whom they have never seen. */
  showTo(peer: string): void {
    if (!this.#contacts.some(contact => contact.address === peer)) this.#account.showTo(peer);
  }

  /** Asks everybody not to disturb, or takes that back. */
  setUndisturbed(undisturbed: boolean): void {
    this.#account.setUndisturbed(undisturbed);
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  /** All of the roster; nobody while it has not come. */
  get contacts(): readonly LineContact[] {
    return this.#contacts;
  }

  /** What can be done about them. */
  get book(): ContactBook {
    return this.#account.book;
  }

  /** People who ask to see our presence. */
  get subscriptionRequests(): readonly SubscriptionRequest[] {
    return this.#subscriptionRequests;
  }

  get blocks(): Blocks {
    return this.#blocks;
  }

  /** Other people are favourites than before. */
  favouritesChanged(): void {
    this.#take(this.#contacts);
  }

  /** Ends every call with somebody that `address`, a bare JID or a domain, stands for. */
  endCallsWith(address: string): void {
    this.#endCalls(peer => isBlocked(peer, [address]));
  }

  get iceServers(): readonly IceServer[] {
    return this.#iceServers;
  }

  /** The first is what a bare number is dialled through. */
  get gateways(): readonly Gateway[] {
    return this.#gateways;
  }

  get passwordStorage(): AccountState['passwordStorage'] {
    return this.#passwordStorage;
  }

  /** Live calls and ended ones that nobody has dismissed, newest first. */
  calls(): CallView[] {
    return this.phone.calls().map(call => ({ ...call, account: this.address, words: this.#words.of(call.id) }));
  }

  /** What was said for a call. Throws PhoneError: no-such-call. */
  trace(id: string): Trace {
    const { sid, yielded, peer } = this.phone.wireOf(id);
    return joined([sid, yielded].flatMap(name => (name === undefined ? [] : this.#traces.of(name, peer))));
  }

  /** Whether the server takes the password no more; false if it cannot be asked. */
  async #isRefused(): Promise<boolean> {
    const settled = ({ status }: ConnectionState) => status === 'online' || status === 'offline';
    this.#account.start();
    const state = await new Promise<ConnectionState>(resolve => {
      const cancel = this.#ports.clock.after(PROOF_MS, () => resolve(this.#connection));
      this.#awaited = now => {
        if (!settled(now)) return;
        cancel();
        resolve(now);
      };
    });
    this.#awaited = undefined;
    return state.problem === 'wrong-password' || state.problem === 'account-disabled';
  }

  get #username(): string {
    return parseJid(this.address)?.local ?? '';
  }

  #connect(): Account {
    const { address, password, host, port, ca, saved, strongest, resourceTag } = this.#login;
    const mine = <A extends unknown[]>(take: (...args: A) => void) => {
      return (...args: A): void => {
        if (this.#left) return;
        take(...args);
        this.#ports.changed();
      };
    };
    return new Account(
      {
        ...{ address, password, host, port, ca, saved, strongest, resourceTag },
        keepSession: true,
        proxyFor: proxiesOf(this.#login, (to, at) => this.#ports.systemProxy(to, at)),
        avatars: this.#ports.avatars,
        log: this.#ports.log('xmpp'),
      },
      {
        connection: mine(connection => {
          if (connection.status === 'online' && this.#connection.status !== 'online') this.#recorder.online();
          this.#connection = connection;
          this.#awaited?.(connection);
          this.messages.setOnline(connection.status === 'online');
          if (connection.status !== 'online' || this.#proven) return;
          this.#proven = true;
          void this.#keep();
        }),
        contacts: mine(contacts => {
          this.#take(contacts);
        }),
        requests: mine(requests => {
          this.#subscriptionRequests = requests.map(request => ({ ...request, account: address }));
        }),
        blocks: mine(blocks => {
          this.#blocks = blocks;
          // Blocked on another device, somebody could no longer be told that the call is over.
          this.#endCalls(peer => isBlocked(peer, blocks.addresses));
        }),
        iceServers: mine(servers => (this.#iceServers = servers)),
        gateways: mine(gateways => (this.#gateways = gateways)),
        stanza: record => this.#traces.record(record),
        strongest: strength => this.#ports.keepStrongest(strength),
        // Also while it leaves: a session that is over must not be gone back to.
        saved: fresh => {
          const before = this.#saved;
          this.#saved = fresh;
          if (!this.#proven) return undefined;
          const news = fresh.userAgent !== before?.userAgent || fresh.token?.token !== before.token?.token;
          return news || this.#passwordStorage === 'safe' ? this.#keep() : undefined;
        },
      },
    );
  }

  #take(contacts: readonly RosterContact[]): void {
    const favourites = new Set(this.#ports.favourites());
    this.#contacts = contacts.map(contact => ({ ...contact, favourite: favourites.has(contact.address) }));
    this.#ports.contactsChanged();
  }

  #endCalls(fits: (peer: string) => boolean): void {
    for (const { id, peer, phase } of this.phone.calls()) if (phase !== 'ended' && fits(peer)) this.phone.end(id);
  }

  async #keep(): Promise<void> {
    const { address, proxyPassword } = this.#login;
    try {
      const storage = await this.#ports.keep({ address, password: this.#password, saved: this.#saved, proxyPassword });
      if (storage === undefined || this.#left || storage === this.#passwordStorage) return;
      this.#passwordStorage = storage;
      this.#ports.changed();
    } catch (error) {
      this.#log.warn`the password could not be kept: ${describeError(error)}`;
    }
  }

  #people(): People {
    const ports = this.#ports;
    const account = this.#account;
    /** Whom the person knows by another account is no stranger to them. */
    const isKnown = (peer: string) => ports.people().some(({ address }) => address === peer);
    return {
      reach: peer => account.reach(peer),
      isContact: peer => account.isContact(peer) || isKnown(peer) || isAtGateway(peer, this.#gateways),
      isGateway: peer => isAtGateway(peer, this.#gateways),
      has: (device, feature) => account.hasFeature(device, feature),
      meet: device => account.learn(device),
      privacy: peer =>
        ports.relayOnly
          ? 'relay'
          : privacyFor(peer, {
              contacts: knownTo(this.address, ports.people()),
              gateways: this.#gateways,
              privacyOf: ports.privacyOf(),
              defaults: ports.preferences().privacy,
            }),
      preferences: () => ports.preferences(),
    };
  }
}
