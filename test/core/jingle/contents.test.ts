/** What a peer may do to the contents of a session, and what it tells of them. */
import { describe, expect, test } from 'vitest';
import { initiated } from '../../../main/core/jingle/session';
import type { Content, Jingle } from '../../../main/core/protocol/xep0166';
import { answer, candidate, offer, sdpOf } from '../support/media';
import { fixture } from '../support/xml';
import { fromSdp } from '../../../main/core/jingle/sdp';
import {
  activeAsInitiator,
  activeAsResponder,
  asked,
  contentsOf,
  directions,
  inWords,
  offered,
  parties,
  receive,
  replacing,
  request,
  run,
  sent,
  signal,
  withholding,
} from './sessions';

const named = (name: string, rest: Partial<Content> = {}): Content => ({ creator: 'initiator', name, ...rest });
const modify = (senders: Content['senders'], name = '0') =>
  receive(request('content-modify', [named(name, { senders })]));
const remove = (...names: string[]) =>
  receive(
    request(
      'content-remove',
      names.map(name => named(name)),
    ),
  );

/** An offer of theirs with a video behind the audio, and our answer that takes both. */
const withVideo = () => {
  const sdp = fixture('sdp/chromium-audio-video-offer.sdp');
  const contents = [...(fromSdp(sdp, 'initiator')?.contents ?? [])];
  const [session] = initiated(parties, request('session-initiate', contents), { trickle: true });
  const answered: Parameters<typeof signal>[0] = {
    description: { type: 'answer', sdp: sdp.replaceAll('a=setup:actpass', 'a=setup:active') },
  };
  return run(session, signal(answered))[0];
};

describe('a content that the peer adds', () => {
  const [audio] = contentsOf('them').map(content => ({ ...content, name: 'more' }));
  const video = audio?.description && { ...audio, description: { ...audio.description, media: 'video' as const } };
  const add = (...contents: (Content | undefined)[]) =>
    receive(
      request(
        'content-add',
        contents.flatMap(content => content ?? []),
      ),
    );

  test.each([
    ['a video', video, 'unsupported-applications'],
    ['what is no RTP', named('screen'), 'unsupported-applications'],
    ['a second audio', audio, 'failed-application'],
  ] as const)('as %s is rejected by %3$s, and the audio stays', (_, content, reason) => {
    for (const session of [offered(), asked(), replacing(), activeAsInitiator(), activeAsResponder()]) {
      const [next, effects] = run(session, add(content));
      expect(next).toEqual(session);
      expect(sent(effects)).toMatchObject([
        { action: 'content-reject', contents: [{ name: content?.name }], reason: { condition: reason } },
      ]);
    }
  });

  test('beside another is rejected for its own reason', () => {
    expect(inWords(run(activeAsInitiator(), add(video, audio))[1])).toEqual([
      'acknowledge',
      'content-reject failed-application',
      'content-reject unsupported-applications',
    ]);
  });
});

describe('a content that the peer removes', () => {
  test('ends the session if it was the last', () => {
    const [next, effects] = run(activeAsResponder(), remove('0'));
    expect(next.state).toBe('ended');
    expect(effects.at(-1)).toEqual({ type: 'ended', cause: { by: 'peer', reason: 'success' } });
  });

  test('is rejected towards our peer connection, and the other stays', () => {
    const [next, effects] = run(withVideo(), remove('1'));
    expect(next.state).toBe('active');
    expect(directions(effects)).toEqual(['audio sendrecv', 'video rejected']);
    expect(run(next, remove('0'))[0].state).toBe('ended');
  });

  test('ends the session if we have turned all others down', () => {
    const both = [...contentsOf('them'), ...contentsOf('them').map(content => ({ ...content, name: '1' }))];
    expect(run(activeAsResponder(both), remove('1'))[0].state).toBe('active');
    expect(run(activeAsResponder(both), remove('0'))[0].state).toBe('ended');
  });

  test('is gone from an offer that nobody has answered yet', () => {
    const both = [...contentsOf('them'), ...contentsOf('them').map(content => ({ ...content, name: '1' }))];
    expect(directions(run(asked(both), remove('1'))[1])).toEqual(['audio sendrecv', 'audio rejected']);
  });

  test('may be one that we have turned down in the same moment', () => {
    expect(run(activeAsInitiator(), remove('more'))).toEqual([activeAsInitiator(), [{ type: 'acknowledge' }]]);
  });
});

