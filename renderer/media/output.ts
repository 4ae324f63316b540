/** One way for sound out of the computer: on its own device, with its own volume. */

/** TypeScript does not know of Web Audio 1.1 §1.2. */
interface RoutableContext extends AudioContext {
  setSinkId?(sinkId: string): Promise<void>;
}

/** An `AudioContext` that is there while it is needed. */
export class Output {
  readonly #log: (line: string) => void;
  #context: RoutableContext | undefined;
  #volume: GainNode | undefined;
  #gain = 1;
  #sinkId = '';

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** The running context. */
  get context(): AudioContext {
    const context = this.#made();
    if (context.state !== 'running') this.#run('run', context.resume());
    return context;
  }

  /** Starts it before it is needed, which takes a while. */
  wake(): void {
    this.#made();
  }

  /** Where to connect what is to be heard at this output's volume. */
  get node(): AudioNode {
    const { context } = this;
    if (this.#volume) return this.#volume;
    this.#volume = context.createGain();
    this.#volume.gain.value = this.#gain;
    this.#volume.connect(context.destination);
    return this.#volume;
  }

  /** 0 to 1. */
  set volume(gain: number) {
    this.#gain = gain;
    if (this.#volume) this.#volume.gain.value = gain;
  }

  /** Goes to another device; an empty id is the system's. */
  route(sinkId: string): void {
    if (sinkId === this.#sinkId) return;
    this.#sinkId = sinkId;
    if (this.#context) this.#setSink(this.#context);
  }

  /** Lets the sound card sleep until it is needed again. One that only slept would keep what belonged to the nodes of every call. */
  rest(): void {
    const context = this.#context;
    this.#context = undefined;
    this.#volume = undefined;
    if (context) this.#run('rest', context.close());
  }

  #made(): RoutableContext {
    if (this.#context) return this.#context;
    const context: RoutableContext = new AudioContext({ latencyHint: 'interactive' });
    this.#context = context;
    if (this.#sinkId !== '') this.#setSink(context);
    return context;
  }

  #setSink(context: RoutableContext): void {
    if (context.setSinkId) this.#run('change its device', context.setSinkId(this.#sinkId));
  }

  #run(what: string, done: Promise<void>): void {
    done.catch((error: unknown) => {
      this.#log(`A sound output did not ${what}: ${error instanceof Error ? error.name : 'unknown error'}`);
    });
  }
}
