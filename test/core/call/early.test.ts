/** The early offer, from both ends: what is said while it rings, what is not, and every way in which it goes wrong. */
import { describe, expect, test } from 'vitest';
import { EARLY } from '../../../main/core/protocol/namespaces';
import { answer, candidate, offer } from '../support/media';
import { Bench, described, device, ids, peer, self } from '../support/phone';

const id = ids.middle;
const other = 'juliet@capulet.example/garden';

const tsuwas = (...devices: string[]): Bench => {
  const bench = new Bench();
  for (const full of devices) bench.features.set(full, new Set([EARLY]));
  return bench;
};

const refused = { type: 'refused', error: { type: 'cancel', condition: 'bad-request' } } as const;

describe('who calls', () => {
  const placed = (bench = tsuwas(device, other)): Bench => {
    bench.phone.place(id, peer, offer());
    bench.phone.signal(id, [candidate()]);
    bench.said();
    return bench;
  };

  const rung = (bench = placed()): Bench => {
    bench.hear({ step: 'ringing', id });
    return bench;
  };

  test('offers to a device that rings and knows what that means, and goes on ringing', () => {
    const bench = rung();
    expect(bench.requests).toMatchObject([{ to: device, jingle: { action: 'session-initiate', sid: id } }]);
    expect(bench.call).toMatchObject({ phase: 'proposing', answeredAt: undefined });
    bench.hear({ step: 'ringing', id });
    expect(bench.requests).toHaveLength(1);
  });

  test.each([
    ['that has no such feature', new Set(['urn:example'])],
    ['of which nothing is known', undefined],
  ])('offers nothing early to a device %s', (_, features) => {
    const bench = new Bench();
    if (features) bench.features.set(device, features);
    rung(placed(bench));
    expect(bench.requests).toEqual([]);
    bench.hear({ step: 'proceed', id });
    expect(bench.asked()).toEqual([['session-initiate', device]]);
  });

  test('offers nothing before it rings, and to no more than four devices', () => {
    const devices = ['a', 'b', 'c', 'd', 'e'].map(resource => `${peer}/${resource}`);
    const bench = placed(tsuwas(...devices));
    expect(bench.requests).toEqual([]);
    for (const from of devices) bench.hear({ step: 'ringing', id }, { from });
    expect(bench.asked().map(([, to]) => to)).toEqual(devices.slice(0, 4));
  });

  test('says once what it offers: the answer that comes with the proceed is taken at once', () => {
    const bench = rung();
    bench.request.answered({ type: 'acknowledged' });
    bench.asked();
    bench.hear({ step: 'proceed', id });
    bench.accept(id);
    expect(bench.asked()).toEqual([]);
    expect(bench.signals).toMatchObject([{ description: { type: 'answer' } }]);
    expect(bench.call).toMatchObject({ phase: 'connecting', answeredAt: bench.clock.now() });
  });

  test.each([
    ['out-of-order', 'connecting'],
    ['tie-break', 'ended'],
  ] as const)('goes on where an offer that is answered was said twice, and one is refused as %s', (jingle, phase) => {
    const bench = rung();
    bench.request.answered({ type: 'acknowledged' });
    bench.self = `${self}2`;
    bench.phone.stream('rebound');
    const again = bench.request;
    expect(again.jingle.action).toBe('session-initiate');
    bench.hear({ step: 'proceed', id });
    bench.accept(id); // of the first offer
    again.answered({ type: 'refused', error: { type: 'wait', condition: 'unexpected-request', jingle } });
    expect(bench.call.phase).toBe(phase);
  });

  test('takes an answer that overtook its proceed', () => {
    const bench = rung();
    expect(bench.accept(id)).toBe('acknowledge');
    expect(bench.call).toMatchObject({ phase: 'connecting', answeredAt: bench.clock.now() });
    bench.asked();
    bench.hear({ step: 'proceed', id });
    expect(bench.asked()).toEqual([]);
  });

  test.each([
    ['direct', ['session-initiate', 'transport-info'], []],
    ['after-answer', ['session-initiate'], ['transport-info']],
    ['relay', ['session-initiate'], []],
  ] as const)('shows its addresses early only where that is allowed: %s', (privacy, early, late) => {
    const bench = tsuwas(device);
    bench.privacy = privacy;
    rung(placed(bench));
    bench.request.answered({ type: 'acknowledged' });
    expect(bench.asked().map(([action]) => action)).toEqual(early);
    bench.hear({ step: 'proceed', id });
    expect(bench.asked().map(([action]) => action)).toEqual(late);
  });

  test('tells candidates that are found while it rings to all that have the offer', () => {
    const bench = rung();
    bench.hear({ step: 'ringing', id }, { from: other });
    for (const { answered } of [...bench.requests]) answered({ type: 'acknowledged' });
    bench.asked();
    bench.phone.signal(id, [candidate('ours', 5001)]);
    expect(bench.asked()).toEqual([
      ['transport-info', device],
      ['transport-info', other],
    ]);
  });

  test('offers anew when a device that refused the early offer takes the call', () => {
    const bench = rung();
    bench.request.answered(refused);
    bench.asked();
    bench.hear({ step: 'proceed', id });
    expect(bench.asked()).toEqual([['session-initiate', device]]);
    expect(bench.call.phase).toBe('connecting');
  });

  test('offers to another device that takes the call, whoever else has the offer', () => {
    const bench = rung();
    bench.asked();
    bench.hear({ step: 'proceed', id }, { from: other });
    expect(bench.asked()).toEqual([['session-initiate', other]]);
    bench.receive('session-accept', id, described('them', 'active'), other);
    bench.phone.media(id, 'connected');
    expect(bench.call.phase).toBe('active');
  });

  test('of two devices that answer at once the first has the call, and the other cannot touch it', () => {
    const bench = rung();
    bench.hear({ step: 'ringing', id }, { from: other });
    const [first, second] = [...bench.requests];
    first?.answered({ type: 'acknowledged' });
    bench.hear({ step: 'proceed', id });
    bench.accept(id);
    second?.answered(refused);
    bench.hear({ step: 'proceed', id }, { from: other });
    for (const action of ['session-accept', 'session-info', 'transport-info', 'session-terminate'] as const) {
      expect(bench.receive(action, id, described('late', 'active'), other)).toMatchObject({
        jingle: 'unknown-session',
      });
    }
    bench.hear({ step: 'finish', id }, { from: other });
    bench.hear({ step: 'reject', id }, { from: other });
    bench.phone.media(id, 'connected');
    expect(bench.call.phase).toBe('active');
    expect(bench.signals.filter(signal => 'description' in signal)).toHaveLength(1);
  });

  test('is declined by any device, and its own word for the end is a retract to all', () => {
    const bench = rung();
    bench.hear({ step: 'reject', id });
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'declined' });
    const again = rung();
    again.asked();
    again.phone.end(id);
    expect([again.said(), again.asked()]).toEqual([[['retract', peer]], []]);
    expect(again.accept(id)).toMatchObject({ jingle: 'unknown-session' });
  });

  test('hears the end of the session as that of the call', () => {
    const bench = rung();
    const reply = bench.receive('session-terminate', id, { reason: { condition: 'decline' } });
    expect(reply).toBe('acknowledge');
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'declined' });
    expect(bench.clock.running).toBe(0);
  });

  test('leaves nothing with whoever has the offer when both have called at once', () => {
    const bench = rung(placed(tsuwas(device)));
    bench.asked();
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] });
    expect(bench.said()).toEqual([
      ['retract', peer],
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
    expect(bench.accept(id)).toMatchObject({ jingle: 'unknown-session' });
    expect(bench.offer(ids.low)).toBe('acknowledge');
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }]);
  });

  test('offers anew under its new name, and the proceed finds that', () => {
    const bench = rung();
    bench.asked();
    bench.self = `${self}2`;
    bench.phone.stream('rebound');
    expect(bench.requests).toMatchObject([{ to: device, jingle: { initiator: `${self}2` } }]);
    bench.asked();
    bench.hear({ step: 'proceed', id });
    expect(bench.asked()).toEqual([]);
  });

  test('takes nothing from a device that has no offer, nor from anybody else', () => {
    const bench = rung();
    expect(bench.receive('session-accept', id, described('them', 'active'), other)).toMatchObject({
      jingle: 'unknown-session',
    });
    expect(bench.receive('session-accept', id, described('them', 'active'), 'mallory@evil.example/x')).toMatchObject({
      jingle: 'unknown-session',
    });
    bench.hear({ step: 'ringing', id }, { from: 'mallory@evil.example/x' });
    expect(bench.requests).toHaveLength(1);
    expect(bench.call.phase).toBe('proposing');
  });
});

