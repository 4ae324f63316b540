/** What the page is told, and in which order. */
import type { Events, PhoneState } from '../shared/ipc';
import type { MediaSignal } from '../shared/media';
import type { Emit } from './softphone-ports';

/**
 * What happens within one tick is told at once. Every signal is of a call that the page knows: those of one that it does go
 * before the state, which takes the page a while to draw, the others behind it.
 */
export class News {
  readonly #emit: Emit;
  readonly #state: () => PhoneState;
  #attached = false;
  #signals: Events['signal'][] = [];
  #stateIsNews = false;
  /** The live calls of the state that was told last. */
  #known: ReadonlySet<string> = new Set();
  #flushing = false;

  constructor(emit: Emit, state: () => PhoneState) {
    this.#emit = emit;
    this.#state = state;
  }

  /** A page listens from now on. True if another one did before. */
  attach(): boolean {
    const before = this.#attached;
    this.#attached = true;
    if (this.#signals.length > 0) this.#flushSoon();
    return before;
  }

  /** The page is gone, and what it was to be told with it. False if there was none. */
  detach(): boolean {
    const before = this.#attached;
    this.#attached = false;
    this.#known = new Set();
    this.#signals = [];
    return before;
  }

  /** For the connection of call `id`; `early`: of a call that still rings (docs/early-offer.md). */
  signal(id: string, signal: MediaSignal, early?: true): void {
    const last = this.#signals.at(-1);
    if (last?.id === id && last.early === early) last.signals.push(signal);
    else this.#signals.push({ id, signals: [signal], ...(early && { early }) });
    this.#flushSoon();
  }

  /** The state is another than before. */
  changed(): void {
    this.#stateIsNews = true;
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#tellSignals(id => this.#known.has(id));
      if (this.#stateIsNews) {
        this.#stateIsNews = false;
        const state = this.#state();
        this.#known = new Set(state.calls.filter(({ phase }) => phase !== 'ended').map(({ id }) => id));
        this.#emit('state', state);
      }
      this.#tellSignals(() => true);
    });
  }

  #tellSignals(fits: (id: string) => boolean): void {
    // Until the page listens, signals wait: a call can be answered before there is a page.
    if (!this.#attached) return;
    const told = this.#signals.filter(({ id }) => fits(id));
    this.#signals = this.#signals.filter(({ id }) => !fits(id));
    for (const signals of told) this.#emit('signal', signals);
  }
}
