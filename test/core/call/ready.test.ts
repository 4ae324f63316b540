/** Calls that connect while they ring, from both ends: who takes part, what it shows, and every way in which it goes wrong. */
import { describe, expect, test } from 'vitest';
import { EARLY, READY } from '../../../main/core/protocol/namespaces';
import type { Content } from '../../../main/core/protocol/xep0166';
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import { answer, candidate, offer, told } from '../support/media';
import { Bench, described, device, ids, peer, self } from '../support/phone';

const id = ids.middle;
const other = 'juliet@capulet.example/garden';
const everything = new Set([EARLY, READY]);

/** Another Tsuwa on each device, and what the person here has chosen for them. */
const tsuwas = (privacy: Privacy, ...devices: string[]): Bench => {
  const bench = new Bench();
  bench.privacy = privacy;
  for (const full of devices) bench.features.set(full, everything);
  return bench;
};

const trickle = (ufrag: string, ...found: number[]): Content[] => [
  {
    ...{ creator: 'initiator', name: '0' },
    transport: {
      ...{ ufrag, pwd: ufrag.padEnd(22, 'x') },
      candidates: found.map(port => ({
        ...{ component: 1, foundation: '1', generation: 0, id: 'c', network: 0 },
        ...{ ip: '192.0.2.7', port, priority: 1, protocol: 'udp', type: 'host' },
      })),
    },
  },
];

const relayed = (ufrag: string): MediaSignal => ({
  candidate: {
    candidate: `candidate:2 1 udp 41885439 203.0.113.7 5002 typ relay raddr 192.0.2.2 rport 5000 ufrag ${ufrag}`,
    ...{ sdpMid: '0', usernameFragment: ufrag },
  },
});

const inWords = (signals: readonly MediaSignal[]) =>
  signals.map(signal =>
    'description' in signal
      ? `${signal.description.type} ${told(signal.description.sdp).ufrag ?? ''}`
      : `candidate ${signal.candidate.candidate.split(' ')[5] ?? ''}`,
  );

const refused = (jingle: 'unknown-session' | 'out-of-order') =>
  ({ type: 'refused', error: { type: 'cancel', condition: 'item-not-found', jingle } }) as const;

