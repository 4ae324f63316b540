/** What is said for calls, seen as it passes: every call message and every Jingle request with its answer. */
import { CLIENT, JINGLE_ERRORS, STANZAS } from '../core/protocol/namespaces';
import { findCarbon } from '../core/protocol/xep0280';
import { callSteps, findCallMessage } from '../core/protocol/xep0353';
import { elements, xmlnsOf, type XmlElement } from '../core/xml/codec';
import { bareOf, formatJid, parseJid } from '../../shared/jid';
import { isJingle } from './dialect';

/** A stanza of a call as it went. */
export interface WireRecord {
  direction: 'sent' | 'received';
  kind: 'message' | 'request' | 'result' | 'error';
  sid: string;
  /** Whom it went to or came from; of a copy (XEP-0280), who wrote what was copied. */
  address: string;
  /** An XEP-0353 step, a Jingle action, `result`, or the condition of an error. */
  name: string;
  /** The step or action that a result or an error answers. */
  answers?: string | undefined;
  /** All of it, as sent or received. */
  stanza: XmlElement;
}

/** Requests whose answers never come must not fill the memory. */
const OPEN_LIMIT = 500;

/** A session or request that is called by something longer belongs to no call, and would only fill the memory. */
const NAME_LIMIT = 255;
const isName = (text: string): boolean => text.length <= NAME_LIMIT;

/** The ids of our messages, by which one that comes back without its content is known. */
const bounced = new RegExp(`^jm-(${callSteps.join('|')})-(.{1,36})`);

/** Reads what passes in one account; changes nothing. */
export class Watch {
  readonly #self: () => string | undefined;
  readonly #seen: (record: WireRecord) => void;
  /** Jingle requests that wait for an answer, by direction, id and address. */
  readonly #open = new Map<string, { sid: string; action: string }>();

  constructor(self: () => string | undefined, seen: (record: WireRecord) => void) {
    this.#self = self;
    this.#seen = seen;
  }

  /** To be told of every stanza before anything is done about it. */
  pass(direction: WireRecord['direction'], stanza: XmlElement): void {
    const record = stanza.name === 'message' ? this.#message(direction, stanza) : this.#iq(direction, stanza);
    if (record) this.#seen({ direction, ...record, stanza });
  }

  #message(direction: WireRecord['direction'], stanza: XmlElement): Seen | undefined {
    const carbon = direction === 'received' ? findCarbon(stanza) : undefined;
    if (carbon && !this.#isOurs(stanza.attrs['from'])) return undefined;
    const message = carbon?.message ?? stanza;
    const { from, to, type, id = '' } = message.attrs;
    const address = (direction === 'sent' ? to : from) ?? '';
    const found = findCallMessage(message);
    const [, step = found?.name, idOfStep = found?.attrs['id']] =
      type === 'error' && !found ? (bounced.exec(id) ?? []) : [];
    if (step === undefined || idOfStep === undefined || !isName(idOfStep)) return undefined;
    if (type !== 'error') return { kind: 'message', sid: idOfStep, address, name: step };
    return { kind: 'error', sid: idOfStep, address, name: conditionOf(message), answers: step };
  }

  #iq(direction: WireRecord['direction'], stanza: XmlElement): Seen | undefined {
    const { type, id = '', from, to } = stanza.attrs;
    const address = (direction === 'sent' ? to : from) ?? '';
    if (type === 'set') {
      const payload = elements(stanza).find(isJingle);
      if (!payload) return undefined;
      const { sid = '', action = '' } = payload.attrs;
      if (!isName(sid) || !isName(action) || !isName(id)) return undefined;
      const [oldest] = this.#open.keys();
      if (this.#open.size >= OPEN_LIMIT && oldest !== undefined) this.#open.delete(oldest);
      this.#open.set(keyOf(direction, id, address), { sid, action });
      return { kind: 'request', sid, address, name: action };
    }
    if (type !== 'result' && type !== 'error') return undefined;
    const key = keyOf(direction === 'sent' ? 'received' : 'sent', id, address);
    const open = this.#open.get(key);
    if (!open) return undefined;
    this.#open.delete(key);
    const name = type === 'error' ? conditionOf(stanza) : 'result';
    return { kind: type, sid: open.sid, address, name, answers: open.action };
  }

  /** Only our own account copies (XEP-0280 §11). */
  #isOurs(from: string | undefined): boolean {
    const self = parseJid(this.#self() ?? '');
    const sender = from === undefined ? self : parseJid(from);
    return (
      self !== undefined &&
      sender !== undefined &&
      (from === undefined || sender.resource === undefined) &&
      bareOf(sender) === bareOf(self)
    );
  }
}

type Seen = Omit<WireRecord, 'direction' | 'stanza'>;

const keyOf = (direction: string, id: string, address: string): string => {
  const jid = parseJid(address);
  return `${direction} ${id} ${jid ? formatJid(jid) : address}`;
};

/** The condition in an error; Jingle's own, which says more, before that of the stream (XEP-0166 §10). */
function conditionOf(stanza: XmlElement): string {
  const error = elements(stanza).find(child => child.name === 'error' && xmlnsOf(child, CLIENT) === CLIENT);
  const inside = error ? elements(error) : [];
  const of = (xmlns: string) => inside.find(({ name, attrs }) => attrs['xmlns'] === xmlns && name !== 'text')?.name;
  return of(JINGLE_ERRORS) ?? of(STANZAS) ?? 'undefined-condition';
}
