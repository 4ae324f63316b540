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
      this.#names = new Map(contacts.flatMap(({ address, name }) => (name === undefined ? [] : [[address, name]])));
      this.#folded.clear();
    }
    const words = folded(text)
      .split(/\s+/u)
      .filter(word => word !== '');
    return address => {
      const whole = this.#wholeOf(address);
      return words.every(word => whole.includes(word));
    };
  }

  #wholeOf(address: string): string {
    const known = this.#folded.get(address);
    if (known !== undefined) return known;
    const whole = folded(`${this.#names.get(address) ?? ''} ${address}`);
    this.#folded.set(address, whole);
    return whole;
  }
}
