/** The sound of all calls: one line per live call, made by the person's click or by the peer's offer. */
import type { CallView } from '../../shared/call';
import type { CommandInput, Dial, Events, PhoneState } from '../../shared/ipc';
import { PhoneError } from '../../shared/result';
import { Line, type LinePhone, type Platform } from './line';
import { MicrophoneError } from './microphone';

/** The main process as `renderer/phone.ts` shows it. */
export interface CallsPhone extends LinePhone {
  dialled(input: CommandInput<'dialled'>): Promise<void>;
  listen(listeners: { state?: (state: PhoneState) => void; signal?: (event: Events['signal']) => void }): unknown;
}

export interface CallsPorts {
  phone: CallsPhone;
  platform: Platform;
  /** A fresh UUID. */
  newId(): string;
  /** Something that nobody waits for went wrong and the person should know: `MicrophoneError` or `PhoneError`. */
  failed(error: unknown): void;
}

/** Keeps one line per live call and follows the snapshots of the main process. */
export class Calls {
  readonly #ports: CallsPorts;
  readonly #lines = new Map<string, Line>();
  /** Lines whose call the main process knows: they end with it. */
  readonly #known = new Set<string>();
  readonly #dials = new Map<string, Promise<void>>();
  #state: PhoneState | undefined;

  constructor(ports: CallsPorts) {
    this.#ports = ports;
  }

  /** Follows the phone; before `phone.start()`, so that the first snapshot is not missed. */
  start(): void {
    this.#ports.phone.listen({
      state: state => this.#follow(state),
      signal: ({ id, signals }) => this.#signalled(id, signals),
    });
  }

  /**
   * Calls `peer` and resolves with the call's id once the main process has taken it. Throws `MicrophoneError` before
   * anyone's phone rings, or `PhoneError`.
   */
  async place(peer: string): Promise<string> {
    const id = this.#ports.newId();
    await this.#place(id, peer);
    return id;
  }

  /** Places what was asked for outside the window, once however often it is asked. Throws as `place` does. */
  placeDial({ id, peer }: Dial): Promise<void> {
    const placing = this.#dials.get(id) ?? this.#place(id, peer);
    this.#dials.set(id, placing);
    return placing;
  }

  /** Answers: the microphone first, so that a call that cannot be spoken into keeps ringing. Throws as `place` does. */
  async accept(id: string): Promise<void> {
    const line = this.#line(id);
    this.#known.add(id);
    try {
      await line.openMicrophone();
      await this.#ports.phone.accept({ id });
    } catch (error) {
      this.#close(id);
      throw error;
    }
  }

  /** Hangs up, declines or cancels; silent at once, whatever the network does. Throws `PhoneError`. */
  async end(id: string): Promise<void> {
    this.#close(id);
    await this.#ports.phone.end({ id });
  }

  /** The computer is on another network: connections that look alive may be dead. */
  networkChanged(): void {
    for (const line of this.#lines.values()) line.networkChanged();
  }

  async #place(id: string, peer: string): Promise<void> {
    const line = this.#line(id);
    try {
      await line.place(peer);
      this.#known.add(id);
    } catch (error) {
      this.#close(id);
      throw error;
    }
  }

  // From the main process

  #follow(state: PhoneState): void {
    this.#state = state;
    const calls = new Map(state.calls.map(call => [call.id, call]));
    for (const line of [...this.#lines.values()]) this.#followCall(line, calls.get(line.id));
    if (state.dial?.confirmed && !this.#dials.has(state.dial.id)) this.#placeUnasked(state.dial);
  }

  #followCall(line: Line, call: CallView | undefined): void {
    if (call && call.phase !== 'ended') {
      this.#known.add(line.id);
      line.mute(call.muted);
    } else if (call || this.#known.has(line.id)) this.#close(line.id);
  }

  #placeUnasked(dial: Dial): void {
    this.placeDial(dial).catch((error: unknown) => {
      this.#ports.failed(error);
      // It was not placed and will not be: nobody should wait for it.
      this.#ports.phone.dialled({ id: dial.id, yes: false }).catch((reason: unknown) => this.#ports.failed(reason));
    });
  }

  /** An offer for a call without a line: it was answered outside the window. */
  #signalled(id: string, signals: Events['signal']['signals']): void {
    const known = this.#lines.get(id);
    if (known) {
      known.take(signals);
      return;
    }
    if (this.#hasEnded(id) || !signals.some(signal => 'description' in signal && signal.description.type === 'offer'))
      return;
    const line = this.#line(id);
    this.#known.add(id);
    line.openMicrophone().catch((error: unknown) => this.#speechless(id, error));
    line.take(signals);
  }

  #hasEnded(id: string): boolean {
    return this.#state?.calls.find(call => call.id === id)?.phase === 'ended';
  }

  #speechless(id: string, error: unknown): void {
    this.#close(id);
    if (!(error instanceof MicrophoneError)) return;
    this.#ports.phone.end({ id, because: 'no-microphone' }).catch((reason: unknown) => this.#ports.failed(reason));
    this.#ports.failed(error);
  }

  // Lines

  #line(id: string): Line {
    const known = this.#lines.get(id);
    if (known) return known;
    if (!this.#state) throw new PhoneError('offline', 'The phone has not started');
    const { phone, platform } = this.#ports;
    const line = new Line(id, { phone, platform, state: this.#state });
    line.mute(this.#state.calls.find(call => call.id === id)?.muted ?? false);
    this.#lines.set(id, line);
    return line;
  }

  #close(id: string): void {
    this.#lines.get(id)?.close();
    this.#lines.delete(id);
    this.#known.delete(id);
  }
}
