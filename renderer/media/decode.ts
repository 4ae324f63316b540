/** A person's own ring tone, from its file to samples. */
import { ringToneUrl, type RingToneFault } from '../../shared/ring-tone';
import { RING_RATE } from './tones';

/** Longer files are music, and a few megabytes can unfold into hours that take all memory; in seconds. */
const LONGEST = 15 * 60;
/** What tells no length can be decoded up to this size, in bytes. */
const UNTOLD = 1024 * 1024;

/** A ring tone is not heard: why. */
export class RingToneError extends Error {
  readonly fault: RingToneFault;
  constructor(fault: RingToneFault) {
    super(`a ring tone is ${fault}`);
    this.fault = fault;
  }
}

/** The channels of the own tone `id` at `RING_RATE`. Throws `RingToneError`. */
export async function decodedSound(id: string): Promise<Float32Array<ArrayBuffer>[]> {
  const bytes = await bytesOf(id);
  const seconds = await lengthOf(bytes);
  if (seconds > LONGEST && (Number.isFinite(seconds) || bytes.size > UNTOLD)) throw new RingToneError('too-long');
  try {
    const context = new OfflineAudioContext(1, 1, RING_RATE);
    const buffer = await context.decodeAudioData(await bytes.arrayBuffer());
    return Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
  } catch {
    throw new RingToneError('unplayable');
  }
}

async function bytesOf(id: string): Promise<Blob> {
  try {
    const response = await fetch(ringToneUrl(id));
    if (response.ok) return await response.blob();
  } catch {
    // As if it were not there.
  }
  throw new RingToneError('unplayable');
}

/** What the file says of its length, in seconds; infinite if it says nothing. */
async function lengthOf(bytes: Blob): Promise<number> {
  const address = URL.createObjectURL(bytes);
  try {
    return await new Promise((resolve, reject) => {
      const audio = new Audio();
      audio.preload = 'metadata';
      audio.addEventListener('loadedmetadata', () => resolve(audio.duration), { once: true });
      audio.addEventListener('error', () => reject(new RingToneError('unplayable')), { once: true });
      audio.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
