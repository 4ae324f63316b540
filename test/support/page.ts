/**
 * The renderer's part of a call reduced to what signalling can see: a peer connection that describes itself with SDP of a
 * real Electron, gathers one candidate, and is connected once it knows a candidate for each description and, if what it
 * talks to is another of these, that one knows its description too.
 */
import { readFileSync } from 'node:fs';
import type { CommandHandlers, Events, PhoneState } from '../../shared/ipc';
import type { MediaSignal } from '../../shared/media';

/** SDP of a real Electron, without its candidates. */
export const recordedSdp = (name: 'offer' | 'answer'): string =>
  readFileSync(new URL(`../fixtures/sdp/electron-41-audio-${name}.sdp`, import.meta.url), 'utf8')
    .replace(/^a=candidate:.*\r?\n/gm, '')
    .replace(/\r?\n/g, '\r\n');

const sdpOf = { offer: recordedSdp('offer'), answer: recordedSdp('answer') };

const freshCredentials = (sdp: string, ufrag: string) => sdp.replace(/^a=ice-ufrag:.*$/m, `a=ice-ufrag:${ufrag}`);

const ufragIn = (sdp: string): string | undefined => /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1]?.trim();

/** The recorded answer with Opus alone, under the number that the offer gives it (RFC 3264 §6.1). */
function answerTo(offer: string): string {
  const id = /^a=rtpmap:(\d+) opus\//im.exec(offer)?.[1] ?? '111';
  return sdpOf.answer
    .replace(/^(m=audio \d+ \S+).*$/m, `$1 ${id}`)
    .replace(/^a=(?:rtpmap|fmtp|rtcp-fb):(?!111 ).*\r\n/gm, '')
    .replace(/^(a=(?:rtpmap|fmtp|rtcp-fb):)111 /gm, `$1${id} `);
}

let descriptions = 0;

const freshUfrag = (): string => `u${(descriptions += 1).toString(36).padStart(3, '0')}`;

/** One peer connection without media. */
class Connection {
  static readonly #all = new Map<string, Connection>();
  #ufrag = '';
  #prepared: string | undefined;
  #theirs: string | undefined;
  readonly heard: MediaSignal[] = [];
  readonly prepared: MediaSignal[] = [];
  readonly #say: (signals: MediaSignal[]) => void;
  readonly #connected: () => void;
  #described = 0;
  #candidates = 0;
  #isConnected = false;

  constructor(say: (signals: MediaSignal[]) => void, connected: () => void) {
    this.#say = say;
    this.#connected = connected;
    this.#name();
  }

