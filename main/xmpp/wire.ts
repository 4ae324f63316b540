/** Calls on the wire: Jingle requests and call messages, decoded on their way to the phone and encoded on their way out. */
import { randomUUID } from 'node:crypto';
import { bareOf, parseJid, toBare } from '../../shared/jid';
import type { Answer, IncomingMessage, Wire } from '../core/ports';
import { RECEIPTS } from '../core/chat';
import { CLIENT } from '../core/protocol/namespaces';
import { stanzaError, type StanzaError } from '../core/protocol/rfc6120';
import type { Jingle } from '../core/protocol/xep0166';
import { DELAY, delay } from '../core/protocol/xep0203';
import { findCarbon } from '../core/protocol/xep0280';
import { decodeCallMessage, encodeCallMessage, findCallMessage, type CallMessage } from '../core/protocol/xep0353';
import { elements, MalformedElementError, xmlnsOf, type XmlElement } from '../core/xml/codec';
import { Dialects, JINGLE_NAMESPACES } from './dialect';
import type { IqHandler, Iqs, Reply, StanzaSink } from './iq';
import { describeError, type Log } from '../core/log';

export type { WireRecord } from './watch';

/** What the wire hands to the phone. */
export interface PhoneInbox {
  /** A Jingle request from a full JID; `carry` is called once the reply is on its way. */
  requested(from: string, jingle: Jingle): { reply: 'acknowledge' | StanzaError; carry: () => void };
  messaged(message: IncomingMessage): void;
  /** The stream went; it is back and nothing is lost; there is a new one. */
  stream(event: 'lost' | 'resumed' | 'rebound'): void;
}

const HINTS = 'urn:xmpp:hints';

/** How the ids of our messages are made: what comes back without its content is known by them. */
const ids = { prefix: 'jm-', pattern: /^jm-(propose|ringing|proceed|accept|reject|retract|finish)-(.+)$/ };

/** The `Wire` of the core on the requests and messages of an account. */
export class StanzaWire implements Wire {
  readonly #iqs: Iqs;
  readonly #sink: StanzaSink;
  readonly #log: Log;
  readonly #isBlocked: (from: string) => boolean;
  readonly #dialects = new Dialects();
  #inbox: PhoneInbox | undefined;

