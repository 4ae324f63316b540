/** The machine stays awake while there is a call, and no longer. */
import type { CallView } from '../shared/call';

/** Electron's `powerSaveBlocker`, as far as it is used: `start` gives what `stop` wants. */
export interface Blocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): unknown;
}

export class KeepAwake {
  readonly #blocker: Blocker;
  #id: number | undefined;

  constructor(blocker: Blocker) {
    this.#blocker = blocker;
  }

  /** There is a call. */
  get isAwake(): boolean {
    return this.#id !== undefined;
  }

  /** Follows the calls; the screen may still go dark. */
  follow(calls: readonly Pick<CallView, 'phase'>[]): void {
    const wanted = calls.some(({ phase }) => phase !== 'ended');
    if (wanted && this.#id === undefined) this.#id = this.#blocker.start('prevent-app-suspension');
    if (!wanted && this.#id !== undefined) {
      this.#blocker.stop(this.#id);
      this.#id = undefined;
    }
  }
}
