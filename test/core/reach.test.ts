/** Who is called how, what they get to see of us, and what becomes of a call that cannot be saved. */
import { describe, expect, test } from 'vitest';
import { OFFER_ANSWER, RECORDING, TRANSFER } from '../../main/core/protocol/namespaces';
import type { MediaSignal } from '../../shared/media';
import { answer, offer } from './support/media';
import { Bench, described, device, ids, peer } from './support/phone';

const candidateOf = (type: 'host' | 'srflx' | 'relay'): MediaSignal => {
  const base = `candidate:1 1 udp 1 198.51.100.${type.length} 4000 typ ${type}`;
  const related = type === 'host' ? '' : ' raddr 192.0.2.99 rport 999';
  return { candidate: { candidate: `${base}${related} generation 0`, sdpMid: '0', usernameFragment: 'mine' } };
};
const allTypes = [candidateOf('host'), candidateOf('srflx'), candidateOf('relay')];
const end: MediaSignal = { candidate: { candidate: '', sdpMid: '0', usernameFragment: 'mine' } };

/** What kinds of candidates went out, in which requests, and the address that each says it relays for. */
const told = (bench: Bench) =>
  bench.requests
    .splice(0)
    .flatMap(({ jingle }) =>
      jingle.contents.flatMap(({ transport }) =>
        (transport?.candidates ?? []).map(({ type, relAddr }) => [jingle.action, type, relAddr]),
      ),
    );

const acknowledge = (bench: Bench) => bench.request.answered({ type: 'acknowledged' });

describe('a client that knows no invitations', () => {
  const direct = () => {
    const bench = new Bench();
    bench.reach = { by: 'initiate', device };
    bench.phone.place(ids.middle, peer, offer());
    return bench;
  };

  test('is offered a session at once, rings, and answers', () => {
    const bench = direct();
    expect([bench.said(), bench.requests.map(({ to, jingle }) => [to, jingle.action])]).toEqual([
      [],
      [[device, 'session-initiate']],
    ]);
    expect(bench.call).toMatchObject({ phase: 'connecting', alerting: true, heardRinging: false });
    bench.receive('session-info', ids.middle, { info: { type: 'ringing' } });
    expect(bench.call.heardRinging).toBe(true);
    bench.accept(ids.middle);
    expect(bench.call).toMatchObject({ answeredAt: bench.clock.now(), alerting: false });
  });

  test('may ring for a minute, and is told that nobody answered', () => {
    const bench = direct();
    bench.clock.pass(59_999);
    expect(bench.call.phase).toBe('connecting');
    bench.clock.pass(1);
    expect(bench.call.end).toBe('no-answer');
    expect(bench.requests.at(-1)?.jingle).toMatchObject({
      action: 'session-terminate',
      reason: { condition: 'timeout' },
    });
  });

  test('that declines has declined', () => {
    const bench = direct();
    bench.receive('session-terminate', ids.middle, { reason: { condition: 'decline' } });
    expect(bench.call.end).toBe('declined');
  });
});

