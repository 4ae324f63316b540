/**
 * Two computers, each with the real core of a phone and its history, a page reduced to its peer connections, and a network,
 * a relay and a server between them that can be struck; all of it on one clock. Stanzas travel as the text of their XML.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Phone } from '../../main/core/phone';
import type { Answer, Clock } from '../../main/core/ports';
import type { StanzaError } from '../../main/core/protocol/rfc6120';
import { jingle } from '../../main/core/protocol/xep0166';
import { EARLY, READY } from '../../main/core/protocol/namespaces';
import { decodeCallMessage, encodeCallMessage } from '../../main/core/protocol/xep0353';
import type { LineCall } from '../../main/core/call/view';
import { History } from '../../main/history/history';
import { Recorder } from '../../main/history/recorder';
import { Recovery } from '../../renderer/media/recovery';
import type { PastCall } from '../../shared/history';
import type { MediaSignal } from '../../shared/media';
import { FakeClock } from '../core/support/clock';
import { answer, candidate, offer, told } from '../core/support/media';
import { formatXml, parseXml } from '../core/support/xml';
import { otherParty, type Party } from './matrix';

/** As Prosody does it (mod_smacks): when a client that says nothing is taken for gone, and how long it is waited for. */
const ACKNOWLEDGE_MS = 30_000;
const HIBERNATE_MS = 30_000;
/** How long a request may stay unanswered while the stream is up (main/xmpp/iq.ts). */
const DEADLINE_MS = 15_000;
const AGAIN_MS = 1_000;
const TICK_MS = 500;
/** As libwebrtc sees it. */
const DISCONNECTED_MS = 5_000;
const FAILED_MS = 20_000;
const RELOADED_MS = 1_000;

const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const nobody: StanzaError = { type: 'cancel', condition: 'service-unavailable' };

type Stanza =
  | { kind: 'message'; from: string; to: string; text: string }
  | { kind: 'request'; from: string; to: string; text: string; id: number }
  | { kind: 'reply'; from: string; to: string; id: number; answer: Answer };

const bareOf = (full: string): string => full.split('/')[0] ?? full;

/** One ICE connection of a page. `local` and `remote` are credentials; `place`: where it was gathered. */
interface Connection {
  recovery: Recovery;
  local: string;
  place: string;
  remote?: string;
  offered?: { ufrag: string; place: string } | undefined;
  restartAgain: boolean;
  /** Nobody has answered the call: their offer is, or what they will answer is connected by. Nothing is said or heard. */
  early?: 'prepared' | 'expecting' | undefined;
  state: 'new' | 'connected' | 'disconnected' | 'failed';
  silentSince?: number | undefined;
}

/** What the server has of one client. */
interface Session {
  full: string;
  /** Since when nothing is heard of it. */
  silentSince?: number | undefined;
  queue: Stanza[];
}

class Server {
  up = true;
  readonly sessions = new Map<string, Session>();

  constructor(readonly model: Model) {}

  kill(): void {
    this.up = false;
    this.sessions.clear();
  }

  route(stanza: Stanza): void {
    const session = this.sessions.get(bareOf(stanza.to));
    // A message finds whatever resource there is (RFC 6121 §8.5.3.2.1).
    const isHere = session && (stanza.kind === 'message' || session.full === stanza.to);
    if (!isHere) return this.#bounce(stanza);
    if (session.silentSince === undefined) this.model.deliver(stanza);
    else session.queue.push(stanza);
  }

  tick(now: number): void {
    for (const [bare, session] of this.sessions) {
      if (session.silentSince === undefined || now - session.silentSince < HIBERNATE_MS) continue;
      this.sessions.delete(bare);
      for (const stanza of session.queue) this.#bounce(stanza);
    }
  }

  #bounce(stanza: Stanza): void {
    if (stanza.kind !== 'request') return; // nobody keeps it for who is away
    const { from, to, id } = stanza;
    this.route({ kind: 'reply', from: to, to: from, id, answer: { type: 'refused', error: nobody } });
  }
}

