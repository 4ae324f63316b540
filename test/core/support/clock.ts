/** Time that passes when told to. */
import type { Clock } from '../../../main/core/ports';

export class FakeClock implements Clock {
  #now = 1_750_000_000_000;
  #due: { at: number; then: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): () => void {
    const entry = { at: this.#now + ms, then };
    this.#due.push(entry);
    return () => void (this.#due = this.#due.filter(other => other !== entry));
  }

  /** Lets `ms` pass, and everything that falls due in it happen, in order. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#due = this.#due.filter(entry => entry !== next);
      this.#now = next.at;
      next.then();
    }
    this.#now = until;
  }

  /** How many timers run. */
  get running(): number {
    return this.#due.length;
  }
}
