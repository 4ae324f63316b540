/**
 * The early offer (docs/early-offer.md): who invites sends the session-initiate to each device that rings and can take it,
 * so that the answer is ready when the person is. It is Jingle as ever, only sooner: what is said before anybody has
 * answered are an offer and candidates that the privacy of the call lets through at once; the answer goes out with the
 * `proceed`. Where who is called lets it, what the answer will be is told before, so that both connect while it rings.
 * Whatever is missing or malformed makes it a call without: then the session-initiate follows the `proceed`.
 */
import type { MediaSignal } from '../../../shared/media';
import { EARLY } from '../protocol/namespaces';
import type { Jingle } from '../protocol/xep0166';
import { opens, trickles } from './begin';
import {
  isConnectingEarly,
  isPreparing,
  type Call,
  type EarlyOffer,
  type Effect,
  type Input,
  type Moment,
  type Prepared,
  type Step,
} from './call';
import { inSession, PENDING_LIMIT, through } from './in-session';
import { patience } from './patience';
import { connectsBeforeTheirs, shielded } from './shield';
import * as session from '../jingle/session';
import { describe } from '../jingle/tell';

/** More devices of one person than this do not ring at once for anybody honest. */
const DEVICES = 4;

const takesEarly = (device: string, { has }: Moment): boolean => has(device, EARLY) === true;

// Who invites

/** The device `by` that has our offer and has not taken the call. */
export const earlyAt = ({ early }: Call, by: string): EarlyOffer | undefined =>
  early.find(({ device }) => device === by);

/** A device rings: it gets our offer if it can take it. */
export function offerEarly(call: Call, device: string, at: Moment): Step {
  const isFull = call.early.length >= DEVICES || earlyAt(call, device) !== undefined;
  if (isFull || !takesEarly(device, at) || !trickles(call, device, at)) return [call, []];
  const [offer, ...candidates] = call.pending;
  const sdp = offer && 'description' in offer ? offer.description.sdp : '';
  const opened = session.initiate(call.sid, { initiator: at.self, responder: device }, sdp, { trickle: true });
  if (!opened) return [call, []];
  const [begun, effects] = told(device, opened);
  return candidates.reduce<Step>(
    ([current, done], candidate) => {
      const [next, more] = tellEarly(current, candidate);
      return [next, [...done, ...more]];
    },
    [{ ...call, early: [...call.early, begun] }, effects],
  );
}

/** A signal of ours to all who have our offer: what of it may be seen before anybody answers. */
export function tellEarly(call: Call, signal: MediaSignal): Step {
  const { now } = shielded(signal, call.privacy, false);
  return now ? each(call, offer => session.step(offer.session, { type: 'signal', signal: now })) : [call, []];
}

/** Our stream was replaced: what is sent to our old name is lost, so that the same offer comes from the new one. */
export function offerAnew(call: Call, at: Moment): Step {
  return call.early.reduce<Step>(
    ([current, done], { device }) => {
      const [next, more] = offerEarly(current, device, at);
      return [next, [...done, ...more]];
    },
    [{ ...call, early: [] }, []],
  );
}

/** A device that has our offer replied to a request; one that refuses the offer gets another when it takes the call. */
export function repliedEarly(call: Call, by: string, input: Extract<Input, { type: 'answered' }>): Step {
  if (call.session) return [call, []]; // another device has the call
  const isRefused = input.purpose === 'initiate' && typeof input.answer !== 'string';
  if (isRefused) return [{ ...call, early: call.early.filter(({ device }) => device !== by) }, []];
  return each(call, offer => (offer.device === by ? session.step(offer.session, input) : [offer.session, []]));
}

/**
 * What a device asks of the session while it rings, short of an answer or an end. Our media has one connection: it is for
 * the first device that says what it will answer, and whichever takes the call gets it.
 */
export function askedEarly(call: Call, by: string, jingle: Jingle): Step {
  const [next, effects] = each(call, offer =>
    offer.device === by ? session.step(offer.session, { type: 'request', jingle }) : [offer.session, []],
  );
  const isFirst = (call.ready ?? by) === by;
  if (!effects.some(isSignal)) return [next, effects];
  return isFirst && connectsBeforeTheirs(call.privacy)
    ? [{ ...next, ready: by }, effects]
    : [next, effects.filter(effect => !isSignal(effect))];
}

const isSignal = ({ type }: Effect): boolean => type === 'signal';

/** The device that has our offer took the call: the session is that of the call, and what was withheld may go. */
export function adopt(call: Call, offer: EarlyOffer, at: Moment): Step {
  const withheld = call.pending.slice(1).flatMap(signal => shielded(signal, call.privacy, false).later ?? []);
  const taken: Call = {
    ...call,
    ...{ device: offer.device, session: offer.session, early: call.early.filter(other => other !== offer) },
    ...{ self: at.self, phase: 'connecting', heardRinging: false, rival: undefined, pending: [], withheld },
  };
  return [taken, [patience(taken, at)]];
}

function each(call: Call, act: (offer: EarlyOffer) => session.Step): Step {
  const stepped = call.early.map(offer => told(offer.device, act(offer)));
  return [{ ...call, early: stepped.map(([offer]) => offer) }, stepped.flatMap(([, effects]) => effects)];
}

