/** The verification words of the calls of one account, made once for each pair of certificates. */
import type { Phone } from './core/phone';
import { describeError, type Log } from './log';
import { verificationWords } from './verification';

/** Follows calls and knows their words. */
export class CallWords {
  readonly #log: Log;
  readonly #changed: () => void;
  /** By call, with the certificates that they were made of; empty while they are being made. */
  readonly #words = new Map<string, { of: string; words: string[] }>();

  constructor(log: Log, changed: () => void) {
    this.#log = log;
    this.#changed = changed;
  }

  /** The words of a call; `undefined` until there are any. */
  of(id: string): string[] | undefined {
    const words = this.#words.get(id)?.words ?? [];
    return words.length === 0 ? undefined : words;
  }

  /** Makes the words that are missing: those of a session that took another's place are made anew. */
  follow(phone: Phone): void {
    const calls = phone.calls();
    for (const id of this.#words.keys()) if (!calls.some(call => call.id === id)) this.#words.delete(id);
    // Making them takes a core for a moment that the first sound needs more.
    for (const { id, connectedAt } of calls) if (connectedAt !== undefined) this.#make(id, phone);
  }

  #make(id: string, phone: Phone): void {
    const certificates = phone.fingerprints(id);
    const of = certificates?.join('\n');
    if (!certificates || of === undefined || this.#words.get(id)?.of === of) return;
    this.#words.set(id, { of, words: [] });
    verificationWords(phone.wireOf(id).sid, certificates).then(
      words => {
        if (this.#words.get(id)?.of !== of) return;
        this.#words.set(id, { of, words });
        this.#changed();
      },
      (error: unknown) => this.#log.warn`no words for a call: ${describeError(error)}`,
    );
  }
}