export class Computer {
  readonly bare: string;
  self: string;
  phone: Phone;
  readonly connections = new Map<string, Connection>();
  /** What waits for a computer that sleeps. */
  readonly asleep: (() => void)[] = [];
  readonly #path: string;
  #history: History;
  #recorder: Recorder;
  #awake = true;
  #dead = false;
  #page = true;
  #forPage: (() => void)[] = [];
  #online = true;
  #link: 'up' | 'gone' = 'up';
  #outbox: Stanza[] = [];
  readonly #pending = new Map<
    number,
    { answered: (answer: Answer) => void; left: number; since: number | undefined }
  >();
  #moves = 0;
  #resources = 0;
  #generation = 0;
  /** What was said to the person when the call ended; the app that says it may be gone later. */
  lastCall: LineCall | undefined;

  constructor(
    readonly model: Model,
    readonly party: Party,
    folder: string,
  ) {
    this.bare = `${party}@example.test`;
    this.self = `${this.bare}/0`;
    this.#path = join(folder, `${party}.sqlite`);
    this.#history = this.#openHistory();
    const clock = this.#clock();
    this.#recorder = new Recorder({
      account: this.bare,
      history: this.#history,
      page: () => Promise.resolve('none'),
      chats: () => undefined,
      ...{ clock, log },
    });
    this.phone = new Phone({
      wire: {
        self: () => this.self,
        request: (to, value, answered) => {
          const id = model.newNumber();
          this.#pending.set(id, { answered, left: DEADLINE_MS, since: this.#online ? model.clock.now() : undefined });
          this.#send({ kind: 'request', from: this.self, to, id, text: formatXml(jingle.encode(value)) });
        },
        message: (to, message) =>
          this.#send({ kind: 'message', from: this.self, to, text: formatXml(encodeCallMessage(message)) }),
      },
      media: { signal: (id, signal, early) => this.#later(() => this.#take(id, signal, early)) },
      people: {
        reach: () => ({ by: 'propose' }),
        isContact: () => true,
        isGateway: () => false,
        has: (_, feature) => (feature === EARLY ? model.early : feature === READY ? model.ready : undefined),
        meet: () => undefined,
        privacy: () => (model.ready ? 'ringing' : 'direct'),
        preferences: () => ({ autoBusy: false, strangers: 'request' }),
      },
      clock,
      newId: () => model.newId(),
      others: () => [],
      changed: () => {
        this.#recorder.record(this.phone);
        this.lastCall = this.phone.calls()[0];
      },
      redial: () => undefined,
    });
  }

  #openHistory(): History {
    return new History({ path: this.#path, log, newId: () => this.model.newId(), now: () => this.model.clock.now() });
  }

  /** Timers of this computer: none runs while it sleeps, and those that were due do when it wakes. */
  #clock(): Clock {
    return {
      now: () => this.model.clock.now(),
      after: (ms, then) => this.model.clock.after(ms, () => this.whenAwake(then)),
    };
  }

  // The person

  get call(): LineCall | undefined {
    return this.#dead ? undefined : this.phone.calls()[0];
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Media comes in now. */
  get hears(): boolean {
    return [...this.connections].some(([id, connection]) => this.#isHeard(id, connection));
  }

  /** What the list of recent calls has, as the next start would show it. */
  past(): readonly PastCall[] {
    return this.#history.page([this.bare], { limit: 10 }, []).calls;
  }

  place(): string {
    const id = this.model.newId();
    const connection = this.#connection(id);
    this.phone.place(id, `${otherParty(this.party)}@example.test`, offer(connection.local));
    this.phone.signal(id, [candidate(connection.local)]);
    return id;
  }

  accept(): void {
    this.whenAwake(() =>
      this.#later(() => {
        if (this.call?.phase === 'ringing') this.phone.accept(this.call.id, 'hold');
      }),
    );
  }

  hold(): void {
    if (this.call) this.phone.hold(this.call.id, true);
  }

  end(): void {
    this.whenAwake(() => {
      if (this.call && this.call.phase !== 'ended') this.phone.end(this.call.id);
    });
  }

  // What strikes

  sleep(): void {
    this.phone.sleep();
    this.#awake = false;
    this.model.clock.after(ACKNOWLEDGE_MS, () => {
      const session = this.model.server.sessions.get(this.bare);
      if (!this.#awake && session) session.silentSince ??= this.model.clock.now();
    });
  }

  wake(): void {
    this.#awake = true;
    for (const waiting of this.asleep.splice(0)) waiting();
    const session = this.model.server.sessions.get(this.bare);
    if (session?.full !== this.self || session.silentSince !== undefined) this.cut(0);
    this.#restartAll();
  }

  /** The stream breaks, and is tried again. */
  cut(ms = AGAIN_MS): void {
    if (this.#dead) return;
    const session = this.model.server.sessions.get(this.bare);
    if (session) session.silentSince ??= this.model.clock.now();
    if (this.#online) {
      this.#online = false;
      for (const pending of this.#pending.values()) {
        if (pending.since !== undefined) pending.left -= this.model.clock.now() - pending.since;
        pending.since = undefined;
      }
      this.phone.stream('lost');
    }
    this.#clock().after(ms, () => this.#reconnect());
  }

  lose(): void {
    this.#link = 'gone';
    this.cut();
  }

  find(): void {
    this.#link = 'up';
  }

  killPage(): void {
    this.#page = false;
    for (const { recovery } of this.connections.values()) recovery.close();
    this.connections.clear();
    this.phone.rendererGone();
    this.#clock().after(RELOADED_MS, () => {
      this.#page = true;
      for (const waiting of this.#forPage.splice(0)) waiting();
    });
  }

  /** As `kill -9` does; the history is what the next start makes of the file. */
  killProcess(): void {
    this.#dead = true;
    this.connections.clear();
    const session = this.model.server.sessions.get(this.bare);
    if (session) session.silentSince ??= this.model.clock.now();
    this.#history.close();
    this.#history = this.#openHistory();
  }

  move(): void {
    this.#moves += 1;
    this.cut();
    this.#restartAll();
  }

  close(): void {
    this.#history.close();
  }

  whenAwake(then: () => void): void {
    if (this.#dead) return;
    if (this.#awake) then();
    else this.asleep.push(then);
  }

  // The stream

  #send(stanza: Stanza): void {
    if (this.#online) this.model.server.route(stanza);
    else this.#outbox.push(stanza);
  }

  #reconnect(): void {
    const { server, clock } = this.model;
    if (this.#online) return;
    if (!server.up || this.#link === 'gone') {
      this.#clock().after(AGAIN_MS, () => this.#reconnect());
      return;
    }
    this.#online = true;
    const kept = server.sessions.get(this.bare);
    const isResumed = kept?.full === this.self;
    if (!isResumed) {
      const waiting = new Set(this.#outbox.flatMap(stanza => (stanza.kind === 'request' ? [stanza.id] : [])));
      this.self = `${this.bare}/${++this.#resources}`;
      server.sessions.set(this.bare, { full: this.self, queue: [] });
      for (const [id, { answered }] of [...this.#pending]) {
        if (waiting.has(id)) continue;
        this.#pending.delete(id);
        answered({ type: 'lost' });
      }
    } else if (kept) {
      kept.silentSince = undefined;
      for (const stanza of kept.queue.splice(0)) this.model.deliver(stanza);
    }
    for (const pending of this.#pending.values()) pending.since = clock.now();
    for (const stanza of this.#outbox.splice(0)) server.route({ ...stanza, from: this.self });
    this.phone.stream(isResumed ? 'resumed' : 'rebound');
  }

  /** Takes what the server delivers. */
  take(stanza: Stanza): void {
    const { from, to } = stanza;
    switch (stanza.kind) {
      case 'message':
        return this.phone.messaged({ from, to, message: decodeCallMessage(parseXml(stanza.text)) });
      case 'reply': {
        const pending = this.#pending.get(stanza.id);
        this.#pending.delete(stanza.id);
        return pending?.answered(stanza.answer);
      }
      case 'request': {
        const { reply, carry } = this.phone.requested(from, jingle.decode(parseXml(stanza.text)));
        const replied: Answer = reply === 'acknowledge' ? { type: 'acknowledged' } : { type: 'refused', error: reply };
        this.#send({ kind: 'reply', from: this.self, to: from, id: stanza.id, answer: replied });
        carry();
      }
    }
  }

  // The page

  #later(then: () => void): void {
    this.model.soon(() =>
      this.whenAwake(() => {
        if (this.#page) then();
        else this.#forPage.push(then);
      }),
    );
  }

  get #place(): string {
    return `${this.#moves} ${this.model.relays}`;
  }

  #connection(id: string): Connection {
    const known = this.connections.get(id);
    if (known) return known;
    const recovery = new Recovery({
      after: (ms, then) => this.#clock().after(ms, then),
      restart: () => this.#restart(id),
      report: (state, because) => {
        if (!this.#isOver(id)) this.phone.media(id, state, because ?? (this.model.relay ? undefined : 'no-relay'));
      },
    });
    const made: Connection = {
      ...{ recovery, local: this.#ufrag(), place: this.#place, restartAgain: false, state: 'new' },
    };
    this.connections.set(id, made);
    return made;
  }

  #take(id: string, signal: MediaSignal, isEarly?: true): void {
    if ('candidate' in signal || this.#isOver(id)) return;
    const { type, sdp } = signal.description;
    const connection = this.#connection(id);
    const { ufrag } = told(sdp);
    if (ufrag === undefined) throw new Error('a description without credentials');
    const { early } = connection;
    connection.early = isEarly && (type === 'offer' ? 'prepared' : 'expecting');
    if (isEarly && type === 'answer') {
      connection.remote = ufrag;
      return;
    }
    // What was described early is heard of again with the click.
    if (early && !isEarly && connection.remote === ufrag) {
      this.#settle(id, connection);
      if (connection.state === 'connected') connection.recovery.changed('connected');
      else if (connection.state !== 'new') connection.recovery.restart();
      return;
    }
    if (early) [connection.state, connection.silentSince] = ['new', undefined];
    if (type === 'answer' && connection.remote !== undefined && !connection.offered && !early) return;
    if (type === 'offer' && connection.remote === ufrag) return;
    const isFirst = connection.remote === undefined;
    connection.remote = ufrag;
    if (type === 'offer') {
      connection.offered = undefined;
      if (!isFirst) [connection.local, connection.place] = [this.#ufrag(), this.#place];
      this.phone.signal(id, [answer(connection.local), candidate(connection.local)]);
    } else if (connection.offered) {
      [connection.local, connection.place] = [connection.offered.ufrag, connection.offered.place];
      connection.offered = undefined;
    }
    if (!isEarly) this.#settle(id, connection);
  }

  #settle(id: string, connection: Connection): void {
    connection.recovery.described();
    if (!connection.restartAgain) return;
    connection.restartAgain = false;
    this.#restart(id);
  }

  #restart(id: string): void {
    const connection = this.connections.get(id);
    if (!connection || this.#isOver(id)) return;
    if (connection.offered) {
      connection.restartAgain = true;
      return;
    }
    connection.offered = { ufrag: this.#ufrag(), place: this.#place };
    const { ufrag } = connection.offered;
    this.model.soon(() =>
      this.whenAwake(() => {
        if (!this.#isOver(id)) this.phone.signal(id, [offer(ufrag), candidate(ufrag)]);
      }),
    );
  }

  #restartAll(): void {
    for (const { recovery } of this.connections.values()) recovery.restart();
  }

  #ufrag(): string {
    return `${this.party.slice(3)}${this.#generation++}`;
  }

  #isOver(id: string): boolean {
    return !this.phone.calls().some(call => call.id === id && call.phase !== 'ended');
  }

  #flows(id: string, mine: Connection): boolean {
    const there = this.model.computers[otherParty(this.party)];
    const theirs = there.connections.get(id);
    if (!theirs || !this.model.relay || !this.#awake || !there.#awake || there.#dead || this.#dead) return false;
    const isMatched = mine.remote === theirs.local && theirs.remote === mine.local;
    return isMatched && mine.place === this.#place && theirs.place === there.#place;
  }

  /** A way is nothing to be heard by before both have the answer. */
  #isHeard(id: string, mine: Connection): boolean {
    const theirs = this.model.computers[otherParty(this.party)].connections.get(id);
    return this.#flows(id, mine) && !mine.early && !theirs?.early;
  }

  tick(now: number): void {
    if (this.#dead || !this.#awake) return;
    for (const [id, pending] of [...this.#pending]) {
      if (pending.since === undefined || now - pending.since < pending.left) continue;
      this.#pending.delete(id);
      pending.answered({ type: 'timeout' });
    }
    if (!this.#page) return;
    for (const [id, connection] of [...this.connections]) {
      if (this.#isOver(id)) {
        connection.recovery.close();
        this.connections.delete(id);
      } else this.#watch(id, connection, now);
    }
  }

  #watch(id: string, connection: Connection, now: number): void {
    const become = (state: 'connected' | 'disconnected' | 'failed') => {
      connection.state = state;
      if (!connection.early) connection.recovery.changed(state);
      else if (connection.early === 'prepared' && state === 'failed') {
        this.connections.delete(id);
        this.phone.media(id, 'failed');
      }
    };
    if (this.#flows(id, connection)) {
      connection.silentSince = undefined;
      if (connection.state !== 'connected') become('connected');
      const isHeard = !this.#isOver(id) && this.#isHeard(id, connection);
      if (isHeard) this.phone.quality(id, { relayed: false, receivedBitsPerSecond: 30_000 });
      return;
    }
    connection.silentSince ??= now;
    const silent = now - connection.silentSince;
    if (connection.state === 'connected' && silent >= DISCONNECTED_MS) become('disconnected');
    else if (connection.state === 'disconnected' && silent >= FAILED_MS) become('failed');
  }
}

export class Model {
  readonly clock = new FakeClock();
  readonly server = new Server(this);
  readonly computers: Record<Party, Computer>;
  /** Whether there is a relay, without which there is no way here, and which one it is. */
  relay = true;
  relays = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tsuwa-model-'));
  #moving: (() => void)[] = [];
  #numbers = 0;

  /** `early`: both know the early offer, as two Tsuwas do; `ready`: both connect while it rings. */
  constructor(
    readonly early: boolean,
    readonly ready = false,
  ) {
    this.computers = {
      caller: new Computer(this, 'caller', this.#folder),
      callee: new Computer(this, 'callee', this.#folder),
    };
    for (const { bare, self } of Object.values(this.computers))
      this.server.sessions.set(bare, { full: self, queue: [] });
  }

  newNumber(): number {
    return (this.#numbers += 1);
  }

  newId(): string {
    return `00000000-0000-4000-8000-${String(this.newNumber()).padStart(12, '0')}`;
  }

  soon(then: () => void): void {
    this.#moving.push(then);
  }

  deliver(stanza: Stanza): void {
    this.soon(() => {
      const to = Object.values(this.computers).find(({ bare }) => bare === bareOf(stanza.to));
      to?.whenAwake(() => to.take(stanza));
    });
  }

  killServer(): void {
    this.server.kill();
    for (const computer of Object.values(this.computers)) computer.cut();
  }

  restartServer(): void {
    this.server.up = true;
  }

  killRelay(): void {
    this.relay = false;
  }

  /** It knows nothing of what its predecessor relayed. */
  restartRelay(): void {
    this.relay = true;
    this.relays += 1;
  }

  /** Lets time pass, and everything happen that falls due in it. */
  pass(ms: number): void {
    this.#settle();
    for (let left = ms; left > 0; left -= TICK_MS) {
      this.clock.pass(Math.min(TICK_MS, left));
      this.#settle();
      this.server.tick(this.clock.now());
      for (const computer of Object.values(this.computers)) computer.tick(this.clock.now());
      this.#settle();
    }
  }

  close(): void {
    for (const computer of Object.values(this.computers)) computer.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #settle(): void {
    for (let moves = 0; this.#moving.length > 0; moves += 1) {
      if (moves > 5000) throw new Error('the model does not come to rest');
      this.#moving.shift()?.();
    }
  }
}
