/** Whom a search in the history is for. */
import type { Contact } from '../../shared/contact';
import { folded } from '../../shared/folded';

/** What people are found by: their address, and what they are called. Kept folded, since typing asks again and again. */
export class Haystack {
  #contacts: readonly Contact[] = [];
  readonly #folded = new Map<string, string>();
  #names = new Map<string, string>();

  /** Whether every word of `text` is somewhere in the name or the address of who is asked for. */
  search(text: string, contacts: readonly Contact[]): (address: string) => boolean {
    if (contacts !== this.#contacts) {
      this.#contacts = contacts;
      this.#rename(contacts);
    }
    const words = folded(text)
      .split(/\s+/u)
      .filter(word => word !== '');
    return address => {
      const whole = this.#wholeOf(address);
      return words.every(word => whole.includes(word));
    };
  }

  /** Somebody's presence changes every few seconds, their name hardly ever: what is folded of the others stays. */
  #rename(contacts: readonly Contact[]): void {
    const before = this.#names;
    this.#names = new Map();
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
