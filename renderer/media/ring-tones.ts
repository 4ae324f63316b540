/** With what each call rings: tones of the person ready before a call comes, and the usual one where they cannot be heard. */
import type { CallView } from '../../shared/call';
import type { PhoneState } from '../../shared/ipc';
import { isMadeRingTone, usualRingTone, type RingTone, type RingToneFault } from '../../shared/ring-tone';
import { RingToneError } from './decode';
import { ringSamplesOf } from './ring-samples';
import { RING_RATE, ringOnce, type Looped, type RingSound } from './tones';

export interface RingTonesPorts {
  /** The channels of an own tone at `RING_RATE`. Throws `RingToneError`. */
  load(id: string): Promise<readonly Float32Array[]>;
  /** Lets something be heard on the ringer. */
  onRinger(play: (output: AudioNode) => Promise<void>): Promise<void>;
  /** For the log; without names of files. */
  log(line: string): void;
}

type Samples = Float32Array<ArrayBuffer>;
type Chosen = Pick<PhoneState, 'preferences' | 'ringTones' | 'ringToneOf'>;

export class RingTones {
  readonly #ports: RingTonesPorts;
  readonly #loads = new Map<string, Promise<Samples>>();
  readonly #ready = new Map<string, Samples>();
  #chosen: Chosen | undefined;
  #preview: Looped | undefined;

  constructor(ports: RingTonesPorts) {
    this.#ports = ports;
  }

  /** Makes ready what the next call may ring with, and forgets what none does any more. */
  follow(chosen: Chosen): void {
    this.#chosen = chosen;
    const known = new Set(chosen.ringTones?.map(({ id }) => id));
    const wanted = [chosen.preferences.ringTone, ...Object.values(chosen.ringToneOf ?? {})].filter(
      tone => tone !== undefined && known.has(tone),
    );
    for (const id of this.#loads.keys()) {
      if (wanted.includes(id)) continue;
      this.#loads.delete(id);
      this.#ready.delete(id);
    }
    for (const id of wanted) {
      if (id === undefined || this.#loads.has(id)) continue;
      this.#loaded(id).catch((error: unknown) => this.#ports.log(`A ring tone cannot be heard: ${faultIn(error)}`));
    }
  }

  /** What `call` rings with; the usual tone where what was chosen cannot be heard, or not yet. */
  soundFor({ peer }: Pick<CallView, 'peer'>): RingSound {
    const tone = this.#chosen?.ringToneOf?.[peer] ?? this.#chosen?.preferences.ringTone ?? usualRingTone;
    return isMadeRingTone(tone) ? tone : (this.#ready.get(tone) ?? usualRingTone);
  }

  /** Why `tone` cannot be heard; `undefined` if it can. */
  async faultOf(tone: RingTone): Promise<RingToneFault | undefined> {
    try {
      if (!isMadeRingTone(tone)) await this.#loaded(tone);
      return undefined;
    } catch (error) {
      return faultIn(error);
    }
  }

  /** Lets `tone` be heard once, as a call would; the one before stops. Throws `RingToneError`. */
  async preview(tone: RingTone, over: AbortSignal): Promise<void> {
    const sound = isMadeRingTone(tone) ? tone : await this.#loaded(tone);
    if (over.aborted) return;
    await this.#ports.onRinger(async output => {
      this.#preview?.stop();
      const playing = ringOnce(output, sound);
      this.#preview = playing;
      over.addEventListener('abort', () => playing.stop(), { once: true });
      await playing.ended;
    });
  }

  #loaded(id: string): Promise<Samples> {
    const known = this.#loads.get(id);
    if (known) return known;
    const load = this.#load(id);
    this.#loads.set(id, load);
    load.then(
      samples => this.#loads.get(id) === load && this.#ready.set(id, samples),
      () => undefined, // told to whoever waits for it
    );
    return load;
  }

  async #load(id: string): Promise<Samples> {
    const samples = ringSamplesOf(await this.#ports.load(id), RING_RATE);
    if (!samples) throw new RingToneError('silent');
    return samples;
  }
}

const faultIn = (error: unknown): RingToneFault => (error instanceof RingToneError ? error.fault : 'unplayable');
