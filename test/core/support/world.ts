/**
 * Two phones, each with a renderer reduced to its signalling, and a server with an ordered queue each way. Nothing moves
 * until the test says who does; every stanza travels as the text of its XML.
 */
import type { LineCall } from '../../../main/core/call/view';
import { expect } from 'vitest';
import { nextPhases, type CallPhase } from '../../../shared/call';
import { bareOf, parseJid } from '../../../shared/jid';
import type { MediaSignal } from '../../../shared/media';
import { Phone } from '../../../main/core/phone';
import type { Answer } from '../../../main/core/ports';
import { EARLY, READY } from '../../../main/core/protocol/namespaces';
import { jingle } from '../../../main/core/protocol/xep0166';
import { decodeCallMessage, encodeCallMessage } from '../../../main/core/protocol/xep0353';
import { FakeClock } from './clock';
import { answer, candidate, offer, told } from './media';
import { formatXml, parseXml } from './xml';

export type Name = 'alice' | 'bob';
const otherOf = (name: Name): Name => (name === 'alice' ? 'bob' : 'alice');

const bare = (full: string): string => {
  const jid = parseJid(full);
  if (!jid) throw new Error(`no address: ${full}`);
  return bareOf(jid);
};

/** A peer connection: perfect negotiation without media. */
interface Connection {
  /** The credentials of an offer that is answered while the call is not. */
  prepared?: string | undefined;
  signaling: 'stable' | 'have-local-offer';
  local?: string;
  remote?: string;
}

/** What travels to one side: `redirect` when the resource it was sent to is gone. */
interface Packet {
  deliver: () => void;
  redirect?: () => void;
  /** Ends it without delivery, when the stream of its sender is replaced. */
  lose?: () => void;
}

const unavailable: Answer = { type: 'refused', error: { type: 'cancel', condition: 'service-unavailable' } };

export class Side {
  readonly phone: Phone;
  readonly connections = new Map<string, Connection>();
  /** What the process border and the event loop have still to do here. */
  readonly inbox: (() => void)[] = [];
  /** What the server has for this side. */
  readonly packets: Packet[] = [];
  /** Phases that each call went through. */
  readonly histories = new Map<string, CallPhase[]>();
  readonly replies: string[] = [];
  address: string;
  #generation = 0;
  #resources = 0;

  constructor(
    readonly world: World,
    readonly name: Name,
  ) {
    this.address = `${name}@example.test/0`;
    this.phone = new Phone({
      wire: {
        self: () => this.address,
        request: (to, request, answered) => {
          const text = formatXml(jingle.encode(request));
          this.world.send(
            this,
            to,
            from => {
              const { reply, carry } = this.world.sides[otherOf(this.name)].phone.requested(
                from,
                jingle.decode(parseXml(text)),
              );
              this.world.sides[otherOf(this.name)].replies.push(typeof reply === 'string' ? reply : reply.condition);
              this.packets.push({
                deliver: () =>
                  answered(typeof reply === 'string' ? { type: 'acknowledged' } : { type: 'refused', error: reply }),
              });
              this.world.sides[otherOf(this.name)].inbox.push(carry);
            },
            answered,
          );
        },
        message: (to, message) => {
          const text = formatXml(encodeCallMessage(message));
          this.world.send(this, to, from => {
            this.world.sides[otherOf(this.name)].phone.messaged({
              from,
              to,
              message: decodeCallMessage(parseXml(text)),
            });
          });
        },
      },
      media: { signal: (call, signal, early) => void this.inbox.push(() => this.#take(call, signal, early)) },
      people: {
        reach: () => ({ by: 'propose' }),
        isContact: () => true,
        isGateway: () => false,
        has: (_, feature) => (feature === EARLY ? this.world.early : feature === READY ? this.world.ready : undefined),
        meet: () => undefined,
        privacy: () => (this.world.ready ? 'ringing' : 'direct'),
        preferences: () => ({ autoBusy: false, strangers: 'request' }),
      },
      clock: world.clock,
      newId: () => world.newId(),
      others: () => [],
      changed: () => this.#watch(),
      redial: () => undefined,
    });
  }

  get calls(): LineCall[] {
    return this.phone.calls();
  }

  /** The only live call, if there is one. */
  get live(): LineCall | undefined {
    const live = this.calls.filter(({ phase }) => phase !== 'ended');
    expect(live.length).toBeLessThanOrEqual(1);
    return live[0];
  }

  place(id = this.world.newId()): string {
    const ufrag = this.#credentials();
    this.connections.set(id, { signaling: 'have-local-offer', local: ufrag });
    this.phone.place(id, `${otherOf(this.name)}@example.test`, offer(ufrag));
    this.phone.signal(id, [candidate(ufrag)]);
    return id;
  }

  accept(): void {
    if (this.live?.phase === 'ringing') this.phone.accept(this.live.id, 'hold');
  }

  end(): void {
    if (this.live) this.phone.end(this.live.id);
  }

  restart(): void {
    const call = this.live;
    const connection = call && this.connections.get(call.id);
    if (!connection || connection.signaling !== 'stable' || connection.remote === undefined) return;
    connection.signaling = 'have-local-offer';
    this.#say(call.id, connection, 'offer');
  }

  /** The stream is replaced: another resource, and what was on its way may be gone. */
  rebind(): void {
    this.phone.stream('lost');
    this.address = `${this.name}@example.test/${++this.#resources}`;
    const mine = this.packets.splice(0);
    for (const packet of this.world.sides[otherOf(this.name)].packets.splice(0)) {
      if (packet.lose) packet.lose();
      else this.world.sides[otherOf(this.name)].packets.push(packet);
    }
    for (const packet of mine) this.packets.push(packet.redirect ? { deliver: packet.redirect } : packet);
    this.phone.stream('rebound');
  }

  #take(id: string, signal: MediaSignal, early?: true): void {
    const phase = this.calls.find(call => call.id === id)?.phase;
    if (early && phase !== 'ringing' && phase !== 'proposing') return;
    if ('candidate' in signal) {
      expect(this.connections.get(id)?.remote, 'a description comes before its candidates').toBeDefined();
      return;
    }
    const { type, sdp } = signal.description;
    const connection = this.connections.get(id) ?? { signaling: 'stable' };
    this.connections.set(id, connection);
    const { ufrag } = told(sdp);
    if (early && type === 'answer') {
      expect(connection.signaling, 'only an offer is answered').toBe('have-local-offer');
      if (ufrag !== undefined) connection.remote = ufrag;
      return;
    }
    if (!early && type === 'offer' && connection.prepared === ufrag && ufrag !== undefined) {
      connection.prepared = undefined;
      this.#command(id, () => this.phone.media(id, 'connected'));
      return;
    }
    connection.prepared = early && ufrag;
    if (ufrag !== undefined) connection.remote = ufrag;
    if (type === 'answer' && connection.signaling === 'stable') return;
    connection.signaling = 'stable'; // by the answer, or by rolling back
    if (type === 'offer') this.#say(id, connection, 'answer');
    if (early) return;
    this.#command(id, () => this.phone.media(id, 'connected'));
  }

  #say(id: string, connection: Connection, type: 'offer' | 'answer'): void {
    const ufrag = this.#credentials();
    connection.local = ufrag;
    this.#command(id, () => this.phone.signal(id, [type === 'offer' ? offer(ufrag) : answer(ufrag), candidate(ufrag)]));
  }

