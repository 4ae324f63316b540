/**
 * A scripted client of somebody else: it says what that client says, in its own dialect, and notes what that client is
 * known to break at. It speaks through a real server with a whole phone of ours.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { DISCO_INFO } from '../../main/core/protocol/xep0030';
import { startBareClient } from '../support/bare-client';
import { until } from '../support/device';
import type { Server } from '../support/server';
import { formatXml } from '../core/support/xml';

/** How a peer is connected: as a client, or as a component. */
export interface PeerLine {
  readonly self: string;
  write(text: string): void;
  readonly stanzas: readonly XmlElement[];
  stop(): Promise<void>;
}

/** One call between a peer and us, as the peer knows it. */
export interface Talk {
  readonly sid: string;
  /** The full JID of the peer. */
  readonly self: string;
  /** Our bare JID. */
  readonly us: string;
  /** Our full JID, once a stanza came from there. */
  device: string;
  /** The name of the audio content. */
  content: string;
  /** The credentials of the peer, and whether it has renewed them and waits for ours. */
  ufrag: string;
  pwd: string;
  offering: boolean;
  /** Our session-initiate or session-accept. */
  described?: XmlElement;
  /** All `ufrag pwd` that we have described or may renew to. */
  readonly credentials: Set<string>;
  /** The test makes us restart ICE: new credentials are no slip. */
  renewing: boolean;
}

/** The text of a stanza; of several, one behind the other. */
type Stanza = (talk: Talk) => string;

export interface Dialect {
  readonly client: string;
  readonly resource: string;
  /** What is inside of its disco#info. */
  readonly identity: string;
  readonly features: readonly string[];
  /** What it says at each step; a step that is missing it does not know. */
  readonly says: Partial<Record<Saying, Stanza>>;
  /** How it answers a Jingle request of ours; `result` unless told otherwise. */
  readonly answers?: (request: XmlElement) => Answer;
  readonly breaksAt: readonly Break[];
}

export type Saying =
  // XEP-0353
  | 'propose'
  | 'ringing'
  | 'accept'
  | 'proceed'
  | 'reject'
  | 'retract'
  | 'finish'
  // Jingle
  | 'session-initiate'
  | 'rings'
  | 'session-accept'
  | 'candidates'
  | 'mute'
  | 'unmute'
  | 'add video'
  | 'restart'
  | 'answer restart'
  | 'cancel'
  | 'decline'
  | 'hang up';

export type Answer = 'result' | 'silence' | { readonly error: string };

/** Something in a stanza of ours that a client is known to break at. */
export interface Break {
  readonly at: string;
  readonly breaks: (stanza: Heard, talk: Talk | undefined) => boolean;
}

/** A stanza of ours, with what it is about. */
export interface Heard {
  readonly stanza: XmlElement;
  readonly kind: 'message' | 'request' | 'result' | 'error' | 'other';
  /** An XEP-0353 step or a Jingle action. */
  readonly name: string;
  readonly payload: XmlElement | undefined;
}

/** The namespaces that the dialects write; what is in 2008's they write out. */
export const ns = {
  jingle: 'urn:xmpp:jingle:1',
  errors: 'urn:xmpp:jingle:errors:1',
  message: 'urn:xmpp:jingle-message:0',
  rtp: 'urn:xmpp:jingle:apps:rtp:1',
  info: 'urn:xmpp:jingle:apps:rtp:info:1',
  feedback: 'urn:xmpp:jingle:apps:rtp:rtcp-fb:0',
  extension: 'urn:xmpp:jingle:apps:rtp:rtp-hdrext:0',
  source: 'urn:xmpp:jingle:apps:rtp:ssma:0',
  group: 'urn:xmpp:jingle:apps:grouping:0',
  dtls: 'urn:xmpp:jingle:apps:dtls:0',
  ice: 'urn:xmpp:jingle:transports:ice-udp:1',
  raw: 'urn:xmpp:jingle:transports:raw-udp:1',
  hints: 'urn:xmpp:hints',
  receipts: 'urn:xmpp:receipts',
  stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas',
} as const;

export const bareOf = (full: string): string => full.split('/')[0] ?? '';

/** A fresh stanza id. */
export const id = (): string => randomUUID();

