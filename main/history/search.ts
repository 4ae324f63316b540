/** Whom a search in the history is for. */
import type { Contact } from '../../shared/contact';
import { folded } from '../../shared/folded';

/** A search for people. */
export interface Search {
  /** Whether every word is somewhere in the name or the address of who is asked for. */
  fits(address: string): boolean;
  /** Whether whoever fits this one fits the `other` as well, as when another letter is typed. */
  narrows(other: Search): boolean;
}

/** What people are found by: their address, and what they are called. Kept folded, since typing asks again and again. */
export class Haystack {
  #contacts: readonly Contact[] = [];
  /** The words of each search in what is called as it is now. */
  #words = new WeakMap<Search, readonly string[]>();
  readonly #folded = new Map<string, string>();
  #names = new Map<string, string>();

  /** For every word of `text`. */
  search(text: string, contacts: readonly Contact[]): Search {
    if (contacts !== this.#contacts) {
      this.#contacts = contacts;
      this.#rename(contacts);
    }
    const words = folded(text)
      .split(/\s+/u)
      .filter(word => word !== '');
    const search: Search = {
      fits: address => {
        const whole = this.#wholeOf(address);
        return words.every(word => whole.includes(word));
      },
      narrows: other => this.#words.get(other)?.every(word => words.some(own => own.includes(word))) ?? false,
    };
    this.#words.set(search, words);
    return search;
  }

  /** Somebody's presence changes every few seconds, their name hardly ever: what is folded of the others stays. */
  #rename(contacts: readonly Contact[]): void {
    const before = this.#names;
    this.#names = new Map();
    this.#words = new WeakMap();
    for (const { address, name } of contacts) {
      if (name !== undefined) this.#names.set(address, name);
      if (before.get(address) !== name) this.#folded.delete(address);
      before.delete(address);
    }
    // Who is left is no contact any more.
    for (const address of before.keys()) this.#folded.delete(address);
  }

  #wholeOf(address: string): string {
    const known = this.#folded.get(address);
    if (known !== undefined) return known;
    const whole = folded(`${this.#names.get(address) ?? ''} ${address}`);
    this.#folded.set(address, whole);
    return whole;
  }
}
