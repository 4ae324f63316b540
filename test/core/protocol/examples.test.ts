/** The examples of the specifications, both ways, and what other clients make of them. */
import { describe, expect, test } from 'vitest';
import { stanzaError } from '../../../main/core/protocol/rfc6120';
import { jingle, type Jingle } from '../../../main/core/protocol/xep0166';
import type { IceTransport } from '../../../main/core/protocol/xep0371';
import { decodeCallMessage, encodeCallMessage, findCallMessage } from '../../../main/core/protocol/xep0353';
import { MalformedElementError } from '../../../main/core/xml/codec';
import { dinoCall, dinoCalls, findAll, formatXml, parseXml, xml } from '../support/xml';

const bothWays = (text: string, value: ReturnType<typeof jingle.decode>) => {
  expect(jingle.decode(parseXml(text))).toEqual(value);
  expect(jingle.decode(parseXml(formatXml(jingle.encode(value))))).toEqual(value);
};

describe('XEP-0166, XEP-0167, XEP-0176 and XEP-0320', () => {
  test('a session-initiate over ICE and DTLS', () => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' initiator='romeo@montague.example/orchard' sid='a73sjjvkla37jfea'>
        <group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'><content name='voice'/></group>
        <content creator='initiator' name='voice'>
          <description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>
            <payload-type id='96' name='speex' clockrate='16000'/>
            <payload-type id='97' name='opus' clockrate='48000' channels='2' ptime='20'>
              <parameter name='useinbandfec' value='1'/>
              <rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack' subtype='pli'/>
              <rtcp-fb-trr-int xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' value='60'/>
            </payload-type>
            <payload-type id='18' name='G729'/>
            <encryption required='1'><crypto crypto-suite='AES_CM_128_HMAC_SHA1_80' key-params='inline:x' tag='1'/></encryption>
            <rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='1' uri='urn:ietf:params:rtp-hdrext:toffset' senders='initiator'/>
            <source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='2301230316'><parameter name='cname' value='me+4Q'/></source>
            <rtcp-mux/>
          </description>
          <transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' pwd='asd88fgpdd777uzjYhagZg' ufrag='8hhy'>
            <fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>
              02:1A:CC:54
            </fingerprint>
            <candidate component='1' foundation='1' generation='0' id='el0747fg11' ip='10.0.1.1' network='1' port='8998' priority='2130706431' protocol='udp' type='host'/>
            <candidate component='1' foundation='2' generation='0' id='y3s2b30v3r' ip='192.0.2.3' network='1' port='45664' priority='1694498815' protocol='udp' rel-addr='10.0.1.1' rel-port='8998' type='srflx'/>
          </transport>
        </content>
      </jingle>`,
      {
        action: 'session-initiate',
        sid: 'a73sjjvkla37jfea',
        initiator: 'romeo@montague.example/orchard',
        groups: [{ semantics: 'BUNDLE', contents: [{ name: 'voice' }] }],
        contents: [
          {
            creator: 'initiator',
            name: 'voice',
            description: {
              media: 'audio',
              payloadTypes: [
                { id: 96, name: 'speex', clockrate: 16000, parameters: [], feedback: [], feedbackIntervals: [] },
                {
                  id: 97,
                  name: 'opus',
                  clockrate: 48000,
                  channels: 2,
                  ptime: 20,
                  parameters: [{ name: 'useinbandfec', value: '1' }],
                  feedback: [{ type: 'nack', subtype: 'pli' }],
                  feedbackIntervals: [{ value: 60 }],
                },
                { id: 18, name: 'G729', parameters: [], feedback: [], feedbackIntervals: [] },
              ],
              rtcpMux: true,
              feedback: [],
              headerExtensions: [{ id: 1, uri: 'urn:ietf:params:rtp-hdrext:toffset', senders: 'initiator' }],
              extmapAllowMixed: false,
              sources: [{ ssrc: 2301230316, parameters: [{ name: 'cname', value: 'me+4Q' }] }],
              sourceGroups: [],
            },
            transport: {
              ufrag: '8hhy',
              pwd: 'asd88fgpdd777uzjYhagZg',
              fingerprint: { hash: 'sha-256', setup: 'actpass', value: '02:1A:CC:54' },
              candidates: [
                {
                  ...{ component: 1, foundation: '1', generation: 0, id: 'el0747fg11', ip: '10.0.1.1', network: 1 },
                  ...{ port: 8998, priority: 2130706431, protocol: 'udp', type: 'host' },
                },
                {
                  ...{ component: 1, foundation: '2', generation: 0, id: 'y3s2b30v3r', ip: '192.0.2.3', network: 1 },
                  ...{ port: 45664, priority: 1694498815, protocol: 'udp', type: 'srflx' },
                  ...{ relAddr: '10.0.1.1', relPort: 8998 },
                },
              ],
            },
          },
        ],
      },
    );
  });

  test('a session-terminate with its reason and words', () => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='a73sjjvkla37jfea'>
        <reason><success/><text>Sorry, gotta go!</text></reason>
      </jingle>`,
      {
        ...{ action: 'session-terminate', sid: 'a73sjjvkla37jfea', groups: [], contents: [] },
        reason: { condition: 'success', text: { value: 'Sorry, gotta go!' } },
      },
    );
  });

  test.each(['active', 'hold', 'unhold', 'ringing'] as const)('session-info: %s', type => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='x'><${type} xmlns='urn:xmpp:jingle:apps:rtp:info:1'/></jingle>`,
      { action: 'session-info', sid: 'x', groups: [], contents: [], info: { type } },
    );
  });

  test('session-info: mute names a content, with or without its creator', () => {
    const info = { type: 'mute', content: 'voice' } as const;
    const text = (creator: string) =>
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='x'><mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' ${creator} name='voice'/></jingle>`;
    bothWays(text(`creator='responder'`), { action: 'session-info', sid: 'x', groups: [], contents: [], info });
    bothWays(text(''), { action: 'session-info', sid: 'x', groups: [], contents: [], info });
  });

  test.each(['record', 'unrecord'] as const)('session-info: %s, which is ours', type => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='x'><${type} xmlns='urn:tsuwa:recording:0'/></jingle>`,
      { action: 'session-info', sid: 'x', groups: [], contents: [], info: { type } },
    );
  });

  test('session-info: what will be answered, which is ours', () => {
    const contents = [{ creator: 'initiator', name: 'voice' }] as const;
    const groups = [{ semantics: 'BUNDLE', contents: [{ name: 'voice' }] }];
    const text = (inside: string) =>
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='x'><ready xmlns='urn:tsuwa:ready:0'>${inside}</ready></jingle>`;
    bothWays(
      text(`<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'><content name='voice'/></group>
        <content xmlns='urn:xmpp:jingle:1' creator='initiator' name='voice'/>`),
      { action: 'session-info', sid: 'x', groups: [], contents: [], ready: { contents: [...contents], groups } },
    );
    const unnamed = parseXml(text(`<content xmlns='urn:xmpp:jingle:1' creator='initiator'/>`));
    expect(() => jingle.decode(unnamed)).toThrow(MalformedElementError);
  });

  test.each([
    ['steady', 'urn:tsuwa:ready:0'],
    ['ready', 'urn:tsuwa:ready:1'],
    ['hold', 'urn:tsuwa:recording:0'],
    ['record', 'urn:xmpp:jingle:apps:rtp:info:1'],
    ['record', 'urn:tsuwa:recording:1'],
  ])('a %s of %s is known to be unknown', (name, xmlns) => {
    const foreign = xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-info" sid="x"><${name} xmlns="${xmlns}"/></jingle>`;
    expect(jingle.decode(foreign).info).toEqual({ type: 'unknown', name, xmlns });
  });

  test('an empty session-info is a ping, and a foreign payload is known to be unknown', () => {
    const ping = xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-info" sid="x"/>`;
    expect(jingle.decode(ping).info).toBeUndefined();
    const foreign = xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-info" sid="x"><karaoke xmlns="urn:sing"/></jingle>`;
    expect(jingle.decode(foreign).info).toEqual({ type: 'unknown', name: 'karaoke', xmlns: 'urn:sing' });
  });

  test('an action that nobody has defined is malformed', () => {
    expect(() => jingle.decode(xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-dance" sid="x"/>`)).toThrow(
      MalformedElementError,
    );
  });
});

