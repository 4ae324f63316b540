/** The clock of a phone under test, which can be told to hurry: only then, so that nothing else of a test races with it. */
import type { Clock } from '../../main/core/ports';

interface Pending {
  /** When it fires, in the time of this machine. */
  due: number;
  then: () => void;
  timer: NodeJS.Timeout;
}

export class HastyClock implements Clock {
  #ahead: number;
  readonly #pending = new Set<Pending>();
  #haste = 1;

  /** @param ahead how far it is ahead of this machine's, in milliseconds */
  constructor(ahead: number) {
    this.#ahead = ahead;
  }

  now = (): number => Date.now() + this.#ahead;

  after = (ms: number, then: () => void): (() => void) => {
    const left = ms / this.#haste;
    const pending: Pending = { due: Date.now() + left, then, timer: setTimeout(() => this.#fire(pending), left) };
    this.#pending.add(pending);
    return () => {
      clearTimeout(pending.timer);
      this.#pending.delete(pending);
    };
  };

  /** What is waited for from now on takes that much less time, also what is already being waited for. */
  hurry(haste: number): void {
    const now = Date.now();
    for (const pending of this.#pending) {
      clearTimeout(pending.timer);
      const left = (Math.max(0, pending.due - now) * this.#haste) / haste;
      pending.due = now + left;
      pending.timer = setTimeout(() => this.#fire(pending), left);
    }
    this.#haste = haste;
  }

  /** Time has passed that nobody waited for. */
  skip(ms: number): void {
    this.#ahead += ms;
  }

  #fire(pending: Pending): void {
    this.#pending.delete(pending);
    pending.then();
  }
}