  /** `isBlocked`: whether somebody, by a JID of theirs, is to be kept away, whatever the server lets through. */
  constructor(iqs: Iqs, sink: StanzaSink, log: Log, isBlocked: (from: string) => boolean) {
    this.#iqs = iqs;
    this.#sink = sink;
    this.#log = log;
    this.#isBlocked = isBlocked;
    const handler: IqHandler = ({ from, payload }) => {
      // As a server would answer for us (XEP-0191 §3.3).
      if (isBlocked(from)) return { error: { type: 'cancel', condition: 'service-unavailable' } };
      const request = this.#dialects.read(from, payload);
      log.debug`received ${request.action}`;
      if (!this.#inbox) return { error: { type: 'cancel', condition: 'service-unavailable' } };
      const { reply, carry } = this.#inbox.requested(from, request);
      return reply === 'acknowledge' ? { result: undefined, then: carry } : { error: reply, then: carry };
    };
    for (const xmlns of JINGLE_NAMESPACES) iqs.handle('set', { name: 'jingle', xmlns }, handler);
  }

  readonly self = (): string | undefined => this.#sink.self();

  deliverTo(inbox: PhoneInbox): void {
    this.#inbox = inbox;
  }

  request(to: string, value: Jingle, answered: (answer: Answer) => void): void {
    this.#log.debug`sending ${value.action}`;
    this.#iqs.request('set', to, this.#dialects.write(to, value), reply => answered(answerOf(reply)));
  }

  message(to: string, message: CallMessage): void {
    this.#log.debug`sending ${message.step}`;
    const id = `${ids.prefix}${message.step}-${message.id}`;
    const receipt = message.step === 'propose' ? [{ name: 'request', attrs: { xmlns: RECEIPTS }, children: [] }] : [];
    this.#sink.send({
      name: 'message',
      attrs: { to, type: 'chat', id: message.step === 'propose' ? id : `${id}-${randomUUID().slice(0, 8)}` },
      // The hint makes servers keep it, so that a device that comes back learns of the call (XEP-0353 §6).
      children: [encodeCallMessage(message), { name: 'store', attrs: { xmlns: HINTS }, children: [] }, ...receipt],
    });
  }

  /** What happened to the stream. */
  stream(event: 'lost' | 'resumed' | 'rebound'): void {
    this.#inbox?.stream(event);
  }

  /** Takes a message stanza; all but call messages are for other clients. */
  take(stanza: XmlElement): void {
    try {
      const incoming = this.#read(stanza);
      if (!incoming || this.#isBlocked(incoming.from)) return;
      this.#log.debug`received ${incoming.message.step}${incoming.error ? ' back' : ''}`;
      this.#inbox?.messaged(incoming);
    } catch (error) {
      if (!(error instanceof MalformedElementError)) throw error;
      this.#log.warn`malformed call message: ${describeError(error)}`;
    }
  }

  #read(stanza: XmlElement): IncomingMessage | undefined {
    const carbon = findCarbon(stanza);
    if (!carbon) return incomingOf(stanza, this.#ourBare());
    // Anyone can write what looks like a carbon; only our own account copies (XEP-0280 §11).
    const from = stanza.attrs['from'];
    if (from !== undefined && from !== this.#ourBare() && toBareOnly(from) !== this.#ourBare()) {
      this.#log.warn`a carbon that is not from our account`;
      return undefined;
    }
    const incoming = incomingOf(carbon.message, this.#ourBare(), delayOf(stanza));
    return incoming && { ...incoming, carbon: carbon.direction };
  }

  #ourBare(): string {
    const self = parseJid(this.#sink.self() ?? '');
    return self ? bareOf(self) : '';
  }
}

/** The bare JID in a text that is one; `undefined` where there is a resource behind it. */
const toBareOnly = (address: string): string | undefined => (address.includes('/') ? undefined : toBare(address));

function answerOf(reply: Reply): Answer {
  switch (reply.type) {
    case 'result':
      return { type: 'acknowledged' };
    case 'error':
      return { type: 'refused', error: reply.error };
    case 'timeout':
    case 'lost':
      return reply;
  }
}

/** The call message in a stanza, `undefined` where there is none. Throws MalformedElementError. */
function incomingOf(stanza: XmlElement, self: string, outerDelay?: number): IncomingMessage | undefined {
  const { from, to = self, type = 'normal' } = stanza.attrs;
  if (type === 'error') return bouncedOf(stanza, self);
  const found = type === 'chat' || type === 'normal' || type === 'headline' ? findCallMessage(stanza) : undefined;
  if (!found || from === undefined || !parseJid(from)) return undefined;
  const delayedAt = delayOf(stanza) ?? outerDelay;
  return { from, to, message: decodeCallMessage(found), ...(delayedAt === undefined ? {} : { delayedAt }) };
}

/** A message of ours that came back; where the other side cut its content off, its id still says what it was. */
function bouncedOf(stanza: XmlElement, self: string): IncomingMessage | undefined {
  const { from, to = self, id = '' } = stanza.attrs;
  const error = elements(stanza).find(child => child.name === 'error' && xmlnsOf(child, CLIENT) === CLIENT);
  const found = findCallMessage(stanza);
  const message = found ? decodeCallMessage(found) : messageOfId(id);
  if (!message || from === undefined || !parseJid(from)) return undefined;
  return {
    from,
    to,
    message,
    error: error ? stanzaError.decode(error) : { type: 'cancel', condition: 'undefined-condition' },
  };
}

function messageOfId(stanzaId: string): CallMessage | undefined {
  const [, step, rest = ''] = ids.pattern.exec(stanzaId) ?? [];
  const id = rest.slice(0, 36); // a UUID; behind it may be what tells repeated steps apart
  switch (step) {
    case 'propose':
      return { step, id, media: [] };
    case 'ringing':
    case 'proceed':
    case 'accept':
    case 'reject':
    case 'retract':
    case 'finish':
      return { step, id };
    default:
      return undefined;
  }
}

/** The earliest of the delays in a stanza: the server that saw it first. */
function delayOf(stanza: XmlElement): number | undefined {
  const stamps = elements(stanza)
    .filter(child => child.name === 'delay' && xmlnsOf(child, CLIENT) === DELAY)
    .map(child => delay.decode(child).stamp);
  return stamps.length === 0 ? undefined : Math.min(...stamps);
}
