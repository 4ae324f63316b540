import { describe, expect, test } from 'vitest';
import { describedBy } from '../../../main/core/jingle/description';
import { fromSdp } from '../../../main/core/jingle/sdp';
import {
  initiate,
  initiated,
  step,
  type Effect,
  type Input,
  type Purpose,
  type Session,
  type Step,
} from '../../../main/core/jingle/session';
import type { StanzaError } from '../../../main/core/protocol/rfc6120';
import {
  actions,
  type Content,
  type Jingle,
  type JingleAction,
  type JingleReason,
  type Role,
} from '../../../main/core/protocol/xep0166';
import { answer, candidate, offer, sdpOf, told } from '../support/media';

const parties = { initiator: 'romeo@montague.example/a', responder: 'juliet@capulet.example/b' };

const contentsOf = (ufrag: string, setup?: 'active'): Content[] => {
  const description = fromSdp(sdpOf({ ufrag, ...(setup && { setup }) }), setup ? 'responder' : 'initiator');
  if (!description) throw new Error('no description');
  return [...description.contents];
};

const request = (action: JingleAction, contents: Content[] = [], rest: Partial<Jingle> = {}): Jingle => ({
  ...{ action, sid: 'sid', contents, groups: [], ...rest },
});

const trickle = (ufrag: string | undefined, ...ports: number[]): Content[] => [
  {
    ...{ creator: 'responder', name: '0' },
    transport: {
      ...(ufrag !== undefined && { ufrag, pwd: ufrag.padEnd(22, 'x') }),
      candidates: ports.map(port => ({
        ...{ component: 1, foundation: 'f', ip: '192.0.2.9', port, priority: 7, protocol: 'udp', type: 'host' },
      })),
    },
  },
];

const run = (session: Session, ...inputs: Input[]): Step =>
  inputs.reduce<Step>(
    ([current, done], input) => {
      const [next, effects] = step(current, input);
      return [next, [...done, ...effects]];
    },
    [session, []],
  );

const receive = (jingle: Jingle): Input => ({ type: 'request', jingle });
const signal = (said: ReturnType<typeof offer>): Input => ({ type: 'signal', signal: said });
const acknowledged = (purpose: Purpose): Input => ({ type: 'answered', purpose, answer: 'acknowledged' });
const refused = (purpose: Purpose, error: Partial<StanzaError> = {}): Input => ({
  ...{ type: 'answered', purpose, answer: { type: 'cancel', condition: 'bad-request', ...error } },
});

const sent = (effects: Effect[]) => effects.flatMap(effect => (effect.type === 'send' ? effect.jingle : []));
const signals = (effects: Effect[]) => effects.flatMap(effect => (effect.type === 'signal' ? effect.signal : []));
const described = (effects: Effect[]) =>
  signals(effects).flatMap(said =>
    'description' in said ? { type: said.description.type, ...told(said.description.sdp) } : [],
  );

function offered(): Session {
  const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }));
  if (!begun) throw new Error('no offer');
  return begun[0];
}
const asked = (): Session => initiated(parties, request('session-initiate', contentsOf('them')))[0];
const activeAsInitiator = (): Session =>
  run(offered(), acknowledged('initiate'), receive(request('session-accept', contentsOf('them', 'active'))))[0];
const activeAsResponder = (): Session => run(asked(), signal(answer()))[0];
const ended = (role: Role): Session =>
  run(role === 'initiator' ? offered() : asked(), { type: 'terminate', reason: 'success' })[0];

