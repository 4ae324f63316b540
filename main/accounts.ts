/** The accounts of this phone: which there are, in what order, and the line of each that is signed in. */
import { callerOf, type Callers } from '../shared/accounts';
import type { Contact } from '../shared/contact';
import type { AccountState, ConnectionState } from '../shared/ipc';
import { PhoneError } from '../shared/result';
import { mergedContacts } from './contacts';
import type { Line, Login } from './line';
import type { SecretStore } from './secrets';
import type { SettingsStore } from './settings';
import { parseSavedLogin } from './xmpp/account';

/** What the accounts need from the world. */
export interface AccountsPorts {
  settings: SettingsStore;
  secrets: SecretStore;
  /** A line for an account; not yet started. */
  open(login: Login): Line;
  /** Something that is shown is not what it was. */
  changed(): void;
  contactsChanged(): void;
}

/** An account to sign in with. */
export type NewAccount = Pick<Login, 'address' | 'password' | 'host' | 'port' | 'ca' | 'proxy' | 'proxyPassword'> & {
  /** Keep the password for the next start. */
  remember: boolean;
};

/** One account: with its line, or waiting for its password from the safe storage, or without one. */
interface Slot {
  readonly address: string;
  line: Line | undefined;
  waits: boolean;
}

const connecting: ConnectionState = { status: 'connecting', attempt: 1 };
const withoutPassword: ConnectionState = { status: 'offline', attempt: 0, problem: 'no-password' };

/** How the certificates that an account came with are named: where they came from is not kept. */
const caFileOf = (address: string): string => `${address}.pem`;

export class Accounts {
  readonly #ports: AccountsPorts;
  readonly #slots = new Map<string, Slot>();

  constructor(ports: AccountsPorts) {
    this.#ports = ports;
  }

