/** Calls that something outside the window wants placed: the command line, a link, or the phone itself. */
import type { Dial } from '../shared/ipc';
import type { Redial } from './core/call/call';
import type { Clock, NewId } from './core/ports';

/** How long a call that needs no question waits for the connection before the person is asked after all. */
const CONFIRMATION_HOLDS_MS = 30_000;

export interface DialsPorts {
  clock: Clock;
  newId: NewId;
  changed: () => void;
}

/** The one that waits to be placed. Only the page can place it, since it makes the offer. */
export class Dials {
  readonly #ports: DialsPorts;
  #current: Dial | undefined;
  /** Why the phone itself wanted the last one; it is placed after the person's yes has taken it from the state. */
  #redial: { id: string; redial: Redial } | undefined;
  #doubted: () => void = () => {};

  constructor(ports: DialsPorts) {
    this.#ports = ports;
  }

  get current(): Dial | undefined {
    return this.#current;
  }

  /** Offers a call to the person; one that is `confirmed` is placed by the page as soon as it can be. */
  ask(asked: Omit<Dial, 'id'>, redial?: Redial): void {
    const dial: Dial = { id: this.#ports.newId(), ...asked };
    this.#set(dial);
    this.#redial = redial && { id: dial.id, redial };
    if (!dial.confirmed) return;
    this.#doubted = this.#ports.clock.after(CONFIRMATION_HOLDS_MS, () => {
      // Nobody wants to be connected minutes after they asked: from here on the person is asked again.
      if (this.#current === dial) this.#set({ ...dial, confirmed: false });
    });
  }

  /** A call that the phone of `account` wants: in the place of one that broke, or because a peer hands us over. */
  askFor(redial: Redial, account: string): void {
    const { peer, by, continues } = redial;
    this.ask({ peer, account, confirmed: by === undefined, by, continues }, redial);
  }

  /** The person has answered. */
  answered(id: string): void {
    if (this.#current?.id === id) this.#set(undefined);
  }

  /** It is placed: why, if the phone wanted it. */
  placed(id: string): Redial | undefined {
    this.answered(id);
    return this.#redial?.id === id ? this.#redial.redial : undefined;
  }

  /** Nothing about it is certain any more; the person may still want it. */
  wait(): void {
    this.#set(this.#current);
  }

  #set(dial: Dial | undefined): void {
    this.#doubted();
    this.#doubted = () => {};
    this.#current = dial;
    this.#ports.changed();
  }
}