/** The features of everyone who takes audio calls. */
export const callFeatures: readonly string[] = [
  DISCO_INFO,
  'http://jabber.org/protocol/caps',
  ns.jingle,
  ns.rtp,
  'urn:xmpp:jingle:apps:rtp:audio',
  ns.dtls,
  ns.ice,
];

/** The dialect live, on its line. */
export class Peer {
  readonly talks: Talk[] = [];
  readonly heard: Heard[] = [];
  /** How our phone has refused requests of the peer. */
  readonly refusals: XmlElement[] = [];
  readonly #broken: string[] = [];
  readonly #given = new Set<Heard>();
  readonly #unanswered = new Set<string>();
  readonly #pump: NodeJS.Timeout;
  #taken = 0;

  constructor(
    readonly dialect: Dialect,
    readonly line: PeerLine,
    /** Its full JID. */
    readonly self: string,
  ) {
    this.#pump = setInterval(() => this.#takeAll(), 2);
  }

  get bare(): string {
    return bareOf(this.self);
  }

  /** A call that the peer knows from now on, begun by either side. */
  talk(us: string, sid: string = randomUUID()): Talk {
    const talk: Talk = {
      ...{ sid, us, self: this.self, device: us, content: '0', offering: false, renewing: false },
      ...{
        ufrag: randomUUID().slice(0, 4),
        pwd: randomUUID().replaceAll('-', '').slice(0, 24),
        credentials: new Set(),
      },
    };
    this.talks.push(talk);
    return talk;
  }

  knows(saying: Saying): boolean {
    return this.dialect.says[saying] !== undefined;
  }

  /** Says what the dialect has for the step. @throws if it has nothing */
  say(saying: Saying, talk: Talk): void {
    const text = this.dialect.says[saying]?.(talk);
    if (text === undefined) throw new Error(`${this.dialect.client} does not ${saying}`);
    if (saying === 'restart') talk.offering = true;
    this.write(text);
  }

  /** The same, if the dialect knows the step. */
  trySay(saying: Saying, talk: Talk): void {
    if (this.knows(saying)) this.say(saying, talk);
  }

  write(text: string): void {
    for (const [, found = ''] of text.matchAll(/<iq[^>]* id=['"]([^'"]+)['"]/g)) this.#unanswered.add(found);
    this.line.write(text);
  }

  /** The next call message or Jingle request of that name for the call. */
  async hears(name: string, talk: Talk, fits: (heard: Heard) => boolean = () => true): Promise<Heard> {
    const found = await until(
      `${this.dialect.client} hears ${name} (${this.#summary(talk)})`,
      () =>
        this.heard.find(
          each =>
            !this.#given.has(each) &&
            each.name === name &&
            (each.payload?.attrs['sid'] ?? each.payload?.attrs['id']) === talk.sid &&
            fits(each),
        ),
      8_000,
    );
    this.#given.add(found);
    talk.device = found.stanza.attrs['from'] ?? talk.device;
    return found;
  }

  /** Whether it heard that for the call so far. */
  hasHeard(name: string, { sid }: Talk): boolean {
    return this.heard.some(
      each => each.name === name && (each.payload?.attrs['sid'] ?? each.payload?.attrs['id']) === sid,
    );
  }

  /** All its requests are answered, and nothing of ours broke it. */
  async survives(): Promise<void> {
    await until(`${this.dialect.client} gets an answer`, () => this.#unanswered.size === 0, 5_000);
    expect(this.#broken.splice(0)).toEqual([]);
  }

  async stop(): Promise<void> {
    clearInterval(this.#pump);
    await this.line.stop();
  }

  #summary({ sid }: Talk): string {
    return this.heard
      .filter(({ payload }) => [payload?.attrs['sid'], payload?.attrs['id']].includes(sid))
      .map(({ name }) => name)
      .join(' ');
  }

  #takeAll(): void {
    for (; this.#taken < this.line.stanzas.length; this.#taken += 1) {
      const stanza = this.line.stanzas[this.#taken];
      if (stanza) this.#take(stanza);
    }
  }

  #take(stanza: XmlElement): void {
    if (bareOf(stanza.attrs['from'] ?? '') === this.bare) return; // what it said to its own devices
    const heard = readHeard(stanza);
    this.heard.push(heard);
    const { kind, payload } = heard;
    const sid = payload?.attrs['sid'] ?? payload?.attrs['id'];
    const talk = this.talks.find(each => each.sid === sid);
    if (kind === 'result' || kind === 'error') this.#unanswered.delete(stanza.attrs['id'] ?? '');
    if (kind === 'error') this.refusals.push(stanza);
    if (talk) this.#learn(talk, heard);
    for (const { at, breaks } of this.dialect.breaksAt) {
      if (breaks(heard, talk)) this.#broken.push(`${this.dialect.client} breaks at ${at}: ${formatXml(stanza)}`);
    }
    if (stanza.name === 'iq' && (stanza.attrs['type'] === 'get' || stanza.attrs['type'] === 'set')) this.#answer(heard);
  }

  #learn(talk: Talk, { name, payload }: Heard): void {
    if (!payload) return;
    if (name === 'session-initiate' || name === 'session-accept') {
      talk.described = payload;
      talk.content = child(payload, 'content')?.attrs['name'] ?? talk.content;
    }
    const isDescription = name === 'session-initiate' || name === 'session-accept' || name === 'transport-accept';
    if (!isDescription && !talk.offering && !talk.renewing) return;
    for (const { attrs } of all(payload, 'transport')) {
      talk.credentials.add(`${attrs['ufrag'] ?? ''} ${attrs['pwd'] ?? ''}`);
    }
  }