/** What a session tells a device that rings, and what our media may connect by. */
const told = (device: string, [stepped, effects]: session.Step): [EarlyOffer, Effect[]] => [
  { device, session: stepped },
  effects.flatMap((effect): Effect[] => {
    if (effect.type === 'send')
      return [{ type: 'request', to: device, jingle: effect.jingle, purpose: effect.purpose }];
    if (effect.type === 'expected') return [{ type: 'signal', signal: effect.signal, early: true }];
    return effect.type === 'acknowledge' || effect.type === 'refuse' ? [effect] : [];
  }),
];

// Who is invited

/**
 * Whether a session-initiate is an early offer: to an invitation that rings, from a device that knows what that means.
 * Strangers were not told that it rings, so that nothing of theirs gets to the media before the click.
 */
const isEarlyOffer = (call: Call, from: string, { action }: Jingle, at: Moment): boolean =>
  action === 'session-initiate' &&
  call.phase === 'ringing' &&
  call.invited &&
  !call.stranger &&
  takesEarly(from, at) &&
  (!call.session || call.prepared !== undefined);

/**
 * Takes an early offer, or the same once more from a caller whose stream was replaced: our media prepares the answer. It does
 * so by the description alone, and nothing of it leaves, unless the person lets it connect while it rings. What is no such
 * offer is `undefined`; one that is unusable is refused, and the call rings on without.
 */
export function takeEarly(call: Call, from: string, jingle: Jingle, at: Moment): Step | undefined {
  if (!isEarlyOffer(call, from, jingle, at)) return undefined;
  const [opened] = opens({ ...call, pending: [], heardCandidates: 0 }, from, jingle, at);
  const [offer] = opened.pending;
  const isAudio =
    opened.session?.state === 'pending' && opened.session.lines.map(({ media }) => media).join() === 'audio';
  if (!isAudio || !offer || !('description' in offer)) {
    return [call, [{ type: 'refuse', refusal: 'bad-request' }]];
  }
  const { sdp } = offer.description;
  // Once for each call: to prepare costs more than to ask for it.
  const { prepared } = call;
  if (prepared && prepared.offer !== '' && prepared.offer !== sdp) {
    return [call, [{ type: 'refuse', refusal: 'out-of-order' }]];
  }
  if (prepared) {
    const [told, effects] = foretold({ ...opened, prepared }, prepared.said, at);
    return [told, [{ type: 'acknowledge' }, ...effects]];
  }
  const next: Call = { ...opened, prepared: { offer: sdp, said: [] } };
  const heard = isConnectingEarly(next, at) ? next.pending : [offer];
  return [next, [{ type: 'acknowledge' }, ...heard.map((signal): Effect => ({ type: 'signal', signal, early: true }))]];
}

/** Keeps what our media answers while it rings. */
export function prepare(call: Call, { offer, said }: Prepared, signal: MediaSignal, at: Moment): Step {
  if (said.length >= PENDING_LIMIT) return [call, []];
  return foretold({ ...call, prepared: { offer, said: [...said, signal] } }, [signal], at);
}

/** Tells what is prepared to who may connect by it. */
function foretold(call: Call, signals: readonly MediaSignal[], at: Moment): Step {
  if (!isConnectingEarly(call, at)) return [call, []];
  return signals.reduce<Step>(
    ([current, done], signal) => {
      const { now } = shielded(signal, current.privacy, false);
      if (!now) return [current, done];
      const [next, more] = inSession(current, { type: 'prepare', signal: now }, at);
      return [next, [...done, ...more]];
    },
    [call, []],
  );
}

/** What was prepared is worth nothing any more: our media hears of the offer once it is answered. */
export const unprepared = (call: Call): Call =>
  isPreparing(call) ? { ...call, prepared: { offer: '', said: [] } } : call;

/** Our stream was replaced while it rang: the session was with our old name. What is prepared waits for the next offer. */
export const withoutSession = ({ session: _, ...call }: Call): Call => ({ ...call, pending: [], heardCandidates: 0 });

/** The answer goes out as soon as there is one to the offer that is to be answered. */
export function answerPrepared(call: Call, at: Moment): Step {
  const { prepared, session: asked } = call;
  if (
    !prepared ||
    call.gathering ||
    call.phase === 'ringing' ||
    asked?.state !== 'pending' ||
    asked.role !== 'responder'
  )
    return [call, []];
  const { signal } = describe(asked, 'offer', asked.remote);
  const isTheirs = signal.description.sdp === prepared.offer;
  if (!isTheirs) return [{ ...call, prepared: undefined }, []];
  // Whoever was told has the candidates.
  const said = asked.told ? prepared.said.filter(signal => 'description' in signal) : prepared.said;
  // Until the caller has it, the same offer may come again.
  return through(call, said, at);
}

/**
 * The caller offers anew what we have answered: its stream or ours was replaced before the answer got there, so that the
 * `proceed` came from a device that it had offered nothing. The session begins again, and our media has answered already.
 */
export function offeredOnceMore(call: Call, from: string, jingle: Jingle, at: Moment): Step | undefined {
  const { unchosen, prepared } = call;
  if (!unchosen || jingle.action !== 'session-initiate') return undefined;
  const [opened, effects] = opens({ ...withoutSession(call), phase: 'accepting' }, from, jingle, at);
  const isSame = (effect: Effect): boolean =>
    effect.type === 'signal' && 'description' in effect.signal && effect.signal.description.sdp === prepared?.offer;
  return [{ ...opened, repeated: true }, effects.filter(effect => !isSame(effect))];
}
