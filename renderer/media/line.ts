/** One call's sound: its microphone, its peer connection, what is heard; from the click until it is closed. */
import type { CallView, MediaFailure, Quality } from '../../shared/call';
import type { CommandInput } from '../../shared/ipc';
import type { MediaSignal, SessionDescription } from '../../shared/media';
import { PhoneError } from '../../shared/result';
import { DIGIT_GAP_MS, DIGIT_MS, digitsIn, tonesOf } from './digits';
import type { Ice } from './ice';
import { PeerConnection } from './peer-connection';
import { qualityOf } from './quality';
import type { StatsReport } from './stats';
import type { After, Connection, Dtmf, Stream, Track } from './web';

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
  recorded(input: CommandInput<'recorded'>): Promise<void>;
}

/** An open microphone. */
export interface LineMicrophone {
  readonly stream: Stream;
  mute(muted: boolean): void;
  /** Calls `then` with the new track; the old one goes on until it has resolved. */
  whenReplaced(then: (track: Track) => Promise<void> | void): void;
  close(): void;
}

/** Records a call, from when it is made until `stop`. */
export interface LineRecorder {
  /** What is to be sent instead of the microphone: everyone hears that it records. */
  readonly track: Track;
  /** Takes our voice from another track. */
  ours(track: Track): void;
  theirs(track: Track): void;
  /** Nothing is to be heard of the other side. */
  quiet(quiet: boolean): void;
  /** The last part follows. */
  stop(): void;
}

/** What the browser gives: `renderer/media/browser.ts`, or a test. */
export interface Platform {
  /** In the order to offer them. */
  readonly codecs: RTCRtpCodec[];
  after: After;
  /** Wakes what sound needs, so that it does not have to start at the click; of no use, it falls asleep again. */
  warm(): void;
  /** A new, empty peer connection. */
  connect(ice: Ice): Connection;
  /** The last microphone that was opened did open, and there still is one. */
  microphoneWorks(): boolean;
  /** For the call of that id. Throws `MicrophoneError`. */
  openMicrophone(call: string): Promise<LineMicrophone>;
  /** Plays what the other side of the call says. */
  play(track: Track, call: string): { mute(muted: boolean): void; close(): void };
  /** Plays a digit to the person who dials it. */
  beep(digit: string, ms: number): void;
  /** Measures what the other side says; `heard` is called once, with the time of the first sound. */
  listen(track: Track, heard: (at: number) => void): { hz(): number | undefined; close(): void };
  /** Begins to record; `part` is called with each part of the file, in order. Throws what the browser throws. */
  record(part: (part: Uint8Array<ArrayBuffer>, last: boolean) => void): LineRecorder;
  /** For the log; without addresses or SDP. */
  log(line: string): void;
}

export interface LinePorts {
  phone: LinePhone;
  platform: Platform;
  /** What holds now for this call. */
  ice(): Ice;
  /** Listen to the other side: `--measure-audio`. */
  measureAudio: boolean;
}

/** What the snapshot says of a call's sound. */
export interface LineState extends Pick<CallView, 'muted' | 'held' | 'heldByPeer'> {
  /** It is to be recorded. */
  readonly recording?: boolean;
}

/** Made for a call that is placed or answered; `close` gives everything back. */
export class Line {
  readonly id: string;
  readonly #ports: LinePorts;
  #microphone: Promise<LineMicrophone> | undefined;
  #connection: PeerConnection | undefined;
  #outbox: MediaSignal[] = [];
  #muted = false;
  /** By whichever side. */
  #held = false;
  /** What they described while nobody had answered: the offer that an answer is prepared to, or what they will answer. */
  #prepared: SessionDescription | undefined;
  #dtmf: Dtmf | undefined;
  #closed = false;
  #stopMeasuring: (() => void) | undefined;
  #stats: StatsReport | undefined;
  #sound: { mute(muted: boolean): void; close(): void } | undefined;
  #listener: { hz(): number | undefined; close(): void } | undefined;
  #theirs: Track | undefined;
  #recording = false;
  #recorder: LineRecorder | undefined;

  constructor(id: string, ports: LinePorts) {
    this.id = id;
    this.#ports = ports;
  }

