/** What a peer connection and the phone tell each other: the vocabulary of W3C perfect negotiation. */
import * as v from 'valibot';

/** Longer than any description of an audio call; what is longer is refused unread. */
const SDP_LIMIT = 64 * 1024;

export const mediaSignalSchema = v.union([
  v.strictObject({
    description: v.strictObject({
      type: v.picklist(['offer', 'answer']),
      sdp: v.pipe(v.string(), v.maxLength(SDP_LIMIT)),
    }),
  }),
  /** An empty `candidate` ends the candidates of its generation (WebRTC 1.0 §4.8.1.2). */
  v.strictObject({
    candidate: v.strictObject({
      candidate: v.pipe(v.string(), v.maxLength(1024)),
      sdpMid: v.pipe(v.string(), v.maxLength(64)),
      usernameFragment: v.pipe(v.string(), v.maxLength(256)),
    }),
  }),
]);

export type MediaSignal = v.InferOutput<typeof mediaSignalSchema>;

export type SessionDescription = Extract<MediaSignal, { description: unknown }>['description'];

/** A server for `RTCPeerConnection`: `urls` as RFC 7064 and RFC 7065 write them. */
export const iceServerSchema = v.strictObject({
  urls: v.string(),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});
export type IceServer = v.InferOutput<typeof iceServerSchema>;
