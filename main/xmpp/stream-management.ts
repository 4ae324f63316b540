/** XEP-0198: Stream Management (1.6.1), the bookkeeping of it: what was sent and not yet acknowledged, what was received. */
import type { XmlElement } from '../core/xml/codec';

export const STREAM_MANAGEMENT = 'urn:xmpp:sm:3';

/** Counters are 32 bits wide and start over behind the last one (§4). */
const WRAP = 2 ** 32;

/** Where a session stands. */
export interface Counts {
  /** Our full JID. */
  jid: string;
  received: number;
  acknowledged: number;
  unacknowledged: readonly XmlElement[];
}

/** Outlives the connection it was enabled on, for as long as it may be resumed. */
export class StreamManagement {
  /** The name of the session for resumption; `undefined` where the server does not resume. */
  readonly id: string | undefined;
  /** Our full JID, which resumption keeps. */
  readonly jid: string;
  #received = 0;
  #acknowledged = 0;
  #unacknowledged: XmlElement[] = [];
  /** From an earlier run, and not resumed yet: more may have been sent than was kept. */
  #remembered = false;

  constructor(jid: string, id: string | undefined) {
    this.jid = jid;
    this.id = id;
  }

  /** That of an earlier run of the app. */
  static remembered({ jid, id, ...kept }: Counts & { id: string }): StreamManagement {
    const management = new StreamManagement(jid, id);
    management.#received = kept.received;
    management.#acknowledged = kept.acknowledged;
    management.#unacknowledged = [...kept.unacknowledged];
    management.#remembered = true;
    return management;
  }

  get isRemembered(): boolean {
    return this.#remembered;
  }

  /** What a later run needs to resume the session. */
  counts(): Counts {
    const { jid } = this;
    return {
      jid,
      received: this.#received,
      acknowledged: this.#acknowledged,
      unacknowledged: [...this.#unacknowledged],
    };
  }

  /** The session is in use: from now on the counts are exact. Of what was not acknowledged, only what is `wanted` is left. */
  takeOver(wanted: (stanza: XmlElement) => boolean): void {
    this.#remembered = false;
    this.#unacknowledged = this.#unacknowledged.filter(wanted);
  }

  get unacknowledged(): readonly XmlElement[] {
    return this.#unacknowledged;
  }

  sent(stanza: XmlElement): void {
    this.#unacknowledged.push(stanza);
  }

  received(): void {
    this.#received = (this.#received + 1) % WRAP;
  }

  /** The server has `h` of ours: those that it has since now. `undefined` where that is more than we sent (§4: `handled-count-too-high`). */
  acknowledge(h: number): readonly XmlElement[] | undefined {
    const fresh = (h - this.#acknowledged + WRAP) % WRAP;
    // The last that an earlier run sent may have arrived without having been kept; less than it had kept cannot be.
    const limit = this.#remembered ? WRAP / 2 : this.#unacknowledged.length;
    if (fresh > limit) return undefined;
    this.#acknowledged = h;
    return this.#unacknowledged.splice(0, fresh);
  }

  /** `<a/>`: how many stanzas we have received. */
  answer(): XmlElement {
    return nonza('a', { h: String(this.#received) });
  }

  /** `<resume/>`, to be sent on the next stream. */
  resume(): XmlElement | undefined {
    return this.id === undefined ? undefined : nonza('resume', { h: String(this.#received), previd: this.id });
  }
}

export const enableRequest = (): XmlElement => nonza('enable', { resume: 'true' });
export const acknowledgementRequest = (): XmlElement => nonza('r', {});

/** The `h` of an `<a/>`, `<resumed/>` or `<failed/>`. */
export function handledCount({ attrs: { h } }: XmlElement): number | undefined {
  return h !== undefined && /^\d{1,10}$/.test(h) && Number(h) < WRAP ? Number(h) : undefined;
}

const nonza = (name: string, attrs: Record<string, string>): XmlElement => ({
  name,
  attrs: { xmlns: STREAM_MANAGEMENT, ...attrs },
  children: [],
});
