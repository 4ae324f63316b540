/** Whole phones, and everything that can happen to them, in any order. */
import fc from 'fast-check';
import type { CallPhase, MediaKind } from '../../shared/call';
import { nextPhases } from '../../shared/call';
import { PhoneError } from '../../shared/result';
import { fromSdp } from '../../main/core/jingle/sdp';
import type { Answer, IncomingMessage } from '../../main/core/ports';
import { actions, reasons, type Content, type Jingle } from '../../main/core/protocol/xep0166';
import { callSteps, type CallMessage } from '../../main/core/protocol/xep0353';
import { answer, candidate, offer, sdpOf } from '../core/support/media';
import { Bench, self } from '../core/support/phone';
import { holds, type Fuzzer } from './fuzzer';
import { checkSdp } from './reading';

const UUID = (n: number) => `${n}0000000-0000-4000-8000-000000000000`;
const sids = [UUID(1), UUID(5), UUID(9), 'not-a-uuid', 'x'.repeat(255)];
const froms = [
  ...['alice@example.test/a', 'alice@example.test/b', 'carol@example.test/sip', 'mallory@evil.example/m'],
  ...['eve@evil.example/e', 'me@example.test/other', self, 'gateway.example', 'no address'],
];

const contentsOf = (ufrag: string, setup?: 'active'): Content[] => {
  const found = fromSdp(sdpOf({ ufrag, ...(setup && { setup }) }), 'initiator');
  return found ? [...found.contents] : [];
};
const [theirs, renewed, answered] = [contentsOf('them'), contentsOf('anew'), contentsOf('them', 'active')];
const without = (part: 'fingerprint' | 'transport' | 'description'): Content[] =>
  theirs.map(({ transport, description, ...content }) => ({
    ...content,
    ...(part !== 'description' && { description }),
    ...(part === 'transport'
      ? { foreignTransport: 'urn:xmpp:jingle:transports:raw-udp:1' }
      : { transport: part === 'fingerprint' ? { candidates: [], ufrag: 'them', pwd: 'x'.repeat(22) } : transport }),
  }));
const trickle = (ufrag: string, count: number): Content[] => [
  {
    ...{ creator: 'initiator', name: '0' },
    transport: {
      ...{ ufrag, pwd: ufrag.padEnd(22, 'x') },
      candidates: Array.from({ length: count }, (_, n) => ({
        ...{ component: 1, foundation: '1', ip: '192.0.2.1', port: 1000 + n, priority: 1 },
        ...{ protocol: 'udp', type: 'host' as const },
      })),
    },
  },
];
const variants: readonly Content[][] = [
  ...[[], theirs, theirs, answered, answered, renewed, without('fingerprint'), without('transport')],
  ...[without('description'), trickle('them', 1), trickle('anew', 2), trickle('anew', 0), trickle('them', 300)],
  theirs.map(content => ({ ...content, name: 'video', ...(content.description && { description: { ...content.description, media: 'video' as MediaKind } }) })),
  [...theirs, ...theirs],
  [{ creator: 'initiator', name: '__proto__', senders: 'none' }],
  [{ creator: 'initiator', name: '0', senders: 'none' }],
]; // prettier-ignore

const infos: readonly Jingle['info'][] = [
  undefined,
  ...(['active', 'hold', 'mute', 'ringing', 'unhold', 'unmute'] as const).map(type => ({ type, content: '0' })),
  { type: 'record' },
  { type: 'unknown', name: 'x', xmlns: 'y' },
];

