/** Which Jingle a peer speaks: that of the standard, or that of its drafts of 2008, which is answered in kind. */
import { in2008, modernised } from '../core/protocol/jingle2008';
import { JINGLE } from '../core/protocol/namespaces';
import { jingle, type Jingle } from '../core/protocol/xep0166';
import { xmlnsOf, type XmlElement } from '../core/xml/codec';

const JINGLE_2008 = 'urn:xmpp:tmp:jingle';

/** What a Jingle request may be in. */
export const JINGLE_NAMESPACES = [JINGLE, JINGLE_2008] as const;

/** Whether an element is a Jingle request, in whichever dialect. */
export const isJingle = (element: XmlElement): boolean =>
  element.name === 'jingle' && JINGLE_NAMESPACES.some(known => known === xmlnsOf(element, ''));

/** More sessions than anyone has at a time; of more, the oldest falls back to the standard. */
const LIMIT = 100;

/** The dialect of each session that is not in the standard's. */
export class Dialects {
  readonly #old = new Set<string>();

  /** A request of a peer as the standard has it. Throws MalformedElementError. */
  read(from: string, request: XmlElement): Jingle {
    const value = jingle.decode(modernised(request) ?? request);
    if (xmlnsOf(request, '') === JINGLE_2008) {
      const [oldest] = this.#old;
      if (this.#old.size >= LIMIT && oldest !== undefined) this.#old.delete(oldest);
      this.#old.add(keyOf(from, value.sid));
    }
    return value;
  }

  /** A request of ours as its peer has it. */
  write(to: string, value: Jingle): XmlElement {
    const request = jingle.encode(value);
    return this.#old.has(keyOf(to, value.sid)) ? in2008(request) : request;
  }
}

const keyOf = (peer: string, sid: string): string => `${peer} ${sid}`;
