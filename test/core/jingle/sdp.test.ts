import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCandidate, parseCandidate, sendable, usable } from '../../../main/core/jingle/candidate';
import {
  describedBy,
  forPeers,
  inCaseOf,
  linesOf,
  type Description,
  type MediaContent,
} from '../../../main/core/jingle/description';
import { fromSdp, midsOf, toSdp } from '../../../main/core/jingle/sdp';
import { jingle, type Jingle, type Role } from '../../../main/core/protocol/xep0166';
import type { Candidate } from '../../../main/core/protocol/xep0176';
import { MalformedElementError } from '../../../main/core/xml/codec';
import { dinoCall, dinoCalls, findAll, fixture, formatXml, parseXml } from '../support/xml';

const offers = [
  'electron-41-audio-offer.sdp',
  'electron-41-audio-answer.sdp',
  'chromium-audio-video-offer.sdp',
] as const;

const described = (sdp: string, by: Role = 'initiator'): Description => {
  const description = fromSdp(sdp, by);
  if (!description) throw new Error('no description');
  return description;
};

const complete = (value: ReturnType<typeof describedBy>): Description => {
  if (typeof value === 'string') throw new Error(value);
  return value;
};

const overXml = (description: Description) => {
  const { contents, groups } = description;
  const request: Jingle = { action: 'session-initiate', sid: 'x', contents: [...contents], groups: [...groups] };
  return jingle.decode(parseXml(formatXml(jingle.encode(request))));
};

test.each(offers)('%s survives SDP -> Jingle -> XML -> Jingle -> SDP -> Jingle', name => {
  const description = described(fixture(`sdp/${name}`));
  const received = overXml(description);
  expect(received.contents).toEqual(description.contents);
  expect(received.groups).toEqual(description.groups);
  expect(described(toSdp(description, 'initiator', linesOf(description)))).toEqual(description);
});

test('what WebRTC audio is about is in the SDP that is written', () => {
  const description = described(fixture('sdp/electron-41-audio-offer.sdp'));
  const sdp = toSdp(description, 'initiator', linesOf(description));
  for (const line of fixture('sdp/electron-41-audio-offer.sdp').split('\r\n')) {
    if (
      /^a=(ice-ufrag|ice-pwd|fingerprint|setup|mid|group|rtpmap|fmtp|rtcp-fb|rtcp-mux|extmap|ssrc|sendrecv)/.test(line)
    ) {
      expect(sdp.split('\r\n')).toContain(line);
    }
  }
});

test.each(dinoCalls)('what Dino describes in %s survives Jingle -> SDP -> Jingle', name => {
  const requests = findAll(dinoCall(name), 'jingle').map(jingle.decode);
  for (const request of requests.filter(({ action }) => action === 'session-initiate' || action === 'session-accept')) {
    const [type, by] =
      request.action === 'session-initiate' ? (['offer', 'initiator'] as const) : (['answer', 'responder'] as const);
    const description = complete(describedBy(request, type));
    const back = fromSdp(toSdp(description, by, linesOf(description)), by);
    const bare = description.contents.map(content => ({
      ...content,
      transport: { ...content.transport, candidates: [] },
    }));
    expect(back?.contents).toEqual(bare);
  }
});

