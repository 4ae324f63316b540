/**
 * One `RTCPeerConnection`: W3C perfect negotiation (WebRTC 1.0 §10.7), always as the polite side, since the main process
 * has settled every tie before an offer arrives here. With one difference: a later offer is set as our own description
 * only with its answer, so that there is nothing to roll back if theirs crosses it. libwebrtc rolls back a connected
 * sender and receiver to silence: after the next answer neither works again (seen in M146).
 */
import type { MediaSignal, SessionDescription } from '../../shared/media';
import { Recovery } from './recovery';
import { redundancyFirst } from './codecs';
import type { After, Connection, LocalCandidate, Sender, Stream, Track } from './web';

/** Candidates of a description that has not come; more than any peer gathers. */
const KEPT_CANDIDATES = 256;

type Candidate = Extract<MediaSignal, { candidate: unknown }>['candidate'];

export interface PeerConnectionPorts {
  after: After;
  /** In the order of preference; the first is what a peer that takes one only will take. */
  codecs: RTCRtpCodec[];
  /** To the peer, in order. */
  signal(signal: MediaSignal): void;
  media(state: 'connected' | 'interrupted' | 'failed'): void;
  /** Theirs; called once. */
  track(track: Track): void;
  /** For the log; without addresses or SDP. */
  log(line: string): void;
}

/**
 * Describes, connects and heals one call's media. Its operations never interleave: each waits for the one before.
 * What fails is reported as `failed`, never thrown, except by `offer`.
 */
export class PeerConnection {
  readonly #connection: Connection;
  readonly #ports: PeerConnectionPorts;
  readonly #recovery: Recovery;
  #operations: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** The first offer and answer are made on request; after them, whenever the connection needs negotiation. */
  #described = false;
  #describing = false;
  #sender: Sender | undefined;
  /** An offer that is with the peer and not set here yet. */
  #offered: SessionDescription | undefined;
  #local: LocalCandidate[] = [];
  #remote: Candidate[] = [];

