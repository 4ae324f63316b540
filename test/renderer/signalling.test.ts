import { expect, test } from 'vitest';
import { candidatesOf, fasterRelay, ladderOf, rankedPairs } from '../../renderer/signalling';
import { xmlTokens } from '../../renderer/xml-tokens';
import type { CandidatePair } from '../../shared/call';
import { TRACE_HEAD, type TraceEntry } from '../../shared/trace';
import { callWith } from './snapshots';

const entry = (rest: Partial<TraceEntry>): TraceEntry => ({
  at: 5_000,
  direction: 'sent',
  with: 'device',
  address: 'juliet@capulet.lit/balcony',
  name: 'transport-info',
  kind: 'request',
  candidates: [],
  xml: '<iq/>',
  ...rest,
});

test('an arrow goes from who sent to who received, and its offset counts from the first', () => {
  const { rows, lanes } = ladderOf({
    entries: [
      entry({ with: 'person', kind: 'message' }),
      entry({ at: 5_120, direction: 'received', kind: 'result' }),
      entry({ at: 5_130, with: 'own-devices', kind: 'message' }),
      entry({ at: 5_140, direction: 'received', kind: 'error' }),
    ],
    dropped: 0,
  });
  expect(lanes).toEqual(['own-devices', 'us', 'peer']);
  expect(rows.map(row => row.type === 'stanza' && [row.offset, row.from, row.to, row.tone])).toEqual([
    [0, 'us', 'peer', 'plain'],
    [120, 'peer', 'us', 'reply'],
    [130, 'us', 'own-devices', 'plain'],
    [140, 'peer', 'us', 'failed'],
  ]);
});

test('there is no line for our own devices where nothing was said with them', () => {
  expect(ladderOf({ entries: [entry({})], dropped: 0 }).lanes).toEqual(['us', 'peer']);
  expect(ladderOf({ entries: [], dropped: 0 }).rows).toEqual([]);
});

test('what was dropped is a gap in its place, and a row keeps its key while more is dropped', () => {
  const entries = Array.from({ length: 300 }, (_, at) => entry({ at }));
  const before = ladderOf({ entries, dropped: 3 }).rows;
  expect(before[TRACE_HEAD]).toEqual({ type: 'gap', key: 'gap', count: 3 });
  expect(new Set(before.map(({ key }) => key)).size).toBe(301);
  // One more went: the second of those behind the gap is now the first, under the key it had.
  const after = ladderOf({ entries: entries.toSpliced(TRACE_HEAD, 1), dropped: 4 }).rows;
  expect(after[TRACE_HEAD + 1]?.key).toBe(before[TRACE_HEAD + 2]?.key);
  expect(after[0]?.key).toBe(before[0]?.key);
});

test('each side’s candidates are listed once', () => {
  const host = { type: 'host', protocol: 'udp', address: '10.0.0.1', port: 5000 };
  const relay = { type: 'relay', protocol: 'udp', address: '203.0.113.5', port: 49152 };
  expect(
    candidatesOf({
      entries: [
        entry({ candidates: [host] }),
        entry({ candidates: [host, { ...host, port: 5001 }] }),
        entry({ direction: 'received', candidates: [relay] }),
      ],
      dropped: 0,
    }),
  ).toEqual({ ours: [host, { ...host, port: 5001 }], theirs: [relay] });
});

const pair = (rest: Partial<CandidatePair>): CandidatePair => ({
  local: 'host',
  remote: 'host',
  protocol: 'udp',
  ipv6: false,
  state: 'succeeded',
  selected: false,
  ...rest,
});
const withPairs = (...pairs: CandidatePair[]) => callWith({ phase: 'active', quality: { relayed: false, pairs } });

test('a relay that is faster by what one can hear is told of', () => {
  const direct = pair({ selected: true, roundTripMs: 212 });
  expect(fasterRelay(withPairs(direct, pair({ local: 'relay', roundTripMs: 64 })))).toEqual({ direct: 212, relay: 64 });
});

test.each([
  ['it is only a little faster', pair({ selected: true, roundTripMs: 70 }), pair({ local: 'relay', roundTripMs: 60 })],
  ['it is slower', pair({ selected: true, roundTripMs: 20 }), pair({ local: 'relay', roundTripMs: 60 })],
  [
    'it does not work',
    pair({ selected: true, roundTripMs: 212 }),
    pair({ local: 'relay', state: 'failed', roundTripMs: 9 }),
  ],
  ['it was not measured', pair({ selected: true, roundTripMs: 212 }), pair({ local: 'relay' })],
  [
    'it is theirs, which we cannot choose',
    pair({ selected: true, roundTripMs: 212 }),
    pair({ remote: 'relay', roundTripMs: 9 }),
  ],
  [
    'a relay is in use',
    pair({ local: 'relay', selected: true, roundTripMs: 212 }),
    pair({ local: 'relay', roundTripMs: 9 }),
  ],
])('a relay is not told of where %s', (_, ...pairs) => {
  expect(fasterRelay(withPairs(...pairs))).toBeUndefined();
  expect(fasterRelay(callWith({}))).toBeUndefined();
});

test('the pair in use comes first, then those that work from the fastest on', () => {
  const failed = pair({ state: 'failed' });
  const slow = pair({ roundTripMs: 80 });
  const fast = pair({ roundTripMs: 8 });
  const unmeasured = pair({ ipv6: true });
  const used = pair({ selected: true, roundTripMs: 100 });
  expect(rankedPairs([failed, unmeasured, slow, used, fast])).toEqual([used, fast, slow, unmeasured, failed]);
});

test.each(['<iq type="set">\n  <a x="1 &lt; 2"/>\n  <b>text = "x"</b>\n</iq>', '<iq id="cut off\n…', ''])(
  'the tokens of %j are the whole text again',
  xml => {
    expect(
      xmlTokens(xml)
        .map(({ text }) => text)
        .join(''),
    ).toBe(xml);
  },
);

test('names, attributes and values are told apart', () => {
  const kinds = xmlTokens('<iq type="set">hello</iq>').map(({ kind, text }) => [kind, text]);
  expect(kinds).toContainEqual(['tag', '<iq']);
  expect(kinds).toContainEqual(['name', 'type']);
  expect(kinds).toContainEqual(['value', '"set"']);
  expect(kinds).toContainEqual(['text', 'hello']);
});
