/** All sound of the page, on the devices that the person chose, in the way they want it. */
import type { PhoneState } from '../../shared/ipc';
import { usualSound, type Devices, type DeviceUse, type SoundPreferences } from '../../shared/sound';
import { careAfter, carefree, type Care, type CareState } from './care';
import { routeFor, type DeviceList, type Route } from './devices';
import { DeviceWatch } from './device-watch';
import type { LineMicrophone } from './line';
import { Meter, type Loudness } from './meter';
import { openMicrophone, type Microphone, type MicrophoneWish } from './microphone';
import { Output } from './output';
import { givesNothing } from './raw-microphone';
import { play, type Playing } from './speaker';
import { playOnce, type ToneName } from './tones';
import type { After } from './web';

/** Long enough for any tone after a call, short enough not to keep a laptop's sound card awake. */
const REST_AFTER_MS = 10_000;
/** A microphone that stays quiet may have been switched off since. */
const LOOK_AGAIN_MS = 20_000;

export interface SoundPorts {
  devices: MediaDevices;
  after: After;
  /** Milliseconds, steady. */
  now(): number;
  /** For the log; without names of devices. */
  readonly log: (line: string) => void;
}

/** What a view wants to be told of. */
export interface SoundListeners {
  devices?(list: DeviceList): void;
  /** What the person should know in a call; told when it changes. */
  care?(call: string, care: Care): void;
  /** Whether the key to talk is down. */
  talking?(talking: boolean): void;
}

/** What was said into the microphone, to be listened to. */
export interface Recording {
  /** Plays it on the speaker; resolves at its end. */
  play(): Promise<void>;
}

interface OpenMicrophone extends LineMicrophone {
  readonly stream: { getAudioTracks(): MediaStreamTrack[] };
}

/** Keeps every microphone and every voice where the person wants them, also while they speak. */
export class Sound {
  readonly speaker: Output;
  readonly ringer: Output;
  readonly #ports: SoundPorts;
  readonly #watch: DeviceWatch;
  /** The devices are known: before, a chosen one would be taken for one that is away. */
  readonly #known: Promise<void>;
  readonly #listeners = new Set<SoundListeners>();
  readonly #microphones = new Set<Microphone<MediaStreamTrack>>();
  readonly #voices = new Map<Playing, string>();
  readonly #volumes = new Map<string, number>();
  readonly #cares = new Map<string, CareState>();
  /** What a closer look at the quiet microphone of a call has found. */
  readonly #looks = new Map<string, { at: number; nothing: boolean }>();
  #calls: PhoneState['calls'] = [];
  #devices: Devices = {};
  #preferences: SoundPreferences = usualSound;
  #talking = false;
  /** The last microphone that was asked for did open. */
  #opened = false;
  /** How many sounds play that belong to no call. */
  #trials = 0;
  #cancelRest: () => void = () => undefined;
  #unwatch: (() => void) | undefined;

