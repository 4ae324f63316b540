/** How a call sounds, in three levels, judged from what the network does with it. */
import type { Quality } from '../shared/call';

export const levels = ['poor', 'fair', 'good'] as const;
export type Level = (typeof levels)[number];

/**
 * The most a level bears of each measure. A round trip of 300 ms is where two people begin to talk over each other
 * (ITU-T G.114: 150 ms one way); loss and jitter are where Opus' concealment becomes audible, then words get lost.
 */
const limits = [
  { level: 'good', roundTripMs: 300, jitterMs: 30, loss: 0.03 },
  { level: 'fair', roundTripMs: 600, jitterMs: 75, loss: 0.1 },
] as const satisfies readonly ({ level: Level } & Measures)[];

type Measures = Required<Record<'roundTripMs' | 'jitterMs' | 'loss', number>>;

/** The worst measure decides; `undefined` while nothing is measured. */
export function levelOf(quality: Quality | undefined): Level | undefined {
  if (!quality) return undefined;
  const { roundTripMs, jitterMs, loss } = quality;
  if (roundTripMs === undefined && jitterMs === undefined && loss === undefined) return undefined;
  const bears = (limit: Measures) =>
    (roundTripMs ?? 0) <= limit.roundTripMs && (jitterMs ?? 0) <= limit.jitterMs && (loss ?? 0) <= limit.loss;
  return limits.find(bears)?.level ?? 'poor';
}
