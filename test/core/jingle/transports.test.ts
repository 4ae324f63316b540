/** Other transports than ours, transports that are replaced, and descriptions that wait for their candidates. */
import { describe, expect, test } from 'vitest';
import { initiate, initiated, type Session } from '../../../main/core/jingle/session';
import { RAW_UDP } from '../../../main/core/protocol/namespaces';
import type { Content } from '../../../main/core/protocol/xep0166';
import { answer, candidate, sdpOf } from '../support/media';
import {
  acknowledged,
  activeAsInitiator,
  activeAsResponder,
  asked,
  contentsOf,
  described,
  inWords,
  last,
  newer,
  offered,
  parties,
  ports,
  rawUdp,
  receive,
  refused,
  replacing,
  request,
  restarting,
  run,
  sent,
  signal,
  trickle,
  unanswered,
  unopened,
  withholding,
} from './sessions';

const accept = (contents: Content[]) => receive(request('transport-accept', contents));
const replace = (contents: Content[]) => receive(request('transport-replace', contents));
const bare = { ufrag: 'them', pwd: 'x'.repeat(22), candidates: [] };

describe('an offer over raw UDP', () => {
  test('is acknowledged and asked to come over to ICE, and our peer connection hears nothing of it', () => {
    const [, effects] = initiated(parties, request('session-initiate', rawUdp()), { trickle: true });
    expect(inWords(effects)).toEqual(['acknowledge', 'transport-replace']);
    expect(sent(effects)).toMatchObject([{ contents: [{ name: '0', transport: { candidates: [] } }] }]);
  });

  test('that does so goes on like any other', () => {
    const theirs = contentsOf('them').map(({ description: _, ...content }) => ({
      ...content,
      transport: { ...content.transport, candidates: trickle('them', 4000)[0]?.transport?.candidates ?? [] },
    }));
    const [next, effects] = run(replacing(), acknowledged('replace'), accept(theirs));
    expect(described(effects)).toEqual([{ type: 'offer', ufrag: 'them', setup: 'actpass' }]);
    expect(ports(effects)).toEqual([4000]);
    const [after, more] = run(next, signal(answer()), signal(candidate()));
    expect([after.state, ...sent(more).map(({ action }) => action)]).toEqual([
      'active',
      'session-accept',
      'transport-info',
    ]);
  });

  test('that does so over XEP-0371 is answered there', () => {
    expect(sent(run(replacing(), accept(newer(contentsOf('them'))), signal(answer()))[1])).toMatchObject([
      { contents: [{ transport: { xmlns: 'urn:xmpp:jingle:transports:ice:0' } }] },
    ]);
  });

  const unusable: [string, () => Session, Parameters<typeof run>[1]][] = [
    ['is refused by the peer', replacing, refused('replace')],
    ['is accepted without a fingerprint', replacing, accept([{ creator: 'initiator', name: '0', transport: bare }])],
    [
      'is accepted without credentials',
      replacing,
      accept([{ creator: 'initiator', name: '0', transport: { candidates: [] } }]),
    ],
    ['is accepted over raw UDP', replacing, accept(rawUdp())],
    ['is accepted by nothing', replacing, accept([])],
    ['is rejected', replacing, receive(request('transport-reject', rawUdp()))],
  ];
  test.each(unusable)('whose replacement %s ends by unsupported-transports', (_, session, input) => {
    const [next, effects] = run(session(), input);
    expect(next.state).toBe('ended');
    expect(sent(effects)).toMatchObject([
      { action: 'session-terminate', reason: { condition: 'unsupported-transports' } },
    ]);
  });

  test('whose replacement meets no session is over without a word', () => {
    expect(inWords(run(replacing(), refused('replace', { jingle: 'unknown-session' }))[1])).toEqual(['refused']);
  });

  test('waits where nobody knows whether it was asked', () => {
    expect(run(replacing(), unanswered('replace'))).toEqual([replacing(), []]);
  });

  test('can ring, and be declined', () => {
    const [next, effects] = run(
      replacing(),
      { type: 'inform', info: { type: 'ringing' } },
      { type: 'terminate', reason: 'decline' },
    );
    expect(next.state).toBe('ended');
    expect(inWords(effects)).toEqual(['session-info', 'session-terminate decline', 'ended by us']);
  });
});

