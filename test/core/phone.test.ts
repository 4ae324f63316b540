import { describe, expect, test } from 'vitest';
import { RECORDING } from '../../main/core/protocol/namespaces';
import type { Answer } from '../../main/core/ports';
import type { StanzaError } from '../../main/core/protocol/rfc6120';
import { PhoneError } from '../../shared/result';
import { answer, candidate, offer } from './support/media';
import { Bench, described, device, ids, peer, self } from './support/phone';

const placed = (id = ids.middle): Bench => {
  const bench = new Bench();
  bench.phone.place(id, peer, offer());
  return bench;
};

const taken = (id = ids.middle): Bench => {
  const bench = placed(id);
  bench.hear({ step: 'proceed', id });
  return bench;
};

const answeredByThem = (id = ids.middle): Bench => {
  const bench = taken(id);
  bench.request.answered({ type: 'acknowledged' });
  bench.accept(id);
  bench.phone.media(id, 'connected');
  bench.said();
  bench.asked();
  return bench;
};

const ringing = (id = ids.middle, rest: Parameters<Bench['hear']>[1] = {}): Bench => {
  const bench = new Bench();
  bench.hear({ step: 'propose', id, media: ['audio'] }, rest);
  return bench;
};

const answeredByUs = (id = ids.middle): Bench => {
  const bench = ringing(id);
  bench.phone.accept(id, 'hold');
  bench.offer(id);
  bench.phone.signal(id, [answer()]);
  bench.phone.media(id, 'connected');
  bench.said();
  bench.asked();
  return bench;
};

const refuse = (condition: StanzaError['condition'], jingle?: StanzaError['jingle']) => ({
  type: 'refused' as const,
  error: { type: 'cancel' as const, condition, jingle },
});

const codeOf = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof PhoneError) return error.code;
    throw error;
  }
  return 'none';
};

describe('placing a call', () => {
  test('proposes to everyone of theirs, and offers to the device that takes it', () => {
    const bench = placed();
    expect(bench.call).toMatchObject({ peer, direction: 'outgoing', phase: 'proposing', heardRinging: false });
    expect(bench.messages).toEqual([{ to: peer, message: { step: 'propose', id: ids.middle, media: ['audio'] } }]);
    bench.hear({ step: 'ringing', id: ids.middle });
    expect(bench.call.heardRinging).toBe(true);
    bench.hear({ step: 'proceed', id: ids.middle });
    expect(bench.call).toMatchObject({ phase: 'connecting', answeredAt: undefined });
    expect(bench.asked()).toEqual([['session-initiate', device]]);
  });

  test('takes proceed, ringing and reject from a bare address too', () => {
    const bench = placed();
    bench.hear({ step: 'ringing', id: ids.middle }, { from: peer });
    bench.hear({ step: 'reject', id: ids.middle }, { from: peer });
    expect(bench.call).toMatchObject({ heardRinging: true, phase: 'ended', end: 'declined' });
  });

  test('sends the candidates behind the acknowledgement of the offer', () => {
    const bench = placed();
    bench.phone.signal(ids.middle, [candidate()]);
    bench.hear({ step: 'proceed', id: ids.middle });
    const { answered } = bench.request;
    expect(bench.asked()).toHaveLength(1);
    answered({ type: 'acknowledged' });
    expect(bench.asked()).toEqual([['transport-info', device]]);
  });

  test('is answered when the session is, not when a gateway proceeds', () => {
    const bench = taken();
    bench.clock.pass(1000);
    bench.accept(ids.middle);
    expect(bench.call.answeredAt).toBe(bench.clock.now());
    expect(bench.signals).toMatchObject([{ description: { type: 'answer' } }]);
    bench.phone.media(ids.middle, 'connected');
    expect(bench.call).toMatchObject({ phase: 'active', connectedAt: bench.clock.now() });
  });

  test('rings out after a minute, and says so', () => {
    const bench = placed();
    bench.said();
    bench.clock.pass(59_999);
    expect(bench.call.phase).toBe('proposing');
    bench.clock.pass(1);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'no-answer' });
    expect(bench.messages).toMatchObject([
      { to: peer, message: { step: 'retract', reason: { condition: 'timeout' } } },
    ]);
  });

  test('that is taken and not established ends after half a minute', () => {
    const bench = taken();
    bench.clock.pass(30_000);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'vanished' });
  });

  test('through a gateway to the telephone network may ring for a minute after it proceeds', () => {
    const bench = placed();
    bench.hear({ step: 'proceed', id: ids.middle }, { from: `${peer}/sip` });
    bench.clock.pass(2_000); // for the candidates, which gateways want inside the offer
    bench.clock.pass(59_999);
    expect(bench.call.phase).toBe('connecting');
    bench.clock.pass(1);
    expect(bench.call.end).toBe('no-answer');
  });

  test('can be cancelled before and after a device has taken it', () => {
    const bench = placed();
    bench.said();
    bench.phone.end(ids.middle);
    expect([bench.call.end, bench.said()]).toEqual(['cancelled', [['retract', peer]]]);
    const later = taken();
    later.said();
    later.asked();
    later.phone.end(ids.middle);
    expect([later.call.end, later.asked(), later.said()]).toEqual([
      'cancelled',
      [['session-terminate', device]],
      [['finish', device]],
    ]);
  });

  test.each([
    ['decline', 'declined'],
    ['busy', 'busy'],
    [undefined, 'declined'],
  ] as const)('rejected with %s is %s', (condition, end) => {
    const bench = placed();
    bench.hear({ step: 'reject', id: ids.middle, reason: condition && { condition } });
    expect(bench.call.end).toBe(end);
    expect(bench.clock.running).toBe(0);
  });

  test('that bounces is unreachable, and nobody is told of its end', () => {
    const bench = placed();
    bench.said();
    bench.hear(
      { step: 'propose', id: ids.middle, media: [] },
      { from: peer, error: { type: 'cancel', condition: 'service-unavailable' } },
    );
    expect([bench.call.end, bench.said()]).toEqual(['unreachable', []]);
  });

  test.each([
    [refuse('service-unavailable'), 'unreachable'],
    [refuse('item-not-found', 'unknown-session'), 'vanished'],
    [refuse('not-acceptable'), 'incompatible'],
  ])('whose offer is refused ends', (refusal, end) => {
    const bench = taken();
    bench.request.answered(refusal);
    expect(bench.call.end).toBe(end);
  });

  test('taken by two devices goes to the first', () => {
    const bench = taken();
    bench.asked();
    bench.hear({ step: 'proceed', id: ids.middle }, { from: `${peer}/garden` });
    bench.hear({ step: 'reject', id: ids.middle }, { from: `${peer}/garden` });
    bench.hear({ step: 'finish', id: ids.middle }, { from: `${peer}/garden` });
    expect([bench.call.phase, bench.asked()]).toEqual(['connecting', []]);
  });

  test('taken by a device that thinks better of it is declined', () => {
    const bench = taken();
    bench.hear({ step: 'reject', id: ids.middle });
    expect(bench.call.end).toBe('declined');
  });

  test('nobody but the peer has a say in it', () => {
    const bench = placed();
    bench.hear({ step: 'proceed', id: ids.middle }, { from: 'mallory@evil.example/x' });
    bench.hear({ step: 'reject', id: ids.middle }, { from: 'mallory@evil.example/x' });
    expect(bench.call.phase).toBe('proposing');
  });

  test('is refused without an address, a stream, a free line, an offer or another person', () => {
    const bench = new Bench();
    expect(codeOf(() => bench.phone.place(ids.low, 'not an address', offer()))).toBe('not-an-address');
    expect(codeOf(() => bench.phone.place(ids.low, 'capulet.example', offer()))).toBe('not-an-address');
    expect(codeOf(() => bench.phone.place(ids.low, 'me@example.test', offer()))).toBe('bad-request');
    expect(codeOf(() => bench.phone.place(ids.low, peer, candidate()))).toBe('bad-request');
    expect(codeOf(() => bench.phone.place(ids.low, peer, { description: { type: 'offer', sdp: 'v=0' } }))).toBe(
      'bad-request',
    );
    bench.self = undefined;
    expect(codeOf(() => bench.phone.place(ids.low, peer, offer()))).toBe('offline');
    bench.self = self;
    bench.phone.place(ids.low, peer, offer());
    expect(codeOf(() => bench.phone.place(ids.high, peer, offer()))).toBe('busy');
  });
});