describe('the telephone network', () => {
  const gateway = '+491234@pstn.example';
  const dialled = () => {
    const bench = new Bench();
    bench.gateways.add('pstn.example');
    bench.phone.place(ids.middle, gateway, offer('mine'));
    bench.hear({ step: 'proceed', id: ids.middle }, { from: `${gateway}/sip` });
    return bench;
  };

  test('rings there from the moment the gateway has the call, and is not answered by that', () => {
    const bench = dialled();
    expect(bench.call).toMatchObject({ phase: 'connecting', alerting: true, answeredAt: undefined });
  });

  test('gets the offer with all candidates inside, once they are gathered', () => {
    const bench = dialled();
    bench.phone.signal(ids.middle, [candidateOf('host'), candidateOf('relay')]);
    expect(bench.requests).toEqual([]);
    bench.phone.signal(ids.middle, [end]);
    expect(told(bench)).toEqual([
      ['session-initiate', 'host', undefined],
      ['session-initiate', 'relay', '192.0.2.99'],
    ]);
  });

  test('does not wait longer than two seconds for candidates, and rings a minute all the same', () => {
    const bench = dialled();
    bench.phone.signal(ids.middle, [candidateOf('host')]);
    bench.clock.pass(2_000);
    expect(told(bench)).toEqual([['session-initiate', 'host', undefined]]);
    bench.clock.pass(59_000);
    expect(bench.call.phase).toBe('connecting');
    bench.clock.pass(1_000);
    expect(bench.call.end).toBe('no-answer');
  });

  test('that can take candidates one by one gets them so', () => {
    const bench = new Bench();
    bench.gateways.add('pstn.example');
    bench.features.set(`${gateway}/sip`, new Set<string>());
    bench.phone.place(ids.middle, gateway, offer('mine'));
    bench.hear({ step: 'proceed', id: ids.middle }, { from: `${gateway}/sip` });
    expect(bench.asked()).toEqual([['session-initiate', `${gateway}/sip`]]);
  });

  test('and whoever else wants all candidates at once, as responder too', () => {
    const bench = new Bench();
    bench.features.set(device, new Set([OFFER_ANSWER]));
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    bench.phone.accept(ids.middle, 'hold');
    bench.offer(ids.middle);
    bench.phone.signal(ids.middle, [answer('mine'), candidateOf('host')]);
    expect(bench.asked()).toEqual([]);
    bench.clock.pass(2_000);
    expect(told(bench)).toEqual([['session-accept', 'host', undefined]]);
  });
});

describe('what they get to see of our addresses', () => {
  const taken = (privacy: Bench['privacy'], start: (bench: Bench) => void = () => undefined) => {
    const bench = new Bench();
    bench.privacy = privacy;
    start(bench);
    bench.phone.place(ids.middle, peer, offer('mine'));
    bench.phone.signal(ids.middle, allTypes);
    return bench;
  };
  const proceeds = (bench: Bench) => {
    bench.hear({ step: 'proceed', id: ids.middle });
    acknowledge(bench);
    return told(bench);
  };

  test('everything, directly', () => {
    expect(proceeds(taken('direct')).map(([, type]) => type)).toEqual(['host', 'srflx', 'relay']);
  });

  test('nothing but relays, and not for whom they relay', () => {
    expect(proceeds(taken('relay'))).toEqual([['transport-info', 'relay', '0.0.0.0']]);
  });

  test('everything once a person has taken our call', () => {
    expect(proceeds(taken('after-answer')).map(([, type]) => type)).toEqual(['host', 'srflx', 'relay']);
  });

  test('of a call that nobody has taken yet only the relay, and the rest with the answer', () => {
    const bench = taken('after-answer', made => (made.reach = { by: 'initiate', device }));
    acknowledge(bench);
    expect(told(bench)).toEqual([['transport-info', 'relay', '0.0.0.0']]);
    bench.accept(ids.middle);
    expect(told(bench).map(([, type]) => type)).toEqual(['host', 'srflx']);
  });

  test('before we answer nothing at all', () => {
    const bench = new Bench();
    bench.privacy = 'after-answer';
    bench.offer(ids.middle);
    bench.phone.signal(ids.middle, allTypes);
    expect(told(bench)).toEqual([]);
    bench.phone.accept(ids.middle, 'hold');
    bench.phone.signal(ids.middle, [answer('mine'), ...allTypes]);
    expect(told(bench).map(([, type]) => type)).toEqual(['host', 'srflx', 'relay']);
  });
});

