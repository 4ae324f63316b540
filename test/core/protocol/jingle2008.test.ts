/** Requests as they were written in 2008, and answers in kind. */
import { describe, expect, test } from 'vitest';
import { in2008, modernised } from '../../../main/core/protocol/jingle2008';
import { jingle } from '../../../main/core/protocol/xep0166';
import { stanzaError } from '../../../main/core/protocol/rfc6120';
import { findAll, formatXml, parseXml } from '../support/xml';

const read = (text: string) => {
  const modern = modernised(parseXml(text));
  if (!modern) throw new Error('not of 2008');
  return jingle.decode(modern);
};

const initiate = (description: string, transport = 'ice-udp') =>
  `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-initiate' initiator='old@phone.example/a' sid='x'>
    <content creator='old@phone.example/a' name='voice' profile='RTP/AVP'>
      ${description}
      <transport xmlns='urn:xmpp:tmp:jingle:transports:${transport}' ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'>
        <fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>AA:BB</fingerprint>
        <candidate component='1' foundation='1' ip='192.0.2.1' port='5000' priority='1' protocol='udp' type='host'/>
      </transport>
    </content>
  </jingle>`;
const described = (attrs: string) =>
  `<description xmlns='urn:xmpp:tmp:jingle:apps:${attrs}><payload-type id='0' name='PCMU'/></description>`;

describe('a session-initiate of 2008', () => {
  test.each([
    ["audio-rtp'", 'audio'],
    ["video-rtp'", 'video'],
    ["rtp' media='video'", 'video'],
    ["rtp'", 'audio'],
  ])('about %s is one of today about %s', (attrs, media) => {
    const [content] = read(initiate(described(attrs))).contents;
    expect(content).toMatchObject({
      ...{ creator: 'initiator', name: 'voice' },
      description: { media, payloadTypes: [{ id: 0, name: 'PCMU' }] },
      transport: { ufrag: '8hhy', fingerprint: { value: 'AA:BB' }, candidates: [{ port: 5000 }] },
    });
  });

  test('over raw UDP says so', () => {
    expect(read(initiate(described("audio-rtp'"), 'raw-udp')).contents[0]?.foreignTransport).toBe(
      'urn:xmpp:jingle:transports:raw-udp:1',
    );
  });
});

test.each(['audio-rtp', 'video-rtp', 'rtp'])('information about %s is understood', app => {
  const text = `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-info' sid='x'><ringing xmlns='urn:xmpp:tmp:jingle:apps:${app}:info'/></jingle>`;
  expect(read(text).info).toEqual({ type: 'ringing' });
});

test.each([
  [
    `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-terminate' sid='x' reasoncode='no-error' reasontext='bye'/>`,
    'success',
  ],
  [
    `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-terminate' sid='x' reasoncode='connectivity-error'/>`,
    'connectivity-error',
  ],
  [`<jingle xmlns='urn:xmpp:tmp:jingle' action='session-terminate' sid='x' reasoncode='a b'/>`, undefined],
  [
    `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-terminate' sid='x'><reason><condition><busy/></condition></reason></jingle>`,
    'busy',
  ],
  [
    `<jingle xmlns='urn:xmpp:tmp:jingle' action='session-terminate' sid='x'><reason><decline/></reason></jingle>`,
    'decline',
  ],
])('the reason in %s is %s', (text, condition) => {
  expect(read(text).reason?.condition).toBe(condition);
});

test('an error of 2008 is one of today', () => {
  const modern = modernised(
    parseXml(
      `<error xmlns='jabber:client' type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><unknown-session xmlns='urn:xmpp:tmp:jingle:errors'/></error>`,
    ),
  );
  expect(modern && stanzaError.decode(modern).jingle).toBe('unknown-session');
});

test('what is of today, or has nothing to do with it, is left alone', () => {
  for (const text of [
    `<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='x'><reason><condition/></reason></jingle>`,
    `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
    `<jingle action='session-info' sid='x'/>`,
  ]) {
    expect(modernised(parseXml(text))).toBeUndefined();
  }
});

describe('an answer in kind', () => {
  test('says in the namespaces of 2008 what it says in those of today', () => {
    const request = read(initiate(described("audio-rtp'")));
    const old = in2008(parseXml(formatXml(jingle.encode(request))));
    expect(
      [old, ...['description', 'transport', 'fingerprint'].flatMap(name => findAll(old, name))].map(
        ({ attrs }) => attrs['xmlns'],
      ),
    ).toEqual([
      'urn:xmpp:tmp:jingle',
      'urn:xmpp:tmp:jingle:apps:audio-rtp',
      'urn:xmpp:tmp:jingle:transports:ice-udp',
      'urn:xmpp:jingle:apps:dtls:0',
    ]);
    expect(findAll(old, 'description')[0]?.attrs).not.toHaveProperty('media');
    expect(read(formatXml(old))).toEqual(request);
  });

  test('is about video where it is, tells in the words of that year, and leaves the rest', () => {
    const video = in2008(parseXml(`<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/>`));
    expect(video.attrs).toEqual({ xmlns: 'urn:xmpp:tmp:jingle:apps:video-rtp' });
    expect(in2008(parseXml(`<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>`)).attrs['xmlns']).toBe(
      'urn:xmpp:tmp:jingle:apps:audio-rtp:info',
    );
    const error = parseXml(`<tie-break xmlns='urn:xmpp:jingle:errors:1'/>`);
    expect(in2008(error).attrs['xmlns']).toBe('urn:xmpp:tmp:jingle:errors');
    const newer = parseXml(`<transport xmlns='urn:xmpp:jingle:transports:ice:0'/>`);
    expect(in2008(newer)).toEqual(newer);
  });
});
