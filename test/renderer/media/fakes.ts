/** Small true things in place of the browser's: a clock, a microphone, and two ends of a connection. */
import type {
  Connection,
  ConnectionEvents,
  Dtmf,
  LocalCandidate,
  Sender,
  Stream,
  Track,
} from '../../../renderer/media/web';

/** A clock that stands until it is told to go on. */
export class FakeClock {
  #now = 0;
  #timers: { at: number; then: () => void }[] = [];

  readonly after = (ms: number, then: () => void) => {
    const timer = { at: this.#now + ms, then };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter(other => other !== timer));
  };

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets `ms` pass, and whatever falls due in it happen in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter(timer => timer !== next);
      this.#now = next.at;
      next.then();
    }
    this.#now = end;
  }
}

export class FakeTrack implements Track {
  enabled = true;
  stopped = false;
  #ended: (() => void)[] = [];

  stop(): void {
    this.stopped = true;
  }

  addEventListener(_type: 'ended', listener: () => void): void {
    this.#ended.push(listener);
  }

  /** The device goes away. */
  unplug(): void {
    this.stopped = true;
    for (const listener of this.#ended) listener();
  }
}

export class FakeStream implements Stream {
  readonly track = new FakeTrack();

  getAudioTracks(): FakeTrack[] {
    return [this.track];
  }
}

/** An `RTCDTMFSender` that plays one tone whenever it is told to. */
export class FakeDtmf implements Dtmf {
  canInsertDTMF = true;
  toneBuffer = '';
  #listeners: ((event: { tone: string }) => void)[] = [];

  insertDTMF(tones: string): void {
    if (!this.canInsertDTMF) throw invalidState('no digits');
    if (/[^0-9A-D#*,]/.test(tones)) throw new DOMException('no digit', 'InvalidCharacterError');
    this.toneBuffer = tones;
  }

  addEventListener(_type: 'tonechange', listener: (event: { tone: string }) => void): void {
    this.#listeners.push(listener);
  }

  /** Plays the next tone, or says that there is none. */
  play(): void {
    const tone = this.toneBuffer.slice(0, 1);
    this.toneBuffer = this.toneBuffer.slice(1);
    for (const listener of this.#listeners) listener({ tone });
  }
}

type Description = { type: 'offer' | 'answer' | 'pranswer'; sdp: string };

/**
 * A peer connection's signalling (WebRTC 1.0 §4.3.1): its states, implicit rollback, generations of credentials, and
 * errors for what comes out of order or before the operation in front of it is done.
 */
export class FakePeerConnection implements Connection {
  static #made = 0;
  readonly #name = `pc${(FakePeerConnection.#made += 1)}`;
  #generation = 0;
  #state: RTCSignalingState = 'stable';
  #connectionState: RTCPeerConnectionState = 'new';
  #local: { current?: Description; pending?: Description } = {};
  #remote: { current?: Description; pending?: Description } = {};
  #restarting = false;
  #busy = false;
  #created: string | undefined;
  #closed = false;
  #listeners: { [E in keyof ConnectionEvents]: ((event: ConnectionEvents[E]) => void)[] } = {
    icecandidate: [],
    icecandidateerror: [],
    negotiationneeded: [],
    connectionstatechange: [],
    track: [],
  };
  readonly senders: { track: Track | null; dtmf: FakeDtmf; replaceTrack(track: Track | null): Promise<void> }[] = [];
  readonly preferred: string[][] = [];
  /** What was asked of each line. */
  readonly directions: RTCRtpTransceiverDirection[] = [];
  /** Candidates taken, by the generation that was current. */
  readonly candidates: string[] = [];
  /** What was handed to `setRemoteDescription`. */
  readonly taken: string[] = [];
  rollbacks = 0;
  iceConnectionState: RTCIceConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  configuration: RTCConfiguration = {};
  restarts = 0;
  /** Candidates found while the local description is set, before its promise resolves. */
  early: LocalCandidate[] = [];

  get signalingState(): RTCSignalingState {
    return this.#state;
  }
  get connectionState(): RTCPeerConnectionState {
    return this.#connectionState;
  }
  get localDescription(): Description | null {
    return this.#local.pending ?? this.#local.current ?? null;
  }
  get remoteDescription(): Description | null {
    return this.#remote.pending ?? this.#remote.current ?? null;
  }
  get ufrag(): string {
    return `${this.#name}g${this.#generation}`;
  }

  addEventListener<E extends keyof ConnectionEvents>(type: E, listener: (event: ConnectionEvents[E]) => void): void {
    this.#listeners[type].push(listener);
  }

  addTrack(track: Track | null): Sender {
    const sender = {
      track,
      dtmf: new FakeDtmf(),
      replaceTrack: (next: Track | null) => {
        sender.track = next;
        return Promise.resolve();
      },
    };
    this.senders.push(sender);
    this.#fire('negotiationneeded', undefined);
    return sender;
  }

  /** A sender for each line of ours, or of theirs that has none yet. */
  getTransceivers() {
    if (this.senders.length === 0 && this.#remote.pending) this.addTrack(null);
    const { directions, preferred } = this;
    return this.senders.map((sender, at) => ({
      sender,
      get direction() {
        return directions[at] ?? 'sendrecv';
      },
      set direction(direction: RTCRtpTransceiverDirection) {
        directions[at] = direction;
      },
      setCodecPreferences: (codecs: RTCRtpCodec[]) => void preferred.push(codecs.map(({ mimeType }) => mimeType)),
    }));
  }

  createOffer(): Promise<{ sdp: string }> {
    let sdp = '';
    const created = this.#operation(() => {
      const generation = this.#generation + (this.#restarting || !this.#local.current ? 1 : 0);
      sdp = this.#created = `a=ice-ufrag:${this.#name}g${generation}\r\n`;
    });
    return created.then(() => ({ sdp }));
  }

  setLocalDescription(offer?: Description): Promise<void> {
    return this.#operation(() => {
      if (this.#state === 'have-local-offer' || this.#state === 'have-remote-pranswer')
        throw invalidState('offered already');
      if (offer && offer.sdp !== this.#created) throw new DOMException('changed', 'InvalidModificationError');
      const answering = this.#state === 'have-remote-offer';
      if (this.#restarting || !this.#local.current || (answering && this.#renewedByThem())) {
        this.#generation += 1;
        this.iceGatheringState = 'gathering';
      }
      this.#restarting = false;
      const description: Description = { type: answering ? 'answer' : 'offer', sdp: `a=ice-ufrag:${this.ufrag}\r\n` };
      if (answering) this.#settle(description, this.#remote.pending);
      else {
        this.#local.pending = description;
        this.#state = 'have-local-offer';
      }
      for (const candidate of this.early) this.find(candidate);
    });
  }

  setRemoteDescription(description: Description): Promise<void> {
    return this.#operation(() => {
      if (!description.sdp.includes('a=ice-ufrag:')) throw new DOMException('no credentials', 'OperationError');
      this.taken.push(description.sdp);
      if (description.type === 'offer') {
        if (this.#state === 'have-remote-pranswer') throw invalidState('nothing to roll back to');
        if (this.#state === 'have-local-offer') {
          this.rollbacks += 1;
          delete this.#local.pending;
        }
        this.#remote.pending = description;
        this.#state = 'have-remote-offer';
        return;
      }
      if (this.#state !== 'have-local-offer' && this.#state !== 'have-remote-pranswer') throw invalidState('no offer');
      if (description.type === 'pranswer') {
        this.#remote.pending = description;
        this.#state = 'have-remote-pranswer';
      } else this.#settle(this.#local.pending, description);
    });
  }

  addIceCandidate({ candidate, usernameFragment }: { candidate: string; usernameFragment: string }): Promise<void> {
    return this.#operation(() => {
      if (!this.remoteDescription) throw invalidState('no remote description');
      if (!this.remoteDescription.sdp.includes(usernameFragment)) throw new DOMException('unknown', 'OperationError');
      if (candidate === 'bad') throw new DOMException('bad', 'OperationError');
      this.candidates.push(candidate || `end of ${usernameFragment}`);
    });
  }

