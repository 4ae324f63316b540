/** The sound of the phone, wired up: calls, tones, and the network under them. */
import { browser } from './browser';
import { Calls, type CallsPhone } from './calls';
import { Tones } from './tones';

/** Long enough for any tone after a call, short enough not to keep a laptop's sound card awake. */
const REST_AFTER_MS = 10_000;

export interface MediaPorts {
  phone: CallsPhone;
  /** Something went wrong that no click waits for: `MicrophoneError` or `PhoneError`. */
  failed(error: unknown): void;
  /** For the log; without addresses or SDP. */
  log(line: string): void;
}

/** Starts everything that sounds; before `phone.start()`, so that the first snapshot is not missed. */
export function startMedia(ports: MediaPorts): Calls {
  const { phone } = ports;
  const { platform, context, rest } = browser(line => ports.log(line));
  const failed = (error: unknown) => ports.failed(error);
  const calls = new Calls({ phone, platform, failed, newId: () => crypto.randomUUID() });
  const tones = new Tones(context);
  let cancelRest = platform.after(REST_AFTER_MS, rest);
  calls.start();
  phone.listen({
    state(state) {
      tones.follow(state.calls);
      cancelRest();
      if (state.calls.every(({ phase }) => phase === 'ended')) cancelRest = platform.after(REST_AFTER_MS, rest);
    },
  });
  // The system's word comes seconds before a connection notices by itself.
  addEventListener('online', () => calls.networkChanged());
  return calls;
}

export { Calls } from './calls';
