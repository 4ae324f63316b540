/**
 * The parts of the web's own interfaces that a call uses, under their own names. `RTCPeerConnection`, `MediaStreamTrack`
 * and `MediaStream` fit them as they are; so do the small fakes of the tests.
 */

export interface Track {
  enabled: boolean;
  stop(): void;
}

export interface Stream {
  getAudioTracks(): Track[];
}

/** An `RTCDTMFSender`. */
export interface Dtmf {
  readonly canInsertDTMF: boolean;
  /** What is still to be sent. */
  readonly toneBuffer: string;
  insertDTMF(tones: string, durationMs?: number, gapMs?: number): void;
  addEventListener(type: 'tonechange', listener: (event: { readonly tone: string }) => void): void;
}

export interface Sender {
  readonly track: Track | null;
  readonly dtmf: Dtmf | null;
  replaceTrack(track: Track | null): Promise<void>;
}

export interface Transceiver {
  direction: RTCRtpTransceiverDirection;
  readonly sender: Sender;
  setCodecPreferences(codecs: RTCRtpCodec[]): void;
}

export interface LocalCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly usernameFragment: string | null;
}

export interface ConnectionEvents {
  icecandidate: { readonly candidate: LocalCandidate | null };
  icecandidateerror: { readonly errorCode: number; readonly url: string };
  negotiationneeded: unknown;
  connectionstatechange: unknown;
  track: { readonly track: Track };
}

/** An `RTCPeerConnection`. */
export interface Connection {
  readonly signalingState: RTCSignalingState;
  readonly connectionState: RTCPeerConnectionState;
  readonly iceConnectionState: RTCIceConnectionState;
  readonly iceGatheringState: RTCIceGatheringState;
  readonly localDescription: { readonly sdp: string } | null;
  readonly remoteDescription: { readonly sdp: string } | null;
  addTrack(track: Track, stream: Stream): Sender;
  createOffer(): Promise<{ sdp?: string }>;
  setLocalDescription(description?: { type: 'offer' | 'answer'; sdp: string }): Promise<void>;
  setRemoteDescription(description: { type: 'offer' | 'answer' | 'pranswer'; sdp: string }): Promise<void>;
  addIceCandidate(candidate: { candidate: string; sdpMid: string; usernameFragment: string }): Promise<void>;
  getTransceivers(): Transceiver[];
  getConfiguration(): RTCConfiguration;
  setConfiguration(configuration: RTCConfiguration): void;
  restartIce(): void;
  getStats(): Promise<ReadonlyMap<string, unknown>>;
  close(): void;
  addEventListener<E extends keyof ConnectionEvents>(type: E, listener: (event: ConnectionEvents[E]) => void): void;
}

/** Runs `then` once, after `ms`; the returned function prevents it. */
export type After = (ms: number, then: () => void) => () => void;
