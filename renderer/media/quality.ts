/** `getStats` as the handful of numbers of `Quality` (W3C webrtc-stats). Pure. */
import type { Quality } from '../../shared/call';

/** An `RTCStatsReport`. */
export type StatsReport = ReadonlyMap<string, unknown>;

type Stats = Readonly<Record<string, unknown>>;

const candidateTypes = ['host', 'srflx', 'prflx', 'relay'] as const;
const CODEC_LIMIT = 64;

/**
 * What the network does with the call, from two reports of one connection about a second apart; rates and losses are
 * those between them and missing without `previous`. Every number is within the limits of `qualitySchema`.
 */
export function qualityOf(previous: StatsReport | undefined, current: StatsReport, heardHz?: number): Quality {
  const received = audio(current, 'inbound-rtp');
  const sent = audio(current, 'outbound-rtp');
  const before = { received: audio(previous, 'inbound-rtp'), sent: audio(previous, 'outbound-rtp') };
  const pair = selectedPair(current);
  const local = stats(current, pair?.localCandidateId);
  const remote = stats(current, pair?.remoteCandidateId);
  const types = {
    local: oneOf(candidateTypes, local?.candidateType),
    remote: oneOf(candidateTypes, remote?.candidateType),
  };
  const seconds = number(pair?.currentRoundTripTime) ?? number(audio(current, 'remote-inbound-rtp')?.roundTripTime);
  return {
    codec: codecOf(stats(current, received?.codecId) ?? stats(current, sent?.codecId)),
    roundTripMs: atLeastZero(scaled(seconds, 1000)),
    jitterMs: atLeastZero(scaled(number(received?.jitter), 1000)),
    loss: ratio(lossBetween(before.received, received)),
    sentBitsPerSecond: atLeastZero(bitsPerSecond(before.sent, sent, ['bytesSent', 'headerBytesSent'])),
    receivedBitsPerSecond: atLeastZero(
      bitsPerSecond(before.received, received, ['bytesReceived', 'headerBytesReceived']),
    ),
    sentLevel: ratio(number(audio(current, 'media-source')?.audioLevel)),
    receivedLevel: ratio(number(received?.audioLevel)),
    ...types,
    protocol: protocolOf(local),
    relayed: types.local === 'relay' || types.remote === 'relay',
    heardHz: heardHz === undefined || !(heardHz >= 0 && heardHz <= 24_000) ? undefined : heardHz,
  };
}

function audio(report: StatsReport | undefined, type: string): Stats | undefined {
  return all(report).find(entry => entry.type === type && (entry.kind === undefined || entry.kind === 'audio'));
}

function selectedPair(report: StatsReport): Stats | undefined {
  const transport = all(report).find(entry => entry.type === 'transport');
  return stats(report, transport?.selectedCandidatePairId);
}

const codecOf = (codec: Stats | undefined): string | undefined => {
  const name = typeof codec?.mimeType === 'string' ? codec.mimeType.replace(/^audio\//i, '') : undefined;
  const parts = [name, number(codec?.clockRate), number(codec?.channels)].filter(part => part !== undefined);
  return name === undefined ? undefined : parts.join('/').slice(0, CODEC_LIMIT);
};

/** To a relay, what counts is how we reach it. */
function protocolOf(candidate: Stats | undefined): 'udp' | 'tcp' | undefined {
  const protocol = candidate?.relayProtocol ?? candidate?.protocol;
  return protocol === 'tls' ? 'tcp' : oneOf(['udp', 'tcp'] as const, protocol);
}

function lossBetween(before: Stats | undefined, now: Stats | undefined): number | undefined {
  const lost = difference(before?.packetsLost, now?.packetsLost);
  const received = difference(before?.packetsReceived, now?.packetsReceived);
  if (lost === undefined || received === undefined) return undefined;
  // Late packets are taken off the count again (RFC 3550 §6.4.1), so that it can fall.
  return lost <= 0 ? 0 : lost / (lost + Math.max(received, 0));
}

function bitsPerSecond(before: Stats | undefined, now: Stats | undefined, counters: string[]): number | undefined {
  const seconds = scaled(difference(before?.timestamp, now?.timestamp), 1 / 1000);
  if (seconds === undefined || seconds <= 0) return undefined;
  const bytes = counters.map(counter => difference(before?.[counter], now?.[counter]) ?? 0);
  return (bytes.reduce((sum, count) => sum + count, 0) * 8) / seconds;
}

// Values of unknown shape

const all = (report: StatsReport | undefined): Stats[] => (report ? [...report.values()].filter(isStats) : []);

const isStats = (value: unknown): value is Stats => typeof value === 'object' && value !== null;

function stats(report: StatsReport, id: unknown): Stats | undefined {
  const entry = typeof id === 'string' ? report.get(id) : undefined;
  return isStats(entry) ? entry : undefined;
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

function difference(before: unknown, now: unknown): number | undefined {
  const [from, to] = [number(before), number(now)];
  return from === undefined || to === undefined ? undefined : to - from;
}

const atLeastZero = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : Math.max(value, 0);

const ratio = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(Math.max(value, 0), 1);

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find(candidate => candidate === value);
