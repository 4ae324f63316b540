/** The order on the wire: what follows from a request goes out behind the reply to it. */

/** Replies that are not written yet, and what waits for them. */
export class Replies {
  readonly #waiting: (() => void)[] = [];
  #unwritten = 0;

  /** A reply is to be written; the function that is given back says that it was. */
  begin(): () => void {
    this.#unwritten += 1;
    let written = false;
    return () => {
      if (written) return;
      written = true;
      this.#unwritten -= 1;
      this.#flush();
    };
  }

  /** Does each of `steps` in order, once every reply is written and what was there before is done. */
  behind(steps: readonly (() => void)[]): void {
    this.#waiting.push(...steps);
    this.#flush();
  }

  #flush(): void {
    while (this.#unwritten === 0) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }
}
