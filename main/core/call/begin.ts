/** How calls begin: ours, theirs, and those that both begin at once. */
import type { CallEnd, MediaKind } from '../../../shared/call';
import { toBare } from '../../../shared/jid';
import type { MediaSignal } from '../../../shared/media';
import type { Privacy } from '../../../shared/privacy';
import { OFFER_ANSWER } from '../protocol/namespaces';
import type { Jingle } from '../protocol/xep0166';
import type { Transfer } from '../protocol/xep0251';
import { type Call, type Effect, type Moment, type Step, isGateway } from './call';
import { ending, farewellMessage, toDevice } from './endings';
import { ESTABLISH_MS, RINGING_MS, RING_OUT_MS, RIVAL_MS, patience } from './patience';
import { end, merge, settled, through } from './in-session';
import * as session from '../jingle/session';

const fresh = {
  ...{ offered: true, pending: [], early: [], withheld: [], gathering: false, heardRinging: false, heardCandidates: 0 },
  ...{ muted: false, held: false, mutedByPeer: false, heldByPeer: false },
  ...{ stuck: false, untold: false, away: false, strayed: false, contested: false, stranger: false },
} as const;

/** What is known of a call of ours. */
export interface Outgoing {
  readonly id: string;
  /** Bare JID. */
  readonly peer: string;
  readonly media: readonly MediaKind[];
  readonly offer: MediaSignal;
  readonly privacy: Privacy;
  readonly gateway: boolean;
  readonly continues?: string | undefined;
  /** The device to call without a propose, and the transfer that makes us call it. */
  readonly device?: string | undefined;
  readonly transfer?: Transfer | undefined;
}

/** A call of ours; the offer waits until a device takes the call, or goes straight to the one that is named. */
export function place({ device, transfer, offer, ...placed }: Outgoing, at: Moment): Step {
  const call: Call = {
    ...fresh,
    ...placed,
    ...{ sid: placed.id, direction: 'outgoing', role: 'initiator', phase: 'proposing', invited: device === undefined },
    ...{ self: at.self, createdAt: at.now, pending: [offer] },
  };
  if (device !== undefined) return settled(call, opening(call, device, at, transfer), at);
  const { id, peer, media } = call;
  return [
    call,
    [
      { type: 'message', to: peer, message: { step: 'propose', id, media: [...media] } },
      { type: 'timer', ms: RING_OUT_MS },
    ],
  ];
}

/** What is known of a call that comes in. */
export interface Incoming {
  readonly id: string;
  readonly sid: string;
  readonly peer: string;
  readonly device: string;
  readonly media: readonly MediaKind[];
  readonly privacy: Privacy;
  readonly gateway: boolean;
  readonly stranger: boolean;
  readonly continues?: string | undefined;
}

const incoming = (call: Incoming, invited: boolean, at: Moment): Call => ({
  ...fresh,
  ...call,
  ...{ direction: 'incoming', role: 'responder', phase: 'ringing', invited, self: at.self, createdAt: at.now },
});

/** A call that begins with a propose. Strangers do not learn that somebody is there. */
export const proposed = (call: Incoming, at: Moment): Step => [
  incoming(call, true, at),
  [
    ...(call.stranger ? [] : [toDevice(call.device, { step: 'ringing', id: call.sid })]),
    { type: 'timer', ms: RINGING_MS },
  ],
];

/** A call that begins with a session-initiate, as of clients without XEP-0353. */
export function called(call: Incoming, jingle: Jingle, at: Moment): Step {
  const began: Call = { ...incoming(call, false, at), offered: false };
  const [next, effects] = settled(began, opens(began, call.device, jingle, at), at);
  // Until there is something to answer nobody hears of it, and it must not wait for ever.
  return next.phase === 'ringing' && !next.offered
    ? [next, [...effects, { type: 'timer', ms: ESTABLISH_MS }]]
    : [next, effects];
}

/** A call that was over before the person here could hear of it. */
export const over = (call: Incoming, invited: boolean, end: CallEnd, at: Moment): Call =>
  ending(incoming(call, invited, at), end, at)[0];

/**
 * Both have called each other and ours is the call that yields (XEP-0353 §tie-break): the person here wanted to talk to
 * that very peer, so our call goes on as the answer to theirs.
 */
export function yields(call: Call, theirs: { sid: string; device: string; invited: boolean }, at: Moment): Step {
  const { sid, device, invited } = theirs;
  const retract = farewellMessage('retract', call.sid, 'expired', { tieBreak: true });
  const joined: Call = {
    ...call,
    ...{
      sid,
      yielded: call.sid,
      device,
      invited,
      role: 'responder',
      phase: 'connecting',
      pending: [],
      early: [],
      rival: undefined,
    },
  };
  const answer = invited ? proceed(joined, at) : [];
  return [
    { ...joined, answeredAt: at.now },
    [{ type: 'message', to: call.peer, message: retract }, ...answer, { type: 'timer', ms: ESTABLISH_MS }],
  ];
}

/** Turns down the call of a peer whom we are calling with the lower id; for a while it may still be the one that lives. */
export const prevails = (call: Call, rival: { sid: string; device: string }): Step => [
  { ...call, rival },
  [
    toDevice(rival.device, farewellMessage('reject', rival.sid, 'expired', { tieBreak: true })),
    ...(call.heardRinging ? [] : [{ type: 'timer', ms: RIVAL_MS } satisfies Effect]),
  ],
];

/** Everything our peer connection has said so far opens the session. */
export function opening(call: Call, device: string, at: Moment, transfer?: Transfer): Step {
  const [offer, ...others] = call.pending;
  const sdp = offer && 'description' in offer ? offer.description.sdp : '';
  const parties = { initiator: at.self, responder: device };
  const opened = session.initiate(call.sid, parties, sdp, { trickle: trickles(call, device, at), transfer });
  // Whoever proceeds has been answered; only a gateway rings on, and who rings within the session.
  const heardRinging = call.heardRinging && isGateway(call, device);
  const taken: Call = { ...call, device, self: at.self, pending: [], phase: 'connecting', heardRinging };
  if (!opened) return end(call, 'error', at);
  const [begun, effects] = merge(taken, opened, at);
  const [next, more] = through(begun, others, at);
  return [next, [...effects, ...more, patience(next, at)]];
}

/** Gateways want all candidates inside the description (XEP-0176, `urn:ietf:rfc:3264`), and say so late. */
export const trickles = (call: Call, device: string, { has }: Moment): boolean =>
  !(has(device, OFFER_ANSWER) ?? isGateway(call, device));

/** The offer reaches us: it waits for the person, or goes to the peer connection if they have answered. */
export function opens(call: Call, device: string, jingle: Jingle, at: Moment): Step {
  const parties = { initiator: device, responder: at.self };
  const opened = session.initiated(parties, jingle, { trickle: trickles(call, device, at) });
  return merge({ ...call, device, self: at.self }, opened, at);
}

export const proceed = (call: Call, at: Moment): Effect[] => [
  acceptance(call, at),
  toDevice(call.device ?? call.peer, { step: 'proceed', id: call.sid }),
];

/** Stops those of our devices that do not know what `proceed` means in a carbon. */
export const acceptance = ({ sid }: Call, { self }: Moment): Effect => ({
  type: 'message',
  to: toBare(self) ?? self,
  message: { step: 'accept', id: sid },
});
