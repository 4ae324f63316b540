import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { array, looseObject, parse, safeParse, string } from 'valibot';
import { expect, test } from 'vitest';
import { qualitySchema } from '../../../shared/call';
import { qualityOf } from '../../../renderer/media/quality';

/** Two reports of a real call, a second apart, as Electron gave them (addresses replaced). */
const recorded = parse(
  array(array(looseObject({ id: string(), type: string() }))),
  JSON.parse(readFileSync(new URL('stats.json', import.meta.url), 'utf8')),
);
type Entry = (typeof recorded)[number][number];
const report = (index: number, change: (entry: Entry) => object = entry => entry) =>
  new Map((recorded[index] ?? []).map(entry => [entry.id, change(entry)]));
const relay = (entry: Entry) =>
  entry.type === 'local-candidate' ? { ...entry, candidateType: 'relay', relayProtocol: 'tls' } : entry;

test('a real call over the local network', () => {
  const quality = qualityOf(report(0), report(1));
  expect(quality).toMatchObject({
    codec: 'opus/48000/2',
    roundTripMs: 1,
    jitterMs: 0,
    loss: 0,
    local: 'host',
    remote: 'host',
    protocol: 'udp',
    relayed: false,
  });
  expect(quality.pairs).toEqual([
    { local: 'host', remote: 'host', protocol: 'udp', ipv6: true, state: 'succeeded', selected: true, roundTripMs: 1 },
    {
      local: 'host',
      remote: 'host',
      protocol: 'udp',
      ipv6: false,
      state: 'succeeded',
      selected: false,
      roundTripMs: 1,
    },
  ]);
  // 50 packets of 28 bytes of header, and 3,000 bytes of Opus at this loudness.
  expect(quality.sentBitsPerSecond).toBeGreaterThan(20_000);
  expect(quality.sentBitsPerSecond).toBeLessThan(80_000);
  expect(quality.receivedBitsPerSecond).toBeGreaterThan(20_000);
  expect(quality.sentLevel).toBeCloseTo(0.0985, 3);
  expect(quality.receivedLevel).toBeCloseTo(0.394, 3);
  expect(parse(qualitySchema, quality)).toEqual(quality);
});

