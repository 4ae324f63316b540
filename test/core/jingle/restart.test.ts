/** ICE restarts of both sides, in both dialects, and what must not be taken for one. */
import { describe, expect, test } from 'vitest';
import { answer, candidate, offer } from '../support/media';
import {
  acknowledged,
  activeAsInitiator,
  activeAsResponder,
  asked,
  contentsOf,
  described,
  directions,
  inWords,
  last,
  newer,
  parties,
  ports,
  receive,
  refused,
  request,
  restarting,
  run,
  sent,
  signal,
  signals,
  tieBreak,
  trickle,
  unanswered,
} from './sessions';

const info = (...args: Parameters<typeof trickle>) => receive(request('transport-info', trickle(...args)));
const gatheringComplete = (ufrag: string) =>
  receive(
    request('transport-info', [
      {
        creator: 'initiator',
        name: '0',
        transport: { ufrag, pwd: ufrag.padEnd(22, 'x'), candidates: [], gatheringComplete: true },
      },
    ]),
  );

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
    expect(after).toEqual({ ...next, awaited: 0 });
  });

  test('that loses takes its late candidates with it', () => {
    const lost = run(restarting('initiator'), info('lost'))[0];
    const [next, effects] = run(lost, info('lost', 4000), acknowledged('restart'), info('lost', 4001));
    expect([next, signals(effects)]).toEqual([{ ...lost, held: undefined, awaited: 0 }, []]);
    expect(described(run(next, info('new2', 4002))[1])).toMatchObject([{ type: 'answer', ufrag: 'new2' }]);
  });

  test('that loses takes our own late candidates with it, too', () => {
    const [next] = run(restarting('responder'), info('new2'));
    expect(sent(run(next, signal(candidate('new1')))[1])).toEqual([]);
    expect(sent(run(next, signal(answer('new3')), signal(candidate('new3')))[1])).toHaveLength(1);
  });

  test('of theirs that lost the tie without ours being one leaves the session as it was', () => {
    const [next, effects] = run(restarting('initiator'), signal(candidate('new1')), refused('restart', tieBreak));
    expect(next).toMatchObject({ signaling: 'stable', local: { contents: [{ transport: { ufrag: 'ours' } }] } });
    expect(effects).toEqual([]);
  });

  test('that the peer does not know leaves the session as it was, and is told', () => {
    const [next, effects] = run(restarting('initiator'), signal(candidate('new1')), refused('restart'));
    expect(next).toEqual({ ...activeAsInitiator(), before: undefined, generation: 1 });
    expect(effects).toEqual([{ type: 'unrestartable' }]);
  });

  test('that nobody answers for may still be answered', () => {
    const [next, effects] = run(restarting('initiator'), signal(candidate('new1')), unanswered('restart'));
    expect(inWords(effects)).toEqual(['transport-info', 'unrestartable']);
    expect(described(run(next, info('new2', 4000))[1])).toMatchObject([{ type: 'answer', ufrag: 'new2' }]);
  });

  test('that was answered is not refused afterwards', () => {
    const [next] = run(restarting('initiator'), info('new2', 4000));
    expect(run(next, refused('restart'))).toEqual([{ ...next, awaited: 0 }, []]);
  });

  test('that follows one which lost is not refused by what is said of that', () => {
    const [lost] = run(activeAsResponder(), signal(offer('new1')), info('theirs'), signal(answer('new2')));
    const [next] = run(lost, signal(offer('new3')), refused('restart', tieBreak));
    expect(next).toMatchObject({
      signaling: 'have-local-offer',
      local: { contents: [{ transport: { ufrag: 'new3' } }] },
    });
    const [, effects] = run(next, acknowledged('restart'), info('new4', 4000));
    expect(described(effects)).toMatchObject([{ type: 'answer', ufrag: 'new4' }]);
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

  test('of theirs may bring its candidates along', () => {
    for (const session of [activeAsInitiator(), activeAsResponder()]) {
      const [next, effects] = run(session, info('new2', 4000, 4001));
      expect(next).toMatchObject({ signaling: 'have-remote-offer' });
      expect(described(effects)).toEqual([{ type: 'offer', ufrag: 'new2', setup: 'actpass' }]);
      expect(ports(effects)).toEqual([4000, 4001]);
    }
  });

  test('of ours may be answered without candidates, once the peer has acknowledged it', () => {
    const [next, effects] = run(restarting('initiator'), acknowledged('restart'), info('new2'));
    expect(next).toMatchObject({ signaling: 'stable' });
    expect(described(effects)).toEqual([{ type: 'answer', ufrag: 'new2', setup: 'active' }]);
    expect(described(run(restarting('responder'), acknowledged('restart'), info('new2'))[1])).toMatchObject([
      { type: 'answer' },
    ]);
  });

  test('of ours may be answered by the end of candidates alone: a peer without any has none to send', () => {
    const [, effects] = run(restarting('initiator'), gatheringComplete('new2'));
    expect(described(effects)).toMatchObject([{ type: 'answer', ufrag: 'new2' }]);
    expect(ports(effects)).toEqual(['end']);
  });

  test('is not what comes late under credentials of before', () => {
    const [next] = run(activeAsResponder(), info('new2'), signal(answer('new1')));
    expect(run(next, info('them', 4000), info('them'))).toEqual([
      next,
      [{ type: 'acknowledge' }, { type: 'acknowledge' }],
    ]);
  });

  test('is not what names no password: those are the credentials of the session', () => {
    const [content] = trickle('half', 4000);
    const half = receive(
      request('transport-info', [
        {
          ...content,
          creator: 'initiator',
          name: '0',
          transport: { ufrag: 'half', candidates: content?.transport?.candidates ?? [] },
        },
      ]),
    );
    const [next, effects] = run(activeAsInitiator(), half);
    expect(next).toEqual(activeAsInitiator());
    expect(signals(effects)).toMatchObject([{ candidate: { usernameFragment: 'them' } }]);
  });

  test('gives our candidates the next generation, whoever began it', () => {
    const generations = (effects: Parameters<typeof sent>[0]) =>
      sent(effects).flatMap(({ contents }) =>
        contents.flatMap(({ transport }) => transport?.candidates.map(({ generation }) => generation) ?? []),
      );
    const [ours, first] = run(restarting('initiator'), acknowledged('restart'), signal(candidate('new1')));
    expect(generations(first)).toEqual([1]);
    const [, second] = run(
      ours,
      info('new2', 4000),
      info('new4', 4000),
      signal(answer('new5')),
      signal(candidate('new5')),
    );
    expect(generations(second)).toEqual([2]);
    expect(generations(run(activeAsInitiator(), signal(candidate()))[1])).toEqual([0]);
  });

  test('of theirs that follows another waits for both answers of our peer connection', () => {
    const [next] = run(activeAsInitiator(), info('new2'), info('new4'), signal(answer('new1')));
    expect(next).toMatchObject({ signaling: 'have-remote-offer' });
    expect(run(next, signal(offer('new9')))).toEqual([next, []]);
    expect(run(next, signal(answer('new3')))[0]).toMatchObject({
      signaling: 'stable',
      local: { contents: [{ transport: { ufrag: 'new3' } }] },
    });
  });
});