  #name(): void {
    Connection.#all.delete(this.#ufrag);
    this.#ufrag = freshUfrag();
    Connection.#all.set(this.#ufrag, this);
  }

  /** Nobody reaches it any more. */
  close(): void {
    Connection.#all.delete(this.#ufrag);
  }

  describe(type: 'offer' | 'answer', offer = ''): MediaSignal {
    this.#described += 1;
    const sdp = type === 'offer' ? sdpOf.offer : answerTo(offer);
    return { description: { type, sdp: freshCredentials(sdp, this.#ufrag) } };
  }

  /** New credentials; connected again with the next candidate of the other side. */
  renew(): void {
    this.#name();
    this.#candidates = 0;
    this.#isConnected = false;
  }

  /** All there are, and that there are no more. */
  candidates(): MediaSignal[] {
    return ['candidate:545743312 1 udp 2122194687 192.0.2.7 49872 typ host generation 0 network-id 1', ''].map(
      candidate => ({ candidate: { candidate, sdpMid: '0', usernameFragment: this.#ufrag } }),
    );
  }

  /** While the call rings, as the page does: answers an offer, once, for whenever the call is; or expects an answer. */
  prepare(signal: MediaSignal): void {
    this.prepared.push(signal);
    if (!('description' in signal)) return;
    const { type, sdp } = signal.description;
    this.#theirs = ufragIn(sdp);
    if (type === 'answer') return;
    this.#prepared = sdp;
    this.#say([this.describe('answer', sdp), ...this.candidates()]);
  }

  /** Whether it has a way while nobody has answered: each side knows the description and a candidate of the other. */
  get isLinked(): boolean {
    const peer = Connection.#all.get(this.#theirs ?? '');
    return (
      peer !== undefined &&
      peer.#theirs === this.#ufrag &&
      [this, peer].every(({ prepared }) => prepared.some(isCandidate))
    );
  }

  take(signal: MediaSignal): void {
    this.heard.push(signal);
    if ('candidate' in signal) this.#candidates += signal.candidate.candidate === '' ? 0 : 1;
    else {
      const { type, sdp } = signal.description;
      this.#described += 1;
      // Who offers new credentials restarts ICE, and gets new ones (RFC 8445 §9).
      if (type === 'offer' && this.#theirs !== undefined && ufragIn(sdp) !== this.#theirs) this.renew();
      this.#theirs = ufragIn(sdp);
      if (type === 'offer' && sdp !== this.#prepared) this.#say([this.describe('answer', sdp), ...this.candidates()]);
    }
    this.#check();
  }

  /** A check is answered by who knows us (RFC 8445 §7.3): of two devices that took one call, by one. */
  #check(): void {
    if (this.#described < 2 || this.#candidates === 0 || this.#isConnected) return;
    const peer = Connection.#all.get(this.#theirs ?? '');
    if (peer && peer.#theirs !== this.#ufrag) return;
    this.#isConnected = true;
    this.#connected();
    if (peer) peer.#check();
  }
}

const isCandidate = (signal: MediaSignal): boolean => 'candidate' in signal && signal.candidate.candidate !== '';

/** Acts as the page of one phone. */
export class Page {
  state: PhoneState | undefined;
  readonly #connections = new Map<string, Connection>();
  #handlers: CommandHandlers | undefined;
  readonly #failed: unknown[] = [];

  /** What `emit` of a softphone calls. */
  readonly take = <E extends keyof Events>(event: E, payload: Events[E]): void => {
    if (isOf('state', event, payload)) this.state = payload;
    if (!isOf('signal', event, payload)) return;
    const connection = this.#connection(payload.id);
    for (const signal of payload.signals) {
      if (payload.early) connection.prepare(signal);
      else connection.take(signal);
    }
  };

  attach(handlers: CommandHandlers): void {
    this.#handlers = handlers;
    this.#run(() => handlers.attach({}));
  }

  /** The person calls. @throws what the command throws */
  async place(id: string, peer: string, account?: string): Promise<void> {
    const connection = this.#connection(id);
    await this.#commands.place({
      ...{ id, peer, offer: connection.describe('offer') },
      ...(account !== undefined && { account }),
    });
    await this.#commands.signal({ id, signals: connection.candidates() });
  }

  /** Our side restarts ICE. @throws what the command throws */
  async restart(id: string): Promise<void> {
    const connection = this.#connection(id);
    connection.renew();
    await this.#commands.signal({ id, signals: [connection.describe('offer'), ...connection.candidates()] });
  }

  /** By what the page was asked to prepare an answer. */
  prepared(id: string): readonly MediaSignal[] {
    return this.#connection(id).prepared;
  }

  /** Whether the peer connection of a call has a way that nobody has answered by. */
  linked(id: string): boolean {
    return this.#connection(id).isLinked;
  }

  /** What the peer connection of a call was told so far. */
  heard(id: string): readonly MediaSignal[] {
    return this.#connection(id).heard;
  }

  async accept(id: string, others: 'hold' | 'end' = 'hold'): Promise<void> {
    await this.#commands.accept({ id, others });
  }

  /** Lets go of the peer connections, as a page does that of calls that are over. */
  forget(): void {
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }

  /** Whatever else the person does. @throws what the command throws */
  get commands(): CommandHandlers {
    return this.#commands;
  }

  async end(id: string): Promise<void> {
    await this.#commands.end({ id });
  }

  /** Commands that failed without anybody asking. */
  get failures(): readonly unknown[] {
    return this.#failed;
  }

  get #commands(): CommandHandlers {
    if (!this.#handlers) throw new Error('the page is not attached');
    return this.#handlers;
  }

  #connection(id: string): Connection {
    const known = this.#connections.get(id);
    if (known) return known;
    const made = new Connection(
      signals => this.#run(() => this.#commands.signal({ id, signals })),
      () => this.#run(() => this.#commands.media({ id, state: 'connected' })),
    );
    this.#connections.set(id, made);
    return made;
  }

  /** As over IPC: later, and a failure is noted. */
  #run(command: () => unknown): void {
    setImmediate(() => {
      Promise.resolve()
        .then(command)
        .catch((error: unknown) => this.#failed.push(error));
    });
  }
}

const isOf = <E extends keyof Events>(
  name: E,
  event: keyof Events,
  payload: Events[keyof Events],
): payload is Events[E] => event === name && payload !== undefined;