describe('a stranger', () => {
  const stranger = () => {
    const bench = new Bench();
    bench.strangers.add(peer);
    return bench;
  };

  test('is shown and told nothing: not that anybody is there', () => {
    const bench = stranger();
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    expect(bench.call).toMatchObject({ phase: 'ringing', stranger: true });
    expect(bench.said()).toEqual([]);
    const direct = stranger();
    direct.offer(ids.middle);
    expect([direct.call.stranger, direct.asked()]).toEqual([true, []]);
  });

  test('can be answered like anybody', () => {
    const bench = stranger();
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    bench.phone.accept(ids.middle, 'hold');
    expect(bench.said()).toEqual([
      ['accept', 'me@example.test'],
      ['proceed', device],
    ]);
  });

  test('rings where the person wants everybody to', () => {
    const bench = stranger();
    bench.preferences = { autoBusy: false, strangers: 'ring' };
    bench.hear({ step: 'propose', id: ids.middle, media: ['audio'] });
    expect([bench.call.stranger, bench.said()]).toEqual([false, [['ringing', device]]]);
  });
});

describe('what a device can do', () => {
  test('is asked as soon as it takes part in a call', () => {
    const bench = new Bench();
    bench.phone.place(ids.middle, peer, offer());
    expect(bench.met).toEqual([]);
    bench.hear({ step: 'proceed', id: ids.middle });
    expect(bench.met).toEqual([device]);
  });
});

describe('a call whose way breaks', () => {
  const flowing = () => {
    const bench = new Bench();
    bench.phone.place(ids.middle, peer, offer('mine'));
    bench.hear({ step: 'proceed', id: ids.middle });
    acknowledge(bench);
    bench.accept(ids.middle);
    bench.phone.media(ids.middle, 'connected');
    bench.said();
    bench.asked();
    return bench;
  };
  const restart = (bench: Bench) => {
    bench.phone.media(ids.middle, 'interrupted');
    bench.phone.signal(ids.middle, [offer('anew')]);
    expect(bench.request.jingle.action).toBe('transport-info');
  };
  const refuse = (bench: Bench) =>
    bench.request.answered({
      type: 'refused',
      error: { type: 'cancel', condition: 'not-authorized' },
    });

  test('and whose peer refuses to renew it is ended and placed again', () => {
    const bench = flowing();
    restart(bench);
    refuse(bench);
    expect(bench.call.phase).toBe('connecting');
    bench.phone.media(ids.middle, 'failed', 'no-path');
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'no-path' });
    expect(bench.redials).toEqual([{ peer, continues: ids.middle }]);
  });

  test('and whose peer says nothing to it is placed again after twelve seconds', () => {
    const bench = flowing();
    restart(bench);
    acknowledge(bench);
    bench.clock.pass(11_999);
    expect(bench.redials).toEqual([]);
    bench.clock.pass(1);
    expect(bench.redials).toEqual([{ peer, continues: ids.middle }]);
  });

  test('and whose peer is another Tsuwa, which finds no way itself, is not placed again but given time', () => {
    const bench = flowing();
    bench.features.set(device, new Set([RECORDING]));
    restart(bench);
    acknowledge(bench);
    bench.clock.pass(44_999);
    expect([bench.call.phase, bench.redials]).toEqual(['connecting', []]);
    bench.clock.pass(1);
    expect([bench.call.end, bench.redials]).toEqual(['no-path', []]);
  });

  test('and whose peer may not have heard of it is given time', () => {
    const bench = flowing();
    restart(bench);
    bench.clock.pass(44_999);
    expect([bench.call.phase, bench.redials]).toEqual(['connecting', []]);
    bench.clock.pass(1);
    expect([bench.call.end, bench.redials]).toEqual(['no-path', []]);
  });

  test('and comes back by itself is no trouble', () => {
    const bench = flowing();
    restart(bench);
    refuse(bench);
    bench.phone.media(ids.middle, 'connected');
    bench.clock.pass(60_000);
    expect([bench.call.phase, bench.redials]).toEqual(['active', []]);
  });

  test('for good tells why', () => {
    const bench = flowing();
    bench.phone.media(ids.middle, 'failed', 'dtls-failed');
    expect([bench.call.end, bench.redials]).toEqual(['dtls-failed', []]);
  });
});

