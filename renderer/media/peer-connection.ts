/**
 * One `RTCPeerConnection`: W3C perfect negotiation (WebRTC 1.0 §10.7), always as the polite side, since the main process
 * has settled every tie before an offer arrives here. With one difference: a later offer is set as our own description
 * only with its answer, so that there is nothing to roll back if theirs crosses it. libwebrtc rolls back a connected
 * sender and receiver to silence: after the next answer neither works again (seen in M146).
 */
import type { MediaFailure } from '../../shared/call';
import type { MediaSignal, SessionDescription } from '../../shared/media';
import { redundancyFirst } from './codecs';
import { failureOf, isRefusal } from './failure';
import { isRelay, offersRelay, usable, type Ice } from './ice';
import { MicrophoneError } from './microphone';
import { Recovery } from './recovery';
import type { After, Connection, Dtmf, LocalCandidate, Sender, Stream, Track } from './web';

/** Candidates of a description that has not come; more than any peer gathers. */
const KEPT_CANDIDATES = 256;

type Candidate = Extract<MediaSignal, { candidate: unknown }>['candidate'];

export interface PeerConnectionPorts {
  after: After;
  /** In the order of preference; the first is what a peer that takes one only will take. */
  codecs: RTCRtpCodec[];
  /** What holds now; what the connection was made with may be hours old when ICE is restarted. */
  ice(): Ice;
  /** To the peer, in order. */
  signal(signal: MediaSignal): void;
  /** With `failed`, why. */
  media(state: 'connected' | 'interrupted' | 'failed', failure?: MediaFailure): void;
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
  /** The microphone, also while nothing of it is sent. */
  #track: Track | undefined;
  #paused = false;
  /** The SDP of an offer that is answered here while the call is not. */
  #prepared: string | undefined;
  /** That of an answer by which it connects while the peer has not given it. */
  #expected: string | undefined;
  /** An offer that is with the peer and not set here yet. */
  #offered: SessionDescription | undefined;
  /** A restart was asked for while that offer is on its way: one follows it, however often it was asked. */
  #restartAgain = false;
  #ice: Ice;
  #local: (LocalCandidate | null)[] = [];
  #remote: Candidate[] = [];
  /** The generation of ours whose candidates have ended. */
  #finished: string | undefined;
  /** Some way to reach us was found, of whichever generation. */
  #gatheredAny = false;
  /** What relays have said while this generation was gathered. */
  #relay = { refused: false, gathered: false };

  constructor(connection: Connection, ports: PeerConnectionPorts) {
    this.#connection = connection;
    this.#ports = ports;
    this.#ice = ports.ice();
    this.#recovery = new Recovery({
      after: ports.after,
      restart: () => this.#restart(),
      report: (state, because) =>
        state === 'failed' ? ports.media(state, because ?? this.#failure()) : ports.media(state),
    });
    connection.addEventListener('icecandidate', ({ candidate }) => this.#gathered(candidate));
    connection.addEventListener('icecandidateerror', error => this.#gatheringFailed(error));
    connection.addEventListener('negotiationneeded', () => this.#renegotiate());
    connection.addEventListener('connectionstatechange', () => this.#changed(connection.connectionState));
    connection.addEventListener('track', ({ track }) => ports.track(track));
  }

  /**
   * Describes our side first, for a call of ours, and hands the offer to `tell`; candidates follow through the `signal`
   * port as soon as `tell` has returned. Throws what WebRTC and `tell` throw.
   */
  offer(stream: Stream, tell: (offer: SessionDescription) => Promise<void>): Promise<void> {
    return this.#enqueue(async () => {
      await this.#send(stream);
      const told = tell(await this.#describe('offer'));
      this.#release();
      await told;
    });
  }

  /**
   * Answers an offer before the call is: nothing is sent, and without candidates of theirs nothing connects. Whether it has
   * is told once the call is answered, by taking the same offer once more, and by `attach`.
   */
  prepare(offer: SessionDescription): void {
    this.#run('prepare an answer', async () => {
      this.#prepared = offer.sdp;
      await this.#connection.setRemoteDescription({ ...offer, sdp: redundancyFirst(offer.sdp) });
      for (const transceiver of this.#connection.getTransceivers()) {
        transceiver.direction = 'sendrecv';
        transceiver.setCodecPreferences(this.#ports.codecs);
        this.#sender = transceiver.sender;
      }
      this.#ports.signal({ description: await this.#describe('answer') });
      this.#release();
    });
  }

  /**
   * Connects by what the peer will answer, before it does (WebRTC 1.0 §4.6.1, `pranswer`). Whether it has is told once the
   * answer is taken, which may be another one; what fails until then is left to that.
   */
  expect(answer: SessionDescription): void {
    this.#run('expect an answer', async () => {
      if (!isOffering(this.#connection) || answer.sdp === this.#expected) return;
      try {
        this.#expected = answer.sdp;
        await this.#connection.setRemoteDescription({ type: 'pranswer', sdp: redundancyFirst(answer.sdp) });
        await this.#takeKeptCandidates();
      } catch (error) {
        this.#ports.log(`Ignored what will be answered: ${error instanceof Error ? error.name : 'unknown error'}`);
      }
    });
  }

  /** Sends the stream as soon as it is there: of what is prepared. */
  attach(stream: Promise<Stream>): void {
    stream.then(
      opened => this.#run('send the microphone', () => this.#send(opened)),
      () => this.#closed || this.#recovery.fail('no-microphone'),
    );
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

  /** Sends another microphone from now on, or once sending goes on; resolves when it does. */
  async replaceTrack(track: Track): Promise<void> {
    this.#run('replace the microphone', () => {
      this.#track = track;
      return this.#sendTrack();
    });
    await this.#operations;
  }

