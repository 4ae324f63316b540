/** Just enough signal processing to know what a test hears. */

/** How strong one frequency is in `samples`, 0 to 1. */
export function loudnessAt(samples: Float32Array, hz: number, rate: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, i) => {
    real += sample * Math.cos((2 * Math.PI * hz * i) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * hz * i) / rate);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

/** The spectrum of a Blackman window of `samples` in dB, as `AnalyserNode` gives it (Web Audio §1.8). */
export function spectrumOf(samples: Float32Array): Float32Array {
  const { length } = samples;
  const windowed = samples.map((sample, i) => {
    const at = (2 * Math.PI * i) / length;
    return sample * (0.42 - 0.5 * Math.cos(at) + 0.08 * Math.cos(2 * at));
  });
  return Float32Array.from({ length: length / 2 }, (_, bin) => 20 * Math.log10(loudnessAt(windowed, bin, length) / 2));
}
