/**
 * From a secure socket to a session: authentication (RFC 6120 §6; XEP-0388 with XEP-0386 and XEP-0484 where there is
 * one), then either the session from before (XEP-0198 §5) or a new one. Nothing is believed before the server has proven
 * itself, and no stanza is taken before authentication.
 */
import { xml, type Client, type Element } from '@xmpp/client';
import type { TLSSocket } from 'node:tls';
import type { XmlElement } from '../core/xml/codec';
import { hardenedClient, setMechanisms, toLibrary } from './hardening';
import {
  chooseMechanism,
  mechanismsFor,
  strengthOf,
  tokenMechanismsFor,
  type ProvingMechanism,
  type Strength,
} from './mechanisms';
import { ConnectionError, isConnectionError, saslProblem, streamProblem } from './problems';
import type { LoginToken } from './saved-login';
import { serialize } from './serialize';
import { enableRequest, handledCount, STREAM_MANAGEMENT, StreamManagement } from './stream-management';
import { StreamSyntaxError } from './parser';
import { socketProblem } from './tls-errors';

const STREAMS = 'http://etherx.jabber.org/streams';
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const SASL2 = 'urn:xmpp:sasl:2';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const BIND2 = 'urn:xmpp:bind:0';
const CHANNEL_BINDINGS = 'urn:xmpp:sasl-cb:0';

/** Who signs in, and what is left of the time before. */
export interface SignIn {
  domain: string;
  username: string;
  password: string;
  resource: string;
  /** A UUID that stays the same for this installation (XEP-0388 §2.3). */
  userAgent: string;
  token: LoginToken | undefined;
  /** `undefined`: the token is of no use any more. */
  keepToken: (token: LoginToken | undefined) => void;
  /** The best that this account has been signed in with: the server must not ask for less. */
  least: Strength | undefined;
  /** The server has proven itself so. */
  proven: (strength: Strength) => void;
  /** The session to resume, if there is one. */
  before: StreamManagement | undefined;
}

/** A stream that stanzas may be sent on. */
export interface Negotiated {
  /** Our full JID. */
  jid: string;
  /** Namespaces of the features that the server offered after authentication. */
  features: ReadonlySet<string>;
  /** The session of before, in which nothing is lost; its count of our stanzas is up to date. */
  resumed: boolean;
  /** Absent where the server has none. */
  management: StreamManagement | undefined;
  /** Those of the session before that the server had all the same. */
  arrived: readonly XmlElement[];
  /** Stanzas that came before stream management was enabled, which does not count them. */
  early: readonly XmlElement[];
}

/** What a negotiated stream is handed over to. */
export interface Receiver {
  /** Every element, from the first one behind the negotiation. */
  element(element: XmlElement): void;
  ended(error: ConnectionError): void;
}

/**
 * Negotiates a stream on `socket`; `established` is called in the middle of the stream, so that the receiver it returns
 * misses nothing. Throws ConnectionError; the socket is the caller's to destroy.
 */
export async function negotiate(
  socket: TLSSocket,
  signIn: SignIn,
  signal: AbortSignal,
  established: (negotiated: Negotiated) => Receiver,
): Promise<void> {
  signal.throwIfAborted();
  let abort = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const negotiation = new Negotiation(socket, signIn, {
        established: negotiated => {
          resolve();
          return established(negotiated);
        },
        failed: reject,
      });
      abort = () => negotiation.end(asConnectionError(signal.reason));
      signal.addEventListener('abort', abort);
      negotiation.start();
    });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

interface Outcome {
  established: (negotiated: Negotiated) => Receiver;
  failed: (error: ConnectionError) => void;
}

class Negotiation {
  readonly #socket: TLSSocket;
  readonly #signIn: SignIn;
  readonly #outcome: Outcome;
  readonly #entity: Client;
  #receiver: Receiver | undefined;
  #over = false;

  /** The mechanism in use, which has to see the server's proof. */
  #mechanism: ProvingMechanism | undefined;
  #canBind = false;
  #authenticated = false;
  #features: Element | undefined;
  /** Our full JID, once bound. */
  #jid: string | undefined;
  readonly #early: XmlElement[] = [];
  #arrived: readonly XmlElement[] = [];