  /** Sends nothing, or the microphone again; without another description. */
  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#run(paused ? 'stop sending' : 'send again', () => this.#sendTrack());
  }

  /** Sends digits in the place of sound (RFC 4733); `undefined` before there is anything to send them by. */
  get dtmf(): Dtmf | undefined {
    return (!this.#closed && this.#sender?.dtmf) || undefined;
  }

  /** Restarts ICE, now or once both sides are described. */
  restart(): void {
    // What has not been gathered cannot be out of date.
    if (this.#connection.localDescription) this.#recovery.restart();
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
      this.#recovery.fail(error instanceof MicrophoneError ? 'no-microphone' : 'error');
    });
  }

  async #send(stream: Stream): Promise<void> {
    const [track] = stream.getAudioTracks();
    if (!track) return;
    this.#track ??= track;
    if (this.#sender) return this.#sendTrack(); // prepared
    this.#sender = this.#connection.addTrack(track, stream);
    for (const transceiver of this.#connection.getTransceivers()) transceiver.setCodecPreferences(this.#ports.codecs);
    await this.#sendTrack();
  }

  async #sendTrack(): Promise<void> {
    const track = this.#paused ? null : (this.#track ?? null);
    if (this.#sender && this.#sender.track !== track) await this.#sender.replaceTrack(track);
  }

  async #takeOffer(description: SessionDescription): Promise<void> {
    const isPrepared = description.sdp === this.#prepared;
    this.#prepared = undefined;
    if (isPrepared) {
      this.#settled();
      this.#takeOver();
      return;
    }
    this.#offered = undefined; // it has lost; their answer renews our side as well
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
    if (offered) {
      this.#relay = { refused: false, gathered: false };
      await this.#connection.setLocalDescription(offered);
    }
    if (!isOffering(this.#connection)) {
      this.#ports.log('Ignored an answer to no offer');
      return;
    }
    const isExpected = description.sdp === this.#expected;
    this.#expected = undefined;
    await this.#connection.setRemoteDescription({ ...description, sdp: redundancyFirst(description.sdp) });
    await this.#takeKeptCandidates();
    this.#settled();
    if (isExpected) this.#takeOver();
  }

  /** The call is answered by what was prepared: how its way has done is news from now on. */
  #takeOver(): void {
    const { connectionState } = this.#connection;
    if (connectionState === 'disconnected' || connectionState === 'failed') this.#recovery.restart();
    else this.#recovery.changed(connectionState);
  }

  /** Until somebody answers, only what is prepared can be lost: a call that is offered has lost nothing yet. */
  #changed(state: RTCPeerConnectionState): void {
    const isEarly = this.#prepared !== undefined ? state !== 'failed' : this.#expected !== undefined;
    if (!isEarly) this.#recovery.changed(state);
  }

  async #takeCandidate(candidate: Candidate): Promise<void> {
    if (!belongsTo(this.#connection.remoteDescription?.sdp, candidate)) {
      this.#remote = [...this.#remote, candidate].slice(-KEPT_CANDIDATES);
      return;
    }
    try {
      await this.#connection.addIceCandidate({ ...candidate, candidate: ofUnknownCost(candidate.candidate) });
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
      if (this.#offered || this.#connection.signalingState !== 'stable') return;
      const { sdp = '' } = await this.#connection.createOffer();
      this.#offered = { type: 'offer', sdp };
      this.#ports.signal({ description: this.#offered });
    });
  }

  #settled(): void {
    this.#described = true;
    this.#recovery.described();
    this.#checkGathered();
    if (!this.#restartAgain) return;
    this.#restartAgain = false;
    this.#restart();
  }

  #restart(): void {
    if (this.#offered) {
      this.#restartAgain = true;
      return;
    }
    this.#reconfigure();
    this.#connection.restartIce();
  }

  /** Credentials for a relay end sooner than some calls. */
  #reconfigure(): void {
    const ice = this.#ports.ice();
    if (JSON.stringify(ice) === JSON.stringify(this.#ice)) return;
    const { iceServers, iceTransportPolicy } = ice;
    try {
      const configuration = this.#connection.getConfiguration();
      this.#connection.setConfiguration({ ...configuration, iceServers: usable(iceServers), iceTransportPolicy });
      this.#ice = ice;
    } catch (error) {
      this.#ports.log(`Kept the servers for ICE: ${error instanceof Error ? error.name : 'unknown error'}`);
    }
  }

  // What was seen of the way

  #failure(): MediaFailure {
    const { iceConnectionState } = this.#connection;
    return failureOf({
      relayOffered: offersRelay(this.#ice.iceServers),
      relayRefused: this.#relay.refused,
      relayGathered: this.#relay.gathered,
      iceConnected: iceConnectionState === 'connected' || iceConnectionState === 'completed',
      wasConnected: this.#recovery.wasConnected,
    });
  }

  #gatheringFailed({ errorCode, url }: { errorCode: number; url: string }): void {
    if (isRelay(url) && isRefusal(errorCode)) this.#relay.refused = true;
  }

  /** Without an address to be reached at there is nothing to wait for: ICE has no pair to try and would never fail. */
  #checkGathered(): void {
    const hopeless = this.#ice.iceTransportPolicy === 'relay' && this.#finished !== undefined && !this.#gatheredAny;
    if (this.#described && hopeless) this.#recovery.fail();
  }

  // Our side

  async #describe(type: 'offer' | 'answer'): Promise<SessionDescription> {
    this.#describing = true;
    this.#relay = { refused: false, gathered: false };
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
    if (this.#closed) return;
    if (candidate?.candidate) this.#note(candidate.candidate);
    if (this.#describing) this.#local.push(candidate);
    else if (!candidate?.candidate) this.#finish(candidate);
    // A `.local` name means nothing outside this network (RFC 8828).
    else if (!/\.local /i.test(candidate.candidate))
      this.#ports.signal({ candidate: completed(candidate, this.#connection.localDescription?.sdp ?? '') });
  }

  #note(candidate: string): void {
    this.#gatheredAny = true;
    if (/ typ relay\b/.test(candidate)) this.#relay.gathered = true;
  }

  /** The end of a generation: an empty candidate in WebRTC 1.0 §4.8.1.2, `null` for all of them in Chromium. */
  #finish(last: LocalCandidate | null): void {
    const sdp = this.#connection.localDescription?.sdp;
    // The end of a generation that has been replaced in the meantime is no news.
    if (sdp === undefined || this.#connection.iceGatheringState !== 'complete') return;
    const end = completed(
      { candidate: '', sdpMid: last?.sdpMid ?? null, usernameFragment: last?.usernameFragment ?? null },
      sdp,
    );
    if (this.#finished === end.usernameFragment) return;
    this.#finished = end.usernameFragment;
    this.#ports.signal({ candidate: end });
    this.#checkGathered();
  }
}

