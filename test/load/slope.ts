/** Whether something grows, by linear regression. */

/** One measurement after `n` of whatever is repeated. */
export interface Sample {
  readonly n: number;
  readonly value: number;
}

export interface Slope {
  /** Of the value, for each one more. */
  readonly perOne: number;
  /** The standard error of that. */
  readonly error: number;
}

/** The least squares line through the samples (at least three). */
export function slopeOf(samples: readonly Sample[]): Slope {
  const count = samples.length;
  const mean = (pick: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + pick(sample), 0) / count;
  const [n, value] = [mean(sample => sample.n), mean(sample => sample.value)];
  const spread = samples.reduce((sum, sample) => sum + (sample.n - n) ** 2, 0);
  const perOne = samples.reduce((sum, sample) => sum + (sample.n - n) * (sample.value - value), 0) / spread;
  const left = samples.reduce((sum, sample) => sum + (sample.value - value - perOne * (sample.n - n)) ** 2, 0);
  return { perOne, error: Math.sqrt(left / Math.max(1, count - 2) / spread) };
}

/** It grows by more than `limit` for each, beyond what chance does: its whole interval of two standard errors is above. */
export const grows = ({ perOne, error }: Slope, limit: number): boolean => perOne - 2 * error > limit;

/** What is measured could not tell such a growth from chance. */
export const isBlind = ({ error }: Slope, limit: number): boolean => 2 * error > limit;
