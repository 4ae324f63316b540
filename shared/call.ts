/** A call as the person sees it. */
import * as v from 'valibot';

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

/** How a call ended, each told apart in words to the person. */
export const callEnds = [
  'hung-up', // by either side, after it was answered
  'declined', // by them
  'rejected', // by the person here
  'busy',
  'no-answer', // ours rang out
  'cancelled', // by the person here, before it was answered
  'missed', // theirs, before the person here answered
  'unreachable', // no device of theirs took the invitation
  'answered-elsewhere',
  'declined-elsewhere',
  'connection-failed', // no way through the network, or it broke
  'security', // no encryption, or a fingerprint that does not fit
  'unsupported', // their client cannot take such a call
  'no-microphone', // ours could not be opened
  'gone', // they lost the session
  'failed', // anything else
] as const;
export type CallEnd = (typeof callEnds)[number];

const milliseconds = v.pipe(v.number(), v.minValue(0), v.finite());
const ratio = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const shortText = v.pipe(v.string(), v.maxLength(64));

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
  local: v.optional(v.picklist(['host', 'srflx', 'prflx', 'relay'])),
  remote: v.optional(v.picklist(['host', 'srflx', 'prflx', 'relay'])),
  protocol: v.optional(v.picklist(['udp', 'tcp'])),
  relayed: v.boolean(),
  /** The strongest tone in what is heard, in Hz; only with `--measure-audio`. */
  heardHz: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(24_000))),
});
export type Quality = v.InferOutput<typeof qualitySchema>;

/** One call in a snapshot. Times are milliseconds since 1970. */
export const callViewSchema = v.strictObject({
  id: v.string(),
  /** Bare JID. */
  peer: v.string(),
  direction: v.picklist(['incoming', 'outgoing']),
  media: v.array(v.picklist(mediaKinds)),
  phase: v.picklist(callPhases),
  /** A device of theirs has told that it rings. */
  heardRinging: v.boolean(),
  muted: v.boolean(),
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
