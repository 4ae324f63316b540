/**
 * What the phone remembers of its calls: those of this device as they happen, and those that the archive of the server
 * tells of. A history that cannot be kept costs no call: what fails is logged, and the list stays empty.
 */
import type { CallView } from '../../shared/call';
import type { Contact } from '../../shared/contact';
import type { HistoryPage, HistoryQuery, HistoryTrouble, PastCall } from '../../shared/history';
import { fold, type ArchivedMessage } from '../core/call/archive';
import type { NewId } from '../core/ports';
import { describeError, type Log } from '../log';
import { MessageStore } from './messages';
import { isBroken, openDatabase, setAside, type Opened } from './open';
import type { CallFacts } from './row';
import { Haystack } from './search';
import { HistoryStore, type ArchiveMark, type WrittenCall } from './store';

/** What the history needs from the world. */
export interface HistoryPorts {
  /** Of the file; `:memory:` keeps nothing. */
  path: string;
  log: Log;
  newId: NewId;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A call of this device, and what it is called on the wire. */
export type NamedCall = Pick<
  CallView,
  'id' | 'peer' | 'direction' | 'phase' | 'createdAt' | 'answeredAt' | 'connectedAt' | 'endedAt' | 'end'
> & { sid: string };

/** A call that was over for longer than this before we heard of it came while the phone was off. */
const LATE_MS = 60_000;

export class History {
  readonly #ports: HistoryPorts;
  readonly #haystack = new Haystack();
  /** What was last written of the calls of this run, by account and id. */
  readonly #written = new Map<string, string>();
  readonly #missed = new Map<string, number>();
  #store: HistoryStore | undefined;
  #messages: MessageStore | undefined;
  #trouble: HistoryTrouble | undefined;
  #changed: () => void = () => {};

  constructor(ports: HistoryPorts) {
    this.#ports = ports;
    this.#take(openDatabase(ports.path, ports.log));
  }

  /** To be told of every change. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  // In

  /** Writes down what has changed in the calls of this device, of which `calls` are all that are known. */
  record(account: string, calls: readonly NamedCall[]): void {
    let news = false;
    for (const call of calls) {
      const { id, sid, phase, direction, answeredAt, connectedAt, end } = call;
      const name = `${account} ${id}`;
      const state = [sid, direction, phase === 'ended', answeredAt, connectedAt, end].join(' ');
      if (this.#written.get(name) === state) continue;
      const facts = factsOf(call, !this.#written.has(name));
      this.#written.set(name, state);
      this.#guarded(store => store.put(account, call.peer, facts), undefined);
      news ||= phase === 'ended';
    }
    // What the phone has forgotten it tells no more.
    const known = new Set(calls.map(({ id }) => `${account} ${id}`));
    for (const name of this.#written.keys()) {
      if (name.startsWith(`${account} `) && !known.has(name)) this.#written.delete(name);
    }
    if (news) this.#tell();
  }

  /** Calls of this device that go on and have a sound: what is left of them should the app be killed. */
  lasts(account: string, ids: readonly string[]): void {
    this.#guarded(store => store.lasts(account, ids, this.#ports.now()), undefined);
  }

  /** Takes over what an archive told, oldest first; `known`: the person was here for it, or never used this device. */
  merge(account: string, messages: readonly ArchivedMessage[], known: boolean): void {
    const news = this.#guarded(store => {
      const folded = fold(account, messages, store.unfinished(account), this.#ports.now());
      return store.merge(account, folded, known);
    }, false);
    if (news) this.#tell();
  }

  /** How far the archive was read. */
  mark(account: string): ArchiveMark | undefined {
    return this.#guarded(store => store.mark(account), undefined);
  }

  setMark(account: string, mark: ArchiveMark): void {
    this.#guarded(store => store.setMark(account, mark), undefined);
  }

  /** Whether calls of other devices may still ring, as far as the archive has told. */
  hasOpen(account: string): boolean {
    return this.#guarded(store => store.hasOpen(account), false);
  }

  // Out

