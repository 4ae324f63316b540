/** The microphone: opened for a call, replaced when another is wanted or it is pulled out, released when the call ends. */
import type { Processing } from '../../shared/sound';
import type { Stream, Track } from './web';

/** Why there is no microphone: not allowed, none there, taken by another program, or anything else. */
export type MicrophoneErrorKind = 'denied' | 'missing' | 'busy' | 'failed';

/** The microphone could not be opened. */
export class MicrophoneError extends Error {
  override name = 'MicrophoneError';
  readonly kind: MicrophoneErrorKind;
  constructor(kind: MicrophoneErrorKind, options?: ErrorOptions) {
    super(`The microphone could not be opened: ${kind}`, options);
    this.kind = kind;
  }
}

/** Which microphone, and what is done to its sound. */
export interface MicrophoneWish extends Readonly<Record<Processing, boolean>> {
  /** Empty for the system's. */
  readonly deviceId: string;
}

interface InputTrack extends Track {
  addEventListener(type: 'ended', listener: () => void): void;
}

interface InputStream<T extends InputTrack> extends Stream {
  getAudioTracks(): T[];
}

/** `navigator.mediaDevices`. */
export interface Inputs<T extends InputTrack = InputTrack> {
  getUserMedia(constraints: { audio: MediaTrackConstraints }): Promise<InputStream<T>>;
  addEventListener(type: 'devicechange', listener: () => void): void;
  removeEventListener(type: 'devicechange', listener: () => void): void;
}

/** Opens the microphone that is wished for, or the system's while that is away. Throws `MicrophoneError`. */
export async function openMicrophone<T extends InputTrack>(
  inputs: Inputs<T>,
  wish: MicrophoneWish,
): Promise<Microphone<T>> {
  return new Microphone(inputs, wish, await open(inputs, wish));
}

interface Opened<T extends InputTrack> {
  readonly stream: InputStream<T>;
  /** What was granted. */
  readonly wish: MicrophoneWish;
}

async function open<T extends InputTrack>(inputs: Inputs<T>, wish: MicrophoneWish): Promise<Opened<T>> {
  try {
    return { stream: await inputs.getUserMedia({ audio: constraintsOf(wish) }), wish };
  } catch (error) {
    if (wish.deviceId !== '' && kindOf(error) === 'missing') return open(inputs, { ...wish, deviceId: '' });
    throw new MicrophoneError(kindOf(error), { cause: error });
  }
}

const constraintsOf = ({ deviceId, ...processing }: MicrophoneWish): MediaTrackConstraints =>
  deviceId === '' ? processing : { ...processing, deviceId: { exact: deviceId } };

/** Names of Media Capture §10.2, step by step of `getUserMedia`. */
const kinds: Partial<Record<string, MicrophoneErrorKind>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const kindOf = (error: unknown): MicrophoneErrorKind => (error instanceof Error && kinds[error.name]) || 'failed';

const same = (one: MicrophoneWish, other: MicrophoneWish): boolean =>
  one.deviceId === other.deviceId &&
  one.echoCancellation === other.echoCancellation &&
  one.noiseSuppression === other.noiseSuppression &&
  one.autoGainControl === other.autoGainControl;

/** An open microphone. When its device goes away, the system's takes its place, now or as soon as there is one. */
export class Microphone<T extends InputTrack = InputTrack> {
  readonly #inputs: Inputs<T>;
  #wish: MicrophoneWish;
  #opened: Opened<T>;
  #lost = false;
  #muted = false;
  #shut = false;
  #closed = false;
  #replaced: (track: T) => Promise<void> | void = () => undefined;
  #turns: Promise<void> = Promise.resolve();
  readonly #retry = (): void => this.#follow();

  constructor(inputs: Inputs<T>, wish: MicrophoneWish, opened: Opened<T>) {
    this.#inputs = inputs;
    this.#wish = wish;
    this.#opened = opened;
    this.#watch();
  }

  get stream(): InputStream<T> {
    return this.#opened.stream;
  }

  /** Nothing is sent until the person wants it again. */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#enable();
  }

  /** Nothing is sent while it is shut, whether muted or not: push to talk. */
  shut(shut: boolean): void {
    this.#shut = shut;
    this.#enable();
  }

  /** Takes another device or another processing from now on; the old one sounds until the new one does. */
  use(wish: MicrophoneWish): void {
    this.#wish = wish;
    this.#follow();
  }

  /** Calls `then` with the new track whenever another has taken over; the old one goes on until it has resolved. */
  whenReplaced(then: (track: T) => Promise<void> | void): void {
    this.#replaced = then;
  }

  /** Releases the device. */
  close(): void {
    this.#closed = true;
    this.#inputs.removeEventListener('devicechange', this.#retry);
    stop(this.#opened.stream);
  }

  #enable(): void {
    for (const track of this.#opened.stream.getAudioTracks()) track.enabled = !this.#muted && !this.#shut;
  }

  #watch(): void {
    const { stream } = this.#opened;
    for (const track of stream.getAudioTracks()) {
      track.addEventListener('ended', () => {
        if (stream !== this.#opened.stream) return;
        this.#lost = true;
        this.#follow();
      });
    }
  }

  #follow(): void {
    this.#turns = this.#turns.then(() => this.#reopen());
  }

  async #reopen(): Promise<void> {
    if (this.#closed || (!this.#lost && same(this.#wish, this.#opened.wish))) return;
    this.#inputs.removeEventListener('devicechange', this.#retry);
    const opened = await open(this.#inputs, this.#wish).catch(() => undefined);
    if (this.#closed) {
      if (opened) stop(opened.stream);
      return;
    }
    if (!opened) {
      this.#inputs.addEventListener('devicechange', this.#retry);
      return;
    }
    const before = this.#opened.stream;
    this.#opened = opened;
    this.#lost = false;
    this.#watch();
    this.#enable();
    for (const track of opened.stream.getAudioTracks()) await this.#replaced(track);
    stop(before);
  }
}

const stop = (stream: Stream): void => stream.getAudioTracks().forEach(track => track.stop());