  getConfiguration(): RTCConfiguration {
    return this.configuration;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    if (this.#closed) throw invalidState('closed');
    this.configuration = configuration;
  }

  restartIce(): void {
    this.restarts += 1;
    this.#restarting = true;
    if (this.#state === 'stable') queueMicrotask(() => this.#fire('negotiationneeded', undefined));
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return Promise.resolve(new Map());
  }

  close(): void {
    this.#closed = true;
    this.#state = 'closed';
  }

  // What the network does

  find(candidate: LocalCandidate): void {
    this.#fire('icecandidate', { candidate });
  }
  refuse(errorCode: number, url: string): void {
    this.#fire('icecandidateerror', { errorCode, url });
  }
  finishGathering(): void {
    this.iceGatheringState = 'complete';
    this.#fire('icecandidate', { candidate: null });
  }
  become(state: RTCPeerConnectionState): void {
    this.#connectionState = state;
    this.#fire('connectionstatechange', undefined);
  }
  hear(track: Track): void {
    this.#fire('track', { track });
  }

  #renewedByThem(): boolean {
    return this.#remote.current !== undefined && this.#remote.current.sdp !== this.#remote.pending?.sdp;
  }

  #settle(local: Description | undefined, remote: Description | undefined): void {
    this.#local = local ? { current: local } : {};
    this.#remote = remote ? { current: remote } : {};
    this.#state = 'stable';
    if (this.#restarting) queueMicrotask(() => this.#fire('negotiationneeded', undefined));
  }

  async #operation(then: () => void): Promise<void> {
    if (this.#closed) throw invalidState('closed');
    if (this.#busy) throw new Error('Two operations at once');
    this.#busy = true;
    await turn();
    this.#busy = false;
    if (!this.#closed) then();
  }

  #fire<E extends keyof ConnectionEvents>(type: E, event: ConnectionEvents[E]): void {
    for (const listener of this.#listeners[type]) listener(event);
  }
}

const invalidState = (why: string) => new DOMException(why, 'InvalidStateError');

/** One turn of the event loop: everything that can happen at once has. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Enough turns for a few operations in a row. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await turn();
}
