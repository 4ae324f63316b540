/**
 * Every call of the account.
 *
 * One rule: take an input, step, store, carry the effects in order, tell of the change. A step is synchronous, so there
 * is no lock and no half-updated state.
 *
 * Whose stanza it is: a session belongs to its id and to the bare JID of the peer. XEP-0166 would have the full JID, but
 * a server that restarts gives both sides new resources in mid-call while the sound goes on, and then neither knows the
 * other's. So, once a call is answered, another resource of the same person may ask for the session, move its transport
 * or end it (`session-terminate`, `finish`), and we say our own farewell to the bare JID as well. Another person can do
 * none of this, and the keys of the media stay those of the first description.
 */
import type { MediaFailure, Quality } from '../../shared/call';
import { bareOf, parseJid, toBare, toPersonAddress } from '../../shared/jid';
import type { MediaSignal } from '../../shared/media';
import { PhoneError } from '../../shared/result';
import * as begin from './call/begin';
import type { Call, Effect, Input, Moment, Redial, Step } from './call/call';
import { isBroken, isEnded, isGlare, isOtherEnd, isUnanswered, yieldsTo } from './call/rival';
import { step } from './call/step';
import { viewOf, type LineCall } from './call/view';
import { Doorman, type TurnedAway } from './doorman';
import { linesOf, type Description } from './jingle/description';
import { refusals } from './jingle/refusal';
import { fromSdp } from './jingle/sdp';
import type { Answer, Clock, IncomingMessage, Media, NewId, People, Wire } from './ports';
import type { StanzaError } from './protocol/rfc6120';
import type { Jingle } from './protocol/xep0166';
import type { Transfer } from './protocol/xep0251';
import type { CallMessage } from './protocol/xep0353';
import { Replies } from './replies';

type Propose = Extract<CallMessage, { step: 'propose' }>;

/** What the phone is built from. */
export interface PhoneParts {
  wire: Wire;
  media: Media;
  people: People;
  clock: Clock;
  newId: NewId;
  /** The phones of the person's other accounts: there is one microphone and one ear for the calls of all of them. */
  others: () => readonly Phone[];
  /** Some call is not what it was. */
  changed: () => void;
  /** A call is to be placed: only the page can, since it makes the offer. */
  redial: (redial: Redial) => void;
}

/**
 * In so many readings in a row something has to be heard before a sleep is over: the first has what came before the computer
 * slept, or while it did, and was not read until it woke.
 */
const AWAKE = 2;

/** What a call of ours is about, beside whom it goes to. */
export interface Placing {
  /** The call that it continues. */
  continues?: string | undefined;
  /** What made us call, if we were handed over (XEP-0251). */
  transfer?: Transfer | undefined;
}

/** How the wire answers a request: `reply` is written first, then `carry` is called, once, whatever became of it. */
export interface Requested {
  reply: 'acknowledge' | StanzaError;
  carry: () => void;
}

/** A propose older than this is history. */
const STALE_MS = 60_000;
/** More phones ringing at once than this are not meant for a person; strangers do not count among contacts. */
const RINGING_AT_ONCE = 5;
const ENDED_SHOWN = 20;
/** Ended calls that stay known, so that what arrives late for them does not ring. */
const ENDED_KNOWN = 200;

export class Phone {
  readonly #parts: PhoneParts;
  readonly #calls = new Map<string, Call>();
  readonly #dismissed = new Set<string>();
  readonly #timers = new Map<string, () => void>();
  readonly #doorman = new Doorman();
  readonly #replies = new Replies();

  constructor(parts: PhoneParts) {
    this.#parts = parts;
  }

