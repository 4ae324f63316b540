/** Keeps what changes often: as it is now, one time after the other, and no more often than it must. */

const PAUSE_MS = 500;

/** A disk, or a keyring that asks its person, must not hold up the stream. */
const PATIENCE_MS = 2000;

export class Keeper {
  readonly #keep: () => Promise<void>;
  #changed = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  /** `keep` writes down what is at the time of the call; it does not reject. */
  constructor(keep: () => Promise<void>) {
    this.#keep = keep;
  }

  /** There is something new to keep. */
  changed(): void {
    this.#changed = true;
    this.#soon();
  }

  /** Calls back once everything so far is kept; at once if it is. */
  kept(then: () => void): void {
    if (!this.#changed && !this.#running) return then();
    this.#waiting.push(then);
    this.#soon();
  }

  /** Keeps what is now, without a pause. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    await this.#run();
  }

  #soon(): void {
    if (this.#running) return;
    this.#timer ??= setTimeout(() => void this.#run(), PAUSE_MS);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#changed = false;
    const told = this.#waiting.splice(0);
    this.#running = patiently(this.#keep());
    await this.#running;
    this.#running = undefined;
    for (const then of told) then();
    if (this.#changed || this.#waiting.length > 0) this.#soon();
  }
}

async function patiently(kept: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([kept, new Promise<void>(resolve => (timer = setTimeout(resolve, PATIENCE_MS)))]);
  clearTimeout(timer);
}