describe('being called', () => {
  test('rings, and tells so', () => {
    const bench = ringing();
    expect(bench.call).toMatchObject({ id: ids.middle, peer, direction: 'incoming', phase: 'ringing' });
    expect(bench.said()).toEqual([['ringing', device]]);
  });

  test('is answered to the caller and to our own devices, and the offer goes to our peer connection', () => {
    const bench = ringing();
    bench.said();
    bench.phone.accept(ids.middle, 'hold');
    expect(bench.call).toMatchObject({ phase: 'accepting', answeredAt: bench.clock.now() });
    expect(bench.said()).toEqual([
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
    expect(bench.offer(ids.middle)).toBe('acknowledge');
    expect(bench.call.phase).toBe('connecting');
    bench.phone.signal(ids.middle, [answer()]);
    expect(bench.asked()).toEqual([['session-accept', device]]);
  });

  test('says nothing before the reply to a request is written, not even what comes after', () => {
    const bench = ringing();
    bench.phone.accept(ids.middle, 'hold');
    bench.said();
    const { reply, carry } = bench.phone.requested(device, {
      action: 'session-initiate',
      sid: ids.middle,
      ...described('them'),
    });
    bench.phone.end(ids.middle);
    expect([reply, bench.signals, bench.requests, bench.messages]).toEqual(['acknowledge', [], [], []]);
    carry();
    carry();
    expect([bench.signals.length, bench.asked(), bench.said()]).toEqual([
      1,
      [['session-terminate', device]],
      [['finish', device]],
    ]);
    bench.phone.place(ids.high, peer, offer());
    expect(bench.said()).toEqual([['propose', peer]]);
  });

  test('hears nothing of a peer connection that was not asked yet', () => {
    const bench = ringing();
    bench.phone.signal(ids.middle, [candidate(), answer()]);
    bench.offer(ids.middle);
    bench.phone.accept(ids.middle, 'hold');
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }]);
  });

  test('is declined', () => {
    const bench = ringing();
    bench.said();
    bench.phone.end(ids.middle);
    expect([bench.call.end, bench.messages]).toMatchObject([
      'declined',
      [{ to: device, message: { step: 'reject', reason: { condition: 'decline' } } }],
    ]);
  });

  test('is missed when they give up, and when nobody answers', () => {
    const bench = ringing();
    bench.said();
    bench.hear({ step: 'retract', id: ids.middle });
    expect([bench.call.end, bench.said(), bench.clock.running]).toEqual(['cancelled', [], 0]);
    const late = ringing();
    late.clock.pass(90_000);
    expect(late.call.end).toBe('no-answer');
  });

  test('does not ring for an offer that follows a retract', () => {
    const bench = ringing();
    bench.hear({ step: 'retract', id: ids.middle });
    bench.phone.dismiss(ids.middle);
    bench.said();
    expect(bench.offer(ids.middle)).toBe('acknowledge');
    expect(bench.phone.calls()).toEqual([]);
    expect(bench.requests).toMatchObject([
      { to: device, jingle: { action: 'session-terminate', reason: { condition: 'cancel' } } },
    ]);
  });

  test('that they take back after we answered is over', () => {
    const bench = ringing();
    bench.phone.accept(ids.middle, 'hold');
    bench.hear({ step: 'retract', id: ids.middle });
    expect(bench.call.end).toBe('answered');
  });

  test('that is answered and never offered has vanished', () => {
    const bench = ringing();
    bench.phone.accept(ids.middle, 'hold');
    bench.clock.pass(30_000);
    expect(bench.call.end).toBe('vanished');
  });

  test('without a microphone is turned down as such', () => {
    const bench = ringing();
    bench.said();
    bench.phone.end(ids.middle, 'no-microphone');
    expect([bench.call.end, bench.messages]).toMatchObject([
      'no-microphone',
      [{ message: { step: 'reject', reason: { condition: 'media-error' } } }],
    ]);
  });

  test('gets an id that the renderer can name it by, and keeps its own on the wire', () => {
    const bench = ringing('proposal%1');
    expect(bench.call.id).toMatch(/^[\da-f-]{36}$/);
    bench.phone.accept(bench.call.id, 'hold');
    expect(bench.messages.at(-1)?.message).toEqual({ step: 'proceed', id: 'proposal%1' });
    expect(bench.offer('proposal%1')).toBe('acknowledge');
  });

  test('by two people with the same id is two calls', () => {
    const bench = ringing();
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] }, { from: 'other@example.test/x' });
    expect(new Set(bench.phone.calls().map(({ id }) => id)).size).toBe(2);
    expect(bench.phone.calls().map(({ phase }) => phase)).toEqual(['ringing', 'ringing']);
  });

  test('with files, or with pictures alone, does not ring', () => {
    const bench = new Bench();
    bench.hear({ step: 'propose', id: ids.low, media: [] });
    bench.hear({ step: 'propose', id: ids.high, media: ['video'] });
    expect([bench.phone.calls(), bench.said()]).toEqual([[], []]);
  });

  test('an hour ago is a missed call and does not ring', () => {
    const delayedAt = new Bench().clock.now() - 3_600_000;
    const bench = ringing(ids.middle, { delayedAt });
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'no-answer', createdAt: delayedAt });
    expect([bench.said(), bench.clock.running]).toEqual([[], 0]);
  });

  test('half a minute ago rings', () => {
    expect(ringing(ids.middle, { delayedAt: new Bench().clock.now() - 30_000 }).call.phase).toBe('ringing');
  });

  test('in a message that was copied to us rings once', () => {
    const bench = ringing(ids.middle, { carbon: 'received' });
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    expect(bench.phone.calls()).toHaveLength(1);
    expect(bench.said()).toEqual([['ringing', device]]);
  });

  test('our answer that bounces ends it', () => {
    const bench = ringing();
    bench.phone.accept(ids.middle, 'hold');
    bench.hear({ step: 'proceed', id: ids.middle }, { error: { type: 'cancel', condition: 'service-unavailable' } });
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'vanished' });
  });
});

