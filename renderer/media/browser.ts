/** The browser's own WebRTC, microphone and sound, as a `Platform`. */
import { opusFirst } from './codecs';
import { usable } from './ice';
import type { Platform } from './line';
import { Listener } from './listen';
import { openMicrophone } from './microphone';
import { play, type Playing } from './speaker';
import { beep } from './tones';

const ecdsa: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** A platform, and the output that it and the tones share. */
export interface Browser {
  readonly platform: Omit<Platform, 'play' | 'listen'> & {
    play(track: MediaStreamTrack): Playing;
    listen(track: MediaStreamTrack, heard: (at: number) => void): { hz(): number | undefined; close(): void };
  };
  /** The page's one `AudioContext`, running. */
  readonly context: () => AudioContext;
  /** Lets the sound card sleep until `context` is asked for again. */
  readonly rest: () => void;
}

/** Everything from `window`; `log` gets lines for the log. */
export function browser(log: (line: string) => void): Browser {
  const output = new AudioContext({ latencyHint: 'interactive' });
  const run = (state: Promise<void>) => {
    state.catch((error: unknown) => log(`The sound output did not follow: ${nameOf(error)}`));
  };
  const context = () => {
    if (output.state !== 'running') run(output.resume());
    return output;
  };

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

  return {
    context,
    rest: () => run(output.suspend()),
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
      openMicrophone: () => openMicrophone(navigator.mediaDevices),
      beep: (digit, ms) => beep(context(), digit, ms),
      play: track => play(track, error => log(`Could not play: ${nameOf(error)}`)),
      listen: (track, heard) => {
        const now = () => performance.timeOrigin + performance.now();
        return new Listener(context(), track, { after, now, heard });
      },
    },
  };
}

const after = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
