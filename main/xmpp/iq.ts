/** Requests and answers (RFC 6120 §8.2.3): ours, which only the one asked may answer, and those of others. */
import { randomUUID } from 'node:crypto';
import { bareOf, formatJid, parseJid } from '../../shared/jid';
import { stanzaError, type StanzaError } from '../core/protocol/rfc6120';
import { CLIENT } from '../core/protocol/namespaces';
import { elements, MalformedElementError, xmlnsOf, type XmlElement } from '../core/xml/codec';
import { describeError, type Log } from '../core/log';

/** How a request of ours ended; `payload`: what came with the error. `lost`: the stream ended for good before an answer came. */
export type Reply =
  | { type: 'result'; payload: XmlElement | undefined }
  | { type: 'error'; error: StanzaError; payload?: XmlElement | undefined }
  | { type: 'timeout' }
  | { type: 'lost' };

/** What a request of someone else's is answered with; `then` runs when the answer is on its way. */
export type IqAnswer =
  { result: XmlElement | undefined; then?: () => void } | { error: StanzaError; then?: () => void };

/** A request of someone else's. `from` is a JID, the server's own where it gave none. */
export interface IqRequest {
  from: string;
  payload: XmlElement;
}

/** Throws MalformedElementError for what is to be answered with `bad-request`. */
export type IqHandler = (request: IqRequest) => IqAnswer;

/** The way out. */
export interface StanzaSink {
  send(stanza: XmlElement): void;
  /** Our full JID. */
  self(): string | undefined;
}

const DEADLINE_MS = 15_000;

interface Pending {
  to: string | undefined;
  answered: (reply: Reply) => void;
  /** Milliseconds left when the clock was last stopped, or when it runs since `startedAt`. */
  left: number;
  startedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** The requests of one account; their deadlines run only while the stream is up. */
export class Iqs {
  readonly #sink: StanzaSink;
  readonly #log: Log;
  readonly #pending = new Map<string, Pending>();
  readonly #handlers = new Map<string, IqHandler>();
  #running = false;

  constructor(sink: StanzaSink, log: Log) {
    this.#sink = sink;
    this.#log = log;
  }