  /** Live calls and ended ones that nobody has dismissed, newest first. */
  calls(): LineCall[] {
    const shown = [...this.#calls.values()]
      .filter(call => (call.offered || isEnded(call)) && !this.#dismissed.has(call.id))
      .toReversed();
    const ended = shown.filter(isEnded).slice(0, ENDED_SHOWN);
    const { has } = this.#parts.people;
    return shown.filter(call => !isEnded(call) || ended.includes(call)).map(call => viewOf(call, has));
  }

  /** Every call that is known, also those that are shown no more; newest first. */
  known(): LineCall[] {
    const { has } = this.#parts.people;
    return [...this.#calls.values()]
      .filter(call => call.offered || isEnded(call))
      .toReversed()
      .map(call => viewOf(call, has));
  }

  /** Whether `id` is a call of this phone. */
  knows(id: string): boolean {
    return this.#calls.has(id);
  }

  /** Where the stanzas of a call belong. Throws PhoneError: no-such-call. */
  wireOf(id: string): { sid: string; yielded: string | undefined; peer: string } {
    const { sid, yielded, peer } = this.#get(id);
    return { sid, yielded, peer };
  }

  /** The certificates of both sides as they told each other (XEP-0320); `undefined` until both have. */
  fingerprints(id: string): readonly [initiator: string, responder: string] | undefined {
    const session = this.#calls.get(id)?.session;
    if (session?.state !== 'active') return undefined;
    const [ours, theirs] = [fingerprintIn(session.local), fingerprintIn(session.remote)];
    if (ours === undefined || theirs === undefined) return undefined;
    return session.role === 'initiator' ? [ours, theirs] : [theirs, ours];
  }

  /** Calls that came too often to ring, since `forgetTurnedAway`. */
  get turnedAway(): TurnedAway | undefined {
    return this.#doorman.turnedAway;
  }

  // Commands

  /** The person has seen that calls were turned away. */
  forgetTurnedAway(): void {
    if (!this.#doorman.turnedAway) return;
    this.#doorman.forget();
    this.#parts.changed();
  }

  /** Calls `peer`; calls that are under way are put on hold. Throws PhoneError: offline, not-an-address, busy, bad-request. */
  place(id: string, peer: string, offer: MediaSignal, { continues, transfer }: Placing = {}): void {
    const { wire, people } = this.#parts;
    const self = wire.self();
    const address = toPersonAddress(peer);
    if (address === undefined) throw new PhoneError('not-an-address');
    if (self === undefined) throw new PhoneError('offline');
    if (this.#aliveAnywhere().some(isUnanswered)) throw new PhoneError('busy');
    if (address === toBare(self)) throw new PhoneError('bad-request', 'one’s own address');
    if (this.#isTaken(id)) throw new PhoneError('bad-request', 'this call exists');
    const description = 'description' in offer ? fromSdp(offer.description.sdp, 'initiator') : undefined;
    if (!description) throw new PhoneError('bad-request', 'no offer');
    const media = [...new Set(linesOf(description).map(line => line.media))];
    this.#makeWayFor(id, 'hold');
    // Who takes over a session must reach the very device that has it (XEP-0251 §3).
    const handedOver = transfer?.sid !== undefined && transfer.to?.includes('/') === true ? transfer.to : undefined;
    const reach = people.reach(address);
    const device = handedOver ?? (reach.by === 'initiate' ? reach.device : undefined);
    const [privacy, gateway] = [people.privacy(address), people.isGateway(address)];
    this.#begin(
      begin.place({ id, peer: address, media, offer, privacy, gateway, continues, device, transfer }, this.#now(self)),
    );
  }

  /** Answers; the other calls are put on hold or ended. Throws PhoneError: no-such-call. */
  accept(id: string, others: 'hold' | 'end'): void {
    const call = this.#get(id);
    if (isEnded(call)) throw new PhoneError('no-such-call');
    this.#doorman.welcome(call.peer);
    this.#makeWayFor(id, others);
    this.#input(id, { type: 'accept' });
  }

  /** Hangs up, declines or cancels. Throws PhoneError: no-such-call. */
  end(id: string, because?: 'no-microphone'): void {
    this.#input(this.#get(id).id, { type: 'end', as: because });
  }

  /** Puts a call on hold, or takes it back and puts every other one there. Throws PhoneError: no-such-call. */
  hold(id: string, held: boolean): void {
    this.#get(id);
    if (!held) this.#makeWayFor(id, 'hold');
    this.#input(id, { type: 'hold', held });
  }

  /** Asks the peer to call `to` instead (XEP-0251 §2). Throws PhoneError: no-such-call, not-an-address, bad-request. */
  transfer(id: string, to: string): void {
    const address = toPersonAddress(to);
    if (address === undefined) throw new PhoneError('not-an-address');
    const call = this.#transferable(id);
    if (address === call.peer) throw new PhoneError('bad-request', 'to whom they are');
    this.#input(id, { type: 'transfer', transfer: { to: address } });
  }

  /** Asks the peer of `id` to take our place in another call (XEP-0251 §3). Throws PhoneError: no-such-call, bad-request. */
  join(id: string, other: string): void {
    const call = this.#transferable(id);
    const theirs = this.#everywhere().find(phone => phone.knows(other)) ?? this;
    const { device, sid, self, session } = theirs.#get(other);
    if (other === id || session?.state !== 'active' || device === undefined) throw new PhoneError('bad-request');
    const from = theirs.#parts.wire.self() ?? self;
    this.#input(call.id, { type: 'transfer', transfer: { to: device, from, sid } });
  }

  /** What our peer connection says. Throws PhoneError: no-such-call. */
  signal(id: string, signals: readonly MediaSignal[]): void {
    this.#get(id);
    for (const signal of signals) this.#input(id, { type: 'signal', signal });
  }

  /** How our peer connection does. Throws PhoneError: no-such-call. */
  media(id: string, state: 'connected' | 'interrupted' | 'failed', failure?: MediaFailure): void {
    this.#input(this.#get(id).id, { type: 'media', state, failure });
  }

  /** Throws PhoneError: no-such-call. */
  mute(id: string, muted: boolean): void {
    this.#input(this.#get(id).id, { type: 'mute', muted });
  }

  /** The person here records a call, or no longer; for calls that are gone it means nothing. */
  record(id: string, recording: boolean): void {
    this.#input(id, { type: 'record', recording });
  }

  /** Throws PhoneError: no-such-call. */
  quality(id: string, quality: Quality): void {
    const call = this.#get(id);
    const heardFor = (quality.receivedBitsPerSecond ?? 0) > 0 ? (call.heardFor ?? 0) + 1 : 0;
    this.#note(call, { quality, heardFor, ...(heardFor >= AWAKE && { sleptAt: undefined }) });
    if (call.linked && heardFor > 0) this.#input(id, { type: 'media', state: 'connected' });
  }

  /** The first sound of theirs, in milliseconds since 1970. Throws PhoneError: no-such-call. */
  heard(id: string, at: number): void {
    const call = this.#get(id);
    if (call.heardAt === undefined) this.#note(call, { heardAt: at });
  }

  /** Takes an ended call out of sight. Throws PhoneError: no-such-call, bad-request for a live one. */
  dismiss(id: string): void {
    if (!isEnded(this.#get(id))) throw new PhoneError('bad-request', 'this call lives');
    this.#dismissed.add(id);
    this.#parts.changed();
  }

  /** The page is gone and with it the keys of its calls; those that nobody has answered yet have none and ring on. */
  rendererGone(): void {
    for (const { id, phase } of this.#alive()) {
      this.#input(id, phase === 'ringing' ? { type: 'unprepared' } : { type: 'end', as: 'crashed' });
    }
  }

  /** This computer goes to sleep: what is not heard of when it wakes ended now. */
  sleep(): void {
    for (const { id } of this.#alive()) this.#input(id, { type: 'sleep' });
  }

  // From the wire

  /** A Jingle request from a full JID. */
  requested(from: string, jingle: Jingle): Requested {
    const jid = parseJid(from);
    if (!jid) return { reply: refusals['bad-request'], carry: () => {} };
    const known = this.#find(jingle.sid, bareOf(jid));
    if (known) return this.#answer(step(known, { type: 'request', jingle, from }, this.#at(known)));
    if (jingle.action !== 'session-initiate') return { reply: refusals['unknown-session'], carry: () => {} };
    const isCall = jingle.contents.some(({ description }) => description);
    const admitted = isCall && !this.#isExpected(bareOf(jid), jingle.transfer) ? this.#admit(bareOf(jid)) : 'yes';
    if (admitted !== 'yes') return { reply: tooMany[admitted], carry: () => {} };
    return this.#answer(this.#called(from, bareOf(jid), jingle));
  }

  /** A call message, of a peer or of another device of ours. */
  messaged(incoming: IncomingMessage): void {
    const { from, to, message, carbon, error } = incoming;
    const [sender, self] = [toBare(from), this.#parts.wire.self()];
    if (sender === undefined) return;
    if (error) {
      const call = this.#find(message.id, sender);
      if (call) this.#input(call.id, { type: 'bounced', step: message.step, error });
    } else if (carbon === 'sent' || (self !== undefined && sender === toBare(self))) {
      if (from !== self) this.#elsewhere(message, toBare(to));
    } else if (message.step === 'propose') {
      this.#proposed(incoming, message, sender);
    } else {
      const call = this.#find(message.id, sender);
      if (call) this.#input(call.id, { type: 'message', message, from });
      else if (message.step === 'retract' || message.step === 'finish') this.#unrivalled(message.id, sender);
    }
  }

  /** What became of the stream. Calls live on without it; what a replaced one may have lost is asked for. */
  stream(event: 'lost' | 'resumed' | 'rebound'): void {
    if (event !== 'rebound') return;
    for (const { id } of this.#alive()) this.#input(id, { type: 'rebound' });
  }

  // Who is calling

  #proposed({ from, delayedAt }: IncomingMessage, { id: sid, media }: Propose, peer: string): void {
    if (!media.includes('audio') || this.#find(sid, peer)) return;
    if (!this.#isExpected(peer) && this.#admit(peer) !== 'yes') {
      // Strangers do not learn that somebody is there; whom we know is told as they would be by a busy phone.
      if (delayedAt === undefined && this.#parts.people.isContact(peer)) {
        this.#parts.wire.message(from, { step: 'reject', id: sid, reason: { condition: 'busy' } });
      }
      return;
    }
    const theirs = this.#incoming(sid, peer, from, media);
    const at = this.#now();
    const live = this.#alive();
    if (delayedAt !== undefined && delayedAt < at.now - STALE_MS) {
      this.#begin([{ ...begin.over(theirs, true, 'no-answer', at), createdAt: delayedAt, late: true }, []]);
      return;
    }
    const glare = live.find(call => isGlare(call, peer));
    const broken = live.find(call => isBroken(call, peer));
    if (glare) {
      if (yieldsTo(glare.sid, sid)) this.#advance(glare, begin.yields(glare, { sid, device: from, invited: true }, at));
      else this.#advance(glare, begin.prevails(glare, { sid, device: from }));
    } else if (broken) {
      this.#input(broken.id, { type: 'migrate', sid });
      this.#begin(begin.proposed({ ...theirs, stranger: true, continues: broken.id }, at));
      this.#input(theirs.id, { type: 'accept' });
    } else if (this.#turnsDown(peer, sid)) {
      const message: CallMessage = { step: 'reject', id: sid, reason: { condition: 'busy' } };
      // Strangers do not learn that somebody is there.
      const told: Effect[] = theirs.stranger ? [] : [{ type: 'message', to: from, message }];
      this.#begin([begin.over(theirs, true, 'busy', at), told]);
    } else {
      this.#begin(begin.proposed(theirs, at));
    }
  }

  /** A session-initiate of a session we do not know: the call of a client without XEP-0353, or one handed over to us. */
  #called(from: string, peer: string, jingle: Jingle): Step {
    const media = jingle.contents.flatMap(({ description }) => (description ? [description.media] : []));
    const theirs = this.#incoming(jingle.sid, peer, from, [...new Set(media)]);
    const at = this.#now();
    const glare = this.#alive().find(call => isGlare(call, peer));
    if (glare) {
      const [joined, effects] = begin.yields(glare, { sid: jingle.sid, device: from, invited: false }, at);
      const [next, more] = step(joined, { type: 'request', jingle, from }, at);
      return [next, [...reply(more), ...effects, ...rest(more)]];
    }
    const replaced = this.#replacedBy(jingle.transfer);
    if (replaced) {
      const [begun, effects] = begin.called({ ...theirs, stranger: true, continues: replaced.id }, jingle, at);
      const [taken, more] = step(begun, { type: 'accept' }, at);
      this.#input(replaced.id, { type: 'end' });
      return [taken, [...effects, ...more]];
    }
    if (media.length === 0 || !this.#turnsDown(peer, jingle.sid)) return begin.called(theirs, jingle, at);
    const busy = begin.over(theirs, false, 'busy', at);
    return step({ ...busy, farewell: 'busy' }, { type: 'request', jingle, from }, at);
  }

  /**
   * The call of ours that who calls takes over: only its peer and we know its id, so that it was handed over by the peer
   * (XEP-0251 §3).
   */
  #replacedBy(transfer: Transfer | undefined): Call | undefined {
    const from = transfer?.from === undefined ? undefined : toBare(transfer.from);
    return this.#alive().find(
      call => call.sid === transfer?.sid && call.peer === from && call.session?.state === 'active',
    );
  }

  #incoming(sid: string, peer: string, device: string, media: Propose['media']): begin.Incoming {
    const { people, newId } = this.#parts;
    const id = isUuid(sid) && !this.#isTaken(sid) ? sid : newId();
    const stranger = !people.isContact(peer) && people.preferences().strangers === 'request';
    return { id, sid, peer, device, media, stranger, privacy: people.privacy(peer), gateway: people.isGateway(peer) };
  }

  /** Whether a call of this person is not even told of. */
  #turnsDown(peer: string, sid: string): boolean {
    if (this.#alive().some(call => call.peer === peer)) return true;
    const { people } = this.#parts;
    const self = toBare(this.#now().self);
    const live = this.#aliveAnywhere().filter(call => !isOtherEnd(call, { sid, peer, self }));
    const ringing = live.filter(({ phase }) => phase === 'ringing');
    // However many strangers call, they are not in the way of a contact.
    const rivals = ringing.filter(call => people.isContact(call.peer) === people.isContact(peer));
    if (rivals.length >= RINGING_AT_ONCE) return true;
    return people.preferences().autoBusy && live.length > ringing.length;
  }

  /** Whether the person wants to talk to them already: they called them, or a call of theirs goes on as this one. */
  #isExpected(peer: string, transfer?: Transfer): boolean {
    return (
      this.#alive().some(call => isGlare(call, peer) || isBroken(call, peer)) ||
      this.#replacedBy(transfer) !== undefined
    );
  }

  #admit(peer: string): ReturnType<Doorman['admit']> {
    const admitted = this.#doorman.admit(peer, this.#parts.people.isContact(peer), this.#parts.clock.now());
    if (admitted !== 'yes') this.#parts.changed();
    return admitted;
  }

  #unrivalled(sid: string, peer: string): void {
    for (const call of this.#alive()) if (call.peer === peer) this.#input(call.id, { type: 'unrivalled', sid });
  }

  /** Another device of ours has spoken to the peer, or to all of us as clients did before XEP-0353 0.4. */
  #elsewhere({ step, id }: CallMessage, to: string | undefined): void {
    const did = step === 'accept' || step === 'proceed' ? 'answer' : step === 'reject' ? 'decline' : undefined;
    const self = this.#parts.wire.self();
    const call = [...this.#alive()].find(
      ({ sid, peer }) => sid === id && (to === peer || to === (self && toBare(self))),
    );
    if (did && call) this.#input(call.id, { type: 'elsewhere', did });
  }

  // The rule

  #input(id: string, input: Input): void {
    const call = this.#calls.get(id);
    if (call) this.#advance(call, step(call, input, this.#at(call)));
  }

  #begin([call, effects]: Step): void {
    this.#store(call);
    this.#carry(call.id, effects);
    this.#parts.changed();
  }

  #advance(before: Call, [call, effects]: Step): void {
    this.#store(call);
    this.#carry(call.id, effects);
    if (call !== before) this.#parts.changed();
  }

  #note(call: Call, noted: Pick<Call, 'quality' | 'heardAt' | 'heardFor' | 'sleptAt'>): void {
    if (isEnded(call)) return;
    this.#store({ ...call, ...noted });
    this.#parts.changed();
  }

  /** Steps at once, and keeps what follows, of this and of every later input, behind the reply. */
  #answer([call, effects]: Step): Requested {
    const isNew = !this.#calls.has(call.id);
    const before = this.#calls.get(call.id);
    // What never was a call to the person, such as an offered file, is answered and forgotten.
    if (!isNew || call.media.length > 0) this.#store(call);
    const [answer] = reply(effects);
    const carry = this.#replies.begin();
    this.#carry(call.id, rest(effects));
    if (call !== before && (!isNew || call.media.length > 0)) this.#parts.changed();
    return { reply: answer?.type === 'refuse' ? refusals[answer.refusal] : 'acknowledge', carry };
  }

  #carry(id: string, effects: readonly Effect[]): void {
    this.#replies.behind(effects.map(effect => () => this.#do(id, effect)));
  }