  constructor(socket: TLSSocket, signIn: SignIn, outcome: Outcome) {
    this.#socket = socket;
    this.#signIn = signIn;
    this.#outcome = outcome;
    const { domain, username, password, resource } = signIn;
    this.#entity = hardenedClient(
      {
        domain,
        username,
        resource,
        timeout: 60_000, // the caller's watchdog is earlier
        userAgent: xml('user-agent', { id: signIn.userAgent }, xml('software', {}, 'Tsuwa')),
        credentials: async (authenticate, mechanisms) => {
          const userAgent = xml('user-agent', { id: signIn.userAgent }, xml('software', {}, 'Tsuwa'));
          await authenticate(
            { username, password, token: signIn.token },
            chooseMechanism(mechanisms, this.#canBind, signIn.least),
            userAgent,
          );
        },
      },
      socket,
      (element, library) => this.#element(element, library),
    );
    const started = (mechanism: ProvingMechanism) => (this.#mechanism = mechanism);
    const binding = () => socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
    setMechanisms(this.#entity, mechanismsFor({ username, password, binding }, started), tokenMechanismsFor(started));
    this.#setUpTokens();
    this.#setUpInlineManagement();
    this.#entity.on('error', (error: unknown) => this.end(asConnectionError(error)));
    this.#entity.on('close', () => this.end(new ConnectionError('server-shutdown', 'the server closed the stream')));
    this.#entity.on('disconnect', () => this.end(new ConnectionError('lost', 'the connection ended')));
    this.#entity.on('online', () => this.#bound());
  }

  start(): void {
    this.#entity.open({ domain: this.#signIn.domain }).catch((error: unknown) => this.end(asConnectionError(error)));
  }

  /** Ends the negotiation, or the stream that came of it. */
  end(error: ConnectionError): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#receiver) this.#receiver.ended(error);
    else this.#outcome.failed(error);
  }

  #setUpTokens(): void {
    const { fast } = this.#entity;
    fast.saveToken = token => Promise.resolve(this.#signIn.keepToken(token));
    fast.fetchToken = () => Promise.resolve(this.#signIn.token);
    fast.deleteToken = () => Promise.resolve(this.#signIn.keepToken(undefined));
  }

  /** Resumption and enabling beside the authentication; the answers are read in `#succeeded`. */
  #setUpInlineManagement(): void {
    const nothing = () => undefined;
    this.#entity.sasl2.use(
      STREAM_MANAGEMENT,
      inline => {
        const resume = this.#signIn.before?.resume();
        return inline.name === 'sm' && resume ? toLibrary(resume) : undefined;
      },
      nothing,
    );
    this.#entity.bind2.use(STREAM_MANAGEMENT, () => toLibrary(enableRequest()), nothing);
  }

  #element(element: Element, library: (element: Element) => void): void {
    if (this.#over) return;
    try {
      if (element.is('error', STREAMS)) {
        const condition = element.getChildElements()[0]?.name ?? 'undefined-condition';
        this.end(streamProblem(condition));
      } else if (this.#receiver) this.#receiver.element(element);
      else if (!this.#authenticated) this.#beforeAuthentication(element, library);
      else this.#afterAuthentication(element, library);
    } catch (error) {
      this.end(asConnectionError(error));
    }
  }

  #beforeAuthentication(element: Element, library: (element: Element) => void): void {
    if (element.is('features', STREAMS)) {
      const offer = element.getChild('authentication', SASL2) ?? element.getChild('mechanisms', SASL);
      const offered = offer?.getChildren('mechanism').map(mechanism => mechanism.text().trim()) ?? [];
      this.#canBind = this.#socket.getProtocol() === 'TLSv1.3' && bindingsIn(element).includes('tls-exporter');
      if (chooseMechanism(offered, this.#canBind, this.#signIn.least) === undefined) {
        throw chooseMechanism(offered, this.#canBind) === undefined
          ? new ConnectionError('no-shared-mechanism', 'the server offers no way to sign in that we know')
          : new ConnectionError('weaker-sign-in', 'the server offers less than it has before');
      }
      library(element);
    } else if (element.is('success', SASL)) {
      this.#verify(decoded(element.text()));
      library(element);
    } else if (element.is('success', SASL2)) {
      this.#verify(decoded(element.getChild('additional-data', SASL2)?.text()));
      this.#succeeded(element, library);
    } else if (element.is('challenge') || element.is('failure')) library(element);
    else throw new ConnectionError('not-xmpp', 'an element that has no place before authentication');
  }

  #verify(final: string | undefined): void {
    const mechanism = this.#mechanism;
    if (!mechanism) throw new ConnectionError('server-proof-wrong', 'the server succeeds before we have begun');
    mechanism.verify(final);
    this.#authenticated = true;
    const strength = strengthOf(mechanism.name);
    if (strength) this.#signIn.proven(strength);
  }

  /** The success of SASL2 may hold a session already. */
  #succeeded(success: Element, library: (element: Element) => void): void {
    const resumed = success.getChild('resumed', STREAM_MANAGEMENT);
    const failed = success.getChild('failed', STREAM_MANAGEMENT);
    const bound = success.getChild('bound', BIND2);
    if (failed) this.#notResumed(failed);
    // The library keeps the token and our address out of it; binding is done here, so that its order does not matter.
    success.children = success.children.filter(child => child !== resumed && child !== failed && child !== bound);
    library(success);
    if (resumed) return this.#resume(resumed);
    if (!bound) return;
    const jid = success.getChild('authorization-identifier', SASL2)?.text().trim();
    if (jid === undefined || !jid.includes('/')) throw new ConnectionError('internal', 'bound to no address');
    const enabled = bound.getChild('enabled', STREAM_MANAGEMENT);
    this.#establish({
      jid,
      features: new Set(),
      resumed: false,
      management: enabled && managementOf(jid, enabled),
    });
  }

