/** The sound of all calls: one line per live call, made by the person's click or by the peer's offer. */
import { callerOf } from '../../shared/accounts';
import type { CallView } from '../../shared/call';
import type { Contact } from '../../shared/contact';
import type { CommandInput, Dial, Events, PhoneState } from '../../shared/ipc';
import { toBare } from '../../shared/jid';
import { PhoneError } from '../../shared/result';
import { iceFor } from './ice';
import { Line, type LinePhone, type Platform } from './line';
import { MicrophoneError } from './microphone';

/** The main process as `renderer/phone.ts` shows it. */
export interface CallsPhone extends LinePhone {
  dialled(input: CommandInput<'dialled'>): Promise<void>;
  listen(listeners: { [E in keyof Events]?: (payload: Events[E]) => void }): unknown;
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
  /** The call that rings and that sound was made ready for. */
  #warmedFor: string | undefined;
  #contacts: readonly Contact[] = [];

  constructor(ports: CallsPorts) {
    this.#ports = ports;
  }

  /** Follows the phone; before `phone.start()`, so that the first snapshot is not missed. */
  start(): void {
    this.#ports.phone.listen({
      state: state => this.#follow(state),
      contacts: contacts => void (this.#contacts = contacts),
      signal: ({ id, signals, early }) => (early ? this.#prepare(id, signals) : this.#signalled(id, signals)),
      network: () => this.#networkChanged(),
    });
  }

  /**
   * Calls `peer`, from `account` or the one that fits best, and resolves with the call's id once the main process has taken
   * it. Throws `MicrophoneError` before anyone's phone rings, or `PhoneError`.
   */
  async place(peer: string, account?: string): Promise<string> {
    const id = this.#ports.newId();
    await this.#place(id, peer, account);
    return id;
  }

  /** Places what was asked for outside the window, once however often it is asked. Throws as `place` does. */
  placeDial({ id, peer, account, continues }: Dial): Promise<void> {
    const placed = this.#dials.get(id);
    if (placed) return placed;
    // Whatever is left of the call whose place it takes: two lines to one peer would be heard twice.
    if (continues !== undefined) this.#close(continues);
    const placing = this.#place(id, peer, account);
    this.#dials.set(id, placing);
    return placing;
  }

