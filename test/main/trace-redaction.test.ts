import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Traces } from '../../main/trace';
import type { WireRecord } from '../../main/xmpp/wire';
import { exportText } from '../../main/trace-redaction';
import { JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import { elements, type XmlElement } from '../../main/core/xml/codec';
import { fixture, parseXml, xml } from '../core/support/xml';
import { callWith } from '../renderer/snapshots';

const call = callWith({ peer: 'juliet@capulet.lit', phase: 'ended', end: 'answered', endedAt: 9_000 });

function reportOf(...records: Partial<WireRecord>[]): string {
  let now = 1_000;
  const traces = new Traces({ now: () => (now += 250), self: () => 'romeo@montague.lit/orchard' });
  for (const rest of records) {
    traces.record({
      direction: 'received',
      kind: 'request',
      sid: 's1',
      address: 'juliet@capulet.lit/balcony',
      name: 'transport-info',
      stanza: xml`<iq/>`,
      ...rest,
    });
  }
  return exportText(traces.of('s1', 'juliet@capulet.lit'), { version: '1.2.3', call });
}

test('the report shows who said what and when, by labels that stay the same', () => {
  const report = reportOf(
    {
      direction: 'sent',
      kind: 'message',
      name: 'propose',
      address: 'juliet@capulet.lit',
      stanza: xml`<message from="romeo@montague.lit/orchard" to="juliet@capulet.lit" id="jm-propose-s1"><propose xmlns="urn:xmpp:jingle-message:0" id="s1"/></message>`,
    },
    {
      name: 'session-accept',
      stanza: xml`<iq type="set" from="juliet@capulet.lit/balcony" to="romeo@montague.lit/orchard"><jingle xmlns="urn:xmpp:jingle:1" action="session-accept" sid="s1"><content name="0"><transport xmlns="urn:xmpp:jingle:transports:ice-udp:1" ufrag="Xy7Q" pwd="verysecretpassword"><fingerprint xmlns="urn:xmpp:jingle:apps:dtls:0" hash="sha-256" setup="active">AA:BB:CC</fingerprint><candidate type="srflx" ip="198.51.100.7" port="5000" rel-addr="192.168.1.4" rel-port="5000" protocol="udp" component="1" foundation="84713"/><candidate type="host" ip="192.168.1.4" port="5000" protocol="udp" component="1" foundation="99"/><candidate type="host" ip="2001:db8::7" port="5000" protocol="udp" component="1"/></transport></content></jingle></iq>`,
    },
    { kind: 'error', name: 'item-not-found', answers: 'session-info', direction: 'sent' },
  );
  expect(report).toContain('Tsuwa: 1.2.3');
  expect(report).toContain('  #1   +0.000 s  us -> peer@…  propose');
  expect(report).toContain('  #2   +0.250 s  us <- peer@…/device-1  session-accept (active)');
  expect(report).toContain('  #3   +0.500 s  us -> peer@…/device-1  error item-not-found to session-info');
  expect(report).toContain('srflx udp srflx-ipv4-a port 5000');
  expect(report).toContain('ip="srflx-ipv4-a" port="5000" rel-addr="host-ipv4-a" rel-port="5000"');
  expect(report).toContain('type="host" ip="host-ipv6-a"');
  expect(report).toContain('<transport xmlns="urn:xmpp:jingle:transports:ice-udp:1" ufrag="ufrag-1" pwd="pwd-1">');
  expect(report).toContain('setup="active">fingerprint-1</fingerprint>');
  expect(report).toContain('action="session-accept" sid="sid-1"');
  expect(report).toContain('<propose xmlns="urn:xmpp:jingle-message:0" id="sid-1"/>');
  expect(report).not.toMatch(
    /juliet|romeo|capulet|montague|balcony|orchard|198\.51|192\.168|2001|Xy7Q|secret|AA:BB|84713/i,
  );
});

test('what a person wrote and keys of SDES do not get into a report', () => {
  const report = reportOf({
    stanza: xml`<iq><jingle xmlns="urn:xmpp:jingle:1"><content name="Julias phone"><description xmlns="urn:xmpp:jingle:apps:rtp:1"><encryption><crypto crypto-suite="AES_CM_128_HMAC_SHA1_80" key-params="inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj" tag="1"/></encryption></description></content><reason><text>see you at Peters</text><decline/></reason></jingle></iq>`,
  });
  expect(report).toContain('<decline/>');
  expect(report).toContain('<text>…</text>');
  expect(report).not.toMatch(/Julias|inline:|AES_CM|Peters/);
});

test('a tag that the limit of a stanza has cut in two gives nothing away', () => {
  const secret = 'correct-horse-battery-staple-';
  const filler = Array.from({ length: 300 }, (_, index): XmlElement => ({
    name: 'candidate',
    attrs: { ip: `10.1.2.${index % 256}`, id: `${secret}${'x'.repeat(index % 7)}` },
    children: [],
  }));
  for (let shift = 0; shift < 40; shift += 1) {
    const report = reportOf({ stanza: { name: 'iq', attrs: { id: 'y'.repeat(shift) }, children: filler } });
    expect(report).not.toContain('correct-');
    expect(report).not.toContain('10.1.2.');
  }
});

test('where something was left out, the report says how much and where', () => {
  const report = reportOf(...Array.from({ length: 320 }, () => ({ name: 'transport-info' })));
  const lines = report.split('\n');
  const at = lines.indexOf('     … 20 left out …');
  expect(lines[at - 1]).toContain('#100 ');
  expect(lines[at + 1]).toContain('#101 ');
});

test('the capture of a call with a real Dino gives nothing away', () => {
  const log = parseXml(fixture('dino/dino-call.xml'));
  const stanzas = elements(log).flatMap(elements);
  const report = reportOf(...stanzas.map(stanza => ({ stanza })));
  const secrets = stanzas.flatMap(secretsIn);
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter(secret => report.includes(secret))).toEqual([]);
});

