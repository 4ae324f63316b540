import { describe, expect, test } from 'vitest';
import { describedBy } from '../../../main/core/jingle/description';
import { initiate, initiated, type Input } from '../../../main/core/jingle/session';
import type { Content, JingleReason } from '../../../main/core/protocol/xep0166';
import { answer, candidate, offer, sdpOf } from '../support/media';
import {
  acknowledged,
  activeAsInitiator,
  activeAsResponder,
  asked,
  contentsOf,
  described,
  ended,
  offered,
  parties,
  receive,
  refused,
  request,
  run,
  sent,
  signal,
  signals,
  trickle,
} from './sessions';

describe('an offer of ours', () => {
  test('names us, one content, rtcp-mux, BUNDLE and actpass, and no candidates', () => {
    const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }), { trickle: true });
    const [jingle] = sent(begun?.[1] ?? []);
    expect(jingle).toMatchObject({
      ...{ action: 'session-initiate', sid: 'sid', initiator: parties.initiator },
      groups: [{ semantics: 'BUNDLE', contents: [{ name: '0' }] }],
      contents: [
        {
          ...{ creator: 'initiator', name: '0', description: { media: 'audio', rtcpMux: true } },
          transport: { ufrag: 'ours', fingerprint: { hash: 'sha-256', setup: 'actpass' }, candidates: [] },
        },
      ],
    });
  });

  test('is none in what is no SDP', () => {
    expect(initiate('sid', parties, 'nonsense', { trickle: true })).toBeUndefined();
  });

  test('holds our candidates until it is acknowledged, then sends each alone with its credentials', () => {
    const [held, nothing] = run(offered(), signal(candidate('ours', 1111)), signal(candidate('ours', 2222)));
    expect(nothing).toEqual([]);
    const [, effects] = run(held, acknowledged('initiate'), signal(candidate('ours', 3333)));
    expect(
      sent(effects).map(({ contents }) =>
        contents.map(({ transport }) => transport?.candidates.map(({ port }) => port)),
      ),
    ).toEqual([[[1111]], [[2222]], [[3333]]]);
    for (const { action, contents } of sent(effects)) {
      expect([action, contents[0]?.transport?.ufrag, contents[0]?.transport?.pwd]).toEqual([
        'transport-info',
        'ours',
        'ours'.padEnd(22, 'x'),
      ]);
    }
  });

  test('that is never answered for does not hold the candidates for ever', () => {
    const unanswered: Input = { type: 'answered', purpose: 'initiate', answer: 'unanswered' };
    expect(sent(run(offered(), signal(candidate()), unanswered)[1])).toHaveLength(1);
  });

  test('releases its candidates with the answer, if that comes first', () => {
    const [, effects] = run(
      offered(),
      signal(candidate()),
      receive(request('session-accept', contentsOf('them', 'active'))),
    );
    expect(sent(effects).map(({ action }) => action)).toEqual(['transport-info']);
  });

  test('holds no more candidates than anyone needs', () => {
    const flood = Array.from({ length: 400 }, (_, index) => signal(candidate('ours', 1000 + index)));
    expect(sent(run(offered(), ...flood, acknowledged('initiate'))[1])).toHaveLength(256);
  });

  test('is not made twice', () => {
    expect(run(offered(), signal(offer('more')))).toEqual([offered(), []]);
  });

  test('sends neither candidates of TCP nor of an offer that is not this one', () => {
    const tcp = {
      candidate: {
        candidate: 'candidate:1 1 tcp 1 192.0.2.2 9 typ host tcptype active',
        sdpMid: '0',
        usernameFragment: 'ours',
      },
    };
    expect(
      sent(
        run(
          offered(),
          acknowledged('initiate'),
          signal(tcp),
          signal(candidate('old1')),
          signal(candidate('ours', 1, '7')),
        )[1],
      ),
    ).toEqual([]);
  });

  test('gives back candidates that came before the answer behind it', () => {
    const [, effects] = run(
      offered(),
      receive(request('transport-info', trickle('them', 4000))),
      receive(request('session-accept', contentsOf('them', 'active'))),
    );
    expect(signals(effects).map(said => ('description' in said ? 'answer' : said.candidate.usernameFragment))).toEqual([
      'answer',
      'them',
    ]);
  });

  test('that was answered without a fingerprint ends as insecure', () => {
    const [plain] = contentsOf('them', 'active');
    const bare = request('session-accept', [
      { ...plain, name: '0', creator: 'initiator', transport: { ufrag: 'them', pwd: 'x'.repeat(22), candidates: [] } },
    ]);
    const [next, effects] = run(offered(), receive(bare));
    expect(next.state).toBe('ended');
    expect(effects[0]).toEqual({ type: 'acknowledge' });
    expect(sent(effects)).toMatchObject([{ action: 'session-terminate', reason: { condition: 'security-error' } }]);
    expect(effects.at(-1)).toEqual({ type: 'ended', cause: { by: 'us', reason: 'security-error' } });
  });

  test('takes an answer whatever it says of creator, contents that were never offered and order', () => {
    const [content] = contentsOf('them', 'active');
    if (!content) throw new Error('no content');
    const strange = [
      { ...content, name: 'extra' },
      { ...content, creator: 'responder' as const },
    ];
    const [next, effects] = run(offered(), receive(request('session-accept', strange)));
    expect(next.state).toBe('active');
    expect(described(effects)).toEqual([{ type: 'answer', ufrag: 'them', setup: 'active' }]);
  });

  test('is told when their device rings', () => {
    expect(run(offered(), receive(request('session-info', [], { info: { type: 'ringing' } })))[1]).toEqual([
      { type: 'acknowledge' },
      { type: 'rings' },
    ]);
  });
});