  /** Signs in with everything that was kept and is not signed in yet; one that fails costs no other. */
  async start(): Promise<void> {
    const kept = this.#ports.settings.current.accounts.filter(({ remember }) => remember);
    const begun = kept
      .filter(({ address }) => !this.#slots.has(address))
      .map(account => ({ account, slot: this.#slotFor(account.address) }));
    this.#ports.changed();
    await Promise.all(
      begun.map(async ({ account, slot }) => {
        const secret = await this.#ports.secrets.read(account.address);
        if (this.#slots.get(slot.address) !== slot) return;
        if (secret) {
          const { password, saved, proxyPassword } = secret;
          const login = { ...account, password, proxyPassword, saved: parseSavedLogin(saved) };
          this.#open(slot, { ...login, passwordStorage: 'safe' });
        }
        slot.waits = false;
        this.#ports.changed();
      }),
    );
  }

  /** Adds an account, or signs in anew with one that is there; `address` is a bare JID. */
  async signIn({ password, remember, proxyPassword, ...account }: NewAccount): Promise<void> {
    const { settings, secrets } = this.#ports;
    const { address } = account;
    const before = this.#slots.get(address)?.line;
    const slot = this.#slotFor(address);
    const known = settings.current.accounts;
    // Signing in anew is no reason to believe a server that has become worse.
    const { strongest } = known.find(one => one.address === address) ?? {};
    const entry = { ...account, remember, ...(strongest && { strongest }) };
    settings.change({
      accounts: known.some(one => one.address === address)
        ? known.map(one => (one.address === address ? entry : one))
        : [...known, entry],
    });
    this.#ports.contactsChanged();
    this.#ports.changed();
    await before?.leave();
    // Something else was wanted of it meanwhile.
    if (this.#slots.get(address) !== slot) return;
    const login = {
      ...account,
      strongest,
      password,
      proxyPassword: proxyPassword ?? before?.proxyPasswordFor(account.proxy),
    };
    this.#open(slot, { ...login, passwordStorage: 'session' });
    slot.waits = false;
    if (!remember) await secrets.forget(address);
  }

  /** Leaves the server and forgets the account. */
  async signOut(address: string): Promise<void> {
    const { settings, secrets } = this.#ports;
    const slot = this.#slots.get(address);
    this.#slots.delete(address);
    const { accounts, callsFrom } = settings.current;
    settings.change({
      accounts: accounts.filter(account => account.address !== address),
      callsFrom: Object.fromEntries(Object.entries(callsFrom).filter(([, from]) => from !== address)),
    });
    this.#ports.contactsChanged();
    this.#ports.changed();
    await slot?.line?.leave();
    await secrets.forget(address);
  }

  /** Starts connections again that were given up: that of `address`, or of every account. Throws PhoneError: offline. */
  connectAgain(address: string | undefined): void {
    const lines = this.lines.filter(line => address === undefined || line.address === address);
    if (lines.length === 0) throw new PhoneError('offline');
    for (const line of lines) if (line.connection.status === 'offline') line.start();
  }

  /** Signs in with whatever the server offers, which was refused as less than before. Throws as `lineAt`. */
  acceptWeaker(address: string): void {
    this.lineAt(address).acceptWeaker();
  }

  /** The account becomes the first: what calls unless something else is chosen. Throws PhoneError: no-such-account. */
  prefer(address: string): void {
    this.check(address);
    const { settings } = this.#ports;
    const { accounts } = settings.current;
    const isIt = (account: { address: string }) => account.address === address;
    settings.change({ accounts: [...accounts.filter(isIt), ...accounts.filter(account => !isIt(account))] });
    this.#ports.contactsChanged();
    this.#ports.changed();
  }

  /** Remembers from which account `peer` is called; without one they are called from the one that fits best. Throws as `prefer`. */
  callFrom(peer: string, address: string | undefined): void {
    if (address !== undefined) this.check(address);
    const { settings } = this.#ports;
    const { [peer]: _, ...others } = settings.current.callsFrom;
    settings.change({ callsFrom: address === undefined ? others : { ...others, [peer]: address } });
    this.#ports.changed();
  }

  /** Ends every call and leaves every server; takes two seconds at most. */
  async stop(): Promise<void> {
    const lines = this.lines;
    this.#slots.clear();
    await Promise.all(lines.map(line => line.leave()));
  }

  /** Every account, the default one first. */
  get states(): AccountState[] {
    return this.#inOrder().map(({ address, line, waits }) => ({
      address,
      connection: line?.connection ?? (waits ? connecting : withoutPassword),
      passwordStorage: line?.passwordStorage ?? 'session',
      iceServers: [...(line?.iceServers ?? [])],
      gateways: [...(line?.gateways ?? [])],
      ...this.#server(address),
    }));
  }

  /** The certificates that `states` names so, as PEM. */
  certificates(name: string): string | undefined {
    return this.#ports.settings.current.accounts.find(({ address }) => caFileOf(address) === name)?.ca;
  }

  get addresses(): string[] {
    return this.#inOrder().map(({ address }) => address);
  }

  /** Those that are signed in, or about to be. */
  get lines(): Line[] {
    return this.#inOrder().flatMap(({ line }) => line ?? []);
  }

  /** The people of all accounts. */
  get contacts(): Contact[] {
    return mergedContacts(this.lines);
  }

  /** The line of a call. Throws PhoneError: no-such-call, offline if there is no account. */
  lineOf(id: string): Line {
    const { lines } = this;
    const line = lines.find(({ phone }) => phone.knows(id));
    if (line) return line;
    throw new PhoneError(lines.length === 0 ? 'offline' : 'no-such-call');
  }

  /** The line of `address`, or the first. Throws PhoneError: offline, no-such-account. */
  lineAt(address: string | undefined): Line {
    if (address !== undefined) this.check(address);
    const { lines } = this;
    const line = address === undefined ? lines[0] : lines.find(known => known.address === address);
    if (!line) throw new PhoneError('offline');
    return line;
  }

  /** The line that calls `peer`, a bare JID; `undefined` if it is not signed in. Throws PhoneError: no-such-account. */
  lineFor(peer: string, chosen?: string): Line | undefined {
    if (chosen !== undefined) this.check(chosen);
    const callers: Callers = { accounts: this.states, callsFrom: this.#ports.settings.current.callsFrom };
    const address = callerOf(peer, callers, this.contacts, chosen);
    return address === undefined ? undefined : this.#slots.get(address)?.line;
  }

  /** Throws PhoneError: no-such-account. */
  check(address: string): void {
    if (!this.#slots.has(address)) throw new PhoneError('no-such-account');
  }

  #open(slot: Slot, login: Login): void {
    const line = this.#ports.open(login);
    slot.line = line;
    line.start();
    this.#ports.changed();
  }

  #server(address: string): Pick<AccountState, 'server'> {
    const { accounts } = this.#ports.settings.current;
    const { host, port, ca, proxy } = accounts.find(known => known.address === address) ?? {};
    if ([host, port, ca, proxy].every(said => said === undefined)) return {};
    return {
      server: {
        host,
        port,
        ...(ca !== undefined && { caFile: caFileOf(address) }),
        ...(proxy !== undefined && { proxy }),
      },
    };
  }

  /** A fresh place for `address`, where it was if it was there. */
  #slotFor(address: string): Slot {
    const slot: Slot = { address, line: undefined, waits: true };
    this.#slots.set(address, slot);
    return slot;
  }

  #inOrder(): Slot[] {
    const order = this.#ports.settings.current.accounts.map(({ address }) => address);
    return [...this.#slots.values()].toSorted(
      (one, other) => order.indexOf(one.address) - order.indexOf(other.address),
    );
  }
}
