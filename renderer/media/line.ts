/** One call's sound: its microphone, its peer connection, what is heard; from the click until it is closed. */
import type { Quality } from '../../shared/call';
import type { CommandInput, PhoneState } from '../../shared/ipc';
import type { MediaSignal } from '../../shared/media';
import { PhoneError } from '../../shared/result';
import { PeerConnection } from './peer-connection';
import { qualityOf, type StatsReport } from './quality';
import type { After, Connection, Stream, Track } from './web';

const QUALITY_EVERY_MS = 1_000;
/** What one `signal` command takes. */
const SIGNALS_LIMIT = 256;

/** The commands of the main process that a call's sound uses; `renderer/phone.ts` has them all. */
export interface LinePhone {
  place(input: CommandInput<'place'>): Promise<void>;
  accept(input: CommandInput<'accept'>): Promise<void>;
  end(input: CommandInput<'end'>): Promise<void>;
  signal(input: CommandInput<'signal'>): Promise<void>;
  media(input: CommandInput<'media'>): Promise<void>;
  quality(input: CommandInput<'quality'>): Promise<void>;
  heard(input: CommandInput<'heard'>): Promise<void>;
}

/** An open microphone. */
export interface LineMicrophone {
  readonly stream: Stream;
  mute(muted: boolean): void;
  whenReplaced(then: (track: Track) => void): void;
  close(): void;
}

/** What the browser gives: `renderer/media/browser.ts`, or a test. */
export interface Platform {
  /** In the order to offer them. */
  readonly codecs: RTCRtpCodec[];
  after: After;
  /** A new, empty peer connection. */
  connect(state: Pick<PhoneState, 'iceServers' | 'iceTransportPolicy'>): Connection;
  /** Throws `MicrophoneError`. */
  openMicrophone(): Promise<LineMicrophone>;
  /** Plays what the other side says. */
  play(track: Track): { close(): void };
  /** Measures what the other side says; `heard` is called once, with the time of the first sound. */
  listen(track: Track, heard: (at: number) => void): { hz(): number | undefined; close(): void };
  /** For the log; without addresses or SDP. */
  log(line: string): void;
}

export interface LinePorts {
  phone: LinePhone;
  platform: Platform;
  /** The latest snapshot. */
  state: PhoneState;
}

/** Made for a call that is placed or answered; `close` gives everything back. */
export class Line {
  readonly id: string;
  readonly #ports: LinePorts;
  #microphone: Promise<LineMicrophone> | undefined;
  #connection: PeerConnection | undefined;
  #outbox: MediaSignal[] = [];
  #muted = false;
  #closed = false;
  #stopMeasuring: (() => void) | undefined;
  #stats: StatsReport | undefined;
  #sound: { close(): void } | undefined;
  #listener: { hz(): number | undefined; close(): void } | undefined;

  constructor(id: string, ports: LinePorts) {
    this.id = id;
    this.#ports = ports;
  }

  /** Calls `peer`. Throws `MicrophoneError`, `PhoneError`, or what WebRTC throws. */
  async place(peer: string): Promise<void> {
    const { stream } = await this.openMicrophone();
    const { id } = this;
    await this.#connect().offer(stream, description => this.#ports.phone.place({ id, peer, offer: { description } }));
  }

  /** Opens the microphone, once. Throws `MicrophoneError`; `PhoneError` if the call ended meanwhile. */
  openMicrophone(): Promise<LineMicrophone> {
    this.#microphone ??= this.#open();
    return this.#microphone;
  }

  /** Takes the peer's signals. The microphone that the answer needs is opened if it is not yet. */
  take(signals: readonly MediaSignal[]): void {
    if (this.#closed) return;
    if (!this.#connection) this.#connect().answerWith(this.openMicrophone().then(({ stream }) => stream));
    for (const signal of signals) this.#connection?.take(signal);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#withMicrophone(microphone => microphone.mute(muted));
  }

  networkChanged(): void {
    this.#connection?.networkChanged();
  }

  /** Ends all sound and releases the microphone, also one that is still being opened. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopMeasuring?.();
    this.#connection?.close();
    this.#sound?.close();
    this.#listener?.close();
    this.#withMicrophone(microphone => microphone.close());
  }

  async #open(): Promise<LineMicrophone> {
    const microphone = await this.#ports.platform.openMicrophone();
    if (this.#closed) {
      microphone.close();
      throw new PhoneError('no-such-call', 'The call ended while the microphone was opened');
    }
    microphone.mute(this.#muted);
    microphone.whenReplaced(track => this.#connection?.replaceTrack(track));
    return microphone;
  }

  /** A microphone that does not open is told to who opened it. */
  #withMicrophone(then: (microphone: LineMicrophone) => void): void {
    this.#microphone?.then(then, () => undefined);
  }

  #connect(): PeerConnection {
    const { platform, state, phone } = this.#ports;
    const { id } = this;
    this.#connection = new PeerConnection(platform.connect(state), {
      after: platform.after,
      codecs: platform.codecs,
      log: line => platform.log(line),
      signal: signal => this.#send(signal),
      track: track => this.#hear(track),
      media: media => {
        this.#tell('media', phone.media({ id, state: media }));
        if (media === 'connected') this.#stopMeasuring ??= this.#measureFrom(0);
      },
    });
    return this.#connection;
  }

  // To the main process

  /** What is said in one turn goes out in one command. */
  #send(signal: MediaSignal): void {
    this.#outbox.push(signal);
    if (this.#outbox.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const outbox = this.#outbox;
    this.#outbox = [];
    if (this.#closed) return;
    for (let at = 0; at < outbox.length; at += SIGNALS_LIMIT) {
      const signals = outbox.slice(at, at + SIGNALS_LIMIT);
      this.#tell('signal', this.#ports.phone.signal({ id: this.id, signals }));
    }
  }

  /** A command that nobody waits for. It may cross the end of the call, which is not worth a word. */
  #tell(what: string, command: Promise<void>): void {
    command.catch((error: unknown) => {
      if (this.#closed || (error instanceof PhoneError && error.code === 'no-such-call')) return;
      this.#ports.platform.log(
        `The phone did not take "${what}": ${error instanceof Error ? error.message : 'unknown'}`,
      );
    });
  }

  // What is heard

  #hear(track: Track): void {
    if (this.#closed) return;
    const { platform, phone, state } = this.#ports;
    this.#sound?.close();
    this.#sound = platform.play(track);
    if (!state.measureAudio) return;
    this.#listener?.close();
    this.#listener = platform.listen(track, at => this.#tell('heard', phone.heard({ id: this.id, at })));
  }

  #measureFrom(ms: number): () => void {
    return this.#ports.platform.after(ms, () => {
      this.#stopMeasuring = this.#measureFrom(QUALITY_EVERY_MS);
      this.#measure().catch((error: unknown) => {
        this.#ports.platform.log(`Could not measure: ${error instanceof Error ? error.name : 'unknown error'}`);
      });
    });
  }

  async #measure(): Promise<void> {
    const stats = await this.#connection?.getStats();
    if (!stats || this.#closed) return;
    const quality: Quality = qualityOf(this.#stats, stats, this.#listener?.hz());
    this.#stats = stats;
    this.#tell('quality', this.#ports.phone.quality({ id: this.id, quality }));
  }
}