describe('m-lines', () => {
  const offer = described(fixture('sdp/chromium-audio-video-offer.sdp'));
  const lines = linesOf(offer);
  const kinds = (sdp: string) => [...sdp.matchAll(/^m=(\w+) (\d+)/gm)].map(([, kind, port]) => `${kind} ${port}`);

  test('keep the order of the offer when the answer comes in another', () => {
    const answer = { ...offer, contents: offer.contents.toReversed() };
    expect(kinds(toSdp(answer, 'responder', lines))).toEqual(['audio 9', 'video 9']);
  });

  test('that the answer leaves out are rejected, and leave the bundle', () => {
    const answer = { ...offer, contents: offer.contents.slice(0, 1) };
    const sdp = toSdp(answer, 'responder', lines);
    expect(kinds(sdp)).toEqual(['audio 9', 'video 0']);
    expect(sdp).toContain('a=group:BUNDLE 0\r\n');
    expect(fromSdp(sdp, 'responder', lines)?.contents.map(({ name }) => name)).toEqual(['0']);
  });

  test('get another mid where the name is none for SDP, and their name back', () => {
    const renamed = {
      ...offer,
      contents: offer.contents.map((content, index) => ({ ...content, name: `the ${index}.\u00e9` })),
    };
    const named = {
      ...renamed,
      groups: [{ semantics: 'BUNDLE', contents: renamed.contents.map(({ name }) => ({ name })) }],
    };
    const strange = linesOf(named);
    expect(midsOf(strange)).toEqual(['0', '1']);
    const sdp = toSdp(named, 'initiator', strange);
    expect(sdp).toContain('a=group:BUNDLE 0 1\r\n');
    expect(fromSdp(sdp, 'initiator', strange)).toEqual(named);
  });

  test('are none in what is no SDP of ICE and DTLS', () => {
    expect(fromSdp('', 'initiator')).toBeUndefined();
    expect(fromSdp('v=0\r\nm=audio 9 RTP/AVP 0\r\n', 'initiator')).toBeUndefined();
    expect(
      fromSdp(fixture('sdp/electron-41-audio-offer.sdp').replace(/a=fingerprint.*\r\n/, ''), 'initiator'),
    ).toBeUndefined();
  });
});

describe('what peers leave out', () => {
  const request = overXml(described(fixture('sdp/electron-41-audio-offer.sdp')));
  const changed = (change: (content: MediaContent) => object) => ({
    groups: [],
    contents: complete(describedBy(request, 'offer')).contents.map(content => ({ ...content, ...change(content) })),
  });

  test.each([
    [
      'no fingerprint',
      'security-error',
      ({ transport }: MediaContent) => ({ transport: { ...transport, fingerprint: undefined } }),
    ],
    [
      'a weak fingerprint',
      'security-error',
      ({ transport }: MediaContent) => ({
        transport: { ...transport, fingerprint: { ...transport.fingerprint, hash: 'md5' } },
      }),
    ],
    ['another transport', 'unsupported-transports', () => ({ transport: undefined })],
    ['another application', 'unsupported-applications', () => ({ description: undefined })],
    [
      'credentials too short for ICE',
      'failed-transport',
      ({ transport }: MediaContent) => ({ transport: { ...transport, pwd: 'short' } }),
    ],
    [
      'no codec at all',
      'incompatible-parameters',
      ({ description }: MediaContent) => ({ description: { ...description, payloadTypes: [] } }),
    ],
  ])('an offer with %s is turned down by %s', (_, reason, change) => {
    expect(describedBy(changed(change), 'offer')).toBe(reason);
  });

  test('an offer without contents, or with two of one name, is turned down', () => {
    expect(describedBy({ contents: [], groups: [] }, 'offer')).toBe('failed-application');
    const [content] = request.contents;
    if (!content) throw new Error('no content');
    expect(describedBy({ contents: [content, content], groups: [] }, 'offer')).toBe('failed-application');
  });

  test.each([
    ['offer', undefined, 'actpass'],
    ['answer', undefined, 'active'],
    ['answer', 'actpass', 'active'],
    ['answer', 'passive', 'passive'],
  ] as const)('in an %s, setup %s means %s', (type, setup, means) => {
    const given = changed(({ transport }) => ({
      transport: { ...transport, fingerprint: { ...transport.fingerprint, setup } },
    }));
    expect(complete(describedBy(given, type)).contents[0]?.transport.fingerprint.setup).toBe(means);
  });

  test('rtcp-mux, the two channels of opus and the rates of static codecs are known', () => {
    const payload = { parameters: [], feedback: [], feedbackIntervals: [] };
    const payloadTypes = [
      { ...payload, id: 98, name: 'OPUS', clockrate: 48000 },
      { ...payload, id: 0, name: 'PCMU' },
      { ...payload, id: 99, name: 'speex' },
    ];
    const given = changed(({ description }) => ({ description: { ...description, rtcpMux: false, payloadTypes } }));
    const sdp = toSdp(complete(describedBy(given, 'offer')), 'initiator', [{ name: '0', media: 'audio' }]);
    expect(sdp).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 98 0\r\n');
    expect(sdp).toContain('a=rtpmap:98 OPUS/48000/2\r\n');
    expect(sdp).not.toContain('a=rtpmap:0');
    expect(sdp).toContain('a=rtcp-mux\r\n');
  });
});