describe('handing a call over', () => {
  const flowing = (features: string[] = [TRANSFER]) => {
    const bench = new Bench();
    bench.features.set(device, new Set(features));
    bench.phone.place(ids.middle, peer, offer('mine'));
    bench.hear({ step: 'proceed', id: ids.middle });
    acknowledge(bench);
    bench.accept(ids.middle);
    bench.phone.media(ids.middle, 'connected');
    bench.said();
    bench.asked();
    return bench;
  };

  test('is offered where their device can be asked, and nowhere else', () => {
    expect(flowing().call.transferable).toBe(true);
    const other = flowing([]);
    expect(other.call.transferable).toBe(false);
    expect(() => other.phone.transfer(ids.middle, 'paris@example.test')).toThrow('no transfer');
  });

  test('asks, and hangs up once they have understood', () => {
    const bench = flowing();
    bench.phone.transfer(ids.middle, 'paris@example.test');
    expect([bench.call.transfer, bench.request.jingle.action]).toEqual(['asked', 'session-info']);
    acknowledge(bench);
    expect([bench.call.end, bench.requests.at(-1)?.jingle.action]).toEqual(['answered', 'session-terminate']);
  });

  test('that they refuse leaves the call as it is, and is told', () => {
    const bench = flowing();
    bench.phone.transfer(ids.middle, 'paris@example.test');
    bench.request.answered({ type: 'refused', error: { type: 'cancel', condition: 'feature-not-implemented' } });
    expect(bench.call).toMatchObject({ phase: 'active', transfer: 'refused' });
  });

  test('to whom they are themselves, or to nobody, is refused', () => {
    const bench = flowing();
    expect(() => bench.phone.transfer(ids.middle, peer)).toThrow('to whom they are');
    expect(() => bench.phone.transfer(ids.middle, 'paris')).toThrow('not-an-address');
    expect(() => bench.phone.join(ids.middle, ids.middle)).toThrow('bad-request');
  });

  test('of us to somebody else is the person’s to decide', () => {
    const bench = flowing();
    const transfer = { to: 'paris@example.test/x' };
    expect(bench.receive('session-info', ids.middle, { transfer })).toBe('acknowledge');
    expect(bench.redials).toEqual([{ peer: 'paris@example.test', by: peer, transfer }]);
    expect(bench.call.phase).toBe('active');
  });

  test('in the place of somebody calls the very device that has the call, without an invitation', () => {
    const bench = flowing();
    const transfer = { to: 'paris@example.test/x', from: device, sid: 'theirs' };
    bench.phone.place(ids.high, 'paris@example.test', offer('mine'), { transfer });
    expect(bench.requests.map(({ to, jingle }) => [to, jingle.action, jingle.transfer])).toEqual([
      [device, 'session-info', undefined],
      ['paris@example.test/x', 'session-initiate', transfer],
    ]);
  });

  test('in whose place somebody calls us is answered without a ring, and the first call ends', () => {
    const bench = flowing();
    const transfer = { from: device, sid: ids.middle };
    const reply = bench.receive('session-initiate', 'new', { ...described('them'), transfer }, 'paris@example.test/x');
    expect(reply).toBe('acknowledge');
    expect(bench.phone.calls()).toMatchObject([
      { peer: 'paris@example.test', phase: 'connecting', continues: ids.middle },
      { phase: 'ended', end: 'answered' },
    ]);
    expect(bench.signals.at(-1)).toMatchObject({ description: { type: 'offer' } });
  });

  test('in the place of a call that we do not have just rings', () => {
    const bench = flowing();
    const transfer = { from: 'mallory@evil.example/x', sid: ids.middle };
    bench.receive('session-initiate', 'new', { ...described('them'), transfer }, 'mallory@evil.example/x');
    expect(bench.phone.calls().map(({ phase }) => phase)).toEqual(['ringing', 'active']);
  });
});
