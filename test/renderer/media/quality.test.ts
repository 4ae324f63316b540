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