  #command(id: string, run: () => void): void {
    if (this.calls.some(call => call.id === id)) run();
  }

  #credentials(): string {
    return `${this.name.slice(0, 3)}${this.#generation++}`.padEnd(4, '0');
  }

  #watch(): void {
    for (const { id, phase } of this.phone.calls()) {
      const history = this.histories.get(id) ?? [];
      const last = history.at(-1);
      if (last === phase) continue;
      if (last !== undefined) expect([last, nextPhases[last]]).toEqual([last, expect.arrayContaining([phase])]);
      this.histories.set(id, [...history, phase]);
    }
  }
}

export class World {
  readonly clock = new FakeClock();
  /** Whether both take offers early. */
  readonly early: boolean;
  /** Whether both connect while it rings. */
  readonly ready: boolean;
  readonly sides: Record<Name, Side>;
  #ids = 0;

  constructor({ early = false, ready = false } = {}) {
    this.early = early;
    this.ready = ready;
    this.sides = { alice: new Side(this, 'alice'), bob: new Side(this, 'bob') };
  }

  /** A UUID, the next higher one. */
  newId(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
  }

  /** Puts a stanza on its way; without `answered` it is a message, which finds whatever resource there is. */
  send(from: Side, to: string, arrive: (from: string) => void, answered?: (answer: Answer) => void): void {
    const target = Object.values(this.sides).find(({ address }) => bare(address) === bare(to));
    if (!target) throw new Error(`nobody is ${to}`);
    if (target === from) return; // to our own other devices, of which there are none
    const sender = from.address;
    if (!answered) {
      target.packets.push({ deliver: () => arrive(sender) });
      return;
    }
    const refuse = () => void from.packets.push({ deliver: () => answered(unavailable) });
    const deliver = () => (to === target.address ? arrive(sender) : refuse());
    target.packets.push({ deliver, redirect: refuse, lose: () => answered({ type: 'lost' }) });
  }

  /** Lets one thing happen at one side; false if there was nothing. */
  move(name: Name, what: 'packet' | 'inbox'): boolean {
    const side = this.sides[name];
    const next = what === 'packet' ? side.packets.shift()?.deliver : side.inbox.shift();
    next?.();
    return next !== undefined;
  }

  /** Lets everything happen that will. */
  drain(): void {
    const names: Name[] = ['alice', 'bob'];
    for (let moves = 0; names.some(name => this.move(name, 'inbox') || this.move(name, 'packet')); moves++) {
      if (moves > 5000) throw new Error('the world does not come to rest');
    }
  }
}