const answersFor: readonly Answer[] = [
  ...[{ type: 'acknowledged' } as const, { type: 'acknowledged' } as const, { type: 'timeout' } as const],
  { type: 'lost' },
  { type: 'refused', error: { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' } },
  { type: 'refused', error: { type: 'cancel', condition: 'conflict', jingle: 'tie-break' } },
  { type: 'refused', error: { type: 'cancel', condition: 'service-unavailable' } },
  { type: 'refused', error: { type: 'cancel', condition: 'feature-not-implemented' } },
];

const sid = fc.constantFrom(...sids);
const from = fc.constantFrom(...froms);
const which = fc.nat(6);
const flag = fc.boolean();
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const happening = fc.oneof(
  weighted(5, fc.record({ do: fc.constant('message' as const), from, sid, step: fc.constantFrom(...callSteps), reason: fc.constantFrom(...reasons), tieBreak: flag, late: fc.constantFrom(undefined, 1000, 120_000), carbon: fc.constantFrom(undefined, undefined, 'sent' as const, 'received' as const), error: fc.constantFrom(false, false, false, true) })),
  weighted(8, fc.record({ do: fc.constant('request' as const), from, sid, action: fc.constantFrom(...actions, 'session-initiate' as const, 'session-accept' as const, 'transport-info' as const), contents: fc.constantFrom(...variants), info: fc.constantFrom(...infos), reason: fc.constantFrom(...reasons), ready: flag, to: fc.constantFrom(undefined, undefined, undefined, 'carol@example.test', 'carol@example.test/x', '@@'), carry: flag })),
  weighted(2, fc.record({ do: fc.constant('answer' as const), which, answer: fc.constantFrom(...answersFor) })),
  weighted(1, fc.record({ do: fc.constant('carry' as const), which })),
  weighted(1, fc.record({ do: fc.constant('place' as const), sid, to: from })),
  weighted(2, fc.record({ do: fc.constant('accept' as const), which, others: fc.constantFrom('hold' as const, 'end' as const) })),
  weighted(1, fc.record({ do: fc.constant('end' as const), which })),
  weighted(3, fc.record({ do: fc.constant('signal' as const), which, say: fc.constantFrom('offer' as const, 'answer' as const, 'candidate' as const, 'nonsense' as const), anew: flag })),
  weighted(2, fc.record({ do: fc.constant('media' as const), which, state: fc.constantFrom('connected' as const, 'interrupted' as const, 'failed' as const) })),
  weighted(1, fc.record({ do: fc.constant('hold' as const), which, on: flag })),
  weighted(1, fc.record({ do: fc.constant('mute' as const), which, on: flag })),
  weighted(1, fc.record({ do: fc.constant('record' as const), which, on: flag })),
  weighted(1, fc.record({ do: fc.constant('transfer' as const), which, to: from })),
  weighted(1, fc.record({ do: fc.constant('join' as const), which, other: which })),
  weighted(1, fc.record({ do: fc.constant('dismiss' as const), which })),
  weighted(2, fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(10, 2000, 15_000, 60_000, 100_000) })),
  weighted(1, fc.record({ do: fc.constant('stream' as const), event: fc.constantFrom('lost' as const, 'resumed' as const, 'rebound' as const), self: fc.constantFrom(self, 'me@example.test/two', undefined) })),
  weighted(1, fc.record({ do: fc.constant('page gone' as const) })),
); // prettier-ignore
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A phone, and all that can be said of it at any time. */
class Watched {
  readonly bench = new Bench();
  readonly #phases = new Map<string, { phase: CallPhase; end: string | undefined }>();
  readonly #carries: (() => void)[] = [];

  constructor() {
    const { bench } = this;
    for (const each of ['mallory@evil.example', 'eve@evil.example', 'gateway.example']) bench.strangers.add(each);
    // One of two devices has all that is only between us, and is let connect while it rings.
    const ours = ['recording', 'early', 'ready'].map(name => `urn:tsuwa:${name}:0`);
    bench.features.set('alice@example.test/a', new Set(['urn:xmpp:jingle:transfer:0', ...ours]));
    bench.privacy = 'ringing';
  }

  happen(event: Happening): void {
    const { bench } = this;
    const { phone } = bench;
    const call = (n: number) => phone.calls()[n % Math.max(1, phone.calls().length)]?.id ?? UUID(7);
    switch (event.do) {
      case 'message':
        return phone.messaged(messageOf(event, bench.clock.now()));
      case 'request': {
        const { contents, action, sid: id, info, reason, to } = event;
        const transfer = to === undefined ? undefined : { to, from: 'alice@example.test/a', sid: UUID(1) };
        const { reply, carry } = phone.requested(event.from, {
          ...{ action, sid: id, contents, groups: [], info, reason: { condition: reason } },
          ...(transfer && { transfer }),
          ...(event.ready && { ready: { contents, groups: [] } }),
        });
        holds('a request is answered', reply === 'acknowledge' || reply.condition.length > 0);
        if (event.carry) carry();
        else this.#carries.push(carry);
        if (event.carry) carry(); // a reply is written once, whatever the wire does
        return;
      }
      case 'answer': {
        const [request] = bench.requests.splice(event.which % Math.max(1, bench.requests.length), 1);
        return request?.answered(event.answer);
      }
      case 'carry':
        return this.#carries.splice(event.which % Math.max(1, this.#carries.length), 1)[0]?.();
      case 'place':
        return asPerson(() => phone.place(event.sid, event.to, offer()));
      case 'accept':
        return asPerson(() => phone.accept(call(event.which), event.others));
      case 'end':
        return asPerson(() => phone.end(call(event.which)));
      case 'signal': {
        const ufrag = event.anew ? 'new1' : 'ours';
        const said = { offer: offer(ufrag), answer: answer(ufrag), candidate: candidate(ufrag), nonsense: { description: { type: 'offer' as const, sdp: 'v=0\r\n' } } }[event.say]; // prettier-ignore
        return asPerson(() => phone.signal(call(event.which), [said]));
      }
      case 'media':
        return asPerson(() => phone.media(call(event.which), event.state));
      case 'hold':
        return asPerson(() => phone.hold(call(event.which), event.on));
      case 'mute':
        return asPerson(() => phone.mute(call(event.which), event.on));
      case 'record':
        return phone.record(call(event.which), event.on);
      case 'transfer':
        return asPerson(() => phone.transfer(call(event.which), event.to));
      case 'join':
        return asPerson(() => phone.join(call(event.which), call(event.other)));
      case 'dismiss':
        return asPerson(() => phone.dismiss(call(event.which)));
      case 'time':
        return bench.clock.pass(event.ms);
      case 'stream':
        if (event.event !== 'lost') bench.self = event.self;
        return phone.stream(event.event);
      case 'page gone':
        return phone.rendererGone();
    }
  }