describe('an offer of theirs', () => {
  test('is acknowledged and handed to our peer connection, and its usable candidates behind it', () => {
    const [content] = contentsOf('them');
    const [bad, good] = [trickle('them', 0)[0]?.transport?.candidates, trickle('them', 4000)[0]?.transport?.candidates];
    const transport = {
      ...content?.transport,
      candidates: [...(bad ?? []), ...(good ?? []), ...(good ?? []).map(one => ({ ...one, component: 2 }))],
    };
    const [, effects] = initiated(
      parties,
      request('session-initiate', [{ ...content, name: 'voice', creator: 'initiator', transport }]),
      { trickle: true },
    );
    expect(effects[0]).toEqual({ type: 'acknowledge' });
    expect(described(effects)).toEqual([{ type: 'offer', ufrag: 'them', setup: 'actpass' }]);
    expect(signals(effects).slice(1)).toEqual([
      {
        candidate: {
          candidate: 'candidate:f 1 udp 7 192.0.2.9 4000 typ host',
          sdpMid: 'voice',
          usernameFragment: 'them',
        },
      },
    ]);
  });

  const bare = { ufrag: 'them', pwd: 'x'.repeat(22), candidates: [] };
  const lacking: [JingleReason, Partial<Content>][] = [
    ['security-error', { transport: bare }],
    ['unsupported-transports', { transport: undefined }],
    ['unsupported-applications', { description: undefined }],
  ];
  test.each(lacking)('that we cannot take is acknowledged and ended by %s', (reason, change) => {
    const contents = contentsOf('them').map(content => ({ ...content, ...change }));
    const [session, effects] = initiated(parties, request('session-initiate', contents), { trickle: true });
    expect(session.state).toBe('ended');
    expect(effects.map(({ type }) => type)).toEqual(['acknowledge', 'send', 'ended']);
    expect(sent(effects)).toMatchObject([{ action: 'session-terminate', reason: { condition: reason } }]);
  });

  test('is answered with a session-accept that names both of us, and takes the passive part from them', () => {
    const [next, effects] = run(asked(), signal(answer('ours', 'active')));
    expect(sent(effects)).toMatchObject([
      {
        action: 'session-accept',
        ...parties,
        contents: [{ transport: { ufrag: 'ours', fingerprint: { setup: 'active' } } }],
      },
    ]);
    expect(next).toMatchObject({ state: 'active', peerSetup: 'passive' });
  });

  test('is answered in the case it was made in, without what peers cannot read', () => {
    const contents = contentsOf('them').map(({ description, ...content }) => ({
      ...content,
      ...(description && {
        description: {
          ...description,
          payloadTypes: description.payloadTypes.map(payload => ({ ...payload, name: payload.name?.toUpperCase() })),
        },
      }),
    }));
    const [session] = initiated(parties, request('session-initiate', contents), { trickle: true });
    const [accept] = sent(run(session, signal(answer()))[1]);
    expect(accept?.contents[0]?.description?.payloadTypes.map(({ name }) => name)).toEqual(
      'OPUS G722 PCMU PCMA CN TELEPHONE-EVENT TELEPHONE-EVENT RED'.split(' '),
    );
  });

  test('is not answered by another offer', () => {
    expect(run(asked(), signal(offer()))).toEqual([asked(), []]);
  });

  test('answered with every line rejected is turned down', () => {
    const rejected: Input = {
      type: 'signal',
      signal: {
        description: {
          type: 'answer',
          sdp: sdpOf({ ufrag: 'ours', setup: 'active' }).replace(/m=audio \d+/, 'm=audio 0'),
        },
      },
    };
    expect(sent(run(asked(), rejected)[1])).toMatchObject([
      { action: 'session-terminate', reason: { condition: 'failed-application' } },
    ]);
  });

  test('fills the credentials into candidates that lack them', () => {
    const [, effects] = run(asked(), receive(request('transport-info', trickle(undefined, 4000))));
    expect(signals(effects)).toMatchObject([{ candidate: { usernameFragment: 'them' } }]);
  });

  test('survives a bad answer to anything but the session itself', () => {
    for (const purpose of ['candidate', 'info', 'reject', 'ping'] as const) {
      expect(run(activeAsResponder(), refused(purpose))).toEqual([activeAsResponder(), []]);
    }
  });
});

describe('the end', () => {
  test('of ours says one reason, and nothing is sent after it', () => {
    const [next, effects] = run(
      offered(),
      signal(candidate()),
      { type: 'terminate', reason: 'cancel' },
      acknowledged('initiate'),
      signal(candidate('ours', 2)),
    );
    expect(next.state).toBe('ended');
    expect(sent(effects)).toMatchObject([{ action: 'session-terminate', reason: { condition: 'cancel' } }]);
  });

  test('comes once', () => {
    expect(run(ended('initiator'), { type: 'terminate', reason: 'success' }, signal(offer()))).toEqual([
      ended('initiator'),
      [],
    ]);
  });

  test('of theirs without a reason is a success', () => {
    expect(run(activeAsInitiator(), receive(request('session-terminate')))[1]).toEqual([
      { type: 'acknowledge' },
      { type: 'ended', cause: { by: 'peer', reason: 'success' } },
    ]);
  });

  test.each(['initiate', 'accept'] as const)('comes when %s is refused', purpose => {
    const session = purpose === 'initiate' ? offered() : activeAsResponder();
    expect(run(session, refused(purpose))[0].state).toBe('ended');
  });
});

test('a description of the fixtures is complete', () => {
  expect(typeof describedBy({ contents: contentsOf('them'), groups: [] }, 'offer')).toBe('object');
});