describe('what cannot be encrypted', () => {
  test('ends by security-error, offered or answered', () => {
    const plain = (contents: Content[]) => contents.map(content => ({ ...content, transport: bare }));
    const reason = [{ action: 'session-terminate', reason: { condition: 'security-error' } }];
    expect(
      sent(initiated(parties, request('session-initiate', plain(contentsOf('them'))), { trickle: true })[1]),
    ).toMatchObject(reason);
    expect(
      sent(run(offered(), receive(request('session-accept', plain(contentsOf('them', 'active')))))[1]),
    ).toMatchObject(reason);
  });

  test('of no transport at all, or no RTP, is told what is missing', () => {
    const ends = (content: Content) =>
      inWords(initiated(parties, request('session-initiate', [content]), { trickle: true })[1])[1];
    const [audio] = contentsOf('them');
    expect(ends({ creator: 'initiator', name: '0', description: audio?.description })).toBe(
      'session-terminate unsupported-transports',
    );
    expect(ends({ creator: 'initiator', name: '0', foreignTransport: RAW_UDP })).toBe(
      'session-terminate unsupported-applications',
    );
  });
});

describe('a transport that the peer replaces', () => {
  const moved = (ufrag = 'new2', change: (transport: NonNullable<Content['transport']>) => object = () => ({})) =>
    contentsOf(ufrag).map(({ creator, name, transport }): Content => ({
      ...{ creator, name },
      transport: transport && { ...transport, ...change(transport) },
    }));

  test('by ICE with the same certificate is an ICE restart, accepted by our answer', () => {
    const [next, effects] = run(
      activeAsInitiator(),
      replace(moved()),
      signal(answer('new1')),
      signal(candidate('new1')),
    );
    expect(next).toMatchObject({ signaling: 'stable', generation: 1 });
    expect(described(effects)).toEqual([{ type: 'offer', ufrag: 'new2', setup: 'actpass' }]);
    expect(sent(effects)).toMatchObject([
      { action: 'transport-accept', contents: [{ name: '0', transport: { ufrag: 'new1', fingerprint: {} } }] },
      { action: 'transport-info', contents: [{ transport: { ufrag: 'new1' } }] },
    ]);
    expect(run(next, refused('settle'))).toEqual([next, []]);
  });

  test('by that of XEP-0371 is answered there from then on', () => {
    expect(sent(run(activeAsInitiator(), replace(newer(moved())), signal(answer('new1')))[1])).toMatchObject([
      { contents: [{ transport: { xmlns: 'urn:xmpp:jingle:transports:ice:0' } }] },
    ]);
  });

  test.each([
    ['raw UDP', rawUdp()],
    ['another certificate', moved('new2', ({ fingerprint }) => ({ fingerprint: { ...fingerprint, value: 'AA:BB' } }))],
    ['no certificate', moved('new2', () => ({ fingerprint: undefined }))],
    ['no password', moved('new2', () => ({ pwd: undefined }))],
    ['the credentials that it has', moved('them')],
  ])('by %s is rejected, and the session goes on', (_, contents) => {
    for (const session of [activeAsInitiator(), activeAsResponder()]) {
      const [next, effects] = run(session, replace(contents));
      expect(next).toEqual(session);
      expect(inWords(effects)).toEqual(['acknowledge', 'transport-reject unsupported-transports']);
    }
  });

  test('is accepted by the answer to it, not by one to what was asked before', () => {
    const silence = receive(request('content-modify', [{ creator: 'initiator', name: '0', senders: 'none' }]));
    const [next, effects] = run(activeAsInitiator(), silence, replace(moved()), signal(answer('ours')));
    expect(sent(effects)).toEqual([]);
    expect(sent(run(next, signal(answer('new1')))[1])).toMatchObject([
      { action: 'transport-accept', contents: [{ transport: { ufrag: 'new1' } }] },
    ]);
  });

  test('for one content and not for the other is rejected for both', () => {
    const both = [...contentsOf('them'), ...contentsOf('them').map(content => ({ ...content, name: '1' }))];
    const half = [...moved(), ...moved('new2', () => ({ pwd: undefined })).map(content => ({ ...content, name: '1' }))];
    const session = activeAsResponder(both);
    expect(run(session, replace(half))[0]).toEqual(session);
  });

  test('is rejected before both have described themselves, with what it was', () => {
    for (const session of [offered(), asked(), replacing(), withholding()]) {
      const [next, effects] = run(session, replace(rawUdp()));
      expect(next).toEqual(session);
      expect(sent(effects)).toMatchObject([{ action: 'transport-reject', contents: [{ foreignTransport: RAW_UDP }] }]);
    }
  });

  test('while an offer of the initiator is open has lost', () => {
    expect(inWords(run(restarting('initiator'), replace(moved()))[1])).toEqual(['tie-break']);
    expect(inWords(run(restarting('responder'), replace(moved()))[1])).toEqual(['acknowledge', 'offer']);
  });
});