describe('what we say is what every client takes', () => {
  const offer = described(fixture('sdp/electron-41-audio-offer.sdp'));

  test('no parameter without a name, no senders where both send, rtcp-mux, BUNDLE and opus first', () => {
    const sent = forPeers(offer);
    const [content] = sent.contents;
    expect(content?.description.payloadTypes.map(({ id }) => id)).toEqual([111, 9, 0, 8, 13, 110, 126, 63]);
    expect(content?.description.payloadTypes.at(-1)).toMatchObject({ name: 'red', parameters: [] });
    expect(content).not.toHaveProperty('senders');
    expect(content?.description.rtcpMux).toBe(true);
    expect(content?.description.payloadTypes[0]?.parameters).toEqual([
      { name: 'minptime', value: '10' },
      { name: 'useinbandfec', value: '1' },
    ]);
    expect(sent.groups).toEqual([{ semantics: 'BUNDLE', contents: [{ name: '0' }] }]);
    expect(content?.transport.fingerprint).toMatchObject({ hash: 'sha-256', setup: 'actpass' });
    expect(content?.transport.fingerprint.value).toMatch(/^[\dA-F]{2}(:[\dA-F]{2}){31}$/);
  });

  test('lost Opus is asked for again, in an answer only if the offer does', () => {
    const feedback = (description: Description) => description.contents[0]?.description.payloadTypes[0]?.feedback;
    const [plain, nack] = [{ type: 'transport-cc' }, { type: 'nack' }];
    expect(feedback(forPeers(offer))).toEqual([plain, nack]);
    expect(feedback(forPeers(offer, forPeers(offer)))).toEqual([plain, nack]);
    expect(feedback(forPeers(offer, offer))).toEqual([plain]);
    const moving = described(fixture('sdp/electron-41-audio-offer.sdp').replace('111 transport-cc', '111 nack pli'));
    expect(feedback(forPeers(offer, moving))).toEqual([plain]);
  });

  test('redundant audio is told without its parameter and understood with it', () => {
    const told = jingle.decode(
      jingle.encode({
        action: 'session-initiate',
        sid: 's',
        ...forPeers(offer),
        contents: [...forPeers(offer).contents],
        groups: [],
      }),
    );
    const heard = complete(describedBy(told, 'offer'));
    const sdp = toSdp(heard, 'initiator', [{ name: '0', media: 'audio' }]);
    expect(sdp).toContain('a=rtpmap:63 red/48000/2\r\n');
    expect(sdp).toContain('a=fmtp:63 111/111\r\n');
    expect(sdp).toContain('a=rtcp-fb:111 nack\r\n');
  });

  test('names of codecs are answered as they were offered', () => {
    const theirs = described(fixture('sdp/electron-41-audio-offer.sdp').replace('opus/', 'OPUS/'));
    expect(inCaseOf(theirs, offer).contents[0]?.description.payloadTypes[0]?.name).toBe('OPUS');
    expect(inCaseOf(offer, offer)).toEqual(offer);
  });
});

