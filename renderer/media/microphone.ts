/** The microphone: opened for a call, replaced when it is pulled out, released when the call ends. */
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

interface InputTrack extends Track {
  addEventListener(type: 'ended', listener: () => void): void;
}

interface InputStream extends Stream {
  getAudioTracks(): InputTrack[];
}

/** `navigator.mediaDevices`. */
export interface Devices {
  getUserMedia(constraints: { audio: MediaTrackConstraints }): Promise<InputStream>;
  addEventListener(type: 'devicechange', listener: () => void): void;
  removeEventListener(type: 'devicechange', listener: () => void): void;
}

const constraints = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } };

/** Opens the default microphone with echo cancellation. Throws `MicrophoneError`. */
export async function openMicrophone(devices: Devices): Promise<Microphone> {
  return new Microphone(devices, await open(devices));
}

async function open(devices: Devices): Promise<InputStream> {
  try {
    return await devices.getUserMedia(constraints);
  } catch (error) {
    throw new MicrophoneError(kindOf(error), { cause: error });
  }
}

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

/** An open microphone. When its device goes away, the default one takes its place, now or as soon as there is one. */
export class Microphone {
  readonly #devices: Devices;
  #stream: InputStream;
  #muted = false;
  #closed = false;
  #replaced: (track: Track) => void = () => undefined;
  readonly #devicesChanged = (): void => void this.#reopen();

  constructor(devices: Devices, stream: InputStream) {
    this.#devices = devices;
    this.#stream = stream;
    this.#watch();
  }

  get stream(): Stream {
    return this.#stream;
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    for (const track of this.#stream.getAudioTracks()) track.enabled = !muted;
  }

  /** Calls `then` with the new track whenever another device has taken over. */
  whenReplaced(then: (track: Track) => void): void {
    this.#replaced = then;
  }

  /** Releases the device. */
  close(): void {
    this.#closed = true;
    this.#devices.removeEventListener('devicechange', this.#devicesChanged);
    stop(this.#stream);
  }

  #watch(): void {
    for (const track of this.#stream.getAudioTracks()) track.addEventListener('ended', this.#devicesChanged);
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    this.#devices.removeEventListener('devicechange', this.#devicesChanged);
    const stream = await open(this.#devices).catch(() => undefined);
    if (this.#closed) {
      if (stream) stop(stream);
      return;
    }
    if (!stream) {
      this.#devices.addEventListener('devicechange', this.#devicesChanged);
      return;
    }
    this.#stream = stream;
    this.#watch();
    this.mute(this.#muted);
    for (const track of stream.getAudioTracks()) this.#replaced(track);
  }
}

const stop = (stream: Stream): void => stream.getAudioTracks().forEach(track => track.stop());