describe('without an invitation', () => {
  test('an offer rings, and tells so within the session', () => {
    const bench = new Bench();
    expect(bench.offer('a73sjjvkla37jfea')).toBe('acknowledge');
    expect(bench.call).toMatchObject({ phase: 'ringing', peer, media: ['audio'] });
    expect(bench.requests).toMatchObject([
      { to: device, jingle: { action: 'session-info', info: { type: 'ringing' } } },
    ]);
    expect(bench.said()).toEqual([]);
  });

  test('their signals wait for the person', () => {
    const bench = new Bench();
    bench.offer(ids.middle);
    expect(bench.signals).toEqual([]);
    bench.phone.accept(ids.middle, 'hold');
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }]);
    expect(bench.call.phase).toBe('connecting');
    expect(bench.said()).toEqual([]);
  });

  test('a refusal is within the session', () => {
    const bench = new Bench();
    bench.offer(ids.middle);
    bench.asked();
    bench.phone.end(ids.middle);
    expect([bench.call.end, bench.asked(), bench.said()]).toEqual(['declined', [['session-terminate', device]], []]);
  });

  test('an offer without encryption is turned down as such, and the person sees why', () => {
    const bench = new Bench();
    const { contents } = described('them');
    const bare = contents.map(content => ({
      ...content,
      transport: { ufrag: 'them', pwd: 'x'.repeat(22), candidates: [] },
    }));
    expect(bench.receive('session-initiate', ids.middle, { contents: bare })).toBe('acknowledge');
    expect(bench.requests).toMatchObject([
      { jingle: { action: 'session-terminate', reason: { condition: 'security-error' } } },
    ]);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'not-encrypted' });
    expect(bench.clock.running).toBe(0);
  });

  test('an offer of files is turned down and is no call', () => {
    const bench = new Bench();
    expect(bench.receive('session-initiate', 'files', { contents: [{ creator: 'initiator', name: 'file' }] })).toBe(
      'acknowledge',
    );
    expect(bench.requests).toMatchObject([{ jingle: { reason: { condition: 'unsupported-applications' } } }]);
    expect(bench.phone.calls()).toEqual([]);
  });

  test('any other request is for an unknown session', () => {
    const bench = new Bench();
    expect(bench.receive('session-info', 'nothing')).toMatchObject({
      condition: 'item-not-found',
      jingle: 'unknown-session',
    });
    expect(bench.receive('session-terminate', ids.middle, {}, 'not an@address@')).toMatchObject({
      condition: 'bad-request',
    });
  });
});