describe('candidates', () => {
  const host = 'candidate:2048770532 1 udp 2122194687 192.0.2.2 46674 typ host generation 0 ufrag 60ky network-id 1';

  test('of Chromium are sent with every attribute, the same network and an id of their own', () => {
    const parsed = parseCandidate(host);
    expect(parsed && sendable(parsed)).toEqual({
      ...{ component: 1, foundation: '2048770532', generation: 0, id: '2048770532-0-192.0.2.2-46674', ip: '192.0.2.2' },
      ...{ network: 0, port: 46674, priority: 2122194687, protocol: 'udp', type: 'host' },
    });
  });

  test('of other types always say where they come from', () => {
    const parsed = parseCandidate('candidate:1 1 UDP 5 203.0.113.9 4000 typ relay raddr 198.51.100.1 rport 77');
    expect(parsed && sendable(parsed)).toMatchObject({ type: 'relay', relAddr: '198.51.100.1', relPort: 77 });
    const hidden = parseCandidate('candidate:1 1 udp 5 203.0.113.9 4000 typ srflx');
    expect(hidden && sendable(hidden)).toMatchObject({ relAddr: '0.0.0.0', relPort: 9 });
  });

  test.each([
    ['TCP', 'candidate:1 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active'],
    ['a name of the local network', 'candidate:1 1 udp 1 4d2e3a1c-0000-4000-8000-000000000000.local 5000 typ host'],
    ['a second component', 'candidate:1 2 udp 1 192.0.2.2 5000 typ host'],
  ])('over %s are read but not sent', (_, line) => {
    const parsed = parseCandidate(line);
    expect(parsed).toBeDefined();
    expect(parsed && sendable(parsed)).toBeUndefined();
  });

  test.each([
    '',
    'candidate:',
    'candidate:1 1 udp x 1.1.1.1 5 typ host',
    'candidate:1 1 udp 1 1.1.1.1\r\na=x 5 typ host',
  ])('there is none in %j', line => expect(parseCandidate(line)).toBeUndefined());

  test('of peers that libwebrtc cannot use are left out', () => {
    const base = {
      component: 1,
      foundation: '1',
      ip: '192.0.2.1',
      port: 5000,
      priority: 1,
      protocol: 'udp',
      type: 'host',
    } as const;
    expect(usable(base)).toBe(true);
    expect(usable({ ...base, ip: 'fd00::2' })).toBe(true);
    expect(usable({ ...base, component: 2 })).toBe(false);
    expect(usable({ ...base, port: 0 })).toBe(false);
    expect(usable({ ...base, ip: 'host.example' })).toBe(false);
  });

  test('survive being written as a line', () => {
    const line = 'candidate:1 1 tcp 1518280447 192.0.2.19 9 typ host tcptype active generation 0';
    const parsed = parseCandidate(line);
    expect(parsed && formatCandidate(parsed)).toBe(line);
    for (const { attrs } of dinoCalls.flatMap(name => findAll(dinoCall(name), 'candidate'))) {
      expect(
        parseCandidate(
          `candidate:${['foundation', 'component', 'protocol', 'priority', 'ip', 'port'].map(key => attrs[key]).join(' ')} typ ${attrs['type']}`,
        ),
      ).toMatchObject({ ip: attrs['ip'], port: Number(attrs['port']) });
    }
  });
});

