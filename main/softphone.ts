/** The whole softphone without a window: the account, its calls, and the state that everyone else shows. */
import { basename } from 'node:path';
import type { CallView } from '../shared/call';
import type { Contact } from '../shared/contact';
import type { AccountState, CommandHandlers, CommandInput, CommandResult, Dial, PhoneState } from '../shared/ipc';
import type { PastCall } from '../shared/history';
import { toPersonAddress } from '../shared/jid';
import type { Link } from '../shared/link';
import { isQuiet, quietChangesAt } from '../shared/quiet';
import { PhoneError } from '../shared/result';
import { accountCommands } from './account-commands';
import { Accounts } from './accounts';
import { callCommands } from './call-commands';
import { readCertificates } from './certificates';
import type { Phone } from './core/phone';
import { deskCommands } from './desk-commands';
import { Dials } from './dials';
import { Line, type Login } from './line';
import { Links } from './links';
import { messageCommands } from './message-commands';
import { News } from './news';
import type { Secret } from './secrets';
import { firstRunCommands, isFirstRun, welcome } from './first-run';
import { peopleCommands } from './people';
import { ringToneCommands, ringToneState } from './ring-tones/commands';
import { recordingCommands } from './recordings/commands';
import { Recordings } from './recordings/recordings';
import { withRings } from './ringing';
import { preferencesIn } from './settings';
import { signUpCommands } from './sign-up';
import type { Credentials, SoftphoneOptions, SoftphonePorts } from './softphone-ports';
import { statusOf, type Status } from './status';
import { currentCall, ringingCall } from './tray-model';
import { exportText } from './trace-redaction';
import type { Strength } from './xmpp/account';

/** Of the calls that were missed while the phone was off, as many are pointed out one by one. */
const AWAY = 3;

export class Softphone {
  /** The page's commands, and the tests'. */
  readonly handlers: CommandHandlers;