  /**
   * Answers, and holds or ends the others: the microphone first, so that a call that cannot be spoken into keeps ringing
   * and the others go on. One that has worked before is opened on the way, for the peer is not kept waiting; if it fails
   * then, the call ends. Throws as `place` does.
   */
  async accept(id: string, others: CommandInput<'accept'>['others']): Promise<void> {
    const line = this.#line(id);
    this.#known.add(id);
    const sure = this.#ports.platform.microphoneWorks();
    try {
      const opening = line.openMicrophone();
      if (!sure) await opening;
      await Promise.all([opening, this.#ports.phone.accept({ id, others })]);
    } catch (error) {
      // It has been ended already where its offer came first.
      const ends = sure && this.#lines.get(id) === line;
      this.#close(id);
      if (ends && error instanceof MicrophoneError) await this.#ports.phone.end({ id, because: 'no-microphone' });
      throw error;
    }
  }

  /** Hangs up, declines or cancels; silent at once, whatever the network does. Throws `PhoneError`. */
  async end(id: string): Promise<void> {
    this.#close(id);
    await this.#ports.phone.end({ id });
  }

  /** The person hears that something is wrong: looks for another way for the sound of this call now. */
  reconnect(id: string): void {
    this.#lines.get(id)?.restart();
  }

  /** Whether `dial` would send: media flows, the peer takes digits (RFC 4733) and the call is not on hold. */
  canDial(id: string): boolean {
    return this.#lines.get(id)?.canDial ?? false;
  }

  /**
   * Sends `digits` (0-9, *, #, A-D; a comma waits two seconds) behind those still being sent, each with its tone here;
   * anything else in them is left out. Does nothing while `canDial` says no.
   */
  dial(id: string, digits: string): void {
    this.#lines.get(id)?.dial(digits);
  }

  async #place(id: string, peer: string, chosen: string | undefined): Promise<void> {
    // Settled here, so that the servers that are asked for a way are those of the account that calls.
    const account = this.#state && callerOf(toBare(peer) ?? peer, this.#state, this.#contacts, chosen);
    const line = this.#line(id, { peer, account });
    try {
      await line.place(peer, account);
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
    this.#warm(state.calls.find(isRinging));
    // What is asked for no longer is not asked for again.
    for (const id of this.#dials.keys()) if (id !== state.dial?.id) this.#dials.delete(id);
    if (state.dial?.confirmed && !this.#dials.has(state.dial.id)) this.#placeUnasked(state.dial);
  }

  /** The computer is on another network: connections that look alive may be dead. */
  #networkChanged(): void {
    for (const line of this.#lines.values()) line.restart();
  }

  #followCall(line: Line, call: CallView | undefined): void {
    if (call && call.phase !== 'ended') {
      this.#known.add(line.id);
      line.follow({ ...call, recording: this.#isRecorded(line.id) });
    } else if (call || this.#known.has(line.id)) this.#close(line.id);
  }

  /** What sound needs is started while it rings, once, and not at the click; the microphone stays closed. */
  #warm(call: CallView | undefined): void {
    if (call && call.id !== this.#warmedFor) this.#ports.platform.warm();
    this.#warmedFor = call?.id;
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
      if (known.isPrepared) known.openMicrophone().catch((error: unknown) => this.#speechless(id, error));
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

  /** What makes a call that rings ready for its answer. */
  #prepare(id: string, signals: Events['signal']['signals']): void {
    const phase = this.#state && callIn(this.#state, id)?.phase;
    if (phase !== 'ringing' && phase !== 'proposing') return;
    const line = this.#line(id);
    this.#known.add(id);
    line.prepare(signals);
  }

  #hasEnded(id: string): boolean {
    return this.#state !== undefined && callIn(this.#state, id)?.phase === 'ended';
  }

  #speechless(id: string, error: unknown): void {
    this.#close(id);
    if (!(error instanceof MicrophoneError)) return;
    this.#ports.phone.end({ id, because: 'no-microphone' }).catch((reason: unknown) => this.#ports.failed(reason));
    this.#ports.failed(error);
  }

  #isRecorded(id: string): boolean {
    return this.#state?.recordings?.some(({ call, state }) => call === id && state === 'running') ?? false;
  }

  // Lines

  /** The line of call `id`; made now if there is none, for a call that is placed or that the snapshot names. */
  #line(id: string, placed?: { peer: string; account: string | undefined }): Line {
    const known = this.#lines.get(id);
    if (known) return known;
    const state = this.#state;
    if (!state) throw new PhoneError('offline', 'The phone has not started');
    const { phone, platform } = this.#ports;
    const ice = () => {
      const latest = this.#state ?? state;
      const call = placed ?? callIn(latest, id);
      return iceFor(latest, this.#contacts, call?.peer, call?.account);
    };
    const line = new Line(id, { phone, platform, ice, measureAudio: state.measureAudio });
    const call = callIn(state, id);
    if (call) line.follow({ ...call, recording: this.#isRecorded(id) });
    this.#lines.set(id, line);
    return line;
  }

  #close(id: string): void {
    this.#lines.get(id)?.close();
    this.#lines.delete(id);
    this.#known.delete(id);
  }
}

/** It is heard, so that it may be answered any moment. */
const isRinging = ({ direction, phase, rings = 'silent' }: CallView): boolean =>
  direction === 'incoming' && phase === 'ringing' && rings !== 'silent';

const callIn = ({ calls }: PhoneState, id: string): CallView | undefined => calls.find(call => call.id === id);