describe('who calls', () => {
  const rung = (bench = tsuwas('direct', device, other)): Bench => {
    bench.phone.place(id, peer, offer());
    bench.phone.signal(id, [candidate()]);
    bench.hear({ step: 'ringing', id });
    bench.said();
    bench.asked();
    return bench;
  };

  const tells = (bench: Bench, ufrag = 'them', from = device) =>
    bench.receive('session-info', id, { ready: described(ufrag, 'active') }, from);
  const finds = (bench: Bench, port: number, ufrag = 'them', from = device) =>
    bench.receive('transport-info', id, { contents: trickle(ufrag, port) }, from);

  test.each(['ringing', 'direct', 'relay'] as const)(
    'connects by what will be answered, with candidates from before and after: %s',
    privacy => {
      const bench = rung(tsuwas(privacy, device));
      finds(bench, 4000);
      expect(tells(bench)).toBe('acknowledge');
      finds(bench, 4001);
      expect(inWords(bench.early)).toEqual(['answer them', 'candidate 4000', 'candidate 4001']);
      expect([bench.signals, bench.requests, bench.messages]).toEqual([[], [], []]);
      expect(bench.call).toMatchObject({ phase: 'proposing', answeredAt: undefined, connectedAt: undefined });
    },
  );

  test('connects with nobody before they have answered where its own addresses wait for that', () => {
    const bench = rung(tsuwas('after-answer', device));
    expect([tells(bench), finds(bench, 4000)]).toEqual(['acknowledge', 'acknowledge']);
    expect(bench.early).toEqual([]);
    bench.accept(id);
    expect(inWords(bench.signals)).toEqual(['answer them', 'candidate 4000']);
  });

  test('knows the answer again, and is connected when its media says so', () => {
    const bench = rung();
    tells(bench);
    bench.phone.media(id, 'connected'); // nobody has answered
    expect(bench.call.phase).toBe('proposing');
    bench.hear({ step: 'proceed', id });
    bench.accept(id);
    expect(bench.signals[0]).toEqual(bench.early[0]);
    expect(bench.call).toMatchObject({ phase: 'connecting', answeredAt: bench.clock.now() });
    bench.phone.media(id, 'connected');
    expect(bench.call).toMatchObject({ phase: 'active', connectedAt: bench.clock.now() });
  });

  test('connects with one device only, and talks to whichever takes the call', () => {
    const bench = rung();
    bench.hear({ step: 'ringing', id }, { from: other });
    tells(bench);
    expect([tells(bench, 'elsewhere', other), finds(bench, 4001, 'elsewhere', other)]).toEqual([
      'acknowledge',
      'acknowledge',
    ]);
    finds(bench, 4000);
    expect(inWords(bench.early)).toEqual(['answer them', 'candidate 4000']);
    bench.hear({ step: 'proceed', id }, { from: other });
    expect(bench.receive('session-accept', id, described('elsewhere', 'active'), other)).toBe('acknowledge');
    expect(inWords(bench.signals)).toEqual(['answer elsewhere', 'candidate 4001']);
    expect(finds(bench, 4002)).toMatchObject({ jingle: 'unknown-session' });
    bench.phone.media(id, 'connected');
    expect(bench.call.phase).toBe('active');
  });

  test('is told once', () => {
    const bench = rung();
    tells(bench);
    expect(tells(bench, 'anew')).toMatchObject({ jingle: 'out-of-order' });
    expect(bench.early).toHaveLength(1);
  });

  test('refuses what could be no answer, and rings on', () => {
    const bench = rung();
    const { contents, groups } = described('them', 'active');
    const [content] = contents;
    if (!content?.transport) throw new Error('no content');
    const wrong = [
      { contents: [], groups },
      { contents: [{ ...content, name: 'video' }], groups },
      { contents: [{ creator: 'initiator' as const, name: '0' }], groups },
      { contents: [{ ...content, transport: { ...content.transport, fingerprint: undefined } }], groups },
      { contents: [content, content], groups },
    ];
    for (const ready of wrong)
      expect(bench.receive('session-info', id, { ready })).toMatchObject({ condition: 'bad-request' });
    expect(bench.early).toEqual([]);
    bench.hear({ step: 'proceed', id });
    bench.accept(id);
    expect(inWords(bench.signals)).toEqual(['answer them']);
  });

  test('is told by nobody who has no offer, nor once the call is taken', () => {
    const bench = rung();
    expect(tells(bench, 'them', other)).toMatchObject({ jingle: 'unknown-session' });
    expect(tells(bench, 'them', 'mallory@evil.example/x')).toMatchObject({ jingle: 'unknown-session' });
    bench.hear({ step: 'proceed', id });
    tells(bench);
    expect([bench.early, bench.signals]).toEqual([[], []]);
    bench.accept(id);
    expect(tells(bench)).toMatchObject({ jingle: 'out-of-order' });
    expect(bench.signals).toHaveLength(1);
  });

  test('goes on with the same after its stream was replaced', () => {
    const bench = rung();
    tells(bench);
    bench.self = `${self}2`;
    bench.phone.stream('rebound');
    tells(bench);
    finds(bench, 4000);
    expect(inWords(bench.early)).toEqual(['answer them', 'answer them', 'candidate 4000']);
  });

  test('takes no more candidates than an honest device has', () => {
    const bench = rung();
    tells(bench);
    for (let port = 1; port <= 400; port += 1) finds(bench, port);
    expect(bench.early).toHaveLength(1 + 256);
  });

  test('leaves nothing of it when both have called at once', () => {
    const bench = rung();
    tells(bench);
    bench.hear({ step: 'propose', id: ids.low, media: ['audio'] });
    bench.offer(ids.low);
    expect(inWords(bench.signals)).toEqual(['offer them']);
  });
});