test('the first report has no rates yet', () => {
  const quality = qualityOf(undefined, report(0));
  expect(quality.codec).toBe('opus/48000/2');
  expect([quality.loss, quality.sentBitsPerSecond, quality.receivedBitsPerSecond]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a relay is told, with the way to it', () => {
  expect(qualityOf(report(0), report(1, relay))).toMatchObject({ local: 'relay', protocol: 'tcp', relayed: true });
});

test('loss is the share of the last second, not of the call', () => {
  const lossy = (lost: number, received: number) => (entry: Entry) =>
    entry.type === 'inbound-rtp' ? { ...entry, packetsLost: lost, packetsReceived: received } : entry;
  expect(qualityOf(report(0, lossy(100, 1000)), report(1, lossy(110, 1040))).loss).toBe(0.2);
  expect(qualityOf(report(0, lossy(100, 1000)), report(1, lossy(98, 1040))).loss).toBe(0);
  expect(qualityOf(report(0, lossy(100, 1000)), report(1, lossy(150, 1000))).loss).toBe(1);
  expect(qualityOf(report(0, lossy(100, 1000)), report(1, lossy(100, 1000))).loss).toBe(0);
});

const pair = (id: string, changes: object = {}) => ({
  ...{ id, type: 'candidate-pair', localCandidateId: 'host', remoteCandidateId: 'them', state: 'succeeded' },
  ...changes,
});
const candidate = (id: string, candidateType: string, changes: object = {}) => ({
  ...{ id, type: 'local-candidate', candidateType, protocol: 'udp', address: '192.0.2.1', ...changes },
});
const candidates = [
  candidate('host', 'host'),
  candidate('six', 'host', { address: '2001:db8::1' }),
  candidate('relay', 'relay', { relayProtocol: 'tls' }),
  candidate('tcp', 'host', { protocol: 'tcp' }),
  candidate('odd', 'other'),
  candidate('them', 'srflx', { address: undefined }),
];
/** An `RTCStatsReport` makes its entries anew whenever it is asked. */
class Report extends Map<string, object> {
  override get(id: string): object | undefined {
    const entry = super.get(id);
    return entry && { ...entry };
  }
}
const pairsIn = (...entries: { id: string }[]) =>
  qualityOf(undefined, new Report([...candidates, ...entries].map(entry => [entry.id, entry]))).pairs;

test('every pair is told: the one in use first, then those that work by their time, and never an address', () => {
  const pairs = pairsIn(
    { id: 'T', type: 'transport', selectedCandidatePairId: 'used' } as { id: string },
    pair('a', { state: 'failed', localCandidateId: 'tcp' }),
    pair('b', { state: 'waiting', localCandidateId: 'six' }),
    pair('c', { totalRoundTripTime: 0.09, responsesReceived: 3 }),
    pair('d', { currentRoundTripTime: 0.02, totalRoundTripTime: 9, responsesReceived: 1, localCandidateId: 'six' }),
    pair('used', { currentRoundTripTime: 0.08, localCandidateId: 'relay' }),
    pair('e', { state: 'unheard of' }),
    pair('f', { localCandidateId: 'odd' }),
    pair('g', { remoteCandidateId: 'gone' }),
  );
  const common = { remote: 'srflx', protocol: 'udp', state: 'succeeded', selected: false, ipv6: false };
  expect(pairs).toEqual([
    { ...common, local: 'relay', relayProtocol: 'tls', selected: true, roundTripMs: 80 },
    { ...common, local: 'host', ipv6: true, roundTripMs: 20 },
    { ...common, local: 'host', roundTripMs: 30 },
    { ...common, local: 'host', protocol: 'tcp', state: 'failed' },
    { ...common, local: 'host', ipv6: true, state: 'waiting' },
  ]);
  expect(JSON.stringify(pairs)).not.toMatch(/192\.0\.2|2001/);
});

test('no more pairs are told than main takes, and the one in use is among them', () => {
  const many = Array.from({ length: 100 }, (_, i) => pair(`p${i}`, { state: 'in-progress' }));
  const pairs = pairsIn({ id: 'T', type: 'transport', selectedCandidatePairId: 'p99' } as { id: string }, ...many);
  expect(pairs).toHaveLength(64);
  expect(pairs?.[0]?.selected).toBe(true);
  expect(safeParse(qualitySchema, { relayed: false, pairs }).issues).toBeUndefined();
});

test('nothing is known of a connection without a path', () => {
  expect(qualityOf(undefined, new Map())).toEqual({ relayed: false });
});

test('the tone is passed on if it is one', () => {
  expect(qualityOf(undefined, new Map(), 440).heardHz).toBe(440);
  expect(qualityOf(undefined, new Map(), -1).heardHz).toBeUndefined();
  expect(qualityOf(undefined, new Map(), NaN).heardHz).toBeUndefined();
});

test('whatever the numbers are, the main process takes the result', () => {
  const anyValue = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(undefined), fc.constant('relay'));
  const garbled = fc.array(fc.array(anyValue, { minLength: 40, maxLength: 40 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(garbled, fc.option(fc.double(), { nil: undefined }), ([first = [], second = []], hz) => {
      const garble = (values: unknown[]) => {
        let next = 0;
        return (entry: Entry): Entry => {
          const keys = Object.keys(entry).filter(key => !['id', 'type', 'kind'].includes(key) && !/Id$/.test(key));
          const changed: Entry = { ...entry };
          for (const key of keys) changed[key] = values[(next += 1) % values.length];
          return changed;
        };
      };
      const quality = qualityOf(report(0, garble(first)), report(1, garble(second)), hz);
      expect(safeParse(qualitySchema, quality).issues).toBeUndefined();
    }),
  );
});