  #answer({ stanza, kind, payload }: Heard): void {
    const { from = '', id: asked = '' } = stanza.attrs;
    const to = stanza.attrs['to'] ?? this.self;
    const query = child(stanza, 'query');
    const head = `from='${to}' to='${from}' id='${asked}'`;
    if (query?.attrs['xmlns'] === DISCO_INFO) {
      const { identity, features } = this.dialect;
      const node = query.attrs['node'];
      const inside = identity + features.map(each => `<feature var='${each}'/>`).join('');
      const attribute = node === undefined ? '' : ` node='${node}'`;
      this.line.write(`<iq type='result' ${head}><query xmlns='${DISCO_INFO}'${attribute}>${inside}</query></iq>`);
      return;
    }
    const answer = kind === 'request' && payload ? (this.dialect.answers?.(payload) ?? 'result') : unavailable;
    if (answer === 'result') this.line.write(`<iq type='result' ${head}/>`);
    else if (answer !== 'silence') this.line.write(`<iq type='error' ${head}>${answer.error}</iq>`);
  }
}

/** A stanza error, with a Jingle condition if there is one. */
export const refusal = (type: string, condition: string, jingle?: string): { error: string } => ({
  error: `<error type='${type}'><${condition} xmlns='${ns.stanzas}'/>${
    jingle === undefined ? '' : `<${jingle} xmlns='${ns.errors}'/>`
  }</error>`,
});

const unavailable = refusal('cancel', 'service-unavailable');

function readHeard(stanza: XmlElement): Heard {
  const { name, attrs } = stanza;
  const message = elements(stanza).find(each => each.attrs['xmlns'] === ns.message);
  if (name === 'message' && message) return { stanza, kind: 'message', name: message.name, payload: message };
  const jingle = child(stanza, 'jingle');
  if (name === 'iq' && attrs['type'] === 'set' && jingle) {
    return { stanza, kind: 'request', name: jingle.attrs['action'] ?? '', payload: jingle };
  }
  const kind = name === 'iq' && (attrs['type'] === 'result' || attrs['type'] === 'error') ? attrs['type'] : 'other';
  return { stanza, kind, name: kind, payload: undefined };
}

/** The first child of that name. */
export const child = (element: XmlElement, name: string): XmlElement | undefined =>
  elements(element).find(each => each.name === name);

/** Every element of that name below. */
export const all = (element: XmlElement, name: string): XmlElement[] =>
  elements(element).flatMap(each => [...(each.name === name ? [each] : []), ...all(each, name)]);

/** Signs the peer in as `user` and shows it to its contacts. */
export async function startPeer(dialect: Dialect, server: Server, user: string): Promise<Peer> {
  const line = await startBareClient({
    address: server.address(user),
    password: server.password(user),
    host: server.host,
    port: server.port,
    ca: server.ca,
    resource: dialect.resource,
  });
  const peer = new Peer(dialect, line, line.self);
  const caps =
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://peer.test' ver='AAAAAAAAAAAAAAAAAAAAAAAAAAA='/>";
  line.write(`<presence>${caps}</presence>`);
  line.write(`<iq type='set' id='carbons'><enable xmlns='urn:xmpp:carbons:2'/></iq>`);
  return peer;
}
