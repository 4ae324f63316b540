/** The whole softphone without a window: the account, its calls, and the state that everyone else shows. */
import { basename } from 'node:path';
import type { CallView } from '../shared/call';
import type { Contact } from '../shared/contact';
import type {
  CommandHandlers,
  CommandInput,
  CommandResult,
  ConnectionState,
  Event,
  Events,
  PhoneState,
} from '../shared/ipc';
import type { PastCall } from '../shared/history';
import { toPersonAddress } from '../shared/jid';
import type { Link } from '../shared/link';
import type { MediaSignal } from '../shared/media';
import { quietChangesAt } from '../shared/quiet';
import { PhoneError } from '../shared/result';
import { readCertificates } from './certificates';
import type { Phone } from './core/phone';
import type { Clock, NewId } from './core/ports';
import { Dials } from './dials';
import type { History } from './history/history';
import { Line, type Login } from './line';
import { Links, type LinkDesk } from './links';
import type { Log } from './log';
import { messageCommands } from './message-commands';
import type { Secret, SecretStore } from './secrets';
import { firstRunCommands, isFirstRun, welcome } from './first-run';
import { peopleCommands } from './people';
import { recordingCommands, type RecordingDesk } from './recordings/commands';
import { Recordings } from './recordings/recordings';
import { withRings } from './ringing';
import { preferencesIn, type SettingsStore } from './settings';
import { signUpCommands } from './sign-up';
import { statusOf, type Status } from './status';
import { currentCall, ringingCall } from './tray-model';
import { exportText } from './trace-redaction';
import { parseSavedLogin, type AvatarStore } from './xmpp/account';

/** Tells the page, the tray and whoever else shows the phone. */
export type Emit = <E extends Event>(event: E, payload: Events[E]) => void;

/** What the softphone needs from the world. */
export interface SoftphonePorts {
  settings: SettingsStore;
  secrets: SecretStore;
  history: History;
  clock: Clock;
  newId: NewId;
  emit: Emit;
  /** Asks the person for a file with certificates; `undefined` if they chose none. */
  chooseCaFile(): Promise<string | undefined>;
  /** Opens a page of the web in the person's browser. */
  openPage(address: string): Promise<void>;
  /** Shows a notification as a call would; false where the system has none. */
  tryNotification(): boolean;
  /** Saves `text` where the person says, `name` being a proposal; gives the name it got, `undefined` if they did not. */
  saveReport(name: string, text: string): Promise<string | undefined>;
  /** Whom the system opens links with; absent where there is no system to ask. */
  links?: LinkDesk;
  /** Where the pictures of people are kept; without it they show none. */
  avatars?: AvatarStore;
  /** Where recordings go. */
  recordings: RecordingDesk;
  /** The log of the named part. */
  log(name: string): Log;
}

/** What the command line decides once. */
export interface SoftphoneOptions {
  version: string;
  iceTransportPolicy?: PhoneState['iceTransportPolicy'] | undefined;
  measureAudio?: boolean | undefined;
  /** Distinguishes the devices of an account in its servers' lists. */
  resourceTag?: string | undefined;
}

/** An account to sign in with, its certificates read. */
export interface Credentials {
  address: string;
  password: string;
  remember: boolean;
  host?: string | undefined;
  port?: number | undefined;
  /** PEM. */
  ca?: string | undefined;
  /** The person typed it into the page: they may want to be shown the first steps. */
  byHand?: boolean | undefined;
}

const signedOut: ConnectionState = { status: 'offline', attempt: 0 };

export class Softphone {
  /** The page's commands, and the tests'. */
  readonly handlers: CommandHandlers;