describe('a direction that the peer changes', () => {
  test.each([
    ['none', 'inactive', 'inactive'],
    ['initiator', 'recvonly', 'sendonly'],
    ['responder', 'sendonly', 'recvonly'],
  ] as const)('to %s is an offer, seen from who sends', (senders, fromResponder, fromInitiator) => {
    expect(directions(run(activeAsInitiator(), modify(senders))[1])).toEqual([`audio ${fromResponder}`]);
    expect(directions(run(activeAsResponder(), modify(senders))[1])).toEqual([`audio ${fromInitiator}`]);
  });

  test('needs no stanza for an answer, and can be taken back without a word', () => {
    const [next, effects] = run(activeAsInitiator(), modify('none'), signal(answer()));
    expect(next).toMatchObject({ signaling: 'stable', generation: 0 });
    expect(sent(effects)).toEqual([]);
    expect(directions(run(next, modify(undefined))[1])).toEqual(['audio sendrecv']);
  });

  test('to what it is already is nothing new', () => {
    expect(run(activeAsInitiator(), modify('both'))).toEqual([activeAsInitiator(), [{ type: 'acknowledge' }]]);
  });

  test('of a content that is not there is malformed, and not a sign that the session is gone', () => {
    for (const session of [offered(), asked(), replacing(), activeAsInitiator()]) {
      expect(run(session, modify('none', 'else'))).toEqual([session, [{ type: 'refuse', refusal: 'bad-request' }]]);
    }
  });

  test('before it accepts counts unless its answer says otherwise', () => {
    const accept = (senders?: Content['senders']) =>
      receive(
        request(
          'session-accept',
          contentsOf('them', 'active').map(({ senders: _, ...content }) => ({ ...content, senders })),
        ),
      );
    const [waiting] = run(offered(), modify('responder'));
    expect(directions(run(waiting, accept())[1])).toEqual(['audio sendonly']);
    expect(directions(run(waiting, accept('both'))[1])).toEqual(['audio sendrecv']);
  });

  test('before we answer is answered in one go', () => {
    const [next, effects] = run(asked(), modify('initiator'), signal(answer()), signal(answer()));
    expect(next).toMatchObject({ state: 'active', signaling: 'stable' });
    expect(sent(effects).map(({ action }) => action)).toEqual(['session-accept']);
  });

  test('before we answer keeps the session from another offer until both are answered', () => {
    const [next] = run(asked(), modify('initiator'), signal(answer()));
    expect(next).toMatchObject({ state: 'active', signaling: 'have-remote-offer' });
    expect(run(next, signal(offer('new1')))).toEqual([next, []]);
  });

  test('while our answer waits for candidates takes those with it that another answer has outdated', () => {
    const [waiting, effects] = run(
      asked(undefined, { trickle: false }),
      modify('initiator'),
      signal(answer('old1')),
      signal(candidate('old1', 1111)),
      signal(answer('new1')),
      signal(candidate('new1', 2222)),
    );
    expect(inWords(effects)).toEqual(['acknowledge', 'offer', 'gathering']);
    const [accept] = sent(run(waiting, { type: 'gathered' })[1]);
    expect(accept?.contents[0]?.transport).toMatchObject({ ufrag: 'new1', candidates: [{ port: 2222 }] });
  });

  test('while they come over to ICE is in the offer that follows', () => {
    const [, effects] = run(replacing(), modify('initiator'), receive(request('transport-accept', contentsOf('them'))));
    expect(directions(effects)).toEqual(['audio sendonly']);
  });
});