describe('a second call', () => {
  const paris = 'paris@example.test/x';
  const second = (bench: Bench) => bench.hear({ step: 'propose', id: ids.low, media: ['audio'] }, { from: paris });
  const phases = (bench: Bench) => bench.phone.calls().map(({ phase, held }) => [phase, held]);

  test('rings beside the one that flows, and tells so', () => {
    const bench = answeredByThem();
    second(bench);
    expect(bench.said()).toEqual([['ringing', paris]]);
    expect(phases(bench)).toEqual([
      ['ringing', false],
      ['active', false],
    ]);
  });

  test('that is answered puts the first on hold, and the first is told', () => {
    const bench = answeredByThem();
    second(bench);
    bench.said();
    bench.phone.accept(ids.low, 'hold');
    expect(bench.requests.map(({ to, jingle }) => [to, jingle.info])).toEqual([[device, { type: 'hold' }]]);
    expect(phases(bench)).toEqual([
      ['accepting', false],
      ['active', true],
    ]);
  });

  test('can be answered in place of the first', () => {
    const bench = answeredByThem();
    second(bench);
    bench.phone.accept(ids.low, 'end');
    expect(bench.asked()).toEqual([['session-terminate', device]]);
    expect(bench.phone.calls().map(({ end }) => end)).toEqual([undefined, 'answered']);
  });

  test('that is declined leaves the first as it is', () => {
    const bench = answeredByThem();
    second(bench);
    bench.said();
    bench.phone.end(ids.low);
    expect([bench.said(), bench.asked()]).toEqual([[['reject', paris]], []]);
    expect(phases(bench)[1]).toEqual(['active', false]);
  });

  test('is told that we are busy where the person wants that, and is seen as missed', () => {
    const bench = answeredByThem();
    bench.preferences = { autoBusy: true, strangers: 'request' };
    second(bench);
    expect(bench.messages).toEqual([
      { to: paris, message: { step: 'reject', id: ids.low, reason: { condition: 'busy' } } },
    ]);
    expect(bench.phone.calls().map(({ phase, end }) => [phase, end])).toEqual([
      ['ended', 'busy'],
      ['active', undefined],
    ]);
  });

  test('without an invitation is told so within its session', () => {
    const bench = answeredByThem();
    bench.preferences = { autoBusy: true, strangers: 'request' };
    expect(bench.offer('second', paris)).toBe('acknowledge');
    expect(bench.requests).toMatchObject([
      { to: paris, jingle: { action: 'session-terminate', reason: { condition: 'busy' } } },
    ]);
    expect(bench.phone.calls().map(({ phase }) => phase)).toEqual(['ended', 'active']);
  });

  test('of the same person is busy while the first flows: nobody gets a call answered by calling twice', () => {
    const bench = answeredByThem();
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] });
    expect(bench.said()).toEqual([['reject', device]]);
    expect(bench.phone.calls().map(({ end }) => end)).toEqual(['busy', undefined]);
  });

  test('of the same person goes on where the first has gone silent', () => {
    const bench = answeredByThem();
    bench.phone.media(ids.middle, 'interrupted');
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] });
    expect(bench.messages.map(({ message }) => message)).toMatchObject([
      { step: 'finish', id: ids.middle, reason: { condition: 'expired' }, migrated: { to: ids.low } },
      { step: 'accept', id: ids.low },
      { step: 'proceed', id: ids.low },
    ]);
    expect(bench.phone.calls()).toMatchObject([
      { phase: 'accepting', continues: ids.middle },
      { phase: 'ended', end: 'answered' },
    ]);
  });

  test('no more than five phones ring at once', () => {
    const bench = new Bench();
    const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    for (let index = 0; index < 7; index++) {
      bench.hear({ step: 'propose', id: idOf(index), media: ['audio'] }, { from: `p${index}@example.test/x` });
    }
    expect(bench.phone.calls().filter(({ phase }) => phase === 'ringing')).toHaveLength(5);
    expect(bench.phone.calls().filter(({ end }) => end === 'busy')).toHaveLength(2);
  });

  test('of ours puts the first on hold, and has to wait until the first is answered', () => {
    const bench = answeredByThem();
    bench.phone.place(ids.high, 'paris@example.test', offer());
    expect(bench.requests.map(({ to, jingle }) => [to, jingle.info])).toEqual([[device, { type: 'hold' }]]);
    expect(codeOf(() => bench.phone.place(ids.low, 'romeo@example.test', offer()))).toBe('busy');
    bench.phone.hold(ids.middle, false);
    expect(bench.phone.calls().map(({ phase, held, end }) => [phase, held, end])).toEqual([
      ['ended', false, 'cancelled'],
      ['active', false, undefined],
    ]);
  });

  test('is swapped with the first: one is heard at a time', () => {
    const bench = answeredByThem();
    second(bench);
    bench.phone.accept(ids.low, 'hold');
    bench.offer(ids.low, paris);
    bench.phone.signal(ids.low, [answer()]);
    bench.phone.media(ids.low, 'connected');
    bench.requests.splice(0);
    bench.phone.hold(ids.middle, false);
    expect(bench.requests.map(({ to, jingle }) => [to, jingle.info])).toEqual([
      [paris, { type: 'hold' }],
      [device, { type: 'unhold' }],
    ]);
    expect(bench.phone.calls().map(({ id, held }) => [id, held])).toEqual([
      [ids.low, true],
      [ids.middle, false],
    ]);
  });
});