  #afterAuthentication(element: Element, library: (element: Element) => void): void {
    if (element.is('features', STREAMS)) return this.#sessionFeatures(element, library);
    if (element.attrs['xmlns'] === STREAM_MANAGEMENT) return this.#managementAnswer(element, library);
    const jid = element.getChild('bind', BIND)?.getChild('jid', BIND)?.text().trim();
    if (element.name === 'iq' && jid !== undefined) this.#jid = jid;
    else if (this.#jid !== undefined) return void this.#early.push(element);
    library(element);
  }

  #sessionFeatures(features: Element, library: (element: Element) => void): void {
    this.#features = features;
    const resume = this.#signIn.before?.resume();
    if (resume && features.getChild('sm', STREAM_MANAGEMENT)) this.#write(resume);
    else this.#bind(library);
  }

  #managementAnswer(element: Element, library: (element: Element) => void): void {
    const enabling = this.#jid !== undefined;
    if (element.name === 'resumed') this.#resume(element);
    else if (element.name === 'failed' && !enabling) {
      this.#notResumed(element);
      this.#bind(library);
    } else if (element.name === 'failed') this.#establishBound(undefined);
    else if (element.name === 'enabled') this.#establishBound(element);
  }

  #bind(library: (element: Element) => void): void {
    const features = this.#features;
    const bind = features?.getChild('bind', BIND);
    if (!features || !bind) throw new ConnectionError('internal', 'the server offers no session');
    const rest = xml('features', { xmlns: STREAMS }, bind);
    library(rest);
  }

  /** The library has bound; what is left is stream management. */
  #bound(): void {
    if (this.#over || this.#receiver) return;
    if (this.#features?.getChild('sm', STREAM_MANAGEMENT)) this.#write(enableRequest());
    else this.#establishBound(undefined);
  }

  #establishBound(enabled: Element | undefined): void {
    const jid = this.#jid;
    if (jid === undefined) throw new ConnectionError('internal', 'bound to no address');
    this.#establish({
      jid,
      features: this.#featureNames(),
      resumed: false,
      management: enabled && managementOf(jid, enabled),
    });
  }

  #resume(resumed: Element): void {
    const { before } = this.#signIn;
    const h = handledCount(resumed);
    const arrived = h === undefined ? undefined : before?.acknowledge(h);
    if (!before || !arrived) throw new ConnectionError('internal', 'resumed with a count that cannot be');
    this.#arrived = arrived;
    this.#establish({ jid: before.jid, features: this.#featureNames(), resumed: true, management: before });
  }

  /** What the server had received all the same needs no second sending (XEP-0198 §5). */
  #notResumed(failed: Element): void {
    const h = handledCount(failed);
    if (h !== undefined) this.#arrived = this.#signIn.before?.acknowledge(h) ?? [];
  }

  #establish(negotiated: Omit<Negotiated, 'early' | 'arrived'>): void {
    this.#receiver = this.#outcome.established({ ...negotiated, arrived: this.#arrived, early: this.#early });
  }

  #featureNames(): ReadonlySet<string> {
    return new Set(this.#features?.getChildElements().map(({ attrs }) => attrs['xmlns'] ?? ''));
  }

  #write(element: XmlElement): void {
    this.#socket.write(serialize(element));
  }
}

const managementOf = (jid: string, { attrs }: Element): StreamManagement =>
  new StreamManagement(jid, attrs['resume'] === 'true' || attrs['resume'] === '1' ? attrs['id'] : undefined);

const bindingsIn = (features: Element): string[] =>
  (features.getChild('sasl-channel-binding', CHANNEL_BINDINGS)?.getChildElements() ?? []).map(
    ({ attrs }) => attrs['type'] ?? '',
  );

/** Base64 as characters up to U+00FF; `=` is an empty text (RFC 6120 §6.4.2). */
function decoded(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed === '=' ? undefined : Buffer.from(trimmed, 'base64').toString('latin1');
}

/** Anything that the library, the parser or a socket throws. */
function asConnectionError(error: unknown): ConnectionError {
  if (isConnectionError(error)) return error;
  if (error instanceof StreamSyntaxError) return new ConnectionError('not-xmpp', 'what comes is not XMPP');
  if (error instanceof Error && error.name === 'SASLError' && 'condition' in error)
    return saslProblem(String(error.condition));
  return socketProblem(error);
}