describe('a peer that wants all candidates at once', () => {
  const portsIn = (effects: Parameters<typeof sent>[0]) =>
    sent(effects).map(({ action, contents }) => [action, contents[0]?.transport?.candidates.map(({ port }) => port)]);

  test('gets our offer when there are no more', () => {
    const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }), { trickle: false });
    expect(begun?.[1]).toEqual([{ type: 'gathering' }]);
    const [next, effects] = run(unopened(), signal(candidate('ours', 1111)), signal(candidate('ours', 2222)), last());
    expect(next.state).toBe('pending');
    expect(portsIn(effects)).toEqual([['session-initiate', [1111, 2222]]]);
  });

  test('gets our offer when they have had their time, and what comes later behind it', () => {
    const [, effects] = run(
      unopened(),
      signal(candidate('ours', 1111)),
      { type: 'gathered' },
      signal(candidate('ours', 2222)),
      { type: 'gathered' },
      last(),
      acknowledged('initiate'),
    );
    expect(portsIn(effects)).toEqual([
      ['session-initiate', [1111]],
      ['transport-info', [2222]],
    ]);
  });

  test('hears nothing of an offer that was called off before', () => {
    const [next, effects] = run(unopened(), { type: 'terminate', reason: 'cancel' }, { type: 'gathered' });
    expect([next.state, ...inWords(effects)]).toEqual(['ended', 'ended by us']);
  });

  test('gets our answer when there are no more, or they have had their time', () => {
    for (const done of [last(), { type: 'gathered' } as const]) {
      const [waiting, none] = run(asked(undefined, { trickle: false }), signal(answer()));
      expect(inWords(none)).toEqual(['gathering']);
      const [next, effects] = run(waiting, signal(candidate('ours', 1111)), done, signal(candidate('ours', 2222)));
      expect(next.state).toBe('active');
      expect(portsIn(effects)).toEqual([
        ['session-accept', [1111]],
        ['transport-info', [2222]],
      ]);
    }
  });

  test('is told the end while our answer waits', () => {
    expect(inWords(run(withholding(), { type: 'terminate', reason: 'success' })[1])).toEqual([
      'session-terminate success',
      'ended by us',
    ]);
  });

  test('is told who asked for the call', () => {
    const transfer = { from: 'desk@office.example/a', sid: 'other', to: 'boss@execs.example/phone' };
    const begun = initiate('sid', parties, sdpOf({ ufrag: 'ours' }), { trickle: false, transfer });
    if (!begun) throw new Error('no offer');
    expect(sent(run(begun[0], { type: 'gathered' })[1])).toMatchObject([{ action: 'session-initiate', transfer }]);
  });

  test('is not waited for twice, and others are not waited for', () => {
    for (const session of [offered(), asked(), activeAsInitiator()]) {
      expect(run(session, { type: 'gathered' })).toEqual([session, []]);
    }
  });
});
