/** `getStats` as the handful of numbers of `Quality` (W3C webrtc-stats). Pure. */
import type { Quality } from '../../shared/call';
import { pairsOf, roundTripMsOf, selectedPair, typeOf } from './pairs';
import {
  all,
  atLeastZero,
  difference,
  number,
  oneOf,
  ratio,
  scaled,
  stats,
  type Stats,
  type StatsReport,
} from './stats';

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
  const types = { local: typeOf(local), remote: typeOf(stats(current, pair?.remoteCandidateId)) };
  const heardBack = scaled(number(audio(current, 'remote-inbound-rtp')?.roundTripTime), 1000);
  const pairs = pairsOf(current);
  return {
    codec: codecOf(stats(current, received?.codecId) ?? stats(current, sent?.codecId)),
    roundTripMs: roundTripMsOf(pair) ?? atLeastZero(heardBack),
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
    pairs: pairs.length > 0 ? pairs : undefined,
    heardHz: heardHz === undefined || !(heardHz >= 0 && heardHz <= 24_000) ? undefined : heardHz,
  };
}

function audio(report: StatsReport | undefined, type: string): Stats | undefined {
  return all(report).find(entry => entry.type === type && (entry.kind === undefined || entry.kind === 'audio'));
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
