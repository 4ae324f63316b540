/**
 * A microphone before anything is done to its sound. What the browser makes of one that gives nothing is not nothing: echo
 * cancellation fills it with noise, and gain makes that louder than a quiet room.
 */
import { Meter } from './meter';
import type { After } from './web';

/** Softer than one step of 16 bits: no room is so quiet, only a switch or a broken plug (-84 dBFS). */
const NOTHING = 1 / 16_384;
/** A second of readings: a device takes a moment to begin. */
const READINGS = 10;

export interface RawMicrophonePorts {
  devices: Pick<MediaDevices, 'getUserMedia'>;
  context: AudioContext;
  after: After;
}

/** Listens to the microphone `deviceId` (empty for the system's) for a second: whether it gives nothing. Throws what `getUserMedia` throws. */
export async function givesNothing(ports: RawMicrophonePorts, deviceId: string): Promise<boolean> {
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await ports.devices.getUserMedia({
    audio: deviceId === '' ? raw : { ...raw, deviceId: { exact: deviceId } },
  });
  const [track] = stream.getAudioTracks();
  if (!track) return false;
  const peak = await loudestOf(ports, track);
  for (const each of stream.getTracks()) each.stop();
  return peak < NOTHING;
}

function loudestOf({ context, after }: RawMicrophonePorts, track: MediaStreamTrack): Promise<number> {
  let [loudest, readings] = [0, 0];
  return new Promise(resolve => {
    const meter = new Meter(context, track, after, ({ peak }) => {
      loudest = Math.max(loudest, peak);
      readings += 1;
      if (readings < READINGS) return;
      // Not within its own reading, which has yet to plan the next.
      after(0, () => {
        meter.close();
        resolve(loudest);
      });
    });
  });
}
