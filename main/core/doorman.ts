/**
 * How often somebody may ask for the person's attention. Each sender has an allowance, and all whom the person does not know
 * have one together, since addresses cost nothing; contacts are never in the way of one another. What is beyond is turned
 * away before there is a call, so that a flood rings nowhere, fills no history and costs no memory.
 */

/** So many at once, and one more each `everyMs`. */
interface Allowance {
  readonly burst: number;
  readonly everyMs: number;
}

const ofContact: Allowance = { burst: 10, everyMs: 10_000 };
const ofStranger: Allowance = { burst: 3, everyMs: 60_000 };
const ofAllStrangers: Allowance = { burst: 10, everyMs: 30_000 };

/** Senders whose allowance is remembered; of more, whoever was heard of longest ago is forgotten. */
const SENDERS = 1000;

/** Who was turned away since the person was last told. */
export interface TurnedAway {
  /** How many calls. */
  readonly calls: number;
  /** Whose they were, a bare JID; absent where several people called. */
  readonly peer?: string | undefined;
}

/** What is left of an allowance, and when that was known, in milliseconds since 1970. */
interface Left {
  readonly calls: number;
  readonly at: number;
}

/** What is left once one more has come; `undefined` where nothing was. */
function spend(left: Left | undefined, { burst, everyMs }: Allowance, now: number): Left | undefined {
  const passed = left ? Math.max(0, now - left.at) : Infinity;
  const calls = Math.min(burst, (left?.calls ?? burst) + passed / everyMs);
  return calls < 1 ? undefined : { calls: calls - 1, at: now };
}

export class Doorman {
  /** By bare JID, who was admitted last comes last. */
  readonly #senders = new Map<string, Left>();
  #strangers: Left | undefined;
  #turnedAway: TurnedAway | undefined;

  /** Those who were turned away, until `forget`. */
  get turnedAway(): TurnedAway | undefined {
    return this.#turnedAway;
  }

  /** The person has been told. */
  forget(): void {
    this.#turnedAway = undefined;
  }

  /**
   * Whether `peer`, a bare JID, may call once more at `now`, in milliseconds since 1970: `sender` says that it is they who call
   * too often, `strangers` that all strangers together do.
   */
  admit(peer: string, isContact: boolean, now: number): 'yes' | 'sender' | 'strangers' {
    const theirs = spend(this.#senders.get(peer), isContact ? ofContact : ofStranger, now);
    if (!theirs) return this.#refuse(peer, 'sender');
    if (!isContact) {
      const all = spend(this.#strangers, ofAllStrangers, now);
      if (!all) return this.#refuse(peer, 'strangers');
      this.#strangers = all;
    }
    this.#senders.delete(peer);
    this.#senders.set(peer, theirs);
    const [oldest] = this.#senders.keys();
    if (this.#senders.size > SENDERS && oldest !== undefined) this.#senders.delete(oldest);
    return 'yes';
  }

  /** The person has answered them: whoever is welcome begins anew. */
  welcome(peer: string): void {
    this.#senders.delete(peer);
  }

  #refuse<T>(peer: string, why: T): T {
    const before = this.#turnedAway;
    const same = before === undefined || before.peer === peer;
    this.#turnedAway = { calls: (before?.calls ?? 0) + 1, ...(same && { peer }) };
    return why;
  }
}