const isOffering = ({ signalingState }: Connection): boolean =>
  signalingState === 'have-local-offer' || signalingState === 'have-remote-pranswer';

/** Whether a description is that of the candidate's generation; a candidate that names none belongs to any. */
function belongsTo(sdp: string | undefined, { usernameFragment }: Candidate): boolean {
  if (sdp === undefined) return false;
  return usernameFragment === '' || ufragsIn(sdp).includes(usernameFragment);
}

/**
 * A candidate that says nothing of the cost of its network, for Jingle has no word for it, costs the most, until the peer
 * has been heard on it: libwebrtc takes silence for free and would rather have a way that was never heard than one that was.
 */
const ofUnknownCost = (line: string): string =>
  line.startsWith('candidate:') && !line.includes(' network-cost ') ? `${line} network-cost 999` : line;

/** The candidate with its generation, which some versions of Chromium leave out. */
const completed = ({ candidate, sdpMid, usernameFragment }: LocalCandidate, sdp: string): Candidate => ({
  candidate,
  sdpMid: sdpMid ?? /^a=mid:(\S+)/m.exec(sdp)?.[1] ?? '0',
  usernameFragment: usernameFragment || (/ ufrag (\S+)/.exec(candidate)?.[1] ?? ufragsIn(sdp)[0] ?? ''),
});

const ufragsIn = (sdp: string): string[] => [...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(([, ufrag]) => ufrag ?? '');