describe('what the peer tells', () => {
  const told = (session: ReturnType<typeof offered>, info: Jingle['info']) =>
    run(session, receive(request('session-info', [], { info })))[1];

  test.each(['active', 'hold', 'unhold', 'mute', 'unmute', 'record', 'unrecord'] as const)(
    'as %s is understood in every state',
    type => {
      for (const session of [
        offered(),
        asked(),
        replacing(),
        withholding(),
        activeAsInitiator(),
        activeAsResponder(),
      ]) {
        expect(told(session, { type })).toEqual([{ type: 'acknowledge' }, { type: 'informed', info: { type } }]);
      }
    },
  );

  test('as unknown is refused, and nothing at all is a ping', () => {
    expect(told(activeAsResponder(), { type: 'unknown', name: 'x', xmlns: 'y' })).toEqual([
      { type: 'refuse', refusal: 'unsupported-info' },
    ]);
    expect(told(activeAsResponder(), undefined)).toEqual([{ type: 'acknowledge' }]);
  });

  test('as ringing counts until the session is accepted', () => {
    expect(inWords(told(offered(), { type: 'ringing' }))).toEqual(['acknowledge', 'rings']);
    expect(inWords(told(activeAsInitiator(), { type: 'ringing' }))).toEqual(['acknowledge']);
  });

  test.each([
    ['0', '0', ['0']],
    ['mid0', '0', ['0']],
    ['0', 'mid0', ['mid0']],
    ['mid0', 'audio', ['audio']],
    ['1', 'mid1', ['audio', 'mid1']],
  ])('of %s is about %s', (said, content, names) => {
    const contents = names.flatMap(name => contentsOf('them').map(one => ({ ...one, name })));
    expect(told(asked(contents), { type: 'mute', content: said }).at(-1)).toEqual({
      type: 'informed',
      info: { type: 'mute', content },
    });
  });
});

describe('a transfer', () => {
  const transfer = { to: 'boss@execs.example/phone', from: 'desk@office.example/a', sid: 'other' };

  test('that the peer asks for comes once it has answered', () => {
    const ask = receive(request('session-info', [], { transfer }));
    expect(run(activeAsInitiator(), ask)[1]).toEqual([{ type: 'acknowledge' }, { type: 'transfer', transfer }]);
    for (const session of [offered(), asked(), replacing()]) {
      expect(inWords(run(session, ask)[1])).toEqual(['out-of-order']);
    }
  });

  test('to nobody is malformed', () => {
    const ask = receive(request('session-info', [], { transfer: { from: 'desk@office.example/a' } }));
    expect(inWords(run(activeAsInitiator(), ask)[1])).toEqual(['bad-request']);
  });

  test('of ours is a session-info, and its answer is told', () => {
    const [next, effects] = run(activeAsResponder(), { type: 'transfer', transfer });
    expect(effects).toMatchObject([
      { type: 'send', purpose: 'transfer', jingle: { action: 'session-info', transfer } },
    ]);
    const answers = [
      ['acknowledged', 'acknowledged'],
      ['unanswered', 'refused'],
      [{ type: 'cancel', condition: 'feature-not-implemented' }, 'refused'],
    ] as const;
    for (const [given, means] of answers) {
      expect(run(next, { type: 'answered', purpose: 'transfer', answer: given })).toEqual([
        next,
        [{ type: 'transferring', answer: means }],
      ]);
    }
    expect(run(offered(), { type: 'transfer', transfer })).toEqual([offered(), []]);
  });

  test('of ours that finds no session ends it', () => {
    const gone = { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' } as const;
    expect(run(activeAsInitiator(), { type: 'answered', purpose: 'transfer', answer: gone })[0].state).toBe('ended');
  });

  test('that is done is said in the farewell', () => {
    const [, effects] = run(activeAsInitiator(), { type: 'terminate', reason: 'success', transferred: true });
    expect(sent(effects)).toMatchObject([{ reason: { condition: 'success', transferred: {} } }]);
  });
});

test('the description of these tests is one that our peer connection could give', () => {
  expect(fromSdp(sdpOf({ ufrag: 'ours' }), 'initiator')?.contents).toHaveLength(1);
});