  /** Calls of `accounts`, the newest first; a search goes through names and addresses, `peer` is nobody else. */
  page(accounts: readonly string[], query: HistoryQuery, contacts: readonly Contact[]): HistoryPage {
    const { text = '', limit } = query;
    const search = text.trim() === '' ? undefined : this.#haystack.search(text, contacts);
    // One more than is asked for tells whether there are more.
    const calls = this.#guarded(
      store => accounts.flatMap(account => store.page(account, { ...query, limit: limit + 1 }, search)),
      [],
    ).toSorted((one, other) => other.createdAt - one.createdAt);
    return { calls: calls.slice(0, limit), more: calls.length > limit, trouble: this.#trouble };
  }

  /** The `count` newest calls. */
  recent(accounts: readonly string[], count: number): PastCall[] {
    return this.page(accounts, { limit: count }, []).calls;
  }

  /** Missed calls that the person has not seen. */
  missed(accounts: readonly string[]): number {
    return accounts.reduce((sum, account) => sum + this.#missedOf(account), 0);
  }

  // Another computer

  /** The newest calls of `account` that are over. */
  written(account: string, limit: number): WrittenCall[] {
    return this.#guarded(store => store.written(account, limit), []);
  }

  /** Adds calls that another computer wrote down; none is there twice. How many are new. */
  add(account: string, calls: readonly WrittenCall[]): number {
    const added = this.#guarded(store => store.add(account, calls), 0);
    if (added > 0) this.#tell();
    return added;
  }

  // The person

  /** The person has looked at the list. */
  seen(accounts: readonly string[]): void {
    if (this.#guarded(store => accounts.filter(account => store.seen(account)), []).length > 0) this.#tell();
  }

  forget(accounts: readonly string[], ids: readonly string[]): void {
    this.#guarded(store => accounts.forEach(account => store.forget(account, ids)), undefined);
    this.#tell();
  }

  forgetAll(accounts: readonly string[]): void {
    this.#guarded(store => accounts.forEach(account => store.forgetAll(account)), undefined);
    this.#tell();
  }

  /** Forgets all of an account that is signed in no more: calls, texts, and how far its archive was read. */
  forgetAccount(account: string): void {
    for (const name of [...this.#written.keys()]) if (name.startsWith(`${account} `)) this.#written.delete(name);
    this.#guarded(store => store.forgetAccount(account), undefined);
    this.#tell();
  }

  /** Runs `act` on the texts that are kept; gives `otherwise` where nothing can be kept. */
  messages<T>(act: (store: MessageStore) => T, otherwise: T): T {
    return this.#guarded(() => (this.#messages ? act(this.#messages) : otherwise), otherwise);
  }

  close(): void {
    this.#guarded(store => store.close(), undefined);
    this.#store = undefined;
  }

  #missedOf(account: string): number {
    const known = this.#missed.get(account);
    if (known !== undefined) return known;
    const counted = this.#guarded(store => store.missed(account), 0);
    this.#missed.set(account, counted);
    return counted;
  }

  #tell(): void {
    this.#missed.clear();
    this.#changed();
  }

  #guarded<T>(act: (store: HistoryStore) => T, otherwise: T): T {
    if (!this.#store) return otherwise;
    const { path, log } = this.#ports;
    try {
      return act(this.#store);
    } catch (error) {
      log.warn`the history failed: ${describeError(error)}`;
      if (!isBroken(error)) return otherwise;
      this.#store.close();
      this.#take(setAside(path, log));
      return this.#store ? act(this.#store) : otherwise;
    }
  }

  #take({ database, trouble }: Opened): void {
    this.#store = database && new HistoryStore(database, this.#ports.newId);
    this.#messages = database && new MessageStore(database);
    this.#trouble = trouble;
  }
}

/** `first`: nothing of it was written yet. */
function factsOf(call: NamedCall, first: boolean): CallFacts {
  const { id, sid, direction, createdAt, answeredAt, connectedAt, endedAt, end } = call;
  const facts = { id, sid, direction, end, createdAt, answeredAt, connectedAt, endedAt, seen: false };
  if (end === undefined) return { ...facts, elsewhere: false, final: false };
  if (end === 'answered-elsewhere') {
    // It goes on there: how long, the archive will tell.
    return { ...facts, answeredAt: endedAt, endedAt: undefined, elsewhere: true, final: false };
  }
  const late = first && endedAt !== undefined && endedAt - createdAt > LATE_MS;
  if (late) return { ...facts, endedAt: undefined, elsewhere: true, final: false };
  return { ...facts, elsewhere: end === 'declined-elsewhere', final: true };
}
