/** Who is heard: how much of a sound is a given tone. */

const RATE = 48_000;
/** Windows of 20 ms: narrow enough for a beep, wide enough to tell tones 50 Hz apart. */
const WINDOW = RATE / 50;

/**
 * The share of the energy of 48 kHz `samples` that is at `hz`, 0 to 1: near 1 for a tone that comes and goes, whatever its
 * volume, near 0 for another tone or noise. Silence is 0.
 */
export function shareOf(samples: Float32Array, hz: number): number {
  let [tone, all] = [0, 0];
  for (let start = 0; start + WINDOW <= samples.length; start += WINDOW) {
    let [real, imaginary] = [0, 0];
    for (let i = 0; i < WINDOW; i += 1) {
      const sample = samples[start + i] ?? 0;
      real += sample * Math.cos((2 * Math.PI * hz * i) / RATE);
      imaginary += sample * Math.sin((2 * Math.PI * hz * i) / RATE);
      all += sample * sample;
    }
    tone += (2 * (real * real + imaginary * imaginary)) / WINDOW;
  }
  return all === 0 ? 0 : Math.min(1, tone / all);
}
