/** What a person's own ring tone becomes when it rings: one channel, of a length that can be repeated. */

/** Whoever waits longer hears it again; in seconds. */
const LONGEST = 30;
/** A short sound is a signal with a pause, not a rattle; in seconds. */
const SHORTEST = 3;
const FADE_SECONDS = 0.5;
/** Quieter than this at its loudest, nobody would notice a call. */
const AUDIBLE = 0.002;

/** One bar of it, or `undefined` if there is nothing to be heard in it. `rate` in hertz. */
export function ringSamplesOf(channels: readonly Float32Array[], rate: number): Float32Array<ArrayBuffer> | undefined {
  const length = channels[0]?.length ?? 0;
  const kept = Math.min(length, LONGEST * rate);
  const samples = new Float32Array(Math.max(kept, SHORTEST * rate));
  let peak = 0;
  for (let i = 0; i < kept; i += 1) {
    const sum = channels.reduce((all, channel) => all + (channel[i] ?? 0), 0);
    // What was cut off would click where it begins anew.
    const fade = kept < length ? Math.min(1, (kept - i) / (FADE_SECONDS * rate)) : 1;
    const sample = Math.max(-1, Math.min(1, (sum / channels.length) * fade));
    samples[i] = sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return peak < AUDIBLE ? undefined : samples;
}