  constructor(ports: SoundPorts) {
    this.#ports = ports;
    const log = (line: string) => ports.log(line);
    this.speaker = new Output(log);
    this.ringer = new Output(log);
    this.#watch = new DeviceWatch({
      devices: ports.devices,
      after: ports.after,
      log,
      changed: list => {
        this.#route();
        for (const listeners of this.#listeners) listeners.devices?.(list);
      },
    });
    this.#known = this.#watch.look();
  }

  /** Follows what the main process says. */
  follow({ calls, preferences }: Pick<PhoneState, 'calls' | 'preferences'>): void {
    this.#calls = calls;
    const live = new Set(calls.filter(({ phase }) => phase !== 'ended').map(({ id }) => id));
    for (const id of this.#volumes.keys()) if (!live.has(id)) this.#volumes.delete(id);
    for (const id of this.#cares.keys()) if (!live.has(id)) this.#care(id, carefree);
    if (live.size > 0) this.#unwatch ??= this.#watch.watch();
    else {
      this.#unwatch?.();
      this.#unwatch = undefined;
    }
    this.#devices = preferences.devices;
    this.#preferences = preferences.sound;
    this.ringer.volume = preferences.sound.ringerVolume;
    this.#route();
    this.#shut();
    this.#settle();
  }

  /** Tells `listeners` of what is to come; the returned function ends it. */
  listen(listeners: SoundListeners): () => void {
    this.#listeners.add(listeners);
    return () => void this.#listeners.delete(listeners);
  }

  get list(): DeviceList {
    return this.#watch.list;
  }

  /** The last microphone that was asked for did open, and there still is one. */
  get microphoneWorks(): boolean {
    return this.#opened && this.#watch.list.inputs.length > 0;
  }

  /** Looks for devices again and again, while they are shown; the returned function ends it. */
  watch(): () => void {
    return this.#watch.watch();
  }

  // Calls

  /** Opens the microphone of a call. Throws `MicrophoneError`. */
  openMicrophone(call: string): Promise<LineMicrophone> {
    return this.#open(loudness => this.#measured(call, loudness));
  }

  /** Wakes the speaker for a call that rings; it rests again when none is left. */
  warm(): void {
    this.speaker.wake();
    this.#settle();
  }

  /** Plays what the other side of a call says. */
  play(track: MediaStreamTrack, call: string): Playing {
    const playing = play(track, {
      output: this.speaker,
      sinkId: this.#routes.speaker,
      failed: (what, error) => this.#ports.log(`Could not ${what}: ${nameOf(error)}`),
    });
    playing.setVolume(this.volumeOf(call));
    this.#voices.set(playing, call);
    return {
      ...playing,
      close: () => {
        this.#voices.delete(playing);
        playing.close();
      },
    };
  }

  /** How loud the other side of a call is heard, 0 to 2. */
  volumeOf(call: string): number {
    return this.#volumes.get(call) ?? 1;
  }

  setVolume(call: string, volume: number): void {
    this.#volumes.set(call, volume);
    for (const [playing, of] of this.#voices) if (of === call) playing.setVolume(volume);
  }

  /** The key to talk goes down or up; of no meaning unless push to talk is on. */
  talk(talking: boolean): void {
    if (talking === this.#talking) return;
    this.#talking = talking;
    this.#shut();
    for (const listeners of this.#listeners) listeners.talking?.(talking);
  }

  /** Where a tone is to be heard. */
  outputFor(tone: ToneName): AudioNode {
    return (tone === 'ring' ? this.ringer : this.speaker).node;
  }

  // Before a call

  /** Measures the microphone until the returned function is called. Throws `MicrophoneError`. */
  async meter(told: (loudness: Loudness) => void): Promise<() => void> {
    const microphone = await this.#open(told);
    return () => microphone.close();
  }

  /** Plays something on a device; resolves at its end. */
  chime(use: Exclude<DeviceUse, 'microphone'>): Promise<void> {
    return this.#during(() => playOnce(this[use].node, use === 'ringer' ? 'ring' : 'test'));
  }

  /** Lets something be heard on the ringer that belongs to no call; it is given where to connect. */
  onRinger(play: (output: AudioNode) => Promise<void>): Promise<void> {
    return this.#during(() => play(this.ringer.node));
  }

  /** Records the microphone. Throws `MicrophoneError`, or what the recorder throws. */
  async record(ms: number): Promise<Recording> {
    return this.#during(async () => {
      const microphone = await this.#open(() => undefined);
      try {
        const recorder = new MediaRecorder(new MediaStream(microphone.stream.getAudioTracks()));
        const parts: Blob[] = [];
        recorder.addEventListener('dataavailable', ({ data }) => void parts.push(data));
        const stopped = new Promise(resolve => recorder.addEventListener('stop', resolve));
        recorder.start();
        this.#ports.after(ms, () => {
          if (recorder.state !== 'inactive') recorder.stop();
        });
        await stopped;
        const buffer = await this.speaker.context.decodeAudioData(await new Blob(parts).arrayBuffer());
        return { play: () => this.#during(() => played(this.speaker.node, buffer)) };
      } finally {
        microphone.close();
      }
    });
  }

  // Microphones

  async #open(told: (loudness: Loudness) => void): Promise<OpenMicrophone> {
    await this.#known;
    const wish = this.#wish;
    this.#opened = false;
    const microphone = await openMicrophone(this.#ports.devices, wish);
    this.#opened = true;
    this.#microphones.add(microphone);
    this.#settle();
    let replaced: Parameters<LineMicrophone['whenReplaced']>[0] = () => undefined;
    let meter: Meter | undefined;
    const measure = (track: MediaStreamTrack | undefined) => {
      meter?.close();
      meter = track && new Meter(this.speaker.context, track, this.#ports.after, told);
    };
    measure(microphone.stream.getAudioTracks()[0]);
    microphone.whenReplaced(track => {
      measure(track);
      return replaced(track);
    });
    microphone.shut(this.#isShut);
    microphone.use(this.#wish); // which may have changed meanwhile
    return {
      get stream() {
        return microphone.stream;
      },
      mute: muted => microphone.mute(muted),
      whenReplaced: then => (replaced = then),
      close: () => {
        meter?.close();
        microphone.close();
        this.#microphones.delete(microphone);
        this.#settle();
      },
    };
  }

  get #wish(): MicrophoneWish {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.#preferences;
    return { deviceId: this.#routes.microphone, echoCancellation, noiseSuppression, autoGainControl };
  }

  get #isShut(): boolean {
    return this.#preferences.pushToTalk && !this.#talking;
  }

  #shut(): void {
    for (const microphone of this.#microphones) microphone.shut(this.#isShut);
  }

  #measured(id: string, loudness: Loudness): void {
    const call = this.#calls.find(known => known.id === id);
    // Nobody listens to a call on hold, or to one that is not connected.
    if (call?.phase !== 'active' || call.held || call.heldByPeer) return this.#care(id, carefree);
    const muted = call.muted || this.#isShut;
    const at = this.#ports.now();
    const nothing = this.#looks.get(id)?.nothing ?? false;
    const care = careAfter(this.#cares.get(id) ?? carefree, { ...loudness, at, muted, nothing });
    if (!care.suspect) this.#looks.delete(id);
    else if (at - (this.#looks.get(id)?.at ?? -Infinity) >= LOOK_AGAIN_MS) this.#look(id, at);
    this.#care(id, care);
  }

  /** Listens to the microphone as it is. */
  #look(id: string, at: number): void {
    const { devices, after, log } = this.#ports;
    const look = { at, nothing: this.#looks.get(id)?.nothing ?? false };
    this.#looks.set(id, look);
    givesNothing({ devices, after, context: this.speaker.context }, this.#routes.microphone).then(
      // What was heard meanwhile has put an end to the question.
      nothing => {
        if (this.#looks.get(id) === look) this.#looks.set(id, { at, nothing });
      },
      (error: unknown) => log(`The microphone could not be looked at: ${nameOf(error)}`),
    );
  }

  #care(call: string, care: CareState): void {
    const before = this.#cares.get(call) ?? carefree;
    if (care === carefree) {
      this.#cares.delete(call);
      this.#looks.delete(call);
    } else this.#cares.set(call, care);
    const { speaksMuted, unheard } = care;
    if (before.speaksMuted === speaksMuted && before.unheard === unheard) return;
    for (const listeners of this.#listeners) listeners.care?.(call, { speaksMuted, unheard });
  }

  // Devices

  get #routes(): Route {
    return routeFor(this.#devices, this.#watch.list);
  }

  #route(): void {
    const { speaker, ringer } = this.#routes;
    this.speaker.route(speaker);
    this.ringer.route(ringer);
    for (const playing of this.#voices.keys()) playing.route(speaker);
    for (const microphone of this.#microphones) microphone.use(this.#wish);
  }

  async #during<T>(sounding: () => Promise<T>): Promise<T> {
    this.#trials += 1;
    this.#settle();
    try {
      return await sounding();
    } finally {
      this.#trials -= 1;
      this.#settle();
    }
  }

  /** Lets the sound card sleep once nothing needs it. */
  #settle(): void {
    this.#cancelRest();
    const idle =
      this.#trials === 0 && this.#microphones.size === 0 && this.#calls.every(({ phase }) => phase === 'ended');
    if (!idle) return;
    this.#cancelRest = this.#ports.after(REST_AFTER_MS, () => {
      this.speaker.rest();
      this.ringer.rest();
    });
  }
}

/** Plays `buffer` once; resolves at its end. */
function played(destination: AudioNode, buffer: AudioBuffer): Promise<void> {
  const source = new AudioBufferSourceNode(destination.context, { buffer });
  source.connect(destination);
  source.start();
  return new Promise(resolve => source.addEventListener('ended', () => resolve()));
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