  /** Calls `peer` from `account`. Throws `MicrophoneError`, `PhoneError`, or what WebRTC throws. */
  async place(peer: string, account: string | undefined): Promise<void> {
    const { stream } = await this.openMicrophone();
    const { id } = this;
    await this.#connect().offer(stream, description =>
      this.#ports.phone.place({ id, peer, offer: { description }, ...(account !== undefined && { account }) }),
    );
  }

  /** Opens the microphone, once. Throws `MicrophoneError`; `PhoneError` if the call ended meanwhile. */
  openMicrophone(): Promise<LineMicrophone> {
    this.#microphone ??= this.#open();
    return this.#microphone;
  }

  /** Takes the peer's signals. The microphone that the answer needs is opened if it is not yet. */
  take(signals: readonly MediaSignal[]): void {
    if (this.#closed) return;
    const [prepared, described] = [this.#prepared, descriptionIn(signals)];
    const isPrepared = prepared !== undefined && settles(described, prepared);
    if (prepared !== undefined && !isPrepared) this.#unprepare();
    this.#prepared = undefined;
    // Whom it is connected with is spoken to at once, and another device of theirs behind its answer.
    const isKnown = isPrepared && described?.sdp === prepared.sdp;
    if (isKnown) this.#hush();
    const microphone = () => this.openMicrophone().then(({ stream }) => stream);
    if (!this.#connection) this.#connect().answerWith(microphone());
    for (const signal of signals) this.#connection?.take(signal);
    if (!isPrepared) return;
    // It connects while the microphone opens.
    this.#connection?.attach(microphone());
    if (!isKnown) this.#hush();
    if (!this.#listener) this.#listen();
  }

  /** While it rings: prepares the answer to an offer, or connects by what will be answered. Nothing is said or heard. */
  prepare(signals: readonly MediaSignal[]): void {
    if (this.#closed) return;
    for (const signal of signals) {
      if ('description' in signal) this.#prepare(signal.description);
      else if (this.#prepared !== undefined) this.#connection?.take(signal);
    }
  }

  #prepare(description: SessionDescription): void {
    const isOffer = description.type === 'offer';
    // An answer is prepared once, and only who has offered can expect one.
    if (isOffer ? this.#connection : !this.#connection || this.isPrepared) return;
    this.#prepared = description;
    this.#hush();
    if (isOffer) this.#connect().prepare(description);
    else this.#connection?.expect(description);
  }

  /** An answer is prepared, and nobody has given it. */
  get isPrepared(): boolean {
    return this.#prepared?.type === 'offer';
  }

  /** Follows the snapshot. The microphone stays open on hold, so that the other side hears the first word after it. */
  follow({ muted, held, heldByPeer, recording = false }: LineState): void {
    this.#muted = muted;
    this.#held = held || heldByPeer;
    this.#hush();
    this.#record(recording);
    // Digits that wait are not for whoever is there after the hold.
    if (this.#quiet && this.#dtmf?.toneBuffer) this.#insert(this.#dtmf, '');
  }

  /** On hold, by whichever side, or not answered: nothing is sent, nothing is heard. */
  get #quiet(): boolean {
    return this.#held || this.#prepared !== undefined;
  }

  /** Silent at once; that nothing is sent takes the connection a moment. */
  #hush(): void {
    this.#withMicrophone(microphone => microphone.mute(this.#muted || this.#quiet));
    this.#sound?.mute(this.#quiet);
    this.#recorder?.quiet(this.#quiet);
    this.#connection?.pause(this.#quiet);
  }

  /** What was prepared has failed, or another offer is to be answered, which this connection cannot do any more. */
  #unprepare(): void {
    this.#prepared = undefined;
    this.#connection?.close();
    this.#connection = undefined;
    this.#sound?.close();
    this.#sound = undefined;
    this.#listener?.close();
    this.#listener = undefined;
    this.#theirs = undefined;
    this.#outbox = [];
  }

  /** The main process must not answer with what is gone. */
  #tellUnprepared(): void {
    this.#tell('media', this.#ports.phone.media({ id: this.id, state: 'failed' }));
  }

  /** Restarts ICE: the network has changed, or the person wants it. */
  restart(): void {
    this.#connection?.restart();
  }

  /** Whether digits can be sent now. */
  get canDial(): boolean {
    return !this.#quiet && (this.#connection?.dtmf?.canInsertDTMF ?? false);
  }

  /** Sends digits behind those still being sent (RFC 4733), each heard here while it is; others are left out. */
  dial(digits: string): void {
    const dtmf = this.#connection?.dtmf;
    if (!dtmf || !this.canDial) return;
    this.#beepWith(dtmf);
    this.#insert(dtmf, dtmf.toneBuffer + digitsIn(digits));
  }

  /** Ends all sound and releases the microphone, also one that is still being opened. */
  close(): void {
    if (this.#closed) return;
    if (this.isPrepared) this.#tellUnprepared();
    this.#closed = true;
    this.#stopMeasuring?.();
    this.#recorder?.stop();
    this.#connection?.close();
    this.#sound?.close();
    this.#listener?.close();
    this.#withMicrophone(microphone => microphone.close());
  }

  async #open(): Promise<LineMicrophone> {
    const microphone = await this.#ports.platform.openMicrophone(this.id);
    if (this.#closed) {
      microphone.close();
      throw new PhoneError('no-such-call', 'The call ended while the microphone was opened');
    }
    microphone.mute(this.#muted || this.#quiet);
    microphone.whenReplaced(track =>
      this.#recorder ? this.#recorder.ours(track) : this.#connection?.replaceTrack(track),
    );
    return microphone;
  }

  /** A microphone that does not open is told to who opened it. */
  #withMicrophone(then: (microphone: LineMicrophone) => void): void {
    this.#microphone?.then(then, () => undefined);
  }

  #connect(): PeerConnection {
    const { platform, phone } = this.#ports;
    const { id } = this;
    const ice = () => this.#ports.ice();
    this.#connection = new PeerConnection(platform.connect(ice()), {
      ice,
      after: platform.after,
      codecs: platform.codecs,
      log: line => platform.log(line),
      signal: signal => this.#send(signal),
      track: track => this.#hear(track),
      media: (state, failure) => {
        if (this.isPrepared) {
          if (state !== 'failed') return;
          this.#unprepare();
          this.#tellUnprepared();
          return;
        }
        this.#tell('media', phone.media(mediaOf(id, state, failure)));
        if (state === 'connected') this.#stopMeasuring ??= this.#measureFrom(0);
      },
    });
    this.#connection.pause(this.#quiet);
    return this.#connection;
  }

  // Recording

  #record(recording: boolean): void {
    if (recording === this.#recording) return;
    this.#recording = recording;
    this.#withMicrophone(({ stream }) => {
      const [track] = stream.getAudioTracks();
      if (!track || this.#closed || this.#recording === (this.#recorder !== undefined)) return;
      if (this.#recording) this.#beginRecording(track);
      else {
        this.#recorder?.stop();
        this.#recorder = undefined;
        void this.#connection?.replaceTrack(track);
      }
    });
  }

  #beginRecording(ours: Track): void {
    const { platform, phone } = this.#ports;
    const { id } = this;
    const part = (bytes: Uint8Array<ArrayBuffer>, last: boolean) =>
      this.#tell('recorded', phone.recorded({ id, part: bytes, last }));
    try {
      const recorder = platform.record(part);
      this.#recorder = recorder;
      recorder.ours(ours);
      if (this.#theirs) recorder.theirs(this.#theirs);
      recorder.quiet(this.#quiet);
      void this.#connection?.replaceTrack(recorder.track);
    } catch (error) {
      platform.log(`Could not record: ${error instanceof Error ? error.name : 'unknown error'}`);
      part(new Uint8Array(), true);
    }
  }

  // Digits

  #beepWith(dtmf: Dtmf): void {
    if (this.#dtmf === dtmf) return;
    this.#dtmf = dtmf;
    dtmf.addEventListener('tonechange', ({ tone }) => {
      if (!this.#closed && tonesOf(tone)) this.#ports.platform.beep(tone, DIGIT_MS);
    });
  }

  #insert(dtmf: Dtmf, digits: string): void {
    try {
      dtmf.insertDTMF(digits, DIGIT_MS, DIGIT_GAP_MS);
    } catch (error) {
      // The call may be ending this moment.
      this.#ports.platform.log(`Could not dial: ${error instanceof Error ? error.name : 'unknown error'}`);
    }
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
    const { platform } = this.#ports;
    this.#sound?.close();
    this.#sound = platform.play(track, this.id);
    this.#sound.mute(this.#quiet);
    this.#theirs = track;
    this.#recorder?.theirs(track);
    this.#listener?.close();
    this.#listener = undefined;
    this.#listen();
  }

  /** What comes before their answer does is not played, so that it is not heard. */
  #listen(): void {
    const { platform, phone, measureAudio } = this.#ports;
    if (!measureAudio || !this.#theirs || this.#prepared?.type === 'answer') return;
    this.#listener = platform.listen(this.#theirs, at => this.#tell('heard', phone.heard({ id: this.id, at })));
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
    const quality: Quality = qualityOf(this.#stats, stats, this.#quiet ? undefined : this.#listener?.hz());
    this.#stats = stats;
    this.#tell('quality', this.#ports.phone.quality({ id: this.id, quality }));
  }
}

const descriptionIn = (signals: readonly MediaSignal[]): SessionDescription | undefined =>
  signals.flatMap(signal => ('description' in signal ? [signal.description] : []))[0];

/** Whether `described` is what was prepared for; an answer may be another one, of a device that nothing was heard of. */
const settles = (described: SessionDescription | undefined, prepared: SessionDescription): boolean =>
  described?.type === prepared.type && (prepared.type === 'answer' || described.sdp === prepared.sdp);

const mediaOf = (
  id: string,
  state: CommandInput<'media'>['state'],
  failure: MediaFailure | undefined,
): CommandInput<'media'> => (failure === undefined ? { id, state } : { id, state, failure });