describe('every action in every state is answered once, as XEP-0166 defines', () => {
  const out = 'out-of-order';
  const no = 'feature-not-implemented';
  const gone = 'unknown-session';
  const yes = 'acknowledge';
  const live: Record<JingleAction, string> = {
    'content-accept': out,
    'content-add': yes,
    'content-modify': no,
    'content-reject': out,
    'content-remove': yes,
    'description-info': yes,
    'security-info': yes,
    'session-accept': out,
    'session-info': yes,
    'session-initiate': out,
    'session-terminate': yes,
    'transport-accept': out,
    'transport-info': yes,
    'transport-reject': out,
    'transport-replace': yes,
  };
  const over = Object.fromEntries(
    actions.map(action => [action, action === 'session-terminate' || action === 'transport-info' ? yes : gone]),
  );
  const states: [string, () => Session, Record<string, string>][] = [
    ['pending, as initiator', offered, { ...live, 'session-accept': yes }],
    ['pending, as responder', asked, live],
    ['active, as initiator', activeAsInitiator, live],
    ['active, as responder', activeAsResponder, live],
    ['ended, as initiator', () => ended('initiator'), over],
    ['ended, as responder', () => ended('responder'), over],
  ];
  const cases = states.flatMap(([name, session, replies]) =>
    actions.map(action => [name, action, replies[action], session] as const),
  );

  test.each(cases)('%s: %s is answered with %s', (_, action, reply, session) => {
    const [next, effects] = step(session(), receive(request(action, contentsOf('them', 'active'))));
    const [first, ...others] = effects;
    expect(first?.type === 'refuse' ? first.refusal : first?.type).toBe(reply);
    expect(others.filter(({ type }) => type === 'acknowledge' || type === 'refuse')).toEqual([]);
    if (first?.type === 'refuse') expect([next, others]).toEqual([session(), []]);
  });
});