describe('when both call each other', () => {
  const theirs = (bench: Bench, id: string) => bench.hear({ step: 'propose', id, media: ['audio'] });

  test('the lower id stays: ours, and theirs is turned down', () => {
    const bench = placed(ids.middle);
    bench.said();
    theirs(bench, ids.high);
    expect(bench.messages).toEqual([
      { to: device, message: { step: 'reject', id: ids.high, reason: { condition: 'expired' }, tieBreak: true } },
    ]);
    expect(bench.phone.calls()).toMatchObject([{ id: ids.middle, phase: 'proposing' }]);
  });

  test('the lower id stays: theirs, and our call becomes its answer', () => {
    const bench = placed(ids.middle);
    bench.phone.signal(ids.middle, [candidate()]);
    bench.said();
    theirs(bench, ids.low);
    expect(bench.messages).toEqual([
      { to: peer, message: { step: 'retract', id: ids.middle, reason: { condition: 'expired' }, tieBreak: true } },
      { to: 'me@example.test', message: { step: 'accept', id: ids.low } },
      { to: device, message: { step: 'proceed', id: ids.low } },
    ]);
    expect(bench.phone.calls()).toMatchObject([{ id: ids.middle, direction: 'outgoing', phase: 'connecting' }]);
    bench.phone.signal(ids.middle, [candidate()]);
    expect(bench.offer(ids.low)).toBe('acknowledge');
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }]);
    bench.phone.signal(ids.middle, [answer()]);
    expect(bench.asked()).toEqual([['session-accept', device]]);
    bench.phone.media(ids.middle, 'connected');
    expect(bench.call.phase).toBe('active');
  });

  test('their rejection of the call that yielded does not end what became of it', () => {
    const bench = placed(ids.middle);
    theirs(bench, ids.low);
    bench.hear({ step: 'reject', id: ids.middle, reason: { condition: 'expired' }, tieBreak: true });
    expect(bench.call.phase).toBe('connecting');
  });

  test('an offer without an invitation is taken at once', () => {
    const bench = placed(ids.middle);
    bench.said();
    expect(bench.offer('direct')).toBe('acknowledge');
    expect(bench.said()).toEqual([['retract', peer]]);
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }]);
    expect(bench.phone.calls()).toMatchObject([{ id: ids.middle, phase: 'connecting' }]);
  });

  test('another person just rings', () => {
    const bench = placed(ids.middle);
    bench.said();
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] }, { from: 'paris@example.test/x' });
    expect(bench.said()).toEqual([['ringing', 'paris@example.test/x']]);
  });

  test('and ours goes nowhere, theirs is taken after all', () => {
    const bench = placed(ids.middle);
    theirs(bench, ids.high);
    bench.said();
    bench.clock.pass(3_000);
    expect(bench.said()).toEqual([
      ['retract', peer],
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
    expect(bench.phone.calls()).toMatchObject([{ id: ids.middle, phase: 'connecting' }]);
  });

  test('and they tie inversely, theirs is taken at their word', () => {
    const bench = placed(ids.middle);
    theirs(bench, ids.high);
    bench.said();
    bench.hear({ step: 'reject', id: ids.middle, reason: { condition: 'expired' }, tieBreak: true });
    expect(bench.said()).toEqual([
      ['retract', peer],
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
  });

  test('and each yields to the other, nobody waits for what will not come', () => {
    const bench = placed(ids.middle);
    theirs(bench, ids.low);
    bench.hear({ step: 'retract', id: ids.low, reason: { condition: 'expired' }, tieBreak: true });
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'no-answer' });
  });

  test.each(['ringing', 'retract'] as const)('and they follow with %s, ours rings on', step => {
    const bench = placed(ids.middle);
    theirs(bench, ids.high);
    bench.hear({ step, id: step === 'ringing' ? ids.middle : ids.high });
    bench.said();
    bench.clock.pass(59_000);
    expect([bench.call.phase, bench.said()]).toEqual(['proposing', []]);
    bench.clock.pass(1_000);
    expect(bench.call.end).toBe('no-answer');
  });
});