describe('any description', () => {
  const word = fc.stringMatching(/^[\w-]{1,8}$/);
  const value = fc.stringMatching(/^[\w=/+.-]{1,8}$/);
  const ice = (length: number) => fc.stringMatching(new RegExp(`^[a-zA-Z0-9+/]{${length},${length + 4}}$`));
  const u32 = fc.integer({ min: 0, max: 0xffffffff });
  const feedback = fc.array(
    fc.record({ type: word.filter(type => type !== 'trr-int'), subtype: word }, { requiredKeys: ['type'] }),
    { maxLength: 2 },
  );
  const parameter = fc
    .record({ name: word, value }, { requiredKeys: ['value'] })
    .filter(pair => 'name' in pair || !pair.value.includes('='));
  const payload = fc.record(
    {
      id: fc.integer({ min: 96, max: 127 }),
      name: fc.stringMatching(/^[\w.-]{1,8}$/).filter(name => name.toLowerCase() !== 'opus'),
      clockrate: fc.integer({ min: 1, max: 96_000 }),
      channels: fc.integer({ min: 1, max: 8 }),
      parameters: fc.array(parameter, { maxLength: 3 }),
      feedback,
      feedbackIntervals: fc.array(fc.record({ value: u32 }), { maxLength: 1 }),
    },
    { requiredKeys: ['id', 'name', 'clockrate', 'parameters', 'feedback', 'feedbackIntervals'] },
  );
  const senders = fc.constantFrom('both', 'initiator', 'responder', 'none');
  const headerExtension = fc.record(
    { id: fc.integer({ min: 1, max: 14 }), uri: word, senders },
    { requiredKeys: ['id', 'uri'] },
  );
  const contentOf = (name: string) =>
    fc.record({
      creator: fc.constant('initiator' as const),
      name: fc.constant(name),
      senders,
      description: fc.record({
        media: fc.constantFrom('audio', 'video'),
        rtcpMux: fc.constant(true),
        extmapAllowMixed: fc.boolean(),
        payloadTypes: fc.uniqueArray(payload, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
        feedback,
        headerExtensions: fc.uniqueArray(headerExtension, { selector: ({ id }) => id, maxLength: 2 }),
        sources: fc.uniqueArray(
          fc.record({
            ssrc: u32,
            parameters: fc.array(fc.record({ name: word, value }), { minLength: 1, maxLength: 2 }),
          }),
          { selector: ({ ssrc }) => ssrc, maxLength: 2 },
        ),
        sourceGroups: fc.array(
          fc.record({ semantics: word, sources: fc.array(fc.record({ ssrc: u32 }), { minLength: 1, maxLength: 3 }) }),
          { maxLength: 1 },
        ),
      }),
      transport: fc.record({
        ufrag: ice(4),
        pwd: ice(22),
        fingerprint: fc.record({
          hash: fc.constant('sha-256'),
          value: fc.constant('AA:BB'),
          setup: fc.constantFrom('active', 'passive'),
        }),
        candidates: fc.constant<Candidate[]>([]),
      }),
    });
  const description = fc
    .uniqueArray(
      fc.oneof(
        fc.stringMatching(/^[\w-]{1,16}$/),
        fc.string({ minLength: 1, maxLength: 20 }).filter(name => !/\p{Cc}/u.test(name)),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .chain(names => fc.tuple(...names.map(contentOf)))
    .map(contents => ({
      contents,
      groups: [{ semantics: 'BUNDLE', contents: contents.map(({ name }) => ({ name })) }],
    }));

  test('survives Jingle -> XML -> Jingle -> SDP -> Jingle, by either party', () => {
    fc.assert(
      fc.property(description, fc.constantFrom<Role>('initiator', 'responder'), (given, by) => {
        const received = complete(describedBy(overXml(given), 'answer'));
        expect(received).toEqual(given);
        expect(fromSdp(toSdp(received, by, linesOf(received)), by, linesOf(received))).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  test('that SDP yields, from shuffled lines of a real one, is one that our own XML takes', () => {
    const lines = fixture('sdp/chromium-audio-video-offer.sdp').split(/\r?\n/);
    let read = 0;
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: 40 }), fc.boolean(), (shuffled, inOrder) => {
        const text = (inOrder ? lines.filter(line => shuffled.includes(line)) : shuffled).join('\r\n');
        const found = fromSdp(text, 'initiator');
        if (!found) return;
        read++;
        expect(overXml(found).contents).toEqual(found.contents);
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(20);
  });

  test('with half of a character in it is none: XML has no way to say it', () => {
    const sdp = fixture('sdp/chromium-audio-video-offer.sdp');
    for (const half of ['\ud800', '\udc00\ud800']) {
      const cut = sdp.replace(/a=mid:.*/, `a=mid:${half}`);
      expect(cut).not.toBe(sdp);
      expect(fromSdp(cut, 'initiator')).toBeUndefined();
    }
  });

  test('never writes more lines than it has: nothing that decodes can add one', () => {
    const evil = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\u2028', '\u0085', '=', ':', ';', '/') });
    const lines = fixture('sdp/electron-41-audio-offer.sdp');
    let written = 0;
    const attrs = ['ufrag', 'pwd', 'name', 'value', 'uri', 'hash', 'type', 'subtype', 'semantics'];
    fc.assert(
      fc.property(evil, fc.constantFrom(...attrs), (text, attr) => {
        const description = described(lines);
        const request = jingle.encode({
          action: 'session-initiate',
          sid: 'x',
          contents: [...description.contents],
          groups: [...description.groups],
        });
        const poison = (element: typeof request): typeof request => ({
          ...element,
          attrs:
            attr in element.attrs && element.name !== 'jingle' ? { ...element.attrs, [attr]: text } : element.attrs,
          children: element.children.map(child => (typeof child === 'string' ? child : poison(child))),
        });
        let received: ReturnType<typeof describedBy>;
        try {
          received = describedBy(jingle.decode(poison(request)), 'offer');
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedElementError);
          return;
        }
        if (typeof received === 'string') return;
        written++;
        const sdp = toSdp(received, 'initiator', linesOf(received));
        expect(
          sdp
            .split(/\r\n/)
            .slice(0, -1)
            .every(line => /^[a-z]=[^\r\n]+$/.test(line)),
        ).toBe(true);
        expect(sdp.split(/\r\n|\r|\n/).length).toBeLessThanOrEqual(
          toSdp(description, 'initiator', linesOf(description)).split('\r\n').length,
        );
      }),
      { numRuns: 500 },
    );
    expect(written).toBeGreaterThan(100);
  });
});
