/** Looks for newer versions, fetches them, tells, and puts them in when the person says so and no call is in the way. */
import { OwnError } from '../../shared/own-error';
import type { Update, UpdateProblem } from '../../shared/updates';
import type { Clock } from '../core/ports';
import { describeError, type Log } from '../log';

/** A version newer than this one. */
export interface FoundUpdate {
  version: string;
  notes?: string | undefined;
}

/** Where newer versions come from. Both reject with an `UpdateError`. */
export interface UpdateFeed {
  look(): Promise<FoundUpdate | undefined>;
  /** Fetches what was found last, and proves it. */
  fetch(told: (percent: number) => void): Promise<void>;
}

/** Its message is the problem; what the library or the system said is its `cause`. */
export class UpdateError extends OwnError {
  override name = 'UpdateError';
  readonly problem: UpdateProblem;
  constructor(problem: UpdateProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

export interface UpdatePorts {
  by: Update['by'];
  /** Absent where the app does not update itself. */
  feed?: UpdateFeed | undefined;
  clock: Clock;
  /** Somebody talks or is rung: nothing is fetched or put in. */
  inCall(): boolean;
  /** Ends the app and puts in what was fetched; the app does not come back from it unless it failed. */
  install(): Promise<void>;
  log: Log;
}

const HOUR_MS = 3600_000;
/** A phone that just started has other things to do. */
const FIRST_MS = 60_000;
const EVERY_MS = 6 * HOUR_MS;
const REMIND_MS = 24 * HOUR_MS;
/** After a call, in which something was to be done. */
const BREATH_MS = 5_000;

export class Updates {
  readonly #ports: UpdatePorts;
  #state: Update;
  #next: () => void = () => {};
  #reminder: () => void = () => {};
  #busy = false;
  #breathes = false;
  #told: () => void = () => {};

  constructor(ports: UpdatePorts) {
    this.#ports = ports;
    this.#state = { by: ports.by, phase: 'none' };
  }

  get state(): Update {
    return this.#state;
  }

  /** Calls `told` whenever the state changes. */
  onChange(told: () => void): void {
    this.#told = told;
  }

  start(): void {
    if (this.#ports.feed) this.#in(FIRST_MS, () => this.look());
  }

  stop(): void {
    this.#next();
    this.#reminder();
  }

  /** Looks for a newer version, and fetches it. Never rejects: what went wrong is in the state. */
  async look(): Promise<void> {
    const { feed, log } = this.#ports;
    if (!feed || this.#busy || this.#state.phase === 'ready' || this.#state.phase === 'waiting') return;
    if (this.#ports.inCall()) return this.#in(BREATH_MS, () => this.look());
    this.#busy = true;
    try {
      this.#set({ phase: 'looking' });
      const found = await feed.look();
      if (!found) return this.#set({ phase: 'none' });
      const { version, notes } = found;
      log.info`there is a newer version`;
      this.#set({ phase: 'fetching', version, notes, percent: 0 });
      await feed.fetch(percent => this.#set({ phase: 'fetching', version, notes, percent: Math.floor(percent) }));
      this.#set({ phase: 'ready', version, notes });
      log.info`the newer version is ready`;
    } catch (error) {
      const problem = error instanceof UpdateError ? error.problem : 'unreachable';
      log.warn`no newer version: ${problem}, ${describeError(error instanceof UpdateError ? (error.cause ?? error) : error)}`;
      this.#set({ phase: 'failed', problem });
    } finally {
      this.#busy = false;
      if (this.state.phase !== 'ready') this.#in(EVERY_MS, () => this.look());
    }
  }

  /** Puts in what is ready, or does it after the call. Never rejects. */
  async take(): Promise<void> {
    const { phase, version, notes } = this.#state;
    if (phase !== 'ready' && phase !== 'waiting') return; // the button can be a moment older than what it speaks of
    if (this.#ports.inCall()) return this.#set({ phase: 'waiting', version, notes });
    try {
      await this.#ports.install();
    } catch (error) {
      this.#ports.log.warn`the newer version was not put in: ${describeError(error)}`;
      this.#set({ phase: 'failed', version, problem: 'not-installed' });
      this.#in(EVERY_MS, () => this.look());
    }
  }

  /** Not now. */
  putOff(): void {
    if (this.#state.phase !== 'ready') return;
    this.#set({ ...this.#state, put: 'off' });
    this.#reminder();
    this.#reminder = this.#ports.clock.after(REMIND_MS, () => {
      if (this.#state.phase === 'ready') this.#set({ ...this.#state, put: undefined });
    });
  }

  /** A call began or ended. */
  callsChanged(): void {
    if (this.#state.phase !== 'waiting' || this.#breathes || this.#ports.inCall()) return;
    // Another may follow at once, and what was just said is to be read.
    this.#breathes = true;
    this.#in(BREATH_MS, async () => {
      this.#breathes = false;
      if (this.#state.phase === 'waiting' && !this.#ports.inCall()) await this.take();
    });
  }

  #in(ms: number, then: () => Promise<void>): void {
    this.#next();
    this.#next = this.#ports.clock.after(ms, () => void then());
  }

  #set(state: Omit<Update, 'by'>): void {
    this.#state = { by: this.#ports.by, ...state };
    this.#told();
  }
}