describe('our other devices', () => {
  const other = 'me@example.test/phone';

  test.each([
    ['proceed', { carbon: 'sent', to: device }, 'answered-elsewhere'],
    ['accept', { to: 'me@example.test' }, 'answered-elsewhere'],
    ['reject', { carbon: 'sent', to: device }, 'declined-elsewhere'],
    ['reject', { to: 'me@example.test' }, 'declined-elsewhere'],
  ] as const)('a %s of theirs (%o) stops the ringing: %s', (step, rest, end) => {
    const bench = ringing();
    bench.said();
    bench.hear({ step, id: ids.middle }, { from: other, ...rest });
    expect([bench.call.end, bench.said()]).toEqual([end, []]);
  });

  test('a call that they place does not ring here', () => {
    const bench = new Bench();
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] }, { from: other, to: peer, carbon: 'sent' });
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] }, { from: self, to: peer, carbon: 'sent' });
    expect([bench.phone.calls(), bench.said()]).toEqual([[], []]);
  });

  test('our own words that come back to us are nothing new', () => {
    const bench = ringing();
    bench.hear({ step: 'accept', id: ids.middle }, { from: self, to: 'me@example.test' });
    expect(bench.call.phase).toBe('ringing');
  });

  test('a copy that speaks of another person’s call is not ours', () => {
    const bench = ringing();
    bench.hear({ step: 'proceed', id: ids.middle }, { from: other, to: 'paris@example.test/x', carbon: 'sent' });
    expect(bench.call.phase).toBe('ringing');
  });

  test('that answer together with us leave it to the caller, and the person is told who got it', () => {
    const bench = ringing();
    bench.phone.accept(ids.middle, 'hold');
    bench.hear({ step: 'proceed', id: ids.middle }, { from: other, to: device, carbon: 'sent' });
    expect(bench.call.phase).toBe('accepting');
    bench.clock.pass(30_000);
    expect(bench.call.end).toBe('answered-elsewhere');
  });

  test('do not touch a call that flows', () => {
    const bench = answeredByUs();
    bench.hear({ step: 'reject', id: ids.middle }, { from: other, to: device, carbon: 'sent' });
    expect(bench.call.phase).toBe('active');
  });
});

