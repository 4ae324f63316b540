import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Traces } from '../../main/trace';
import { Watch } from '../../main/xmpp/watch';
import type { WireRecord } from '../../main/xmpp/wire';
import { traceSchema } from '../../shared/trace';
import { findCallMessage } from '../../main/core/protocol/xep0353';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { fixture, parseXml, xml } from '../core/support/xml';

const romeo = 'romeo@montague.lit';
const juliet = 'juliet@capulet.lit';

function traced(self: string | undefined = `${romeo}/orchard`) {
  let now = 1_000;
  const traces = new Traces({ now: () => now, self: () => self });
  const record = (rest: Partial<WireRecord>) =>
    traces.record({
      direction: 'received',
      kind: 'message',
      sid: 's1',
      address: `${juliet}/balcony`,
      name: 'ringing',
      stanza: xml`<message/>`,
      ...rest,
    });
  return { traces, record, pass: (ms: number) => (now += ms) };
}

const transport = (ufrag: string, xmlns = 'urn:xmpp:jingle:transports:ice-udp:1'): XmlElement => ({
  name: 'jingle',
  attrs: { xmlns: 'urn:xmpp:jingle:1', action: 'transport-info' },
  children: [
    {
      name: 'content',
      attrs: { name: '0', creator: 'initiator' },
      children: [{ name: 'transport', attrs: { xmlns, ufrag }, children: [] }],
    },
  ],
});

test('a trace tells what was said in the order it went, with the time and the other end', () => {
  const { traces, record, pass } = traced();
  record({ direction: 'sent', address: juliet, name: 'propose' });
  pass(40);
  record({ name: 'ringing' });
  pass(2);
  record({ direction: 'sent', address: `${romeo}/phone`, name: 'accept' });
  const { entries, dropped } = traces.of('s1', juliet);
  expect(entries.map(({ at, direction, with: other, name }) => [at, direction, other, name])).toEqual([
    [1_000, 'sent', 'person', 'propose'],
    [1_040, 'received', 'device', 'ringing'],
    [1_042, 'sent', 'own-devices', 'accept'],
  ]);
  expect(dropped).toBe(0);
  expect(v.is(traceSchema, traces.of('s1', juliet))).toBe(true);
});

test('calls are told apart by their peer as well: an id is no secret', () => {
  const { traces, record } = traced();
  record({ name: 'propose' });
  record({ name: 'reject', address: 'paris@verona.lit/horse' });
  expect(traces.of('s1', juliet).entries.map(({ name }) => name)).toEqual(['propose']);
  expect(traces.of('s2', juliet)).toEqual({ entries: [], dropped: 0 });
});

test('the case of an address makes no other person of it', () => {
  const { traces, record } = traced(`ROMEO@Montague.lit/x`);
  record({ address: 'Juliet@CAPULET.lit/balcony' });
  record({ address: romeo });
  expect(traces.of('s1', juliet).entries.map(entry => entry.with)).toEqual(['device', 'own-devices']);
});

test.each(['urn:xmpp:jingle:transports:ice-udp:1', 'urn:xmpp:jingle:transports:ice:0'])(
  'candidates of %s are listed, whatever their ports look like, and elements of other namespaces are none',
  xmlns => {
    const { traces, record } = traced();
    record({
      kind: 'request',
      stanza: {
        name: 'iq',
        attrs: {},
        children: [
          {
            name: 'transport',
            attrs: { xmlns },
            children: [
              {
                name: 'candidate',
                attrs: { type: 'host', protocol: 'UDP', ip: '10.0.0.1', port: '5000' },
                children: [],
              },
              { name: 'candidate', attrs: { type: 'srflx', protocol: 'udp', ip: '::1', port: 'x' }, children: [] },
              { name: 'candidate', attrs: { xmlns: 'urn:other', ip: '10.0.0.2' }, children: [] },
            ],
          },
        ],
      },
    });
    expect(traces.of('s1', juliet).entries[0]?.candidates).toEqual([
      { type: 'host', protocol: 'udp', address: '10.0.0.1', port: 5000 },
      { type: 'srflx', protocol: 'udp', address: '::1', port: 0 },
    ]);
    expect(v.is(traceSchema, traces.of('s1', juliet))).toBe(true);
  },
);

test('new credentials are a restart, in either direction and only for the content that had others', () => {
  const { traces, record } = traced();
  for (const ufrag of ['aaaa', 'aaaa', 'bbbb']) record({ kind: 'request', stanza: transport(ufrag) });
  record({ kind: 'request', direction: 'sent', stanza: transport('cccc') });
  record({ kind: 'request', direction: 'sent', stanza: transport('dddd', 'urn:xmpp:jingle:transports:ice:0') });
  expect(traces.of('s1', juliet).entries.map(({ note }) => note)).toEqual([
    undefined,
    undefined,
    'restart',
    undefined,
    'restart',
  ]);
});