describe('an offer of ours', () => {
  test('names us, one content, rtcp-mux, BUNDLE and actpass, and no candidates', () => {
    const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }));
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
    expect(initiate('sid', parties, 'nonsense')).toBeUndefined();
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
    const [session, effects] = initiated(parties, request('session-initiate', contents));
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
    const [session] = initiated(parties, request('session-initiate', contents));
    const [accept] = sent(run(session, signal(answer()))[1]);
    expect(accept?.contents[0]?.description?.payloadTypes.map(({ name }) => name)).toEqual(
      'OPUS G722 PCMU PCMA CN TELEPHONE-EVENT TELEPHONE-EVENT'.split(' '),
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

describe('an ICE restart', () => {
  test('of ours is a transport-info with new credentials and nothing else', () => {
    const [next, effects] = run(activeAsInitiator(), signal(offer('new1')), signal(candidate('new1')));
    expect(sent(effects)).toEqual([
      {
        ...{ action: 'transport-info', sid: 'sid', initiator: parties.initiator, groups: [] },
        contents: [
          {
            creator: 'initiator',
            name: '0',
            transport: { ufrag: 'new1', pwd: 'new1'.padEnd(22, 'x'), candidates: [] },
          },
        ],
      },
    ]);
    expect(sent(run(next, acknowledged('restart'))[1])).toHaveLength(1);
  });

  test('of ours is answered by their first candidate under new credentials, in their old DTLS role', () => {
    const [, effects] = run(
      activeAsInitiator(),
      signal(offer('new1')),
      acknowledged('restart'),
      receive(request('transport-info', trickle('new2', 4000))),
    );
    expect(described(effects)).toEqual([{ type: 'answer', ufrag: 'new2', setup: 'active' }]);
    expect(signals(effects)).toHaveLength(2);
  });

  test('of ours as responder is answered in the other DTLS role, which is as old', () => {
    const [, effects] = run(
      activeAsResponder(),
      signal(offer('new1')),
      acknowledged('restart'),
      receive(request('transport-info', trickle('new2', 4000))),
    );
    expect(described(effects)).toEqual([{ type: 'answer', ufrag: 'new2', setup: 'passive' }]);
  });

  test('of theirs comes without candidates, and our answer is our candidates', () => {
    const [, effects] = run(
      activeAsResponder(),
      receive(request('transport-info', trickle('new2'))),
      signal(answer('new1', 'active')),
      signal(candidate('new1')),
    );
    expect(described(effects)).toEqual([{ type: 'offer', ufrag: 'new2', setup: 'actpass' }]);
    expect(sent(effects)).toMatchObject([
      { action: 'transport-info', contents: [{ transport: { ufrag: 'new1', candidates: [{ port: 5000 }] } }] },
    ]);
  });

  test('of both at once is the initiator’s', () => {
    const theirs = receive(request('transport-info', trickle('new2')));
    expect(run(activeAsInitiator(), signal(offer('new1')), theirs)[1].at(-1)).toEqual({
      type: 'refuse',
      refusal: 'tie-break',
    });
    const [next, effects] = run(activeAsResponder(), signal(offer('new1')), theirs);
    expect(next).toMatchObject({ signaling: 'have-remote-offer' });
    expect(described(effects)).toMatchObject([{ type: 'offer', ufrag: 'new2' }]);
    const [after] = run(next, refused('restart', { condition: 'conflict', jingle: 'tie-break' }));
    expect(after).toEqual(next);
  });

  test('that loses takes its late candidates with it', () => {
    const [next, effects] = run(activeAsInitiator(), receive(request('transport-info', trickle('lost', 4000))));
    expect([next, signals(effects)]).toEqual([activeAsInitiator(), []]);
  });

  test('that the peer does not know leaves the session as it was', () => {
    const [next, effects] = run(
      activeAsInitiator(),
      signal(offer('new1')),
      signal(candidate('new1')),
      refused('restart'),
    );
    expect(next).toEqual({ ...activeAsInitiator(), before: undefined });
    expect(sent(effects)).toHaveLength(1);
  });

  test('that finds no session ends it', () => {
    const [next, effects] = run(
      activeAsInitiator(),
      signal(offer('new1')),
      refused('restart', { jingle: 'unknown-session' }),
    );
    expect(next.state).toBe('ended');
    expect(effects.at(-1)).toMatchObject({ type: 'ended', cause: { by: 'refusal' } });
  });

  test('by which nothing changes is none', () => {
    expect(run(activeAsInitiator(), signal(offer('ours')))[1]).toEqual([]);
  });
});

describe('what this phone does not do', () => {
  const contents: Content[] = [{ creator: 'responder', name: 'screen' }];

  test('another content is rejected after the acknowledgement', () => {
    const [next, effects] = run(activeAsInitiator(), receive(request('content-add', contents)));
    expect(next).toEqual(activeAsInitiator());
    expect(effects).toMatchObject([
      { type: 'acknowledge' },
      {
        type: 'send',
        jingle: { action: 'content-reject', contents, reason: { condition: 'unsupported-applications' } },
      },
    ]);
  });

  test('another transport is rejected after the acknowledgement', () => {
    expect(run(activeAsInitiator(), receive(request('transport-replace', contents)))[1]).toMatchObject([
      { type: 'acknowledge' },
      { type: 'send', jingle: { action: 'transport-reject', contents } },
    ]);
  });

  test('unknown information is told so, known is acknowledged', () => {
    const told = (info: Jingle['info']) => run(activeAsResponder(), receive(request('session-info', [], { info })))[1];
    expect(told({ type: 'unknown', name: 'x', xmlns: 'y' })).toEqual([{ type: 'refuse', refusal: 'unsupported-info' }]);
    for (const type of ['active', 'hold', 'unhold', 'mute', 'unmute', 'ringing'] as const) {
      expect(told({ type })).toEqual([{ type: 'acknowledge' }]);
    }
    expect(told(undefined)).toEqual([{ type: 'acknowledge' }]);
  });

  test('a session whose last content is taken away is over', () => {
    const remove = receive(request('content-remove', [{ creator: 'initiator', name: '0' }]));
    const [next, effects] = run(activeAsInitiator(), remove);
    expect(next.state).toBe('ended');
    expect(effects.map(({ type }) => type)).toEqual(['acknowledge', 'send', 'ended']);
    expect(run(activeAsInitiator(), receive(request('content-remove', contents)))[0].state).toBe('active');
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
