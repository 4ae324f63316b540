/**
 * The renderer's part of a call reduced to what signalling can see: a peer connection that describes itself with SDP of a
 * real Electron, gathers one candidate, and is connected once it knows a candidate for each description.
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

let connections = 0;

/** One peer connection without media. */
class Connection {
  readonly #ufrag = `u${(connections += 1).toString(36).padStart(3, '0')}`;
  readonly #say: (signals: MediaSignal[]) => void;
  readonly #connected: () => void;
  #described = 0;
  #candidates = 0;
  #isConnected = false;

  constructor(say: (signals: MediaSignal[]) => void, connected: () => void) {
    this.#say = say;
    this.#connected = connected;
  }

  describe(type: 'offer' | 'answer'): MediaSignal {
    this.#described += 1;
    return { description: { type, sdp: freshCredentials(sdpOf[type], this.#ufrag) } };
  }

  candidate(): MediaSignal {
    const candidate = 'candidate:545743312 1 udp 2122194687 192.0.2.7 49872 typ host generation 0 network-id 1';
    return { candidate: { candidate, sdpMid: '0', usernameFragment: this.#ufrag } };
  }

  take(signal: MediaSignal): void {
    if ('candidate' in signal) this.#candidates += 1;
    else {
      this.#described += 1;
      if (signal.description.type === 'offer') this.#say([this.describe('answer'), this.candidate()]);
    }
    if (this.#described < 2 || this.#candidates === 0 || this.#isConnected) return;
    this.#isConnected = true;
    this.#connected();
  }
}

/** Acts as the page of one phone. */
export class Page {
  state: PhoneState | undefined;
  readonly #connections = new Map<string, Connection>();
  #handlers: CommandHandlers | undefined;
  readonly #failed: unknown[] = [];

  /** What `emit` of a softphone calls. */
  readonly take = <E extends keyof Events>(event: E, payload: Events[E]): void => {
    if (isOf('state', event, payload)) this.state = payload;
    if (isOf('signal', event, payload)) for (const signal of payload.signals) this.#connection(payload.id).take(signal);
  };

  attach(handlers: CommandHandlers): void {
    this.#handlers = handlers;
    this.#run(() => handlers.attach({}));
  }

  /** The person calls. @throws what the command throws */
  async place(id: string, peer: string): Promise<void> {
    const connection = this.#connection(id);
    await this.#commands.place({ id, peer, offer: connection.describe('offer') });
    await this.#commands.signal({ id, signals: [connection.candidate()] });
  }

  async accept(id: string, others: 'hold' | 'end' = 'hold'): Promise<void> {
    await this.#commands.accept({ id, others });
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