// Any stanza: whatever stands where a secret can stand must not stand in the report.

const secretNames = [
  'ip',
  'rel-addr',
  'from',
  'to',
  'initiator',
  'responder',
  'ufrag',
  'pwd',
  'sid',
  'id',
  'foundation',
];
const secret = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.stringMatching(/^[a-z]{6,12}@[a-z]{5,9}\.example(\/[A-Z][a-z]{6,9})?$/),
    fc.stringMatching(/^[A-Za-z0-9+/]{9,32}$/),
    fc.stringMatching(/^[1-9][0-9]{6,9}$/),
    fc.stringMatching(/^([0-9A-F]{2}:){7}[0-9A-F]{2}$/),
  )
  .filter(value => value.length > 6);
const elementName = fc.constantFrom('iq', 'jingle', 'content', 'transport', 'candidate', 'fingerprint', 'source', 'parameter', 'mute', 'payload-type', 'crypto', 'item'); // prettier-ignore
const attributeName = fc.constantFrom(
  ...secretNames,
  'name',
  'value',
  'type',
  'xmlns',
  'creator',
  'uri',
  'media',
  'stamp',
);
const { stanza } = fc.letrec<{ stanza: XmlElement }>(tie => ({
  stanza: fc.record({
    name: elementName,
    attrs: fc
      .tuple(
        fc.dictionary(attributeName, secret, { noNullPrototype: true, maxKeys: 5 }),
        fc.constantFrom({}, { type: 'host' }, { type: 'relay' }, { xmlns: JINGLE_MESSAGE }),
      )
      .map(([attrs, known]): Record<string, string> => ({ ...attrs, ...known })),
    children: fc.oneof(
      { depthSize: 'medium' },
      fc.array(secret, { maxLength: 1 }),
      fc.array(tie('stanza'), { maxLength: 4 }),
    ),
  }),
}));

test('no address, name or key of any stanza is in the report', () => {
  fc.assert(
    fc.property(fc.array(stanza, { minLength: 1, maxLength: 4 }), stanzas => {
      const report = reportOf(...stanzas.map(each => ({ stanza: each })));
      expect(stanzas.flatMap(everySecret).filter(value => report.includes(value))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What is secret by where it stands. Elsewhere a harmless word may look like a password. */
const everySecret = (element: XmlElement): string[] => [
  ...Object.entries(element.attrs)
    .filter(([name, value]) => secretNames.includes(name) || /[.:@]/.test(value))
    .filter(([, value]) => value !== JINGLE_MESSAGE)
    .map(([, value]) => value),
  ...element.children.flatMap(child => (typeof child === 'string' ? [child] : everySecret(child))),
];

const secretsIn = (element: XmlElement): string[] => [
  ...Object.entries(element.attrs)
    .filter(([name, value]) => secretNames.includes(name) && value.length > 5 && element.name !== 'payload-type')
    .map(([, value]) => value),
  ...element.children.flatMap(child =>
    typeof child === 'string' ? (element.name === 'fingerprint' ? [child.trim()] : []) : secretsIn(child),
  ),
];