describe('XEP-0251', () => {
  const ask = (attrs: string) =>
    `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='x'><transfer xmlns='urn:xmpp:jingle:transfer:0' ${attrs}/></jingle>`;
  const base: Jingle = { action: 'session-info', sid: 'x', groups: [], contents: [] };

  test('an unattended transfer says whom to call', () => {
    bothWays(ask(`to='chef@kitchen.example/stove'`), { ...base, transfer: { to: 'chef@kitchen.example/stove' } });
  });

  test('an attended transfer says which session to take the place of', () => {
    bothWays(ask(`from='host@door.example/desk' sid='older' to='chef@kitchen.example/stove'`), {
      ...base,
      transfer: { from: 'host@door.example/desk', sid: 'older', to: 'chef@kitchen.example/stove' },
    });
  });

  test('a session-initiate says who asked for it, beside its contents', () => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='x'><content creator='initiator' name='a'/>
        <transfer xmlns='urn:xmpp:jingle:transfer:0' from='host@door.example/desk'/></jingle>`,
      {
        ...{ action: 'session-initiate', sid: 'x', groups: [] },
        contents: [{ creator: 'initiator', name: 'a' }],
        transfer: { from: 'host@door.example/desk' },
      },
    );
  });

  test('a session that has been transferred is a success', () => {
    bothWays(
      `<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='x'>
        <reason><success/><transferred xmlns='urn:xmpp:jingle:transfer:0'/></reason></jingle>`,
      { ...base, action: 'session-terminate', reason: { condition: 'success', transferred: {} } },
    );
    const first = xml`<jingle xmlns="urn:xmpp:jingle:1" action="session-terminate" sid="x"><reason><transferred xmlns="urn:xmpp:jingle:transfer:0"/><success/></reason></jingle>`;
    expect(jingle.decode(first).reason?.condition).toBe('success');
  });
});

describe('XEP-0371', () => {
  const transport = (inner: string, attrs = `ufrag='9uB6' pwd='YH75Fviy6338Vbrhrlp8Yh'`) =>
    `<jingle xmlns='urn:xmpp:jingle:1' action='transport-info' sid='x'><content creator='initiator' name='voice'>
      <transport xmlns='urn:xmpp:jingle:transports:ice:0' ${attrs}>${inner}</transport></content></jingle>`;
  const info = (told: Partial<IceTransport>): Jingle => ({
    ...{ action: 'transport-info', sid: 'x', groups: [] },
    contents: [
      {
        ...{ creator: 'initiator', name: 'voice' },
        transport: { xmlns: 'urn:xmpp:jingle:transports:ice:0', candidates: [], ...told },
      },
    ],
  });
  const credentials = { ufrag: '9uB6', pwd: 'YH75Fviy6338Vbrhrlp8Yh' };
  const base = { component: 1, foundation: '2B78DADC1A9E', generation: 0, id: 'm3', network: 0 } as const;

  test('a candidate over TCP', () => {
    bothWays(
      transport(
        `<candidate component='1' foundation='2B78DADC1A9E' generation='0' id='m3' ip='192.0.2.1' network='0' port='9' priority='7' protocol='tcp' tcptype='active' type='host'/>`,
      ),
      info({
        ...credentials,
        candidates: [
          { ...base, ip: '192.0.2.1', port: 9, priority: 7, protocol: 'tcp', tcpType: 'active', type: 'host' },
        ],
      }),
    );
  });

  test('a candidate whose priority is too great for ICE has the greatest', () => {
    const text = transport(
      `<candidate component='1' foundation='2B78DADC1A9E' ip='2001:db8::9:1' port='9001' priority='21149780477' protocol='udp' type='host'/>`,
    );
    expect(jingle.decode(parseXml(text)).contents[0]?.transport?.candidates).toMatchObject([
      { ip: '2001:db8::9:1', priority: 2147483647 },
    ]);
  });

  test('the end of candidates', () => {
    bothWays(transport(`<gathering-complete/>`, ''), info({ gatheringComplete: true }));
  });

  test('the candidate in use is no candidate', () => {
    expect(jingle.decode(parseXml(transport(`<remote-candidate component='1' ip='192.0.2.1' port='9001'/>`)))).toEqual(
      info(credentials),
    );
  });

  test('beside a transport of XEP-0176 is not needed', () => {
    const both = `<jingle xmlns='urn:xmpp:jingle:1' action='transport-info' sid='x'><content creator='initiator' name='voice'>
      <transport xmlns='urn:xmpp:jingle:transports:ice:0' ufrag='new1'/>
      <transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='old1'/></content></jingle>`;
    expect(jingle.decode(parseXml(both)).contents[0]?.transport).toEqual({ ufrag: 'old1', candidates: [] });
  });
});

describe('XEP-0177', () => {
  test('raw UDP is known by its name, and rejected by it', () => {
    const text = (inner: string) =>
      `<jingle xmlns='urn:xmpp:jingle:1' action='transport-reject' sid='x'><content creator='initiator' name='voice'>
        <transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>${inner}</transport></content></jingle>`;
    bothWays(text(`<candidate component='1' generation='0' id='a9' ip='10.1.1.104' port='13540'/>`), {
      ...{ action: 'transport-reject', sid: 'x', groups: [] },
      contents: [{ creator: 'initiator', name: 'voice', foreignTransport: 'urn:xmpp:jingle:transports:raw-udp:1' }],
    });
  });
});

describe('XEP-0353', () => {
  const id = 'ca3cf894-5325-482f-a412-a6e9f832298d';
  const spaces = `xmlns='urn:xmpp:jingle-message:0' id='${id}'`;
  test.each([
    [
      `<propose ${spaces}><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/></propose>`,
      { step: 'propose', id, media: ['audio', 'video'] },
    ],
    [`<ringing ${spaces}/>`, { step: 'ringing', id }],
    [`<proceed ${spaces}><device xmlns='urn:some:draft' id='1'/></proceed>`, { step: 'proceed', id }],
    [`<accept ${spaces}/>`, { step: 'accept', id }],
    [
      `<reject ${spaces}><reason xmlns='urn:xmpp:jingle:1'><busy/><text>Busy</text></reason></reject>`,
      { step: 'reject', id, tieBreak: false, reason: { condition: 'busy', text: { value: 'Busy' } } },
    ],
    [
      `<reject ${spaces}><reason xmlns='urn:xmpp:jingle:1'><expired/></reason><tie-break/></reject>`,
      { step: 'reject', id, tieBreak: true, reason: { condition: 'expired' } },
    ],
    [`<retract ${spaces}/>`, { step: 'retract', id, tieBreak: false }],
    [
      `<finish ${spaces}><reason xmlns='urn:xmpp:jingle:1'><expired/></reason><migrated to='989a46a6'/></finish>`,
      { step: 'finish', id, tieBreak: false, reason: { condition: 'expired' }, migrated: { to: '989a46a6' } },
    ],
  ] as const)('%s', (text, value) => {
    expect(decodeCallMessage(parseXml(text))).toEqual(value);
    expect(decodeCallMessage(encodeCallMessage(decodeCallMessage(parseXml(text))))).toEqual(value);
  });

  test('a proposal of files has no media', () => {
    const files = `<propose ${spaces}><description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/></propose>`;
    expect(decodeCallMessage(parseXml(files))).toEqual({ step: 'propose', id, media: [] });
  });

  test('a message is searched for its call message', () => {
    const stanza = parseXml(`<message xmlns='jabber:client'><body>hi</body><ringing ${spaces}/></message>`);
    expect(findCallMessage(stanza)?.name).toBe('ringing');
    expect(findCallMessage(xml`<message xmlns="jabber:client"><ringing xmlns="urn:else"/></message>`)).toBeUndefined();
  });
});

describe('stanza errors', () => {
  test('out-of-order is told in both languages', () => {
    const error = { type: 'wait', condition: 'unexpected-request', jingle: 'out-of-order' } as const;
    const source = xml`<error xmlns="jabber:client" type="wait"><unexpected-request xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><out-of-order xmlns="urn:xmpp:jingle:errors:1"/></error>`;
    expect(stanzaError.decode(source)).toEqual(error);
    expect(stanzaError.decode(stanzaError.encode(error))).toEqual(error);
  });

  test('an error that says nothing is still an error', () => {
    expect(stanzaError.decode(xml`<error xmlns="jabber:client"/>`)).toEqual({
      type: 'cancel',
      condition: 'undefined-condition',
    });
  });
});

describe('what other clients write', () => {
  const transport = (candidate: string) => {
    const text = `<jingle xmlns='urn:xmpp:jingle:1' action='transport-info' sid='x'><content name='0'>
      <transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'>${candidate}</transport></content></jingle>`;
    return jingle.decode(parseXml(text)).contents[0]?.transport?.candidates;
  };
  const head = `component='1' foundation='abc' ip='192.0.2.1' port='5000' priority='1'`;

  test('a candidate without network, id and generation', () => {
    const candidate = { component: 1, foundation: 'abc', ip: '192.0.2.1', port: 5000, priority: 1, protocol: 'udp' };
    expect(transport(`<candidate ${head} protocol='udp' type='host'/>`)).toEqual([{ ...candidate, type: 'host' }]);
  });

  test('rel_port, and a protocol in capitals', () => {
    const found = transport(`<candidate ${head} protocol='UDP' type='srflx' rel-addr='10.0.0.1' rel_port='9'/>`);
    expect(found).toMatchObject([{ protocol: 'udp', relAddr: '10.0.0.1', relPort: 9 }]);
  });

  test.each([
    ['a port out of range', `<candidate ${head.replace('5000', '65536')} protocol='udp' type='host'/>`],
    ['no type', `<candidate ${head} protocol='udp'/>`],
    [
      'a line break in the address',
      `<candidate ${head.replace('192.0.2.1', '1.1.1.1&#10;a=x')} protocol='udp' type='host'/>`,
    ],
  ])('a candidate with %s is left out, the good one beside it stays', (_, bad) => {
    const good = `<candidate ${head} protocol='udp' type='host'/>`;
    expect(transport(bad + good)).toHaveLength(1);
  });

  test('an end of candidates that XEP-0176 does not know', () => {
    const text = `<jingle xmlns='urn:xmpp:jingle:1' action='transport-info' sid='x'><content name='0'>
      <transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'><gathering-complete/></transport></content></jingle>`;
    expect(jingle.decode(parseXml(text)).contents[0]?.transport).toEqual({ candidates: [], gatheringComplete: true });
  });

  test.each(['letters', '1', 'ab+/'])('a foundation of %s', foundation => {
    expect(transport(`<candidate ${head.replace('abc', foundation)} protocol='udp' type='host'/>`)).toMatchObject([
      { foundation },
    ]);
  });

  test('a line break in a credential is malformed, not an SDP line', () => {
    const attack = `<jingle xmlns='urn:xmpp:jingle:1' action='transport-info' sid='x'><content name='0'>
      <transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='8hhy&#13;&#10;a=injected' pwd='x'/></content></jingle>`;
    expect(() => jingle.decode(parseXml(attack))).toThrow(MalformedElementError);
  });

  test.each([
    ['<failed_application/>', 'failed-application'],
    ['<application-error/>', 'failed-application'],
    ['<tired/>', 'general-error'],
    ['', 'general-error'],
    ['<text>bye</text><busy/>', 'busy'],
  ])('the reason %s reads as %s', (told, condition) => {
    const text = `<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='x'><reason>${told}</reason></jingle>`;
    expect(jingle.decode(parseXml(text)).reason?.condition).toBe(condition);
  });

  test('of a payload id that is listed twice, the stereo one stays', () => {
    const text = `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='x'><content creator='initiator' name='a'>
      <description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>
        <payload-type id='98' name='OPUS' clockrate='48000'/><payload-type id='98' name='OPUS' clockrate='48000' channels='2'/>
      </description></content></jingle>`;
    expect(jingle.decode(parseXml(text)).contents[0]?.description?.payloadTypes).toMatchObject([
      { id: 98, name: 'OPUS', channels: 2 },
    ]);
  });

  test('a codec of no channels, or of no clock, has what it usually has', () => {
    const text = `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='x'><content creator='initiator' name='a'>
      <description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>
        <payload-type id='112' name='speex' clockrate='32000' channels='0'/>
        <payload-type id='113' name='speex' clockrate='0'/>
      </description></content></jingle>`;
    const [mute, still] = jingle.decode(parseXml(text)).contents[0]?.description?.payloadTypes ?? [];
    expect(mute).toMatchObject({ id: 112, name: 'speex', clockrate: 32_000 });
    expect(mute).not.toHaveProperty('channels');
    expect(still).toMatchObject({ id: 113, name: 'speex' });
    expect(still).not.toHaveProperty('clockrate');
  });

  test.each(dinoCalls)('every Jingle request and call message of %s is read, and survives', name => {
    const log = dinoCall(name);
    const requests = findAll(log, 'jingle');
    const messages = findAll(log, 'message').flatMap(message => findCallMessage(message) ?? []);
    expect(requests.length + messages.length).toBeGreaterThan(0);
    for (const request of requests) {
      const value = jingle.decode(request);
      expect(jingle.decode(parseXml(formatXml(jingle.encode(value))))).toEqual(value);
    }
    for (const message of messages) {
      const value = decodeCallMessage(message);
      expect(decodeCallMessage(encodeCallMessage(value))).toEqual(value);
    }
  });

  test('nothing of what Dino sends is lost but its SDES key and its OMEMO device', () => {
    const [initiate] = findAll(dinoCall('dino-call.xml'), 'jingle').filter(
      ({ attrs }) => attrs['action'] === 'session-initiate',
    );
    if (!initiate) throw new Error('no session-initiate');
    const content = jingle.decode(initiate).contents[0];
    expect(content?.description?.payloadTypes).toHaveLength(findAll(initiate, 'payload-type').length);
    expect(content?.transport?.candidates).toHaveLength(findAll(initiate, 'candidate').length);
    expect(content?.transport?.fingerprint?.setup).toBe('actpass');
  });
});