describe('a new direction while an offer of ours is open', () => {
  const silence = receive(request('content-modify', [{ creator: 'initiator', name: '0', senders: 'none' }]));

  test('is told with the answer to it', () => {
    const [waiting, none] = run(restarting('responder'), silence);
    expect(inWords(none)).toEqual(['acknowledge']);
    expect(directions(run(waiting, info('new2', 4000))[1])).toEqual(['audio inactive']);
  });

  test('is told as an offer if there is no answer', () => {
    const [, effects] = run(restarting('responder'), silence, refused('restart'));
    expect(inWords(effects)).toEqual(['acknowledge', 'offer', 'unrestartable']);
    expect(directions(effects)).toEqual(['audio inactive']);
  });
});

test('a content that an answer does not renew keeps its part in DTLS', () => {
  const both = [...contentsOf('them'), ...contentsOf('them').map(content => ({ ...content, name: '1' }))];
  const modified = receive(request('content-modify', [{ creator: 'initiator', name: '1', senders: 'none' }]));
  const [session] = run(activeAsResponder(both), modified, signal(answer()), signal(offer('new1')));
  const [said] = signals(run(session, info('new2', 4000))[1]);
  const sdp = said && 'description' in said ? said.description.sdp : '';
  expect([...sdp.matchAll(/a=setup:(\w+)/g)].map(([, setup]) => setup)).toEqual(['passive', 'passive']);
});

describe('candidates', () => {
  test('of a content under a wrong name are of the only one that there is', () => {
    const wrong = trickle('them', 4000).map(content => ({ ...content, name: 'mid0' }));
    for (const session of [asked(), activeAsInitiator()]) {
      expect(signals(run(session, receive(request('transport-info', wrong)))[1])).toMatchObject([
        { candidate: { sdpMid: '0' } },
      ]);
    }
  });

  test('of a content under a wrong name are lost where there are two', () => {
    const both = [...contentsOf('them'), ...contentsOf('them').map(content => ({ ...content, name: '1' }))];
    const wrong = trickle('them', 4000).map(content => ({ ...content, name: '2' }));
    expect(inWords(run(asked(both), receive(request('transport-info', wrong)))[1])).toEqual(['acknowledge']);
  });

  test('end where the peer says so, in either namespace', () => {
    expect(ports(run(activeAsInitiator(), info('them', 4000), gatheringComplete('them'))[1])).toEqual([4000, 'end']);
  });

  test('of ours end on the wire only for peers that know what that means', () => {
    const ends = (session: ReturnType<typeof asked>) =>
      sent(run(session, last())[1]).map(({ contents }) => contents[0]?.transport);
    expect(ends(activeAsInitiator())).toEqual([]);
    expect(ends(activeAsResponder(newer(contentsOf('them'))))).toMatchObject([
      { xmlns: 'urn:xmpp:jingle:transports:ice:0', ufrag: 'ours', candidates: [], gatheringComplete: true },
    ]);
  });
});

describe('a peer on XEP-0371', () => {
  test('is answered in kind, in everything', () => {
    const session = activeAsResponder(newer(contentsOf('them')));
    const spoken = [
      ...sent(run(asked(newer(contentsOf('them'))), signal(answer()))[1]),
      ...sent(run(session, signal(candidate()), signal(offer('new1')))[1]),
    ];
    expect(spoken.map(({ action }) => action)).toEqual(['session-accept', 'transport-info', 'transport-info']);
    for (const { contents } of spoken) expect(contents[0]?.transport?.xmlns).toBe('urn:xmpp:jingle:transports:ice:0');
  });

  test('stays there through an ICE restart', () => {
    const [next] = run(activeAsResponder(newer(contentsOf('them'))), info('new2'), signal(answer('new1')));
    expect(sent(run(next, signal(candidate('new1')))[1])).toMatchObject([
      { contents: [{ transport: { xmlns: 'urn:xmpp:jingle:transports:ice:0' } }] },
    ]);
  });
});
