/** Listening at a speaker until somebody is heard there, or nobody. */
import { peakOf } from '../../support/sound';
import { shareOf } from './spectrum';
import { until } from './until';

/** What comes out of a speaker in the next seconds: samples from -1 to 1, 48 kHz. */
export type Listen = (seconds: number) => Promise<Float32Array>;

const RATE = 48_000;
const AUDIBLE = 0.02;
const SILENT = 0.001;
/** Most of what is heard is the tone; what the codecs and the echo cancellers add is far below. */
const MOST = 0.8;

/**
 * Waits until the tone `hz` is most of what is heard; when it was first, in milliseconds since 1970.
 * @throws with what was heard last if it never is
 */
export const hear = (listen: Listen, hz: number): Promise<number> =>
  until(`${hz} Hz are heard`, async () => {
    const sound = await listen(1);
    const endedAt = Date.now();
    const [share, peak] = [shareOf(sound, hz), peakOf(sound)];
    if (share < MOST || peak < AUDIBLE)
      throw new Error(`heard a share of ${share.toFixed(3)}, peak ${peak.toFixed(4)}`);
    const first = sound.findIndex(sample => Math.abs(sample) > AUDIBLE / 2);
    return endedAt - ((sound.length - first) / RATE) * 1000;
  });

/**
 * Waits until nothing is heard for two seconds.
 * @throws with the loudest of what was heard last if something always is
 */
export const hearNothing = async (listen: Listen): Promise<void> => {
  await until('nothing is heard', async () => {
    const peak = peakOf(await listen(2));
    if (peak >= SILENT) throw new Error(`heard a peak of ${peak.toFixed(4)}`);
    return true;
  });
};