describe('a call that flows', () => {
  test('is hung up by us: the session, and a finish beside it', () => {
    const bench = answeredByUs();
    bench.phone.end(ids.middle);
    expect([bench.call.end, bench.asked(), bench.said()]).toEqual([
      'answered',
      [['session-terminate', device]],
      [['finish', device]],
    ]);
    expect(bench.clock.running).toBe(0);
  });

  test('is hung up by them, by session-terminate or by finish alone, and says nothing more', () => {
    for (const leave of [
      (bench: Bench) => void bench.receive('session-terminate', ids.middle, { reason: { condition: 'success' } }),
      (bench: Bench) => bench.hear({ step: 'finish', id: ids.middle }),
    ]) {
      const bench = answeredByUs();
      leave(bench);
      expect([bench.call.end, bench.asked(), bench.said()]).toEqual(['answered', [], []]);
      expect(bench.receive('session-terminate', ids.middle)).toBe('acknowledge');
      expect(bench.receive('session-info', ids.middle)).toMatchObject({ jingle: 'unknown-session' });
    }
  });

  test('looks for another way when it is interrupted, and ends when there is none', () => {
    const bench = answeredByUs();
    bench.phone.media(ids.middle, 'interrupted');
    expect(bench.call.phase).toBe('connecting');
    bench.phone.media(ids.middle, 'connected');
    expect(bench.call.phase).toBe('active');
    bench.phone.media(ids.middle, 'interrupted');
    bench.clock.pass(45_000);
    expect([bench.call.end, bench.requests.at(-1)?.jingle.reason]).toEqual([
      'no-path',
      { condition: 'connectivity-error' },
    ]);
    const failed = answeredByUs();
    failed.phone.media(ids.middle, 'failed');
    expect(failed.call.end).toBe('no-path');
  });

  test('keeps the time of its first sound and its first media', () => {
    const bench = answeredByUs();
    const { connectedAt } = bench.call;
    bench.phone.heard(ids.middle, 5);
    bench.phone.heard(ids.middle, 6);
    bench.phone.quality(ids.middle, { relayed: false, jitterMs: 3 });
    bench.clock.pass(10);
    bench.phone.media(ids.middle, 'interrupted');
    bench.phone.media(ids.middle, 'connected');
    expect(bench.call).toMatchObject({ connectedAt, heardAt: 5, quality: { relayed: false, jitterMs: 3 } });
  });

  test('tells of being muted, once', () => {
    const bench = answeredByUs();
    bench.phone.mute(ids.middle, true);
    bench.phone.mute(ids.middle, true);
    expect(bench.requests.map(({ jingle }) => jingle.info)).toEqual([{ type: 'mute', content: '0' }]);
    bench.request.answered(refuse('feature-not-implemented', 'unsupported-info'));
    expect(bench.call).toMatchObject({ phase: 'active', muted: true });
  });

  test('says nothing of a recording to who does not want to be told, and tells who does, once each', () => {
    const plain = answeredByUs();
    plain.phone.record(ids.middle, true);
    expect(plain.requests).toEqual([]);
    const bench = answeredByUs();
    bench.features.set(device, new Set([RECORDING]));
    for (const recording of [false, true, true, false]) bench.phone.record(ids.middle, recording);
    expect(bench.requests.map(({ jingle }) => jingle.info)).toEqual([{ type: 'record' }, { type: 'unrecord' }]);
    bench.request.answered(refuse('feature-not-implemented', 'unsupported-info'));
    expect(bench.call.phase).toBe('active');
  });

  test('shows that the other one records, until they are done', () => {
    const bench = answeredByUs();
    expect(bench.receive('session-info', ids.middle, { info: { type: 'record' } })).toBe('acknowledge');
    expect(bench.call.recordedByPeer).toBe(true);
    expect(bench.receive('session-info', ids.middle, { info: { type: 'unrecord' } })).toBe('acknowledge');
    expect(bench.call.recordedByPeer).toBe(false);
  });

  test('a recording of a call that is gone is nobody’s concern', () => {
    const bench = answeredByUs();
    bench.features.set(device, new Set([RECORDING]));
    bench.phone.end(ids.middle);
    const said = bench.requests.length;
    bench.phone.record(ids.middle, true);
    bench.phone.record('nobody', true);
    expect(bench.requests).toHaveLength(said);
  });

  test('does not end because a candidate is refused or a request is never answered', () => {
    const bench = answeredByUs();
    bench.phone.signal(ids.middle, [candidate()]);
    bench.request.answered(refuse('item-not-found', 'unknown-session'));
    bench.phone.mute(ids.middle, true);
    bench.request.answered({ type: 'timeout' });
    expect(bench.call.phase).toBe('active');
  });

  test('ends with the page that held it', () => {
    const bench = answeredByUs();
    bench.phone.rendererGone();
    expect([bench.call.end, bench.requests.at(-1)?.jingle.reason]).toEqual(['crashed', { condition: 'gone' }]);
  });

  test('that ends while it is silent lasted until it fell silent', () => {
    const bench = answeredByUs();
    bench.clock.pass(5_000);
    const silent = bench.clock.now();
    bench.phone.media(ids.middle, 'interrupted');
    bench.clock.pass(60_000);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'no-path', endedAt: silent });
  });

  test('that ends before this computer has heard anything after its sleep lasted until then', () => {
    const bench = answeredByUs();
    bench.clock.pass(5_000);
    const slept = bench.clock.now();
    bench.phone.sleep();
    bench.clock.pass(3_600_000);
    bench.receive('session-terminate', ids.middle, { reason: { condition: 'connectivity-error' } });
    expect(bench.call).toMatchObject({ end: 'no-path', endedAt: slept });
  });

  test('is not heard again by what came while the computer slept, and is read as it wakes', () => {
    const bench = answeredByUs();
    const reading = (receivedBitsPerSecond: number) =>
      bench.phone.quality(ids.middle, { relayed: false, receivedBitsPerSecond });
    reading(30_000);
    reading(30_000);
    bench.clock.pass(5_000);
    const slept = bench.clock.now();
    bench.phone.sleep();
    bench.clock.pass(60_000);
    reading(30_000);
    bench.receive('session-terminate', ids.middle, { reason: { condition: 'connectivity-error' } });
    expect(bench.call).toMatchObject({ end: 'no-path', endedAt: slept });
  });

  test.each<[string, Answer]>([
    ['is not answered by anybody', { type: 'timeout' }],
    ['finds nobody', refuse('service-unavailable')],
  ])('of a hold that %s, the peer is told again as soon as it says anything, and once', (_, answered) => {
    const bench = answeredByUs();
    bench.phone.hold(ids.middle, true);
    bench.phone.hold(ids.middle, false);
    expect(bench.request.jingle.info).toEqual({ type: 'unhold' });
    bench.request.answered(answered);
    const before = bench.requests.length;
    bench.receive('session-info', ids.middle);
    const told = () => bench.requests.slice(before).flatMap(({ jingle }) => jingle.info?.type ?? []);
    expect(told()).toEqual(['unhold', 'unmute']);
    bench.receive('session-info', ids.middle);
    expect(told()).toHaveLength(2);
  });

  test('that is heard again after the sleep goes on, and lasts until it is hung up', () => {
    const bench = answeredByUs();
    bench.phone.sleep();
    bench.clock.pass(3_000);
    for (let reading = 0; reading < 2; reading += 1)
      bench.phone.quality(ids.middle, { relayed: false, receivedBitsPerSecond: 30_000 });
    bench.clock.pass(3_000);
    bench.phone.end(ids.middle);
    expect(bench.call).toMatchObject({ end: 'answered', endedAt: bench.clock.now() });
  });

  test.each<[string, Answer]>([
    ['is not answered by anybody', { type: 'timeout' }],
    ['finds nobody', refuse('service-unavailable')],
  ])('is lost when the device behind it %s, and not placed again', (_, answered) => {
    const bench = answeredByUs();
    bench.phone.media(ids.middle, 'interrupted');
    bench.phone.signal(ids.middle, [offer('anew')]);
    bench.request.answered(answered);
    bench.clock.pass(44_000);
    expect(bench.call.phase).toBe('connecting');
    bench.clock.pass(2_000);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'vanished' });
    expect(bench.redials).toEqual([]);
  });

  test('says an ICE restart again in a new stream, and to where the peer has come back', () => {
    const bench = answeredByUs();
    bench.phone.media(ids.middle, 'interrupted');
    bench.phone.signal(ids.middle, [offer('anew')]);
    bench.request.answered({ type: 'lost' });
    bench.asked();
    bench.phone.stream('rebound');
    expect(bench.asked()).toEqual([['transport-info', device]]);
    bench.receive('session-info', ids.middle, {}, 'juliet@capulet.example/garden');
    expect(bench.asked()).toEqual([['transport-info', 'juliet@capulet.example/garden']]);
  });
});

test('however many calls are over, none is forgotten before its end was told', () => {
  const bench = new Bench();
  const idOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
  for (let n = 0; n < 40; n += 1) {
    bench.hear({ step: 'propose', id: idOf(n), media: ['audio'] }, { from: `caller${n}@example.test/x` });
  }
  for (let n = 0; n < 5; n += 1) bench.hear({ step: 'retract', id: idOf(n) }, { from: `caller${n}@example.test/x` });
  expect(bench.phone.calls()).toHaveLength(20);
  expect(bench.phone.known().map(({ phase, end }) => [phase, end])).toEqual([
    ...Array.from({ length: 35 }, () => ['ended', 'busy']),
    ...Array.from({ length: 5 }, () => ['ended', 'cancelled']),
  ]);
});