  /** Sends a request to a JID, to our own account where `to` is undefined; `answered` is called once. */
  request(
    type: 'get' | 'set',
    to: string | undefined,
    payload: XmlElement,
    answered: (reply: Reply) => void,
    deadline = DEADLINE_MS,
  ): void {
    const id = randomUUID();
    const pending: Pending = { to, answered, left: deadline, startedAt: 0, timer: undefined };
    this.#pending.set(id, pending);
    if (this.#running) this.#run(id, pending);
    this.#sink.send({ name: 'iq', attrs: { type, id, ...(to === undefined ? {} : { to }) }, children: [payload] });
  }

  /** The same as a promise, which never rejects. */
  async ask(type: 'get' | 'set', to: string | undefined, payload: XmlElement, deadline = DEADLINE_MS): Promise<Reply> {
    return await new Promise(resolve => this.request(type, to, payload, resolve, deadline));
  }

  /** Answers requests whose payload is a `name` in `xmlns` by `handler`. */
  handle(type: 'get' | 'set', { name, xmlns }: { name: string; xmlns: string }, handler: IqHandler): void {
    this.#handlers.set(`${type} ${xmlns} ${name}`, handler);
  }

  /** Takes an IQ stanza. */
  take(iq: XmlElement): void {
    const { type } = iq.attrs;
    if (type === 'result' || type === 'error') this.#answered(iq, type);
    else this.#asked(iq);
  }

  /** The stream is up: deadlines run. */
  resume(): void {
    this.#running = true;
    for (const [id, pending] of this.#pending) if (!pending.timer) this.#run(id, pending);
  }

  /** The stream is down: deadlines stand still. */
  pause(): void {
    this.#running = false;
    for (const pending of this.#pending.values()) {
      if (!pending.timer) continue;
      clearTimeout(pending.timer);
      pending.timer = undefined;
      pending.left -= Date.now() - pending.startedAt;
    }
  }

  /** The stream that requests went out on is gone for good; those with an id in `waiting` have not left yet. */
  lose(waiting: ReadonlySet<string> = new Set()): void {
    for (const id of [...this.#pending.keys()]) if (!waiting.has(id)) this.#settle(id, { type: 'lost' });
  }

  #run(id: string, pending: Pending): void {
    pending.startedAt = Date.now();
    pending.timer = setTimeout(() => this.#settle(id, { type: 'timeout' }), Math.max(0, pending.left));
  }

  #answered(iq: XmlElement, type: 'result' | 'error'): void {
    const { id = '', from } = iq.attrs;
    const pending = this.#pending.get(id);
    if (!pending || !this.#mayAnswer(from, pending.to)) return;
    if (type === 'result') return this.#settle(id, { type, payload: elements(iq)[0] });
    const isError = (child: XmlElement) => child.name === 'error' && xmlnsOf(child, CLIENT) === CLIENT;
    const error = elements(iq).find(isError);
    this.#settle(id, {
      type,
      error: error ? stanzaError.decode(error) : stanzaErrorOf('undefined-condition'),
      payload: elements(iq).find(child => !isError(child)),
    });
  }

  #settle(id: string, reply: Reply): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    pending.answered(reply);
  }

  /** Our server answers in the name of our account, and older ones in their own or in that of our full JID. */
  #mayAnswer(from: string | undefined, to: string | undefined): boolean {
    const self = parseJid(this.#sink.self() ?? '');
    if (!self) return false;
    const sender = from === undefined ? undefined : normal(from);
    if (to === undefined || normal(to) === bareOf(self)) {
      return sender === undefined || [bareOf(self), formatJid(self), self.domain].includes(sender);
    }
    if (sender === undefined) return normal(to) === self.domain;
    return sender === normal(to);
  }

  #asked(iq: XmlElement): void {
    const { id, type, from } = iq.attrs;
    const payloads = elements(iq);
    const [payload] = payloads;
    const answer = this.#answerTo(type, from, payload, payloads.length);
    const attrs: Record<string, string> = { id: id ?? '', ...(from === undefined ? {} : { to: from }) };
    if (id !== undefined) {
      if ('error' in answer) {
        const error = stanzaError.encode(answer.error, CLIENT);
        this.#sink.send({ name: 'iq', attrs: { ...attrs, type: 'error' }, children: [error] });
      } else {
        const children = answer.result ? [answer.result] : [];
        this.#sink.send({ name: 'iq', attrs: { ...attrs, type: 'result' }, children });
      }
    }
    this.#guarded(() => answer.then?.());
  }

  #answerTo(
    type: string | undefined,
    from: string | undefined,
    payload: XmlElement | undefined,
    count: number,
  ): IqAnswer {
    if ((type !== 'get' && type !== 'set') || !payload || count !== 1) return { error: stanzaErrorOf('bad-request') };
    const handler = this.#handlers.get(`${type} ${xmlnsOf(payload, CLIENT)} ${payload.name}`);
    if (!handler) return { error: stanzaErrorOf('service-unavailable') };
    const sender = from ?? parseJid(this.#sink.self() ?? '')?.domain ?? '';
    try {
      return handler({ from: sender, payload });
    } catch (error) {
      if (error instanceof MalformedElementError) {
        this.#log.warn`malformed request: ${describeError(error)}`;
        return { error: stanzaErrorOf('bad-request') };
      }
      this.#log.warn`a request could not be answered: ${describeError(error)}`;
      return { error: stanzaErrorOf('internal-server-error') };
    }
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#log.warn`after an answer: ${describeError(error)}`;
    }
  }
}

const normal = (address: string): string => {
  const jid = parseJid(address);
  return jid ? formatJid(jid) : address;
};

/** The type that goes with a condition (RFC 6120 §8.3.3), for those that we send. */
const types: Partial<Record<StanzaError['condition'], StanzaError['type']>> = {
  'bad-request': 'modify',
  'internal-server-error': 'wait',
};

/** An error of ours. */
export const stanzaErrorOf = (condition: StanzaError['condition']): StanzaError => ({
  type: types[condition] ?? 'cancel',
  condition,
});
