/** The candidate pairs in `getStats` (W3C webrtc-stats `RTCIceCandidatePairStats`), without addresses. Pure. */
import type { CandidatePair } from '../../shared/call';
import { all, atLeastZero, number, oneOf, scaled, stats, type Stats, type StatsReport } from './stats';

/** As `qualitySchema` has them. */
const LIMIT = 64;

const types = ['host', 'srflx', 'prflx', 'relay'] as const;
const states = ['frozen', 'waiting', 'in-progress', 'failed', 'succeeded'] as const;

/** What kind of address a candidate is (RFC 8445 §5.1.1). */
export const typeOf = (candidate: Stats | undefined): CandidatePair['local'] | undefined =>
  oneOf(types, candidate?.candidateType);

/** The candidate pair that media takes. */
export function selectedPair(report: StatsReport): Stats | undefined {
  const transport = all(report).find(({ type }) => type === 'transport');
  return stats(report, transport?.selectedCandidatePairId);
}

/** Every pair that was tried: the one in use, then the others that work, the fastest first; at most 64. */
export function pairsOf(report: StatsReport): CandidatePair[] {
  const selected = selectedPair(report);
  return all(report)
    .filter(({ type }) => type === 'candidate-pair')
    .flatMap(pair => {
      const told = pairOf(report, pair, selected !== undefined && pair.id === selected.id);
      return told ? [told] : [];
    })
    .toSorted((a, b) => rank(a) - rank(b) || (a.roundTripMs ?? Infinity) - (b.roundTripMs ?? Infinity) || 0)
    .slice(0, LIMIT);
}

const rank = ({ selected, state }: CandidatePair): number => (selected ? -1 : states.length - states.indexOf(state));

function pairOf(report: StatsReport, pair: Stats, selected: boolean): CandidatePair | undefined {
  const local = stats(report, pair.localCandidateId);
  const remote = stats(report, pair.remoteCandidateId);
  const [ours, theirs] = [typeOf(local), typeOf(remote)];
  const protocol = oneOf(['udp', 'tcp'] as const, local?.protocol);
  const state = oneOf(states, pair.state);
  if (!ours || !theirs || !protocol || !state) return undefined;
  return {
    local: ours,
    remote: theirs,
    protocol,
    relayProtocol: ours === 'relay' ? oneOf(['udp', 'tcp', 'tls'] as const, local?.relayProtocol) : undefined,
    ipv6: [local, remote].some(candidate => typeof candidate?.address === 'string' && candidate.address.includes(':')),
    state,
    selected,
    roundTripMs: roundTripMsOf(pair),
  };
}

/** The last measured round trip, or the mean of all; in milliseconds. */
export function roundTripMsOf(pair: Stats | undefined): number | undefined {
  const [total, responses] = [number(pair?.totalRoundTripTime), number(pair?.responsesReceived)];
  const mean = total !== undefined && responses !== undefined && responses > 0 ? total / responses : undefined;
  return atLeastZero(scaled(number(pair?.currentRoundTripTime) ?? mean, 1000));
}
