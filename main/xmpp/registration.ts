/** Making an account on a server, from the first question to the account (XEP-0077 §3.1; with an invitation XEP-0445). */
import type { RegistrationForm, RegistrationProblem, RegistrationValues } from '../../shared/registration';
import { preauth } from '../core/protocol/xep0445';
import { REGISTER, registerQuery, type RegisterQuery } from '../core/protocol/xep0077';
import { addressIn, asksTheSame, filledIn, formIn, refusalOf } from '../core/registration';
import { MalformedElementError } from '../core/xml/codec';
import { BareStream, RefusedError } from './bare-stream';
import { ConnectionError } from './problems';
import type { ProxyFor } from './proxy';
import { resolveTargets } from './resolve';
import { connectSecurely } from './transport';
import { trusting } from './trust';

/** The server made no account. */
export class RegistrationError extends Error {
  override name = 'RegistrationError';
  readonly problem: RegistrationProblem;
  /** In the words of the server; not for the log. */
  readonly said: string | undefined;
  /** A page of the web where accounts are made (`https:`). */
  readonly page: string | undefined;
  constructor(problem: RegistrationProblem, said?: string, page?: string) {
    super(problem);
    this.problem = problem;
    this.said = said;
    this.page = page;
  }
}

export interface RegistrationOptions {
  domain: string;
  host?: string | undefined;
  port?: number | undefined;
  /** PEM. */
  ca?: string | undefined;
  proxyFor?: ProxyFor | undefined;
  /** Of an invitation. */
  token?: string | undefined;
  /** Milliseconds for each question, the way to the server included. */
  patience: number;
}

/** One try to get an account. A server that hangs up while the person types is asked again. */
export class Registration {
  readonly options: RegistrationOptions;
  readonly #closed = new AbortController();
  #stream: BareStream | undefined;
  #query: RegisterQuery | undefined;
  #form: RegistrationForm | undefined;

  constructor(options: RegistrationOptions) {
    this.options = options;
  }

  /** The form to fill in, fetched anew each time: a picture is good for one answer. Throws RegistrationError, ConnectionError. */
  async ask(): Promise<RegistrationForm> {
    const { domain } = this.options;
    return await this.#asking('form', async signal => {
      const stream = await this.#streamTo(signal);
      const answer = await stream.request('get', { name: 'query', attrs: { xmlns: REGISTER }, children: [] }, signal);
      const query = answer?.name === 'query' ? registerQuery.decode(answer) : undefined;
      const form = query && formIn(query, domain);
      if (!query || !form) throw new RegistrationError('unsupported', undefined, pageIn(query));
      this.#query = query;
      this.#form = form;
      return form;
    });
  }

  /**
   * Makes the account and gives its address. Throws RegistrationError, with `expired` where the form was too old and
   * another one has to be filled in, and ConnectionError.
   */
  async submit(values: RegistrationValues): Promise<string> {
    const { domain } = this.options;
    const address = addressIn(values, domain);
    if (address === undefined) throw new RegistrationError('not-acceptable');
    const filled = this.#form;
    if (!filled || !this.#stream?.alive) {
      const fresh = await this.ask();
      if (!filled || !asksTheSame(filled, fresh)) throw new RegistrationError('expired');
    }
    await this.#asking('account', async signal => {
      const stream = await this.#streamTo(signal);
      if (!this.#query) throw new RegistrationError('expired');
      await stream.request('set', registerQuery.encode(filledIn(this.#query, values)), signal);
    });
    return address;
  }

  close(): void {
    this.#closed.abort(new ConnectionError('lost', 'given up'));
    this.#stream?.close();
  }

  async #streamTo(signal: AbortSignal): Promise<BareStream> {
    if (this.#stream?.alive) return this.#stream;
    const { domain, host, port, ca, proxyFor, token } = this.options;
    const targets = await resolveTargets(domain, { host, port });
    const socket = await connectSecurely(targets, { domain, trust: trusting(ca), proxyFor }, signal);
    const stream = await BareStream.open(socket, domain, signal);
    this.#stream = stream;
    if (token === undefined) return stream;
    try {
      await stream.request('set', preauth.encode({ token }), signal);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      stream.close();
      throw new RegistrationError('invite', textOf(error));
    }
    return stream;
  }

  async #asking<T>(asked: 'form' | 'account', body: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = AbortSignal.timeout(this.options.patience);
    try {
      return await body(AbortSignal.any([this.#closed.signal, late]));
    } catch (error) {
      if (error instanceof MalformedElementError) throw new RegistrationError('unsupported');
      if (!(error instanceof RefusedError)) throw error;
      const pictured = this.#form?.fields.some(({ picture }) => picture !== undefined) ?? false;
      throw new RegistrationError(refusalOf(error.error, asked, pictured), textOf(error), pageIn(this.#query));
    }
  }
}

const textOf = ({ error }: RefusedError): string | undefined => error.text?.value.slice(0, 500);

/** Where the server sends people instead; nothing but `https:` is worth opening. */
function pageIn(query: RegisterQuery | undefined): string | undefined {
  const { elsewhere, instructions } = query ?? {};
  const candidates = [elsewhere?.url.value ?? '', ...(instructions?.text.match(/https:\/\/[^\s<>"']+/g) ?? [])];
  return candidates.find(candidate => candidate.length <= 2_000 && URL.canParse(candidate) && isSecure(candidate));
}

function isSecure(address: string): boolean {
  const { protocol, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '';
}