  check(): void {
    const { bench } = this;
    const calls = bench.phone.calls();
    const live = calls.filter(({ phase }) => phase !== 'ended');
    for (const { id, phase, end } of calls) {
      const before = this.#phases.get(id);
      if (before?.phase === 'ended') holds('ended is final', phase === 'ended' && end === before.end);
      else if (before && before.phase !== phase) {
        holds(`${before.phase} may become ${phase}`, phase === 'ended' || reaches(before.phase, phase));
      }
      holds('who has ended says how', (phase === 'ended') === (end !== undefined));
      this.#phases.set(id, { phase, end });
    }
    for (const id of this.#phases.keys()) if (!bench.phone.knows(id)) this.#phases.delete(id);
    // A session that nobody was told of yet is no call that is shown.
    holds('timers belong to calls', bench.clock.running <= live.length + 12);
    holds('few calls live at once', live.length <= 24);
    for (const signal of [...bench.signals.splice(0), ...bench.early.splice(0)]) {
      if ('description' in signal) checkSdp(signal.description.sdp);
      else holds('a candidate is one line', !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(signal.candidate.candidate));
    }
    bench.messages.length = 0;
    bench.redials.length = 0;
    bench.met.length = 0;
  }

  /** Everything is answered and enough time passes: nothing may be left that was not answered by the person. */
  rest(): void {
    const { bench } = this;
    for (let turn = 0; turn < 20; turn++) {
      for (const carry of this.#carries.splice(0)) carry();
      for (const { answered: tell } of bench.requests.splice(0)) tell({ type: 'timeout' });
      bench.clock.pass(100_000);
    }
    for (const { id, phase } of bench.phone.calls()) {
      if (phase !== 'ended') bench.phone.end(id);
      this.check();
    }
    for (const { answered: tell } of bench.requests.splice(0)) tell({ type: 'lost' });
    const left = bench.phone.calls().filter(({ phase }) => phase !== 'ended');
    holds('all calls end', left.length === 0);
    holds('no timer is left', bench.clock.running === 0);
  }
}

/** What the phase of a call may have become between two looks. */
const reaches = (phase: CallPhase, later: CallPhase, seen: ReadonlySet<CallPhase> = new Set()): boolean =>
  nextPhases[phase].some(next => next === later || (!seen.has(next) && reaches(next, later, new Set([...seen, next]))));

/** What a command may throw is told to the person. */
function asPerson(command: () => void): void {
  try {
    command();
  } catch (error) {
    if (!(error instanceof PhoneError)) throw error;
  }
}

type Heard = Extract<Happening, { do: 'message' }>;

function messageOf({ from: sender, sid: id, step, reason, tieBreak, late, carbon, error }: Heard, now: number): IncomingMessage {
  const message: CallMessage =
    step === 'propose'
      ? { step, id, media: ['audio'] }
      : step === 'reject' || step === 'retract' || step === 'finish'
        ? { step, id, reason: { condition: reason }, tieBreak }
        : { step, id };
  return {
    ...{ from: sender, to: carbon === 'sent' ? 'alice@example.test' : self, message },
    ...(carbon && { carbon }),
    ...(late !== undefined && { delayedAt: now - late }),
    ...(error && { error: { type: 'cancel' as const, condition: 'service-unavailable' as const } }),
  };
} // prettier-ignore

const sequences: Fuzzer = {
  name: 'a phone, and whatever happens in whatever order',
  share: 8,
  property: () =>
    fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), events => {
      const watched = new Watched();
      for (const event of events) {
        watched.happen(event);
        watched.check();
      }
      watched.rest();
    }),
};

/** One that lives through all cases of a chunk: what stays behind adds up, and shows in the growth. */
const lifelong: Fuzzer = {
  name: 'one phone that never rests',
  share: 4,
  property: () => {
    let watched = new Watched();
    return fc.property(fc.array(happening, { maxLength: 12 }), events => {
      try {
        for (const event of events) {
          watched.happen(event);
          watched.check();
        }
        watched.bench.clock.pass(20_000);
      } catch (error) {
        watched = new Watched(); // so that a smaller example is looked for from the start
        throw error;
      }
    });
  },
};

export const phones: readonly Fuzzer[] = [sequences, lifelong];
