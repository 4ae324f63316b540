/** A call as the person sees it. */
import * as v from 'valibot';

export const rings = [
  'ring', // with everything there is
  'soft', // during another call: told of, without drowning it
  'silent', // only shown
] as const;
export type Ring = (typeof rings)[number];

export const mediaKinds = ['audio', 'video'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const callPhases = [
  'proposing', // we called; their devices may be ringing
  'ringing', // they called; the person has not answered
  'accepting', // the person answered; the offer is on its way
  'connecting', // described on both sides or about to be; no media yet
  'active', // media flows
  'ended',
] as const;
export type CallPhase = (typeof callPhases)[number];

/** What a phase may turn into; the test suite holds every call to it. */
export const nextPhases: Record<CallPhase, readonly CallPhase[]> = {
  proposing: ['connecting', 'ended'],
  ringing: ['accepting', 'connecting', 'ended'],
  accepting: ['connecting', 'ended'],
  connecting: ['active', 'ended'],
  active: ['connecting', 'ended'],
  ended: [],
};

/**
 * How a call ended, seen with its `direction`: an outgoing call that was `declined` they turned down, an incoming one the
 * person here did. People talked from `connectedAt` to `endedAt`: where the sound stopped and never came back, that is
 * when it stopped, however long it was waited for.
 */
export const callEnds = [
  'answered', // and then hung up, by either side
  'declined',
  'busy',
  'no-answer', // it rang out
  'cancelled', // by who called, before it was answered
  'answered-elsewhere',
  'declined-elsewhere',
  'unreachable', // no device of theirs took the invitation
  // The network failed:
  'no-relay', // no direct way, and nobody offers a relay
  'relay-refused', // our credentials
  'no-path', // no pair of candidates worked, or none works any more
  'dtls-failed', // a way, but no keys
  'vanished', // their device lost the call or went silent
  'crashed', // ours did: the page, or the whole app, and with it the keys of the call
  'not-encrypted', // they offered nothing encrypted, or a fingerprint did not fit
  'incompatible', // no common codec, transport or version
  'no-microphone', // ours could not be opened
  'error', // anything else
] as const;
export type CallEnd = (typeof callEnds)[number];

/** Why media failed, as the peer connection sees it. */
export const mediaFailures = ['no-relay', 'relay-refused', 'no-path', 'dtls-failed', 'no-microphone', 'error'] as const;
export type MediaFailure = (typeof mediaFailures)[number];

/** Whether the person here could have answered and did not. */
export const isMissed = ({ direction, end }: Pick<CallView, 'direction' | 'end'>): boolean =>
  direction === 'incoming' && (end === 'cancelled' || end === 'no-answer' || end === 'busy');

const milliseconds = v.pipe(v.number(), v.minValue(0), v.finite());
const ratio = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const shortText = v.pipe(v.string(), v.maxLength(64));

const candidateType = v.picklist(['host', 'srflx', 'prflx', 'relay']);

/** One pair of candidates and how it does (W3C webrtc-stats `RTCIceCandidatePairStats`). */
export const candidatePairSchema = v.strictObject({
  /** Without addresses: the signalling has them. */
  local: candidateType,
  remote: candidateType,
  protocol: v.picklist(['udp', 'tcp']),
  /** How our relay is reached, if `local` is one. */
  relayProtocol: v.optional(v.picklist(['udp', 'tcp', 'tls'])),
  ipv6: v.boolean(),
  state: v.picklist(['frozen', 'waiting', 'in-progress', 'failed', 'succeeded']),
  selected: v.boolean(),
  roundTripMs: v.optional(milliseconds),
});
export type CandidatePair = v.InferOutput<typeof candidatePairSchema>;

/** What the network does with a call; measured once a second by the renderer from `getStats`. */
export const qualitySchema = v.strictObject({
  /** As in SDP, for example `opus/48000/2`. */
  codec: v.optional(shortText),
  roundTripMs: v.optional(milliseconds),
  jitterMs: v.optional(milliseconds),
  /** Share of their packets lost in the last second, 0 to 1. */
  loss: v.optional(ratio),
  sentBitsPerSecond: v.optional(v.pipe(v.number(), v.minValue(0))),
  receivedBitsPerSecond: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** 0 (silence) to 1, of our microphone and of what is heard. */
  sentLevel: v.optional(ratio),
  receivedLevel: v.optional(ratio),
  /** The candidate pair in use. */
  local: v.optional(candidateType),
  remote: v.optional(candidateType),
  protocol: v.optional(v.picklist(['udp', 'tcp'])),
  relayed: v.boolean(),
  /** Every pair that was tried, the one in use first. */
  pairs: v.optional(v.pipe(v.array(candidatePairSchema), v.maxLength(64))),
  /** The strongest tone in what is heard, in Hz; only with `--measure-audio`. */
  heardHz: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(24_000))),
});
export type Quality = v.InferOutput<typeof qualitySchema>;

/** One call in a snapshot. Times are milliseconds since 1970. */
export const callViewSchema = v.strictObject({
  id: v.string(),
  /** Which account of ours calls or is called, a bare JID. */
  account: v.string(),
  /** Bare JID. */
  peer: v.string(),
  direction: v.picklist(['incoming', 'outgoing']),
  media: v.array(v.picklist(mediaKinds)),
  phase: v.picklist(callPhases),
  /** A device of theirs has told that it rings. */
  heardRinging: v.boolean(),
  /** It rings there, or will until they answer: a gateway takes the call before the person does. */
  alerting: v.boolean(),
  /** From somebody who is no contact, and strangers shall not ring. */
  stranger: v.boolean(),
  /** How it announces itself while it waits for the person; only in the phase `ringing`. */
  rings: v.optional(v.picklist(rings)),
  /** The person has silenced its ring. */
  hushed: v.optional(v.boolean()),
  muted: v.boolean(),
  /** The person here put it on hold (XEP-0167 §8). */
  held: v.boolean(),
  /** They did. */
  heldByPeer: v.boolean(),
  mutedByPeer: v.boolean(),
  /** They record it, and have told. */
  recordedByPeer: v.optional(v.boolean()),
  /** Their device can be asked to call somebody else (XEP-0251). */
  transferable: v.boolean(),
  /** What became of our asking. */
  transfer: v.optional(v.picklist(['asked', 'refused'])),
  /** Four words that are the same on both ends as long as nobody is between them; see docs/protocol.md. */
  words: v.optional(v.pipe(v.array(shortText), v.length(4))),
  /** The call whose place it takes, because that one could not be saved. */
  continues: v.optional(v.string()),
  /** It came while the phone was off, and was over before we heard of it: one for the list. */
  late: v.optional(v.boolean()),
  createdAt: v.number(),
  answeredAt: v.optional(v.number()),
  /** Media flowed for the first time. */
  connectedAt: v.optional(v.number()),
  /** The first sound of theirs left our decoder; only with `--measure-audio`. */
  heardAt: v.optional(v.number()),
  endedAt: v.optional(v.number()),
  end: v.optional(v.picklist(callEnds)),
  quality: v.optional(qualitySchema),
});
export type CallView = v.InferOutput<typeof callViewSchema>;