  #do(id: string, effect: Effect): void {
    const { wire, media } = this.#parts;
    switch (effect.type) {
      case 'request':
        return wire.request(effect.to, effect.jingle, answer =>
          this.#input(id, { type: 'answered', by: effect.to, purpose: effect.purpose, answer: outcomeOf(answer) }),
        );
      case 'message':
        return wire.message(effect.to, effect.message);
      case 'signal':
        return media.signal(id, effect.signal, effect.early);
      case 'redial':
        return this.#parts.redial(effect.redial);
      case 'timer':
        return this.#setTimer(id, effect.ms);
      case 'acknowledge':
      case 'refuse':
        return; // written by the wire
    }
  }

  #setTimer(id: string, ms: number | undefined): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (ms === undefined) return;
    const cancel = this.#parts.clock.after(ms, () => {
      this.#timers.delete(id);
      this.#input(id, { type: 'timeout' });
    });
    this.#timers.set(id, cancel);
  }

  // Calls

  #store(call: Call): void {
    const { device } = call;
    if (device !== undefined && device !== this.#calls.get(call.id)?.device) this.#parts.people.meet(device);
    this.#calls.set(call.id, call);
    const ended = [...this.#calls.values()].filter(isEnded);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - ENDED_KNOWN))) {
      this.#calls.delete(id);
      this.#dismissed.delete(id);
    }
  }

  #get(id: string): Call {
    const call = this.#calls.get(id);
    if (!call) throw new PhoneError('no-such-call');
    return call;
  }

  #find(sid: string, peer: string): Call | undefined {
    return [...this.#calls.values()].findLast(call => call.sid === sid && call.peer === peer);
  }

  #alive(): Call[] {
    return [...this.#calls.values()].filter(call => !isEnded(call));
  }

  // One person for the calls of all accounts

  #everywhere(): Phone[] {
    return [this, ...this.#parts.others()];
  }

  #aliveAnywhere(): Call[] {
    return this.#everywhere().flatMap(phone => phone.#alive());
  }

  /** Whether some call has this id; that of a call between two accounts of ours is its id at one end only. */
  #isTaken(id: string): boolean {
    return this.#everywhere().some(phone => phone.knows(id));
  }

  /**
   * One conversation at a time: every call that somebody here is speaking in, or about to, is put on hold or ended, apart
   * from `id` and its other end. One that nobody has answered cannot be put on hold.
   */
  #makeWayFor(id: string, others: 'hold' | 'end'): void {
    const spared = this.#calls.get(id);
    const ends = spared && { sid: spared.sid, peer: spared.peer, self: toBare(spared.self) };
    for (const phone of this.#everywhere()) {
      for (const call of phone.#alive()) {
        if (call.id === id || call.phase === 'ringing' || (ends && isOtherEnd(call, ends))) continue;
        const ending = others === 'end' || call.answeredAt === undefined;
        phone.#input(call.id, ending ? { type: 'end' } : { type: 'hold', held: true });
      }
    }
  }

  #transferable(id: string): Call {
    const call = this.#get(id);
    if (!viewOf(call, this.#parts.people.has).transferable) throw new PhoneError('bad-request', 'no transfer');
    return call;
  }

  #at({ self }: Call): Moment {
    return this.#now(this.#parts.wire.self() ?? self);
  }

  #now(self = this.#parts.wire.self() ?? ''): Moment {
    return { now: this.#parts.clock.now(), self, has: this.#parts.people.has };
  }
}

/** What is asked too often is to be asked again later: by whom it is, or by all (RFC 6120 §8.3.3.12, §8.3.3.18). */
const tooMany: Record<'sender' | 'strangers', StanzaError> = {
  sender: { type: 'wait', condition: 'policy-violation' },
  strangers: { type: 'wait', condition: 'resource-constraint' },
};

/** The renderer names calls by UUID; ids of peers are whatever they like. */
const isUuid = (text: string): boolean => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/.test(text);

const fingerprintIn = ({ contents }: Description): string | undefined => contents[0]?.transport.fingerprint.value;

const isReply = ({ type }: Effect): boolean => type === 'acknowledge' || type === 'refuse';
const reply = (effects: readonly Effect[]) => effects.filter(isReply);
const rest = (effects: readonly Effect[]) => effects.filter(effect => !isReply(effect));

const outcomeOf = (answer: Answer): 'acknowledged' | 'unanswered' | StanzaError =>
  answer.type === 'refused' ? answer.error : answer.type === 'acknowledged' ? 'acknowledged' : 'unanswered';