describe('who is called', () => {
  const ringing = (bench = tsuwas(device)): Bench => {
    bench.hear({ step: 'propose', id, media: ['audio'] });
    bench.said();
    return bench;
  };

  const prepared = (): Bench => {
    const bench = ringing();
    bench.offer(id);
    bench.phone.signal(id, [answer('mine'), candidate('mine')]);
    return bench;
  };

  const trickled = (bench: Bench): unknown =>
    bench.receive('transport-info', id, {
      contents: [
        {
          creator: 'initiator',
          name: '0',
          transport: {
            ...{ ufrag: 'them', pwd: 'them'.padEnd(22, 'x') },
            candidates: [
              {
                ...{ component: 1, foundation: '1', generation: 0, id: 'c', network: 0 },
                ...{ ip: '192.0.2.7', port: 9, priority: 1, protocol: 'udp', type: 'host' },
              },
            ],
          },
        },
      ],
    });

  test('prepares the answer while it rings; nothing of it leaves, and no candidate of theirs gets to the media', () => {
    const bench = ringing();
    expect(bench.offer(id)).toBe('acknowledge');
    expect(trickled(bench)).toBe('acknowledge');
    bench.phone.signal(id, [answer('mine'), candidate('mine')]);
    expect(bench.early).toMatchObject([{ description: { type: 'offer' } }]);
    expect([bench.signals, bench.requests, bench.messages]).toEqual([[], [], []]);
    expect(bench.call).toMatchObject({ phase: 'ringing', answeredAt: undefined });
  });

  test('answers with the click: proceed, answer and candidates in one breath, in that order', () => {
    const bench = prepared();
    trickled(bench);
    bench.phone.accept(id, 'hold');
    expect(bench.said()).toEqual([
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
    expect(bench.asked()).toEqual([
      ['session-accept', device],
      ['transport-info', device],
    ]);
    expect(bench.signals).toMatchObject([{ description: { type: 'offer' } }, { candidate: {} }]);
    expect(bench.call).toMatchObject({ phase: 'connecting', answeredAt: bench.clock.now() });
    bench.phone.media(id, 'connected');
    expect(bench.call.phase).toBe('active');
  });

  test('answers as soon as the answer is there, if the click was quicker', () => {
    const bench = ringing();
    bench.offer(id);
    bench.phone.accept(id, 'hold');
    expect(bench.asked()).toEqual([]);
    bench.phone.signal(id, [answer('mine')]);
    expect(bench.asked()).toEqual([['session-accept', device]]);
  });

  test('takes an offer that crosses its proceed as what the proceed asked for', () => {
    const bench = ringing();
    bench.phone.accept(id, 'hold');
    expect(bench.said()).toHaveLength(2);
    expect(bench.offer(id)).toBe('acknowledge');
    expect([bench.early, bench.signals]).toMatchObject([[], [{ description: { type: 'offer' } }]]);
    expect(bench.said()).toEqual([]);
  });

  test('declines to everybody, as a call without an early offer', () => {
    const bench = prepared();
    bench.phone.end(id);
    expect([bench.said(), bench.asked()]).toEqual([[['reject', device]], []]);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'declined' });
  });

  test.each(['retract', 'finish'] as const)('rings no more after a %s, and answers nothing', step => {
    const bench = prepared();
    bench.hear({ step, id });
    expect(bench.call.phase).toBe('ended');
    bench.phone.signal(id, [candidate('mine')]);
    expect([bench.signals, bench.requests]).toEqual([[], []]);
    expect(bench.clock.running).toBe(0);
  });

  test('rings no more when another device of ours has answered, and ends there if both did', () => {
    const away = prepared();
    away.hear({ step: 'proceed', id }, { from: 'me@example.test/phone', to: device, carbon: 'sent' });
    expect(away.call).toMatchObject({ phase: 'ended', end: 'answered-elsewhere' });
    const both = prepared();
    both.phone.accept(id, 'hold');
    const [accepted] = [...both.requests];
    both.hear({ step: 'proceed', id }, { from: 'me@example.test/phone', to: device, carbon: 'sent' });
    expect(both.call.phase).toBe('connecting');
    accepted?.answered({
      type: 'refused',
      error: { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' },
    });
    expect(both.call).toMatchObject({ phase: 'ended', end: 'answered-elsewhere' });
  });

  test.each(['no way is found', 'it waits in vain'])(
    'ends as one that went silent if its answer is never acknowledged: %s',
    how => {
      const bench = prepared();
      bench.phone.accept(id, 'hold');
      if (how === 'no way is found') bench.phone.media(id, 'failed');
      else bench.clock.pass(30_000);
      expect(bench.call).toMatchObject({ phase: 'ended', end: 'vanished' });
    },
  );

  test('stays in the call that the caller has acknowledged, whoever else has answered', () => {
    const bench = prepared();
    bench.phone.accept(id, 'hold');
    bench.hear({ step: 'proceed', id }, { from: 'me@example.test/phone', to: device, carbon: 'sent' });
    bench.requests[0]?.answered({ type: 'acknowledged' });
    bench.clock.pass(30_000);
    expect(bench.call.end).toBe('no-path');
  });

  test('takes nothing early from a stranger, a device without the feature, or for a call that was no invitation', () => {
    const stranger = tsuwas(device);
    stranger.strangers.add(peer);
    ringing(stranger);
    stranger.offer(id);
    const unknown = ringing(new Bench());
    unknown.offer(id);
    const uninvited = tsuwas(device);
    uninvited.offer(id);
    for (const bench of [stranger, unknown, uninvited]) expect([bench.early, bench.signals]).toEqual([[], []]);
  });

  test('takes it from nobody else', () => {
    const bench = ringing();
    bench.features.set('mallory@evil.example/x', new Set([EARLY]));
    bench.offer(id, 'mallory@evil.example/x');
    expect(bench.early).toEqual([]);
    bench.phone.accept(id, 'hold');
    expect(bench.said()).toContainEqual(['proceed', device]);
  });

  test('refuses what is no offer of a call, and rings on without', () => {
    const bench = ringing();
    const video = { ...described('them'), groups: [] };
    const [content] = video.contents;
    if (!content?.description) throw new Error('no content');
    const wrong = [
      { contents: [] },
      { contents: [{ creator: 'initiator' as const, name: '0' }] },
      { contents: [{ ...content, description: { ...content.description, media: 'video' as const } }] },
      { contents: [content, { ...content, name: '1' }] },
      { contents: [{ ...content, transport: { ...content.transport, candidates: [], fingerprint: undefined } }] },
    ];
    for (const rest of wrong) {
      expect(bench.receive('session-initiate', id, rest)).toMatchObject({ condition: 'bad-request' });
    }
    expect([bench.early, bench.requests, bench.messages]).toEqual([[], [], []]);
    bench.phone.accept(id, 'hold');
    bench.offer(id);
    bench.phone.signal(id, [answer('mine')]);
    expect(bench.asked()).toEqual([['session-accept', device]]);
  });

  test('prepares once: an offer that is repeated is the same, and another is refused', () => {
    const bench = prepared();
    bench.offer(id, `${device}2`); // no feature: not a device that is known to do this
    bench.features.set(`${device}2`, new Set([EARLY]));
    expect(bench.offer(id, `${device}2`)).toBe('acknowledge');
    expect(bench.receive('session-initiate', id, described('anew'), `${device}2`)).toMatchObject({
      jingle: 'out-of-order',
    });
    expect(bench.early).toHaveLength(1);
    bench.phone.accept(id, 'hold');
    expect(bench.said()).toContainEqual(['proceed', `${device}2`]);
    expect(bench.asked()[0]).toEqual(['session-accept', `${device}2`]);
  });

  test('answers with what was prepared when its own stream was replaced meanwhile', () => {
    const bench = prepared();
    bench.self = `${self}2`;
    bench.phone.stream('rebound');
    expect([bench.call.phase, bench.requests]).toEqual(['ringing', []]);
    bench.phone.accept(id, 'hold');
    expect(bench.said()).toContainEqual(['proceed', device]);
    expect(bench.asked()).toEqual([]);
    bench.offer(id);
    expect(bench.asked().map(([action]) => action)).toEqual(['session-accept', 'transport-info']);
  });

  test('says its answer again to a caller that offers once more, having changed its name before the answer came', () => {
    const bench = prepared();
    bench.phone.accept(id, 'hold');
    bench.phone.signal(id, [candidate('mine', 5001)]);
    const [accepted] = [...bench.requests];
    bench.asked();
    accepted?.answered({ type: 'refused', error: { type: 'cancel', condition: 'service-unavailable' } });
    expect(bench.call.phase).toBe('connecting');
    const heard = bench.signals.length;
    bench.features.set(other, new Set([EARLY]));
    expect(bench.offer(id, other)).toBe('acknowledge');
    expect(bench.asked()).toEqual([
      ['session-accept', other],
      ['transport-info', other],
      ['transport-info', other],
    ]);
    expect(bench.signals.slice(heard)).toEqual([]);
    bench.phone.media(id, 'connected');
    expect(bench.offer(id, other)).toMatchObject({ jingle: 'out-of-order' });
  });

  test('has its call also where both answers came: that the second is out of order says that the first is taken', () => {
    const outOfOrder = {
      type: 'refused',
      error: { type: 'wait', condition: 'unexpected-request', jingle: 'out-of-order' },
    } as const;
    for (const isAcknowledged of [true, false]) {
      const bench = prepared();
      bench.phone.accept(id, 'hold');
      const [first] = [...bench.requests];
      bench.requests.length = 0;
      bench.features.set(other, new Set([EARLY]));
      bench.offer(id, other);
      const second = bench.requests.find(({ jingle }) => jingle.action === 'session-accept');
      if (isAcknowledged) first?.answered({ type: 'acknowledged' });
      second?.answered(outOfOrder);
      expect(bench.call.phase).toBe('connecting');
      bench.phone.media(id, 'connected');
      expect([bench.call.phase, bench.call.end]).toEqual(['active', undefined]);
    }
    const bench = prepared();
    bench.phone.accept(id, 'hold');
    bench.requests[0]?.answered(outOfOrder);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'error' });
  });

  test('answers anew when the page that had prepared it is gone, or its connection', () => {
    for (const lose of [
      ({ phone }: Bench) => phone.rendererGone(),
      ({ phone }: Bench) => phone.media(id, 'failed', 'no-path'),
    ]) {
      const bench = prepared();
      lose(bench);
      expect(bench.offer(id)).toBe('acknowledge');
      expect(bench.early).toHaveLength(1);
      expect(bench.call.phase).toBe('ringing');
      bench.phone.accept(id, 'hold');
      expect(bench.asked()).toEqual([]);
      bench.phone.signal(id, [answer('fresh')]);
      expect(bench.asked()).toEqual([['session-accept', device]]);
    }
  });

  test('holds back no more than a peer connection has to say', () => {
    const bench = ringing();
    bench.offer(id);
    bench.phone.signal(id, [answer('mine'), ...Array.from({ length: 400 }, (_, at) => candidate('mine', at + 1))]);
    bench.phone.accept(id, 'hold');
    expect(bench.requests).toHaveLength(256);
  });

  test('rings as long as any call does', () => {
    const bench = prepared();
    bench.clock.pass(90_000);
    expect([bench.call.end, bench.said(), bench.asked()]).toEqual(['no-answer', [['reject', device]], []]);
  });
});