  readonly #handlers: Omit<CommandHandlers, keyof ReturnType<typeof recordingCommands>> = {
    attach: () => this.#attach(),
    signIn: input => this.#signInFromPage(input),
    signOut: () => this.#signOut(),
    chooseCaFile: () => this.#chooseCaFile(),
    connectAgain: () => this.#signedIn.start(),
    place: ({ id, peer, offer }) => {
      if (this.#connection.status !== 'online') throw new PhoneError('offline');
      this.#phone.place(id, peer, offer, this.#dials.placed(id));
      this.#line?.showTo(peer);
    },
    accept: ({ id, others }) => this.#phone.accept(id, others),
    end: ({ id, because }) => this.#phone.end(id, because),
    signal: ({ id, signals }) => this.#phone.signal(id, signals),
    media: ({ id, state, failure }) => this.#phone.media(id, state, failure),
    quality: ({ id, quality }) => this.#phone.quality(id, quality),
    heard: ({ id, at }) => this.#phone.heard(id, at),
    mute: ({ id, muted }) => this.#phone.mute(id, muted),
    hush: ({ id }) => {
      if (!this.#calls.some(call => call.id === id && call.phase === 'ringing')) throw new PhoneError('no-such-call');
      this.#hushed.add(id);
      this.#changed();
    },
    hold: ({ id, held }) => this.#phone.hold(id, held),
    transfer: ({ id, to }) => this.#phone.transfer(id, to),
    join: ({ id, with: other }) => this.#phone.join(id, other),
    dismiss: ({ id }) => this.#phone.dismiss(id),
    dialled: ({ id }) => this.#dials.answered(id),
    ...messageCommands({ lineOf: () => this.#signedIn, lineOfCall: () => this.#signedIn }),
    openLink: input => this.#links.handlers.openLink(input),
    linkTaken: input => this.#links.handlers.linkTaken(input),
    linkClaims: input => this.#links.handlers.linkClaims(input),
    claimLinks: input => this.#links.handlers.claimLinks(input),
    setPreferences: chosen => {
      const { settings } = this.#ports;
      settings.change({ preferences: { ...settings.current.preferences, ...withoutUndefined(chosen) } });
      this.#changed();
    },
    setPrivacy: ({ peer, privacy }) => {
      const { settings } = this.#ports;
      const { [peer]: _, ...others } = settings.current.privacyOf;
      settings.change({ privacyOf: privacy === undefined ? others : { ...others, [peer]: privacy } });
      this.#changed();
    },
    trace: ({ id }) => this.#signedIn.trace(id),
    exportTrace: ({ id }) => this.#exportTrace(id),
    history: query => this.#ports.history.page(this.#accounts, query, this.contacts),
    forget: ({ ids }) => this.#ports.history.forget(this.#accounts, ids),
    forgetAll: () => this.#ports.history.forgetAll(this.#accounts),
    seen: () => this.#ports.history.seen(this.#accounts),
    ...signUpCommands({
      certificate: name => this.#certificates.get(name),
      openPage: address => this.#ports.openPage(address),
      log: () => this.#ports.log('sign-up'),
    }),
    ...firstRunCommands({
      settings: () => this.#ports.settings,
      changed: () => this.#changed(),
      tryNotification: () => this.#ports.tryNotification(),
    }),
    ...peopleCommands({
      lines: () => (this.#line ? [this.#line] : []),
      settings: () => this.#ports.settings,
      favouritesChanged: () => this.#line?.favouritesChanged(),
    }),
  };

  readonly #ports: SoftphonePorts;
  readonly #options: SoftphoneOptions;
  readonly #dials: Dials;
  readonly #links: Links;
  readonly #recordings: Recordings;
  /** Certificates by the name under which the page knows them. */
  readonly #certificates = new Map<string, string>();

  #line: Line | undefined;
  /** Counts sign-ins and sign-outs, so that what was begun before the last one is dropped. */
  #era = 0;
  /** The account whose password is being fetched. */
  #expected: string | undefined;
  /** Calls whose ring the person has silenced. */
  readonly #hushed = new Set<string>();
  #shortcutsTaken: PhoneState['shortcutsTaken'];
  #quietChanges: () => void = () => {};
  #tray = false;

  #attached = false;
  #signals: Events['signal'][] = [];
  #stateIsNews = false;
  #flushing = false;

  constructor(ports: SoftphonePorts, options: SoftphoneOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#dials = new Dials({ clock: ports.clock, newId: ports.newId, changed: () => this.#changed() });
    this.#links = new Links({
      ...{ newId: ports.newId, desk: ports.links, changed: () => this.#changed() },
      ask: peer => this.#dials.ask({ peer, confirmed: false }),
    });
    const { clock, newId } = ports;
    this.#recordings = new Recordings({
      ...{ clock, newId, folder: () => ports.recordings.folder() },
      ...{ log: ports.log('recordings'), changed: () => this.#changed() },
      told: (call, recording) => this.#line?.phone.record(call, recording),
    });
    this.handlers = {
      ...this.#handlers,
      ...recordingCommands({
        recordings: this.#recordings,
        desk: ports.recordings,
        changed: () => this.#changed(),
        call: id => this.#calls.find(call => call.id === id),
        nameOf: address => this.contacts.find(contact => contact.address === address)?.name?.trim() || address,
      }),
    };
    ports.history.onChange(() => {
      ports.emit('history', {});
      this.#changed();
    });
  }

  // Life

  /** Signs in with what was kept, if anything was. */
  async start(): Promise<void> {
    const { account } = this.#ports.settings.current;
    if (account) welcome(this.#ports.settings);
    if (!account?.remember) return;
    const era = this.#era;
    this.#expected = account.address;
    this.#changed();
    const secret = await this.#ports.secrets.read();
    if (era !== this.#era) return;
    this.#expected = undefined;
    if (secret?.address === account.address) {
      const { password, saved } = secret;
      this.#open({ ...account, password, saved: parseSavedLogin(saved), passwordStorage: 'safe' });
    }
    this.#changed();
  }

  /** Ends every call and leaves the server; takes two seconds at most. */
  async stop(): Promise<void> {
    this.#era += 1;
    await this.#leave();
    await this.#recordings.close();
    this.#quietChanges();
  }

  /** Signs in; what was signed in before is left. Throws `not-an-address`. */
  async signIn({ remember, byHand = false, ...credentials }: Credentials): Promise<void> {
    const address = toPersonAddress(credentials.address);
    if (address === undefined) throw new PhoneError('not-an-address');
    if (!byHand) welcome(this.#ports.settings);
    const era = (this.#era += 1);
    await this.#leave();
    if (era !== this.#era) return;
    const { host, port, ca } = credentials;
    this.#ports.settings.change({ account: { address, host, port, ca, remember } });
    this.#open({ ...credentials, address, passwordStorage: 'session' });
    if (!remember) await this.#ports.secrets.forget();
  }

  /** The page is gone, and with it the peer connections. */
  pageGone(): void {
    if (!this.#attached) return;
    this.#attached = false;
    this.#signals = [];
    this.#recordings.pageGone();
    this.#line?.phone.rendererGone();
  }

  /** The machine woke up or is on another network. */
  poke(why: 'resume' | 'network'): void {
    this.#line?.poke(why);
    this.#ports.emit('network', {});
  }

  /** Tells which keys another program has. */
  setShortcutsTaken(taken: PhoneState['shortcutsTaken']): void {
    if (String(taken) === String(this.#shortcutsTaken)) return;
    this.#shortcutsTaken = taken;
    this.#changed();
  }

  setTray(tray: boolean): void {
    if (tray === this.#tray) return;
    this.#tray = tray;
    this.#changed();
  }

  // For the tray and the command line

  /** Offers a call to the person, or has it placed at once if their yes is there. Throws `not-an-address`. */
  dial(peer: string, confirmed: boolean): void {
    const address = toPersonAddress(peer);
    if (address === undefined) throw new PhoneError('not-an-address');
    this.#dials.ask({ peer: address, confirmed });
  }

  /** Opens a link from outside; nothing of it happens without the person's yes. */
  openLink(text: string): void {
    this.#links.open(text);
  }

  /** Does what a link asks for, as far as that is without the person's yes. */
  follow(link: Link): void {
    this.#links.follow(link);
  }

  /** Answers the call that rings. Throws `no-such-call`. */
  answer(): void {
    const { id } = found(this.#ringing);
    this.#phone.accept(id, 'hold');
  }

  /** Declines the call that rings. Throws `no-such-call`. */
  decline(): void {
    const { id } = found(this.#ringing);
    this.#phone.end(id);
  }

  /** Hangs up or cancels the current call. Throws `no-such-call`. */
  hangUp(): void {
    const { id } = found(currentCall(this.#calls));
    this.#phone.end(id);
  }

  /** Puts the current call on hold, or takes it off. Throws `no-such-call`. */
  setHeld(held: boolean): void {
    const { id } = found(currentCall(this.#calls));
    this.#phone.hold(id, held);
  }

  /** Mutes or unmutes the current call. Throws `no-such-call`. */
  setMuted(muted: boolean): void {
    const { id } = found(currentCall(this.#calls));
    this.#phone.mute(id, muted);
  }

  /** What the page is told. */
  get state(): PhoneState {
    // A confirmed call is shown once it can be placed: the page places it as soon as it sees it.
    const dial = this.#dials.current;
    const waits = dial?.confirmed === true && this.#connection.status !== 'online';
    return {
      account: this.#line?.address ?? this.#expected,
      connection: this.#connection,
      calls: this.#calls,
      dial: waits ? undefined : dial,
      link: this.#links.current,
      conversations: this.#line?.messages.all() ?? [],
      iceServers: [...(this.#line?.iceServers ?? [])],
      iceTransportPolicy: this.#options.iceTransportPolicy ?? 'all',
      preferences: this.#preferences,
      privacyOf: this.#ports.settings.current.privacyOf,
      gateways: [...(this.#line?.gateways ?? [])],
      subscriptionRequests: [...(this.#line?.subscriptionRequests ?? [])],
      blockable: this.#line?.blocks.supported ?? false,
      blocked: [...(this.#line?.blocks.addresses ?? [])],
      passwordStorage: this.#line?.passwordStorage ?? 'session',
      canKeep: this.#ports.secrets.canKeep(),
      firstRun: isFirstRun(this.#ports.settings),
      tray: this.#tray,
      missed: this.#ports.history.missed(this.#accounts),
      recordings: this.#recordings.list,
      recordingFolder: this.#ports.recordings.folder(),
      measureAudio: this.#options.measureAudio ?? false,
      shortcutsTaken: this.#shortcutsTaken,
      version: this.#options.version,
    };
  }

  get contacts(): Contact[] {
    return [...(this.#line?.contacts ?? [])];
  }

  /** The newest calls of the past, at most `count`. */
  recent(count: number): PastCall[] {
    return this.#ports.history.recent(this.#accounts, count);
  }

  /** For `--status`. */
  status(): Status {
    return statusOf(this.state, this.#line?.address, this.#ports.clock.now());
  }

  // Commands of the page

  #attach(): CommandResult<'attach'> {
    // A page that attaches anew was reloaded: the keys of its predecessor's calls died with it.
    if (this.#attached) this.#line?.phone.rendererGone();
    this.#attached = true;
    if (this.#signals.length > 0) this.#flushSoon();
    return { state: this.state, contacts: this.contacts };
  }

  #signInFromPage({ caFile, ...rest }: CommandInput<'signIn'>): Promise<void> {
    if (caFile === undefined) return this.signIn({ ...rest, byHand: true });
    const ca = this.#certificates.get(caFile);
    if (ca === undefined) throw new PhoneError('unreadable-file');
    return this.signIn({ ...rest, ca, byHand: true });
  }

  async #signOut(): Promise<void> {
    this.#era += 1;
    this.#ports.settings.change({ account: undefined });
    await this.#leave();
    await this.#ports.secrets.forget();
  }

  async #chooseCaFile(): Promise<string | undefined> {
    const path = await this.#ports.chooseCaFile();
    if (path === undefined) return undefined;
    const name = basename(path);
    this.#certificates.set(name, await readCertificates(path));
    return name;
  }

  // The line

  /** Those whose calls the person may look at. */
  get #accounts(): string[] {
    const address = this.#line?.address ?? this.#expected;
    return address === undefined ? [] : [address];
  }

  get #signedIn(): Line {
    if (!this.#line) throw new PhoneError('offline');
    return this.#line;
  }

  get #phone(): Phone {
    return this.#signedIn.phone;
  }

  get #connection(): ConnectionState {
    if (this.#line) return this.#line.connection;
    return this.#expected === undefined ? signedOut : { status: 'connecting', attempt: 1 };
  }

  get #calls(): CallView[] {
    return withRings(this.#line?.calls() ?? [], this.#preferences, this.#hushed, this.#ports.clock.now());
  }

  /** The call that waits for the person; one that rings before one that only asks. */
  get #ringing(): CallView | undefined {
    return ringingCall(this.#calls) ?? this.#calls.find(({ phase }) => phase === 'ringing');
  }

  /** Without what a newer Tsuwa may have left beside them. */
  get #preferences(): PhoneState['preferences'] {
    return preferencesIn(this.#ports.settings.current);
  }

  #open(login: Login): void {
    const { settings, history, clock, newId } = this.#ports;
    const line = new Line(
      { ...login, resourceTag: this.#options.resourceTag },
      {
        history,
        clock,
        newId,
        log: name => this.#ports.log(name),
        preferences: () => this.#preferences,
        privacyOf: () => settings.current.privacyOf,
        favourites: () => settings.current.favourites,
        avatars: this.#ports.avatars,
        relayOnly: this.#options.iceTransportPolicy === 'relay',
        keep: secret => this.#keep(secret),
        changed: () => this.#changed(),
        contactsChanged: () => this.#ports.emit('contacts', this.contacts),
        messagesChanged: () => {
          this.#ports.emit('messages', {});
          this.#changed();
        },
        signal: (id, signal) => this.#signal(id, signal),
        redial: redial => this.#dials.askFor(redial),
      },
    );
    this.#line = line;
    line.start();
    this.#changed();
  }

  async #leave(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    this.#expected = undefined;
    this.#hushed.clear();
    this.#dials.wait();
    this.#ports.emit('contacts', []);
    await line?.leave();
  }

  async #keep(secret: Secret): Promise<PhoneState['passwordStorage'] | undefined> {
    const { account } = this.#ports.settings.current;
    if (account?.address !== secret.address || !account.remember) return undefined;
    return this.#ports.secrets.keep(secret);
  }

  // What there is to know of a call

  #exportTrace(id: string): Promise<string | undefined> {
    const call = found(this.#calls.find(known => known.id === id));
    const day = new Date(call.createdAt).toISOString().slice(0, 10);
    const text = exportText(this.#signedIn.trace(id), { version: this.#options.version, call });
    return this.#ports.saveReport(`tsuwa-call-${day}.txt`, text);
  }

  // News

  #signal(id: string, signal: MediaSignal): void {
    const last = this.#signals.at(-1);
    if (last?.id === id) last.signals.push(signal);
    else this.#signals.push({ id, signals: [signal] });
    this.#flushSoon();
  }

  #changed(): void {
    this.#recordings.follow(this.#calls);
    this.#stateIsNews = true;
    this.#flushSoon();
    this.#awaitQuiet();
  }

  /** Do not disturb ends by itself, and quiet hours come and go. */
  #awaitQuiet(): void {
    this.#quietChanges();
    const { clock } = this.#ports;
    const now = clock.now();
    const at = quietChangesAt(this.#preferences, now);
    this.#quietChanges = at === undefined ? () => {} : clock.after(at - now, () => this.#changed());
  }

  /** What happens within one tick is told at once: the state first, so that every signal is of a call that is known. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#stateIsNews) {
        this.#stateIsNews = false;
        this.#ports.emit('state', this.state);
      }
      // Until the page listens, signals wait: a call can be answered before there is a page.
      if (!this.#attached) return;
      for (const signals of this.#signals.splice(0)) this.#ports.emit('signal', signals);
    });
  }
}

/** What is not named stays as it is. */
const withoutUndefined = <T extends object>(chosen: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

function found<T>(call: T | undefined): T {
  if (call === undefined) throw new PhoneError('no-such-call');
  return call;
}