describe('who is called', () => {
  const ringing = (bench: Bench): Bench => {
    bench.hear({ step: 'propose', id, media: ['audio'] });
    bench.said();
    bench.offer(id);
    bench.receive('transport-info', id, { contents: trickle('them', 4000) });
    return bench;
  };

  const prepared = (bench = tsuwas('ringing', device)): Bench => {
    ringing(bench);
    bench.phone.signal(id, [answer('mine'), candidate('mine', 5000), relayed('mine')]);
    return bench;
  };

  const addresses = ({ requests }: Bench) =>
    requests.flatMap(({ jingle }) =>
      jingle.contents.flatMap(({ transport }) =>
        (transport?.candidates ?? []).map(({ ip, relAddr }) =>
          [ip, ...(relAddr === undefined ? [] : [relAddr])].join(),
        ),
      ),
    );

  test('tells its answer and candidates before the click, and takes theirs; the call only rings', () => {
    const bench = prepared();
    expect(inWords(bench.early)).toEqual(['offer them', 'candidate 4000']);
    expect(bench.asked()).toEqual([
      ['session-info', device],
      ['transport-info', device],
      ['transport-info', device],
    ]);
    expect([bench.signals, bench.messages]).toEqual([[], []]);
    expect(bench.call).toMatchObject({ phase: 'ringing', answeredAt: undefined });
  });

  test('tells word for word what its session-accept will say, which does not say the candidates again', () => {
    const bench = prepared();
    const [ready] = bench.requests.splice(0);
    bench.phone.accept(id, 'hold');
    const [accepted, ...rest] = bench.requests;
    expect(accepted?.jingle.action).toBe('session-accept');
    expect(ready?.jingle.ready).toEqual({ contents: accepted?.jingle.contents, groups: accepted?.jingle.groups });
    expect(rest).toEqual([]);
  });

  test.each([
    ['ringing', ['192.0.2.2', '203.0.113.7,192.0.2.2']],
    ['relay', ['203.0.113.7,0.0.0.0']],
  ] as const)('shows its addresses as the person lets it: %s', (privacy, shown) => {
    expect(addresses(prepared(tsuwas(privacy, device)))).toEqual(shown);
  });

  test.each(['direct', 'after-answer'] as const)(
    'shows nothing and connects to nobody before the click: %s',
    privacy => {
      const bench = prepared(tsuwas(privacy, device));
      expect([bench.requests, bench.messages]).toEqual([[], []]);
      expect(inWords(bench.early)).toEqual(['offer them']);
      bench.phone.accept(id, 'hold');
      expect(bench.asked().map(([action]) => action)).toEqual(['session-accept', 'transport-info', 'transport-info']);
      expect(inWords(bench.signals)).toEqual(['offer them', 'candidate 4000']);
    },
  );

  test('tells nothing to a device that does not know what that is', () => {
    const bench = tsuwas('ringing');
    bench.features.set(device, new Set([EARLY]));
    prepared(bench);
    expect(bench.requests).toEqual([]);
    expect(inWords(bench.early)).toEqual(['offer them']);
  });

  test('takes the candidates in their offer too', () => {
    const bench = tsuwas('ringing', device);
    bench.hear({ step: 'propose', id, media: ['audio'] });
    const { contents, groups } = described('them');
    const [found] = trickle('them', 4001);
    bench.receive('session-initiate', id, {
      groups,
      contents: contents.map(content => ({
        ...content,
        transport: { candidates: [], ...content.transport, ...found?.transport },
      })),
    });
    expect(inWords(bench.early)).toEqual(['offer them', 'candidate 4001']);
  });

  test('is connected when its answer is acknowledged, since the way says nothing of who was chosen', () => {
    const bench = prepared();
    bench.phone.media(id, 'connected'); // of no interest yet
    expect(bench.call.phase).toBe('ringing');
    bench.asked();
    bench.phone.accept(id, 'hold');
    bench.phone.media(id, 'connected');
    expect(bench.call).toMatchObject({ phase: 'connecting', connectedAt: undefined });
    bench.clock.pass(120);
    bench.request.answered({ type: 'acknowledged' });
    expect(bench.call).toMatchObject({ phase: 'active', connectedAt: bench.clock.now() });
    expect(bench.clock.running).toBe(0);
  });

  test('is connected by a way that comes after the acknowledgement, as ever', () => {
    const bench = prepared();
    bench.asked();
    bench.phone.accept(id, 'hold');
    bench.request.answered({ type: 'acknowledged' });
    expect(bench.call.phase).toBe('connecting');
    bench.phone.media(id, 'connected');
    expect(bench.call.phase).toBe('active');
  });

  test('is connected when they are heard, whatever became of the acknowledgement', () => {
    const bench = prepared();
    bench.asked();
    bench.phone.accept(id, 'hold');
    bench.phone.media(id, 'connected');
    bench.request.answered({ type: 'timeout' });
    bench.phone.quality(id, { relayed: false, receivedBitsPerSecond: 0 });
    expect(bench.call.phase).toBe('connecting');
    bench.clock.pass(2_000);
    bench.phone.quality(id, { relayed: false, receivedBitsPerSecond: 32_000 });
    expect(bench.call).toMatchObject({ phase: 'active', connectedAt: bench.clock.now() });
    bench.clock.pass(60_000);
    expect(bench.call.phase).toBe('active');
  });

  test('ends as one that went silent where they never took its answer, though the way stood', () => {
    const bench = prepared();
    bench.phone.accept(id, 'hold');
    bench.phone.media(id, 'connected');
    bench.clock.pass(30_000);
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'vanished', connectedAt: undefined });
  });

  test('was too late where another device of ours was chosen, and has not talked', () => {
    const bench = prepared();
    bench.asked();
    bench.phone.accept(id, 'hold');
    bench.phone.media(id, 'connected');
    bench.hear({ step: 'proceed', id }, { from: 'me@example.test/phone', to: device, carbon: 'sent' });
    bench.request.answered(refused('unknown-session'));
    expect(bench.call).toMatchObject({ phase: 'ended', end: 'answered-elsewhere', connectedAt: undefined });
  });

  test('rings on and answers anew when what was prepared has failed', () => {
    const bench = prepared();
    bench.asked();
    bench.phone.media(id, 'failed', 'no-path');
    expect(bench.call.phase).toBe('ringing');
    bench.receive('transport-info', id, { contents: trickle('them', 4002) });
    expect(inWords(bench.early)).toEqual(['offer them', 'candidate 4000']);
    bench.phone.accept(id, 'hold');
    expect(bench.asked()).toEqual([]);
    expect(inWords(bench.signals)).toEqual(['offer them', 'candidate 4000', 'candidate 4002']);
    bench.phone.signal(id, [answer('fresh'), candidate('fresh')]);
    expect(bench.asked().map(([action]) => action)).toEqual(['session-accept', 'transport-info']);
  });

  test('rings on whatever is said to what it tells', () => {
    const bench = prepared();
    for (const { answered } of bench.requests.splice(0)) answered(refused('out-of-order'));
    expect(bench.call.phase).toBe('ringing');
    bench.phone.accept(id, 'hold');
    expect(bench.asked()).toEqual([['session-accept', device]]);
  });

  test('tells everything again to a caller under another name, and with the answer after its own was replaced', () => {
    const bench = prepared();
    bench.features.set(other, everything);
    bench.asked();
    bench.offer(id, other);
    expect(bench.asked()).toEqual([
      ['session-info', other],
      ['transport-info', other],
      ['transport-info', other],
    ]);
    bench.self = `${self}2`;
    bench.phone.stream('rebound');
    bench.phone.accept(id, 'hold');
    bench.offer(id, other);
    expect(bench.asked().map(([action]) => action)).toEqual(['session-accept', 'transport-info', 'transport-info']);
  });

  test('takes no more of their candidates than an honest caller has', () => {
    const bench = prepared();
    for (let port = 1; port <= 400; port += 1) bench.receive('transport-info', id, { contents: trickle('them', port) });
    expect(bench.early.length).toBeLessThanOrEqual(256);
  });

  test('is told by nobody what they will answer', () => {
    expect(prepared().receive('session-info', id, { ready: described('them', 'active') })).toMatchObject({
      jingle: 'out-of-order',
    });
  });
});