  constructor(connection: Connection, ports: PeerConnectionPorts) {
    this.#connection = connection;
    this.#ports = ports;
    this.#recovery = new Recovery({
      after: ports.after,
      restart: () => connection.restartIce(),
      report: state => ports.media(state),
    });
    connection.addEventListener('icecandidate', ({ candidate }) => this.#gathered(candidate));
    connection.addEventListener('negotiationneeded', () => this.#renegotiate());
    connection.addEventListener('connectionstatechange', () => this.#recovery.changed(connection.connectionState));
    connection.addEventListener('track', ({ track }) => ports.track(track));
  }

  /**
   * Describes our side first, for a call of ours, and hands the offer to `tell`; candidates follow through the `signal`
   * port as soon as `tell` has returned. Throws what WebRTC and `tell` throw.
   */
  offer(stream: Stream, tell: (offer: SessionDescription) => Promise<void>): Promise<void> {
    return this.#enqueue(async () => {
      this.#send(stream);
      const told = tell(await this.#describe('offer'));
      this.#release();
      await told;
    });
  }

  /** Takes the stream to answer with; before the first offer is taken, or as soon as it is there. */
  answerWith(stream: Promise<Stream>): void {
    this.#run('open the microphone', async () => this.#send(await stream));
  }

  /** Takes a signal of the peer. */
  take(signal: MediaSignal): void {
    if ('candidate' in signal) this.#run('take a candidate', () => this.#takeCandidate(signal.candidate));
    else if (signal.description.type === 'offer') this.#run('take an offer', () => this.#takeOffer(signal.description));
    else this.#run('take an answer', () => this.#takeAnswer(signal.description));
  }

  /** Sends another microphone from now on. */
  replaceTrack(track: Track): void {
    this.#run('replace the microphone', async () => this.#sender?.replaceTrack(track));
  }

  networkChanged(): void {
    this.#recovery.networkChanged();
  }

  getStats(): Promise<ReadonlyMap<string, unknown>> {
    return this.#connection.getStats();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#recovery.close();
    this.#connection.close();
  }

  // Operations

  #enqueue<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#operations.then(operation);
    this.#operations = result.catch(() => undefined); // told to who asked; the next operation is not to blame
    return result;
  }

  #run(what: string, operation: () => Promise<unknown>): void {
    this.#enqueue(async () => {
      if (!this.#closed) await operation();
    }).catch((error: unknown) => {
      if (this.#closed) return;
      this.#ports.log(`Could not ${what}: ${error instanceof Error ? error.name : 'unknown error'}`);
      this.#recovery.fail();
    });
  }

  #send(stream: Stream): void {
    const [track] = stream.getAudioTracks();
    if (!track) return;
    this.#sender = this.#connection.addTrack(track, stream);
    for (const transceiver of this.#connection.getTransceivers()) transceiver.setCodecPreferences(this.#ports.codecs);
  }

  async #takeOffer(description: SessionDescription): Promise<void> {
    this.#offered = undefined; // it has lost
    await this.#connection.setRemoteDescription({ ...description, sdp: redundancyFirst(description.sdp) });
    await this.#takeKeptCandidates();
    this.#ports.signal({ description: await this.#describe('answer') });
    this.#release();
    this.#settled();
  }

  async #takeAnswer(description: SessionDescription): Promise<void> {
    const offered = this.#offered;
    this.#offered = undefined;
    // Its candidates may go out at once: the peer has it.
    if (offered) await this.#connection.setLocalDescription(offered);
    if (this.#connection.signalingState !== 'have-local-offer') {
      this.#ports.log('Ignored an answer to no offer');
      return;
    }
    await this.#connection.setRemoteDescription({ ...description, sdp: redundancyFirst(description.sdp) });
    await this.#takeKeptCandidates();
    this.#settled();
  }

  async #takeCandidate(candidate: Candidate): Promise<void> {
    if (!belongsTo(this.#connection.remoteDescription?.sdp, candidate)) {
      this.#remote = [...this.#remote, candidate].slice(-KEPT_CANDIDATES);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // One path less; the others may still do.
      this.#ports.log(`Ignored a candidate: ${error instanceof Error ? error.name : 'unknown error'}`);
    }
  }

  async #takeKeptCandidates(): Promise<void> {
    const kept = this.#remote;
    this.#remote = [];
    for (const candidate of kept) await this.#takeCandidate(candidate);
  }

  #renegotiate(): void {
    if (!this.#described) return;
    this.#run('renegotiate', async () => {
      // Asked again by the connection once it is stable.
      if (this.#connection.signalingState !== 'stable') return;
      const { sdp = '' } = await this.#connection.createOffer();
      this.#offered = { type: 'offer', sdp };
      this.#ports.signal({ description: this.#offered });
    });
  }

  #settled(): void {
    this.#described = true;
    this.#recovery.described();
  }

  // Our side

  async #describe(type: 'offer' | 'answer'): Promise<SessionDescription> {
    this.#describing = true;
    await this.#connection.setLocalDescription();
    return { type, sdp: this.#connection.localDescription?.sdp ?? '' };
  }

  /** Candidates go out behind the description they belong to. */
  #release(): void {
    this.#describing = false;
    const gathered = this.#local;
    this.#local = [];
    for (const candidate of gathered) this.#gathered(candidate);
  }

  #gathered(candidate: LocalCandidate | null): void {
    // `null` and an empty line end the gathering; a `.local` name means nothing outside this network (RFC 8828).
    if (this.#closed || !candidate?.candidate || /\.local /i.test(candidate.candidate)) return;
    if (this.#describing) this.#local.push(candidate);
    else this.#ports.signal({ candidate: completed(candidate, this.#connection.localDescription?.sdp ?? '') });
  }
}

/** Whether a description is that of the candidate's generation; a candidate that names none belongs to any. */
function belongsTo(sdp: string | undefined, { usernameFragment }: Candidate): boolean {
  if (sdp === undefined) return false;
  return usernameFragment === '' || ufragsIn(sdp).includes(usernameFragment);
}

/** The candidate with its generation, which some versions of Chromium leave out. */
const completed = ({ candidate, sdpMid, usernameFragment }: LocalCandidate, sdp: string): Candidate => ({
  candidate,
  sdpMid: sdpMid ?? '0',
  usernameFragment: usernameFragment || (/ ufrag (\S+)/.exec(candidate)?.[1] ?? ufragsIn(sdp)[0] ?? ''),
});

const ufragsIn = (sdp: string): string[] => [...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(([, ufrag]) => ufrag ?? '');
