/**
 * The connection of one account: signs in, keeps the stream alive, brings it back when it goes, and keeps what is to be
 * sent in order meanwhile.
 */
import { randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { ConnectionState } from '../../shared/ipc';
import type { Jid } from '../../shared/jid';
import type { XmlElement } from '../core/xml/codec';
import { delayBefore } from './backoff';
import { Keeper } from './keeper';
import { describeError, type Log } from '../core/log';
import { stronger, type Strength } from './mechanisms';
import { negotiate, type Negotiated, type SignIn } from './negotiation';
import { ConnectionError, isConnectionError } from './problems';
import type { ProxyFor } from './proxy';
import { resolveTargets } from './resolve';
import type { LoginToken, SavedLogin } from './saved-login';
import { isStillToBeSaid, type SavedSession } from './saved-session';
import { Session, type SessionEvents, type Timing } from './session';
import { StreamManagement } from './stream-management';
import { connectSecurely } from './transport';
import { trusting } from './trust';

export interface ConnectionOptions {
  /** Bare, with a local part. */
  address: Jid;
  password: string;
  host?: string | undefined;
  port?: number | undefined;
  ca?: string | undefined;
  proxyFor?: ProxyFor | undefined;
  saved: SavedLogin | undefined;
  /** `saved` is told where the session stands, and awaited before anything is acknowledged. */
  keepSession: boolean;
  /** The best that this account has been signed in with so far. */
  strongest: Strength | undefined;
  resourceTag: string;
  timing: Timing;
  log: Log;
}

/** What the account is told; `established` is where it sends what a new session begins with. */
export interface ConnectionEvents {
  state(state: ConnectionState): void;
  stanza(stanza: XmlElement): void;
  /** The server has this one of ours, as far as it can be known. */
  arrived(stanza: XmlElement): void;
  /** Asks the server for a sign of life. */
  ping(answered: () => void): void;
  /** The stream went; another one is being tried. */
  lost(): void;
  resumed(): void;
  /** A new session; `waiting`: the ids of stanzas that wait to be sent in it, behind what is sent during this call. */
  established(features: ReadonlySet<string>, waiting: ReadonlySet<string>): void;
  /** The new session is in use: everything that waited has been sent. */
  ready(): void;
  /** What is to be kept; the promise, if there is one, is fulfilled once it is. */
  saved(login: SavedLogin): Promise<void> | void;
  /** The account was signed in with something better than ever before: nothing below it is accepted any more. */
  strongest(strength: Strength): void;
}

/** A person who speaks on while the stream is down does not fill the memory. */
const OUTBOX_LIMIT = 1000;

/** A try that has run for less than this is not given up for a change of network. */
const FRESH_MS = 2000;

/** Started and stopped by the account; may be started again after it has stopped by itself. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #resource: string;
  #password: string;
  #saved: SavedLogin;
  #strongest: Strength | undefined;
  #session: Session | undefined;
  /** The session to come back to. */
  #management: StreamManagement | undefined;
  #outbox: XmlElement[] = [];
  #running: AbortController | undefined;
  /** Ends the wait before the next try. */
  #wake: (() => void) | undefined;
  #attempt: { startedAt: number; abort: (error: ConnectionError) => void } | undefined;
  #state: ConnectionState = { status: 'offline', attempt: 0 };
  #wasOnline = false;
  readonly #keeper = new Keeper(() => this.#keep());

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#password = options.password;
    this.#events = events;
    const { session, ...saved } = options.saved ?? { userAgent: randomUUID() };
    this.#saved = saved;
    if (session && options.keepSession) {
      this.#management = StreamManagement.remembered(session);
      this.#outbox = session.outbox.filter(isStillToBeSaid);
    }
    this.#strongest = options.strongest;
    this.#resource = `${options.resourceTag}.${randomUUID().slice(0, 8)}`;
  }

  /** Our full JID, that of the last session while there is none. */
  get self(): string | undefined {
    return this.#session?.jid ?? this.#management?.jid;
  }

  start(): void {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#run(running.signal)
      .catch((error: unknown) => this.#options.log.warn`the connection failed: ${describeError(error)}`)
      .finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
  }

  /** Closes the stream; done within `timing.close`. */
  async stop(): Promise<void> {
    const session = this.#session;
    this.#running?.abort(new ConnectionError('lost', 'stopped'));
    this.#running = undefined;
    this.#attempt?.abort(new ConnectionError('lost', 'stopped'));
    this.#wake?.();
    this.#management = undefined;
    this.#outbox = [];
    // First: who is killed while saying goodbye must not come back to what is over.
    if (this.#options.keepSession) await this.#keeper.flush();
    await session?.close();
    this.#tell({ status: 'offline', attempt: 0 });
  }

  /** The person accepts whatever the server offers next, as at the first time. */
  acceptWeaker(): void {
    this.#strongest = undefined;
  }

  /** The account has another password now; what the server gave out to sign in instead of the old one goes with it. */
  setPassword(password: string): void {
    this.#password = password;
    this.#keepToken(undefined);
  }

  /** Something happened that makes the connection doubtful, or another try worthwhile. */
  poke(): void {
    this.#session?.check();
    // Also the wait that begins because the check has just ended the session.
    setImmediate(() => this.#wake?.());
    if (this.#attempt && Date.now() - this.#attempt.startedAt > FRESH_MS) {
      this.#attempt.abort(new ConnectionError('lost', 'the network changed'));
    }
  }

  /** Sends a stanza now, or in its turn when there is a stream again. */
  send(stanza: XmlElement): void {
    if (this.#session) this.#session.send(stanza);
    else if (this.#outbox.length < OUTBOX_LIMIT) {
      this.#outbox.push(stanza);
      this.#moved();
    } else this.#options.log.warn`too much waits to be sent: a stanza is dropped`;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let attempt = 1;
    let problem: ConnectionError | undefined;
    while (!signal.aborted) {
      if (problem) attempt = (await this.#wait(attempt, problem, signal)) ? 1 : attempt;
      if (signal.aborted) return;
      this.#tell({ status: this.#wasOnline ? 'reconnecting' : 'connecting', attempt, problem: problem?.problem });
      try {
        problem = await new Promise<ConnectionError>((resolve, reject) => {
          this.#connect(resolve).catch(reject);
        });
        attempt = 1;
      } catch (error) {
        problem = unlessOffline(isConnectionError(error) ? error : this.#unforeseen(error));
        attempt += 1;
      }
      if (signal.aborted) return;
      this.#options.log.info`no connection: ${problem.problem} (${describeError(problem)})`;
      if (problem.final) {
        this.#management = undefined;
        this.#moved();
        return this.#tell({ status: 'offline', attempt: 0, problem: problem.problem });
      }
    }
  }

  /** Waits before a try; true if something called for it early. */
  async #wait(attempt: number, { problem }: ConnectionError, signal: AbortSignal): Promise<boolean> {
    const delay = delayBefore(Math.max(2, attempt));
    const status = this.#wasOnline ? 'reconnecting' : 'connecting';
    this.#tell({ status, attempt, nextAttemptAt: Date.now() + delay, problem });
    let early = false;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, delay);
      this.#wake = () => {
        early = true;
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted) this.#wake();
    });
    this.#wake = undefined;
    return early;
  }

  /** One try; `ended` is called when the session that came of it is over. Throws ConnectionError. */
  async #connect(ended: (error: ConnectionError) => void): Promise<void> {
    const { address, host, port, ca, proxyFor, timing } = this.#options;
    const controller = new AbortController();
    const abort = (error: ConnectionError) => controller.abort(error);
    const watchdog = setTimeout(() => abort(new ConnectionError('timeout', 'no session in time')), timing.connect);
    this.#attempt = { startedAt: Date.now(), abort };
    try {
      const { signal } = controller;
      const trust = trusting(ca);
      const targets = await untilAborted(resolveTargets(address.domain, { host, port }), signal);
      const socket = await connectSecurely(targets, { domain: address.domain, trust, proxyFor }, signal);
      const before = this.#management;
      try {
        await negotiate(socket, this.#signIn(before), signal, negotiated => {
          const session = new Session(socket, negotiated, this.#sessionEvents(ended), timing);
          this.#establish(session, negotiated, before);
          return { element: element => session.element(element), ended: error => session.end(error) };
        });
      } catch (error) {
        socket.destroy();
        throw error;
      }
    } finally {
      clearTimeout(watchdog);
      this.#attempt = undefined;
    }
  }

  #signIn(before: StreamManagement | undefined): SignIn {
    const { address } = this.#options;
    return {
      domain: address.domain,
      username: address.local ?? '',
      password: this.#password,
      resource: this.#resource,
      userAgent: this.#saved.userAgent,
      token: this.#saved.token,
      keepToken: token => this.#keepToken(token),
      least: this.#strongest,
      proven: strength => this.#proven(strength),
      before,
    };
  }

  #sessionEvents(ended: (error: ConnectionError) => void): SessionEvents {
    return {
      stanza: stanza => this.#events.stanza(stanza),
      arrived: stanza => this.#events.arrived(stanza),
      moved: () => this.#moved(),
      kept: then => (this.#options.keepSession ? this.#keeper.kept(then) : then()),
      ping: answered => this.#events.ping(answered),
      ended: error => {
        this.#session = undefined;
        if (this.#running) this.#events.lost();
        ended(error);
      },
    };
  }

  #unforeseen(error: unknown): ConnectionError {
    this.#options.log.warn`a try to connect failed: ${describeError(error)}`;
    return new ConnectionError('internal');
  }

  #establish(session: Session, { resumed, arrived, early }: Negotiated, before: StreamManagement | undefined): void {
    this.#session = session;
    this.#management = session.management?.id === undefined ? undefined : session.management;
    for (const stanza of arrived) this.#events.arrived(stanza);
    this.#moved();
    // Of the run before this one: whoever is in this session has yet to be told of everything.
    const remembered = before?.isRemembered === true;
    if (remembered) before.takeOver(isStillToBeSaid);
    const left = before?.unacknowledged ?? [];
    this.#options.log.info`${resumed ? 'session resumed' : 'new session'}`;
    if (resumed) for (const stanza of left) session.write(stanza);
    if (resumed && !remembered) {
      this.#flush(session);
      this.#online();
      this.#events.resumed();
      return;
    }
    // Only who comes is told who else is there.
    if (resumed) session.send({ name: 'presence', attrs: { type: 'unavailable' }, children: [] });
    // Requests died with their session; what was said in messages is still to be said.
    else this.#outbox.unshift(...left.filter(({ name }) => name === 'message'));
    const waiting = new Set(this.#outbox.map(({ attrs }) => attrs['id'] ?? ''));
    this.#events.established(session.features, waiting);
    this.#flush(session);
    this.#online();
    this.#events.ready();
    for (const stanza of early) this.#events.stanza(stanza);
  }

  #flush(session: Session): void {
    const waiting = this.#outbox;
    this.#outbox = [];
    for (const stanza of waiting) session.send(stanza);
  }

  #online(): void {
    this.#wasOnline = true;
    this.#tell({ status: 'online', attempt: 0 });
  }

  #proven(strength: Strength): void {
    const best = stronger(strength, this.#strongest);
    if (best === undefined || best === this.#strongest) return;
    this.#strongest = best;
    this.#events.strongest(best);
  }

  #keepToken(token: LoginToken | undefined): void {
    if (token?.token === this.#saved.token?.token) return;
    this.#saved = { userAgent: this.#saved.userAgent, ...(token ? { token } : {}) };
    void this.#keep();
  }

  #moved(): void {
    if (this.#options.keepSession) this.#keeper.changed();
  }

  /** Tells what to keep; does not reject. */
  async #keep(): Promise<void> {
    const session = this.#options.keepSession ? this.#left() : undefined;
    try {
      await this.#events.saved({ ...this.#saved, ...(session && { session }) });
    } catch (error) {
      this.#options.log.warn`the session could not be kept: ${describeError(error)}`;
    }
  }

  /** What another run of the app would need to go on. */
  #left(): SavedSession | undefined {
    const management = this.#management;
    if (management?.id === undefined) return undefined;
    const { jid, received, acknowledged, unacknowledged } = management.counts();
    const kept = { received, acknowledged, unacknowledged: [...unacknowledged], outbox: [...this.#outbox] };
    return { id: management.id, jid, ...kept, at: Date.now() };
  }

  #tell(state: ConnectionState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#events.state(state);
  }
}

/** Without any network of its own, the machine cannot tell that a server is not there. */
function unlessOffline(error: ConnectionError): ConnectionError {
  const doubtful = ['server-not-found', 'timeout', 'lost'].includes(error.problem) && !error.final;
  const connected = Object.values(networkInterfaces()).some(addresses => addresses?.some(({ internal }) => !internal));
  return doubtful && !connected ? new ConnectionError('no-network', error.problem) : error;
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason instanceof Error ? signal.reason : new ConnectionError('timeout'));
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