describe('a stream that is replaced', () => {
  test('asks after the session, and an answer of any other kind lets it live', () => {
    const bench = answeredByUs();
    bench.phone.stream('lost');
    bench.phone.stream('resumed');
    expect(bench.asked()).toEqual([]);
    bench.phone.stream('rebound');
    expect(bench.requests).toMatchObject([{ to: device, jingle: { action: 'session-info', contents: [] } }]);
    expect(bench.request.jingle.info).toBeUndefined();
    bench.request.answered(refuse('feature-not-implemented', 'unsupported-info'));
    bench.request.answered({ type: 'acknowledged' });
    expect(bench.call.phase).toBe('active');
  });

  test('a session they have lost is gone', () => {
    const bench = answeredByUs();
    bench.phone.stream('rebound');
    bench.request.answered(refuse('item-not-found', 'unknown-session'));
    expect([bench.call.end, bench.asked().length]).toEqual(['vanished', 1]);
  });

  test('a peer that knows us by another resource keeps its sound', () => {
    const bench = answeredByUs();
    bench.self = 'me@example.test/new';
    bench.phone.stream('rebound');
    bench.request.answered(refuse('item-not-found', 'unknown-session'));
    expect(bench.call.phase).toBe('active');
  });

  test('a peer that is not back yet keeps its sound, and our farewell finds it', () => {
    const bench = answeredByUs();
    bench.phone.stream('rebound');
    bench.request.answered(refuse('service-unavailable'));
    expect(bench.call.phase).toBe('active');
    bench.asked();
    bench.phone.end(ids.middle);
    expect(bench.said()).toEqual([
      ['finish', device],
      ['finish', peer],
    ]);
  });

  test('of theirs: another resource may ask for the session, and moves it there', () => {
    const bench = answeredByUs();
    const moved = `${peer}/new`;
    expect(bench.receive('session-info', ids.middle, {}, moved)).toBe('acknowledge');
    bench.phone.end(ids.middle);
    expect(bench.asked()).toEqual([['session-terminate', moved]]);
  });

  test('of theirs: another resource may end it, in either way', () => {
    const one = answeredByThem();
    expect(one.receive('session-terminate', ids.middle, {}, `${peer}/new`)).toBe('acknowledge');
    const other = answeredByThem();
    other.hear({ step: 'finish', id: ids.middle }, { from: `${peer}/new` });
    expect([one.call.end, other.call.end]).toEqual(['answered', 'answered']);
  });

  test('another person may do none of this', () => {
    const bench = answeredByThem();
    expect(bench.receive('session-terminate', ids.middle, {}, 'mallory@evil.example/x')).toMatchObject({
      jingle: 'unknown-session',
    });
    bench.hear({ step: 'finish', id: ids.middle }, { from: 'mallory@evil.example/x' });
    expect(bench.call.phase).toBe('active');
  });

  test('another resource of theirs may not accept what it was not offered', () => {
    const bench = taken();
    expect(bench.receive('session-accept', ids.middle, described('them', 'active'), `${peer}/garden`)).toMatchObject({
      jingle: 'unknown-session',
    });
    expect(bench.call.answeredAt).toBeUndefined();
  });
});

describe('a call that is over', () => {
  test('elsewhere stays so, whatever its caller says to the session', () => {
    const bench = new Bench();
    bench.offer(ids.low);
    bench.hear({ step: 'accept', id: ids.low }, { from: 'me@example.test/other', to: peer });
    expect(bench.call.end).toBe('answered-elsewhere');
    expect(bench.receive('content-remove', ids.low, described('them'))).toMatchObject({ jingle: 'unknown-session' });
    expect(bench.receive('session-terminate', ids.low, { reason: { condition: 'busy' } })).toBe('acknowledge');
    expect(bench.call.end).toBe('answered-elsewhere');
  });
});

describe('the list of calls', () => {
  test('has the newest first, at most twenty that are over, and no more than are dismissed', () => {
    const bench = new Bench();
    const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    for (let index = 0; index < 30; index++) {
      bench.hear({ step: 'propose', id: idOf(index), media: ['audio'] });
      bench.phone.end(idOf(index));
      bench.clock.pass(10_000);
    }
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    const calls = bench.phone.calls();
    expect(calls.map(({ id }) => id)).toEqual([
      ids.middle,
      ...Array.from({ length: 20 }, (_, index) => idOf(29 - index)),
    ]);
    expect(codeOf(() => bench.phone.dismiss(ids.middle))).toBe('bad-request');
    bench.phone.dismiss(idOf(29));
    expect(bench.phone.calls().map(({ id }) => id)).not.toContain(idOf(29));
  });

  test('every change is told, and nothing else', () => {
    const bench = ringing();
    const { changes } = bench;
    bench.hear({ step: 'ringing', id: ids.middle });
    bench.phone.stream('lost');
    expect(bench.changes).toBe(changes);
    bench.phone.accept(ids.middle, 'hold');
    expect(bench.changes).toBe(changes + 1);
  });

  test('knows no call that there is not', () => {
    const { phone } = new Bench();
    const commands: (() => void)[] = [
      () => phone.accept(ids.low, 'hold'),
      () => phone.end(ids.low),
      () => phone.signal(ids.low, []),
      () => phone.media(ids.low, 'connected'),
      () => phone.mute(ids.low, true),
      () => phone.quality(ids.low, { relayed: false }),
      () => phone.heard(ids.low, 1),
      () => phone.dismiss(ids.low),
    ];
    expect(commands.map(codeOf)).toEqual(commands.map(() => 'no-such-call'));
  });
});
