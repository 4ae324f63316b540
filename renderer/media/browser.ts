/** The browser's own WebRTC, microphone and sound, as a `Platform`. */
import { opusFirst } from './codecs';
import { usable, type Ice } from './ice';
import type { Platform } from './line';
import { Listener } from './listen';
import { testNetwork, type NetworkTrial, type ServerTrial } from './network-test';
import { Recorder } from './recorder';
import { Sound } from './sound';
import type { Playing } from './speaker';
import { beep } from './tones';

const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** A platform, and the sound that it and the tones share. */
export interface Browser {
  readonly sound: Sound;
  /** Asks every server for ICE what it does; see `network-test.ts`. */
  readonly testNetwork: (state: Ice, told: (trial: ServerTrial, index: number) => void) => Promise<NetworkTrial>;
  readonly platform: Omit<Platform, 'play' | 'listen' | 'record'> & {
    play(track: MediaStreamTrack, call: string): Playing;
    listen(track: MediaStreamTrack, heard: (at: number) => void): { hz(): number | undefined; close(): void };
    record(part: (part: Uint8Array<ArrayBuffer>, last: boolean) => void): Recorder;
  };
}

/** Everything from `window`; `log` gets lines for the log. */
export function browser(log: (line: string) => void): Browser {
  const sound = new Sound({ devices: navigator.mediaDevices, after, now: () => performance.now(), log });

  // A certificate takes a few milliseconds to make, and one per call keeps calls from being linked by fingerprint.
  let certificate: RTCCertificate | undefined;
  const prepareCertificate = () => {
    certificate = undefined;
    RTCPeerConnection.generateCertificate(ecdsa).then(
      made => (certificate = made),
      (error: unknown) => log(`No certificate ahead of time: ${nameOf(error)}`),
    );
  };
  prepareCertificate();

  // The first peer connection of a page starts threads and codecs that stay for all others. It asks nobody for anything.
  let isStarted = false;
  const startEngine = () => {
    if (isStarted) return;
    isStarted = true;
    const first = new RTCPeerConnection();
    first.addTransceiver('audio');
    first.createOffer().then(
      () => first.close(),
      (error: unknown) => log(`The engine did not start ahead of time: ${nameOf(error)}`),
    );
  };

  return {
    sound,
    testNetwork: (state, told) =>
      testNetwork(state, { after, connect: iceServers => new RTCPeerConnection({ iceServers }) }, told),
    platform: {
      codecs: opusFirst(RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []),
      log,
      after,
      connect({ iceServers, iceTransportPolicy }) {
        // A connection refuses one that has expired, as it may in an app that runs for weeks.
        const certificates = certificate && certificate.expires > Date.now() ? [certificate] : [];
        if (certificate) prepareCertificate();
        return new RTCPeerConnection({
          // Not `max-bundle`: with it, libwebrtc refuses peers that know no groups (Dino, QXmpp).
          bundlePolicy: 'balanced',
          rtcpMuxPolicy: 'require',
          iceServers: usable(iceServers),
          iceTransportPolicy,
          certificates,
        });
      },
      warm: () => {
        sound.warm();
        startEngine();
      },
      microphoneWorks: () => sound.microphoneWorks,
      openMicrophone: call => sound.openMicrophone(call),
      beep: (digit, ms) => beep(sound.speaker.node, digit, ms),
      play: (track, call) => sound.play(track, call),
      record: part => new Recorder({ after, log, part, speaker: () => sound.speaker.node }),
      listen: (track, heard) => {
        const now = () => performance.timeOrigin + performance.now();
        return new Listener(sound.speaker.context, track, { after, now, heard });
      },
    },
  };
}

const after = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