  readonly #handlers: Omit<CommandHandlers, keyof ReturnType<typeof recordingCommands>> = {
    attach: () => this.#attach(),
    signIn: input => this.#signInFromPage(input),
    signOut: ({ account, data }) => this.#signOut(account, data),
    ...accountCommands({
      lineOf: account => this.#accounts.lineAt(account),
      signOut: (account, data) => this.#signOut(account, data),
    }),
    preferAccount: ({ account }) => this.#accounts.prefer(account),
    setCallsFrom: ({ peer, account }) => this.#accounts.callFrom(peer, account),
    chooseCaFile: () => this.#chooseCaFile(),
    connectAgain: ({ account }) => this.#accounts.connectAgain(account),
    acceptWeaker: ({ account }) => this.#accounts.acceptWeaker(account),
    ...callCommands({
      calls: () => this.#calls,
      lineTo: (peer, account) => this.#accounts.lineFor(peer, account),
      lineOfCall: id => this.#accounts.lineOf(id),
      dials: () => this.#dials,
      hush: id => {
        this.#hushed.add(id);
        this.#changed();
      },
      exportTrace: (call, wire) => this.#exportTrace(call, wire),
    }),
    ...messageCommands({
      lineOf: account => this.#accounts.lineAt(account),
      lineOfCall: id => this.#accounts.lineOf(id),
    }),
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
    history: query => this.#ports.history.page(this.#accounts.addresses, query, this.contacts),
    forget: ({ ids }) => this.#ports.history.forget(this.#accounts.addresses, ids),
    forgetAll: () => this.#ports.history.forgetAll(this.#accounts.addresses),
    seen: () => this.#ports.history.seen(this.#accounts.addresses),
    forgetTurnedAway: () => this.#accounts.lines.forEach(({ phone }) => phone.forgetTurnedAway()),
    ...signUpCommands({
      certificate: name => this.#certificates.get(name),
      systemProxy: (host, port) => this.#systemProxy(host, port),
      openPage: address => this.#ports.openPage(address),
      log: () => this.#ports.log('sign-up'),
    }),
    ...firstRunCommands({
      settings: () => this.#ports.settings,
      changed: () => this.#changed(),
      tryNotification: () => this.#ports.tryNotification(),
    }),
    drawn: ({ id, bytes }) => this.#ports.undrawn?.take(id, bytes),
    ...deskCommands({
      desk: () => this.#ports.desk,
      settings: () => this.#ports.settings,
      history: () => this.#ports.history,
      state: () => this.state,
      changed: () => {
        this.#accounts.lines.forEach(line => line.favouritesChanged());
        this.#changed();
      },
      accountsAdded: () => this.#accounts.start(),
      now: () => this.#ports.clock.now(),
    }),
    lookForUpdate: () => void this.#ports.updates?.look(),
    takeUpdate: () => void this.#ports.updates?.take(),
    putOffUpdate: () => this.#ports.updates?.putOff(),
    ...ringToneCommands({
      desk: () => this.#ports.ringTones,
      settings: () => this.#ports.settings,
      changed: () => this.#changed(),
    }),
    ...peopleCommands({
      lines: () => this.#accounts.lines,
      settings: () => this.#ports.settings,
      favouritesChanged: () => this.#accounts.lines.forEach(line => line.favouritesChanged()),
    }),
  };

  readonly #ports: SoftphonePorts;
  readonly #options: SoftphoneOptions;
  readonly #dials: Dials;
  readonly #accounts: Accounts;
  readonly #links: Links;
  readonly #recordings: Recordings;
  readonly #news: News;
  /** Certificates by the name under which the page knows them. */
  readonly #certificates = new Map<string, string>();

  /** Calls whose ring the person has silenced. */
  readonly #hushed = new Set<string>();
  #shortcutsTaken: PhoneState['shortcutsTaken'];
  #quietChanges: () => void = () => {};
  #tray = false;

  constructor(ports: SoftphonePorts, options: SoftphoneOptions) {
    this.#ports = ports;
    this.#options = options;
    const changed = () => this.#changed();
    const { clock, newId } = ports;
    this.#news = new News(ports.emit, () => this.state);
    this.#dials = new Dials({ clock, newId, changed });
    this.#links = new Links({
      ...{ newId, changed, desk: ports.links },
      ask: peer => this.#dials.ask({ peer, confirmed: false }),
    });
    this.#accounts = new Accounts({
      ...{ settings: ports.settings, secrets: ports.secrets, changed },
      open: login => this.#line(login),
      contactsChanged: () => ports.emit('contacts', this.contacts),
    });
    this.#recordings = new Recordings({
      ...{ clock, newId, changed, folder: () => ports.recordings.folder() },
      log: ports.log('recordings'),
      told: (call, recording) =>
        this.#accounts.lines.find(({ phone }) => phone.knows(call))?.phone.record(call, recording),
    });
    this.handlers = {
      ...this.#handlers,
      ...recordingCommands({
        recordings: this.#recordings,
        desk: ports.recordings,
        changed,
        call: id => this.#calls.find(call => call.id === id),
        nameOf: address => this.contacts.find(contact => contact.address === address)?.name?.trim() || address,
      }),
    };
    ports.updates?.onChange(changed);
    ports.history.onChange(() => {
      ports.emit('history', {});
      this.#changed();
    });
  }

  // Life

  /** Signs in with everything that was kept. */
  async start(): Promise<void> {
    if (this.#ports.settings.current.accounts.length > 0) welcome(this.#ports.settings);
    await this.#accounts.start();
  }

  /** Ends every call and leaves every server; takes two seconds at most. */
  async stop(): Promise<void> {
    await this.#accounts.stop();
    await this.#recordings.close();
    this.#quietChanges();
  }

  /** Adds an account, or signs in anew with one that is there. Throws `not-an-address`. */
  async signIn({ byHand = false, preferences, ...credentials }: Credentials): Promise<void> {
    const address = toPersonAddress(credentials.address);
    if (address === undefined) throw new PhoneError('not-an-address');
    if (preferences) await this.handlers.setPreferences(preferences);
    if (!byHand) welcome(this.#ports.settings);
    await this.#accounts.signIn({ ...credentials, address });
  }

  /** The page is gone, and with it the peer connections. */
  pageGone(): void {
    if (!this.#news.detach()) return;
    this.#recordings.pageGone();
    for (const { phone } of this.#accounts.lines) phone.rendererGone();
  }

  /** The machine goes to sleep. */
  sleep(): void {
    for (const { phone } of this.#accounts.lines) phone.sleep();
  }

  /** The machine woke up or is on another network. */
  poke(why: 'resume' | 'network'): void {
    for (const line of this.#accounts.lines) line.poke(why);
    this.#ports.emit('network', {});
  }

  /** Tells which keys another program has. */
  setShortcutsTaken(taken: PhoneState['shortcutsTaken']): void {
    if (String(taken) === String(this.#shortcutsTaken)) return;
    this.#shortcutsTaken = taken;
    this.#changed();
  }

  /** Others wait to be drawn than before. */
  picturesChanged(): void {
    this.#changed();
  }

  setTray(tray: boolean): void {
    if (tray === this.#tray) return;
    this.#tray = tray;
    this.#changed();
  }

  // For the tray and the command line

  /**
   * Offers a call to the person, or has it placed at once if their yes is there; from the account `from` if it is named.
   * Throws `not-an-address`, `no-such-account`.
   */
  dial(peer: string, confirmed: boolean, from?: string): void {
    const address = toPersonAddress(peer);
    if (address === undefined) throw new PhoneError('not-an-address');
    const account = from === undefined ? undefined : (toPersonAddress(from) ?? from);
    if (account !== undefined) this.#accounts.check(account);
    this.#dials.ask({ peer: address, confirmed, ...(account !== undefined && { account }) });
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
    this.#phoneOf(id).accept(id, 'hold');
  }

  /** Declines the call that rings. Throws `no-such-call`. */
  decline(): void {
    const { id } = found(this.#ringing);
    this.#phoneOf(id).end(id);
  }

  /** Hangs up or cancels the current call. Throws `no-such-call`. */
  hangUp(): void {
    const { id } = found(currentCall(this.#calls));
    this.#phoneOf(id).end(id);
  }

  /** Puts the current call on hold, or takes it off. Throws `no-such-call`. */
  setHeld(held: boolean): void {
    const { id } = found(currentCall(this.#calls));
    this.#phoneOf(id).hold(id, held);
  }

  /** Lets calls only be shown until further notice, or ring again. */
  setUndisturbed(undisturbed: boolean): void {
    void this.handlers.setPreferences({ doNotDisturb: undisturbed ? {} : null });
  }

  /** Mutes or unmutes the current call. Throws `no-such-call`. */
  setMuted(muted: boolean): void {
    const { id } = found(currentCall(this.#calls));
    this.#phoneOf(id).mute(id, muted);
  }

  /** What the page is told. */
  get state(): PhoneState {
    const dial = this.#dials.current;
    const waits = dial?.confirmed === true && !this.#canPlace(dial);
    return {
      undrawn: [...(this.#ports.undrawn?.ids ?? [])],
      accounts: this.#accounts.states,
      callsFrom: this.#ports.settings.current.callsFrom,
      calls: this.#calls,
      dial: waits ? undefined : dial,
      link: this.#links.current,
      conversations: this.#accounts.lines
        .flatMap(line => line.messages.all())
        .toSorted((one, other) => other.at - one.at),
      iceTransportPolicy: this.#options.iceTransportPolicy ?? 'all',
      preferences: this.#preferences,
      privacyOf: this.#ports.settings.current.privacyOf,
      ...ringToneState(this.#ports.settings.current),
      subscriptionRequests: this.#accounts.lines.flatMap(line => line.subscriptionRequests),
      blockable: this.#accounts.lines.some(({ blocks }) => blocks.supported),
      blocked: [...new Set(this.#accounts.lines.flatMap(({ blocks }) => blocks.addresses))],
      canKeep: this.#ports.secrets.canKeep(),
      settingsTrouble: this.#ports.settings.trouble,
      firstRun: isFirstRun(this.#ports.settings),
      tray: this.#tray,
      missed: this.#ports.history.missed(this.#accounts.addresses),
      turnedAway: this.#turnedAway,
      recordings: this.#recordings.list,
      recordingFolder: this.#ports.recordings.folder(),
      measureAudio: this.#options.measureAudio ?? false,
      shortcutsTaken: this.#shortcutsTaken,
      version: this.#options.version,
      update: this.#ports.updates?.state,
    };
  }

  get contacts(): Contact[] {
    return this.#accounts.contacts;
  }

  /** The newest calls of the past, at most `count`. */
  recent(count: number): PastCall[] {
    return this.#ports.history.recent(this.#accounts.addresses, count);
  }

  /** Missed calls of the time when the phone was off that the person has not seen, of people whose calls ring; the newest first. */
  get missedAway(): PastCall[] {
    const accounts = this.#accounts.addresses;
    if (this.#ports.history.missed(accounts) === 0) return [];
    const known = new Set(this.contacts.map(({ address }) => address));
    const rings = (peer: string) => this.#preferences.strangers === 'ring' || known.has(peer);
    return this.#ports.history
      .page(accounts, { only: 'missed', limit: 10 * AWAY }, [])
      .calls.filter(({ unseen, elsewhere, peer }) => unseen && elsewhere && rings(peer))
      .slice(0, AWAY);
  }

  /** For `--status`. */
  status(): Status {
    return statusOf(this.state, this.#ports.clock.now());
  }

  // Commands of the page

  #attach(): CommandResult<'attach'> {
    // A page that attaches anew was reloaded: the keys of its predecessor's calls died with it.
    if (this.#news.attach()) for (const { phone } of this.#accounts.lines) phone.rendererGone();
    return { state: this.state, contacts: this.contacts };
  }

  #signInFromPage({ caFile, ...rest }: CommandInput<'signIn'>): Promise<void> {
    if (caFile === undefined) return this.signIn({ ...rest, byHand: true });
    const ca = this.#certificates.get(caFile) ?? this.#accounts.certificates(caFile);
    if (ca === undefined) throw new PhoneError('unreadable-file');
    return this.signIn({ ...rest, ca, byHand: true });
  }

  async #signOut(account: string, data = false): Promise<void> {
    this.#dials.wait();
    await this.#accounts.signOut(account);
    if (!data) return;
    this.#ports.history.forgetAccount(account);
    await this.#ports.avatars?.keepOnly(new Set(this.contacts.map(({ address }) => address)));
  }

  async #chooseCaFile(): Promise<string | undefined> {
    const path = await this.#ports.chooseCaFile();
    if (path === undefined) return undefined;
    const name = basename(path);
    this.#certificates.set(name, await readCertificates(path));
    return name;
  }

  // Calls

  #phoneOf(id: string): Phone {
    return this.#accounts.lineOf(id).phone;
  }

  /** Those of all accounts, the newest first. */
  get #calls(): CallView[] {
    const { lines } = this.#accounts;
    const calls = lines.flatMap(line => line.calls());
    const inOrder = lines.length > 1 ? calls.toSorted((one, other) => other.createdAt - one.createdAt) : calls;
    const { favourites } = this.#ports.settings.current;
    const isFavourite = (peer: string) => favourites.includes(peer);
    return withRings(inOrder, this.#preferences, this.#hushed, this.#ports.clock.now(), isFavourite);
  }

  /** The page places a confirmed call as soon as it sees it: it is shown once its account is there. */
  #canPlace({ peer, account }: Dial): boolean {
    const known = account !== undefined && this.#accounts.addresses.includes(account) ? account : undefined;
    return this.#accounts.lineFor(peer, known)?.connection.status === 'online';
  }

  /** Those of all accounts together. */
  get #turnedAway(): PhoneState['turnedAway'] {
    const all = this.#accounts.lines.flatMap(({ phone }) => phone.turnedAway ?? []);
    const [first] = all;
    if (!first) return undefined;
    const calls = all.reduce((sum, each) => sum + each.calls, 0);
    const isOne = first.peer !== undefined && all.every(({ peer }) => peer === first.peer);
    return { calls, ...(isOne && { address: first.peer }) };
  }

  /** The call that waits for the person; one that rings before one that only asks. */
  get #ringing(): CallView | undefined {
    return ringingCall(this.#calls) ?? this.#calls.find(({ phase }) => phase === 'ringing');
  }

  /** Without what a newer Tsuwa may have left beside them. */
  get #preferences(): PhoneState['preferences'] {
    return preferencesIn(this.#ports.settings.current);
  }

  #line(login: Login): Line {
    const { settings, history, clock, newId } = this.#ports;
    const { address } = login;
    return new Line(
      { ...login, resourceTag: this.#options.resourceTag },
      {
        history,
        clock,
        newId,
        log: name => this.#ports.log(name),
        preferences: () => this.#preferences,
        privacyOf: () => settings.current.privacyOf,
        people: () => this.contacts,
        others: () => this.#accounts.lines.filter(line => line.address !== address).map(({ phone }) => phone),
        favourites: () => settings.current.favourites,
        avatars: this.#ports.avatars,
        relayOnly: this.#options.iceTransportPolicy === 'relay',
        keep: secret => this.#keep(secret),
        keepStrongest: strongest => this.#keepStrongest(address, strongest),
        systemProxy: (host, port) => this.#systemProxy(host, port),
        changed: () => this.#changed(),
        contactsChanged: () => this.#ports.emit('contacts', this.contacts),
        messagesChanged: () => {
          this.#ports.emit('messages', {});
          this.#changed();
        },
        signal: (id, signal, early) => this.#news.signal(id, signal, early),
        redial: redial => this.#dials.askFor(redial, address),
      },
    );
  }

  async #keep(secret: Secret): Promise<AccountState['passwordStorage'] | undefined> {
    const account = this.#ports.settings.current.accounts.find(({ address }) => address === secret.address);
    return account?.remember ? this.#ports.secrets.keep(secret) : undefined;
  }

  #keepStrongest(address: string, strongest: Strength | undefined): void {
    const { settings } = this.#ports;
    const accounts = settings.current.accounts.map(account =>
      account.address === address ? { ...account, strongest } : account,
    );
    settings.change({ accounts });
  }

  async #systemProxy(host: string, port: number): Promise<string> {
    return (await this.#ports.systemProxy?.(host, port)) ?? 'DIRECT';
  }

  // What there is to know of a call

  #exportTrace(call: CallView, trace: CommandResult<'trace'>): Promise<string | undefined> {
    const day = new Date(call.createdAt).toISOString().slice(0, 10);
    return this.#ports.saveReport(`tsuwa-call-${day}.txt`, exportText(trace, { version: this.#options.version, call }));
  }

  // News

  #changed(): void {
    const calls = this.#calls;
    this.#recordings.follow(calls);
    for (const id of this.#hushed) if (!calls.some(call => call.id === id)) this.#hushed.delete(id);
    this.#news.changed();
    this.#awaitQuiet();
  }

  /** Do not disturb ends by itself, and quiet hours come and go. */
  #awaitQuiet(): void {
    this.#quietChanges();
    const { clock } = this.#ports;
    const now = clock.now();
    const preferences = this.#preferences;
    const undisturbed = preferences.tellUndisturbed !== false && isQuiet(preferences, now);
    this.#accounts.lines.forEach(line => line.setUndisturbed(undisturbed));
    const at = quietChangesAt(preferences, now);
    this.#quietChanges = at === undefined ? () => {} : clock.after(at - now, () => this.#changed());
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
