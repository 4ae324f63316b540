/** A trace as a ladder diagram: entries to rows; and what can be learned from candidates and their pairs. */
import type { CandidatePair, CallView } from '../shared/call';
import { TRACE_HEAD, type Trace, type TraceEntry } from '../shared/trace';

/** Who a lifeline stands for, from left to right. */
export const lanes = ['own-devices', 'us', 'peer'] as const;
export type Lane = (typeof lanes)[number];

export type LadderRow =
  | {
      type: 'stanza';
      /** Stays that of the entry while others are dropped and added. */
      key: number;
      entry: TraceEntry;
      /** Milliseconds since the first entry. */
      offset: number;
      from: Lane;
      to: Lane;
      /** `reply`: it only says how a request was taken. */
      tone: 'plain' | 'reply' | 'failed';
    }
  /** Here `count` entries are missing. */
  | { type: 'gap'; key: 'gap'; count: number };

export interface Ladder {
  /** Own devices only where something was said with them. */
  lanes: readonly Lane[];
  rows: readonly LadderRow[];
}

/** The ladder of a trace. */
export function ladderOf({ entries, dropped }: Trace): Ladder {
  const first = entries[0]?.at ?? 0;
  const rows = entries.map((entry, index): LadderRow => {
    const other: Lane = entry.with === 'own-devices' ? 'own-devices' : 'peer';
    return {
      type: 'stanza',
      key: index < TRACE_HEAD ? index : index + dropped,
      entry,
      offset: entry.at - first,
      from: entry.direction === 'sent' ? 'us' : other,
      to: entry.direction === 'sent' ? other : 'us',
      tone: entry.kind === 'error' ? 'failed' : entry.kind === 'result' ? 'reply' : 'plain',
    };
  });
  if (dropped > 0) rows.splice(TRACE_HEAD, 0, { type: 'gap', key: 'gap', count: dropped });
  const own = entries.some(entry => entry.with === 'own-devices');
  return { lanes: own ? lanes : ['us', 'peer'], rows };
}

export type TracedCandidate = TraceEntry['candidates'][number];

/** Which candidates each side has named, each once, in the order they came. */
export function candidatesOf({ entries }: Trace): Record<'ours' | 'theirs', TracedCandidate[]> {
  const named = (direction: TraceEntry['direction']) => {
    const all = entries.filter(entry => entry.direction === direction).flatMap(entry => entry.candidates);
    const seen = new Map(all.map(each => [`${each.type} ${each.protocol} ${each.address} ${each.port}`, each]));
    return [...seen.values()];
  };
  return { ours: named('sent'), theirs: named('received') };
}

/** Whether a pair goes through a relay at either end. */
export const isRelayed = (pair: CandidatePair): boolean => pair.local === 'relay' || pair.remote === 'relay';

/** A difference that is heard and that is not just noise. */
const FASTER = { ms: 15, share: 0.15 } as const;

/**
 * A relay that would be the faster way than the direct one in use: both round trips in milliseconds, `undefined` where
 * it is not so or not known.
 */
export function fasterRelay(call: Pick<CallView, 'quality'>): { direct: number; relay: number } | undefined {
  const pairs = call.quality?.pairs ?? [];
  const direct = pairs.find(pair => pair.selected && !isRelayed(pair))?.roundTripMs;
  const trips = pairs
    .filter(pair => isRelayed(pair) && pair.state === 'succeeded' && pair.local === 'relay')
    .flatMap(pair => pair.roundTripMs ?? []);
  if (direct === undefined || trips.length === 0) return undefined;
  const relay = Math.min(...trips);
  return direct - relay >= Math.max(FASTER.ms, direct * FASTER.share) ? { direct, relay } : undefined;
}

/** The pairs that say most first: the one in use, then those that work by their round trip, then the others. */
export function rankedPairs(pairs: readonly CandidatePair[]): CandidatePair[] {
  const rank = (pair: CandidatePair) => (pair.selected ? 0 : pair.state === 'succeeded' ? 1 : 2);
  return [...pairs].sort(
    (a, b) => rank(a) - rank(b) || (a.roundTripMs ?? Number.MAX_VALUE) - (b.roundTripMs ?? Number.MAX_VALUE),
  );
}
