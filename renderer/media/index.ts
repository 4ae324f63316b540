/** The sound of the phone, wired up: calls, tones, and the network under them. */
import { browser, type Browser } from './browser';
import { Calls, type CallsPhone } from './calls';
import { decodedSound } from './decode';
import { RingTones } from './ring-tones';
import { Tones } from './tones';

export interface MediaPorts {
  phone: CallsPhone;
  /** Something went wrong that no click waits for: `MicrophoneError` or `PhoneError`. */
  failed(error: unknown): void;
  /** For the log; without addresses or SDP. */
  log(line: string): void;
}

/** Starts everything that sounds; before `phone.start()`, so that the first snapshot is not missed. */
export function startMedia(
  ports: MediaPorts,
): { calls: Calls; ringTones: RingTones } & Pick<Browser, 'sound' | 'testNetwork'> {
  const { phone } = ports;
  const { platform, sound, testNetwork } = browser(line => ports.log(line));
  const failed = (error: unknown) => ports.failed(error);
  const calls = new Calls({ phone, platform, failed, newId: () => crypto.randomUUID() });
  const ringTones = new RingTones({
    load: decodedSound,
    onRinger: play => sound.onRinger(play),
    log: line => ports.log(line),
  });
  const tones = new Tones(
    tone => sound.outputFor(tone),
    call => ringTones.soundFor(call),
  );
  // Before the calls: what they open is opened as the snapshot wants it.
  phone.listen({ state: state => (sound.follow(state), ringTones.follow(state)) });
  calls.start();
  phone.listen({ state: ({ calls: all }) => tones.follow(all) });
  return { calls, ringTones, sound, testNetwork };
}

export { Calls } from './calls';