test.each([
  [xml`<iq><jingle xmlns="urn:xmpp:jingle:1"><reason><text>so</text><decline/></reason></jingle></iq>`, 'decline'],
  [xml`<iq><jingle xmlns="urn:xmpp:jingle:1"><hold xmlns="urn:xmpp:jingle:apps:rtp:info:1"/></jingle></iq>`, 'hold'],
  [
    xml`<message><reject xmlns="urn:xmpp:jingle-message:0"><reason xmlns="urn:xmpp:jingle:1"><busy/></reason><tie-break/></reject></message>`,
    'busy, tie-break',
  ],
  [
    xml`<iq type="error"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><unknown-session xmlns="urn:xmpp:jingle:errors:1"/></error></iq>`,
    'unknown-session',
  ],
  [
    xml`<message><propose xmlns="urn:xmpp:jingle-message:0"><description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/></propose><delay xmlns="urn:xmpp:delay" stamp="2026-01-01T00:00:00Z"/></message>`,
    'audio, delayed',
  ],
  [xml`<message><reason xmlns="urn:other"><busy/></reason></message>`, undefined],
])('the note on %# is in the words of the protocol', (stanza, note) => {
  const { traces, record } = traced();
  record({ stanza });
  expect(traces.of('s1', juliet).entries[0]?.note).toBe(note);
});

test('of a long call the beginning and the end are kept, and what is between is counted', () => {
  const { traces, record } = traced();
  for (let index = 0; index < 350; index += 1) record({ name: `step-${index}` });
  const { entries, dropped } = traces.of('s1', juliet);
  expect(entries).toHaveLength(300);
  expect(dropped).toBe(50);
  expect([entries[0], entries[99], entries[100], entries[299]].map(entry => entry?.name)).toEqual([
    'step-0',
    'step-99',
    'step-150',
    'step-349',
  ]);
});

test('a peer that opens ever new sessions pushes out its own traces and nobody else’s', () => {
  const { traces, record } = traced();
  record({ name: 'propose' });
  for (let index = 0; index < 500; index += 1) record({ sid: `flood-${index}`, address: 'tybalt@capulet.lit/sword' });
  expect(traces.of('s1', juliet).entries).toHaveLength(1);
  expect(traces.of('flood-0', 'tybalt@capulet.lit').entries).toHaveLength(0);
  expect(traces.of('flood-499', 'tybalt@capulet.lit').entries).toHaveLength(1);
});

test('a hundred calls are kept, the last ones', () => {
  const { traces, record } = traced();
  for (let index = 0; index < 101; index += 1) record({ sid: 'same', address: `friend-${index}@verona.lit/x` });
  expect(traces.of('same', 'friend-0@verona.lit').entries).toHaveLength(0);
  expect(traces.of('same', 'friend-1@verona.lit').entries).toHaveLength(1);
});

test('a long stanza is cut, and many long ones do not fill the memory', () => {
  const { traces, record } = traced();
  const long = xml`<message><body/></message>`;
  long.children = [{ name: 'body', attrs: {}, children: ['x'.repeat(100_000)] }];
  for (let call = 0; call < 8; call += 1) {
    for (let index = 0; index < 300; index += 1) record({ sid: `s${call}`, stanza: long });
  }
  const kept = Array.from({ length: 8 }, (_, call) => traces.of(`s${call}`, juliet).entries).flat();
  expect(kept[0]?.xml.length).toBeLessThanOrEqual(16 * 1024);
  expect(kept[0]?.xml.endsWith('…')).toBe(true);
  expect(kept.reduce((sum, { xml: text }) => sum + text.length, 0)).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(traces.of('s7', juliet).entries).toHaveLength(300);
});

test('the capture of a real Dino’s call reads as the ladder it was', () => {
  const traces = new Traces({ now: () => 0, self: () => 'alice@example.test/dino.alice' });
  const watch = new Watch(
    () => 'alice@example.test/dino.alice',
    record => traces.record(record),
  );
  let sid = '';
  for (const line of elements(parseXml(fixture('dino/dino-call.xml')))) {
    const sent = line.attrs['sent-by']?.startsWith('alice@') ?? false;
    if (!sent && !line.attrs['delivered-to']?.startsWith('alice@')) continue;
    for (const stanza of elements(line)) {
      watch.pass(sent ? 'sent' : 'received', stanza);
      sid ||= findCallMessage(stanza)?.attrs['id'] ?? '';
    }
  }
  const { entries } = traces.of(sid, 'bob@example.test');
  // Whoever captured it left the acknowledgements out.
  expect(entries.map(({ direction, name }) => `${direction} ${name}`)).toEqual([
    'sent propose',
    'received proceed',
    'sent session-initiate',
    'received session-accept',
    'sent session-terminate',
  ]);
  expect(entries.find(({ name }) => name === 'session-terminate')?.note).toBe('success');
});
