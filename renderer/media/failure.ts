/** Why a call has no media, from the little that a connection shows of it. Pure. */
import type { MediaFailure } from '../../shared/call';

/** What was seen of a connection until it was given up. */
export interface Seen {
  /** Our configuration has a TURN server. */
  readonly relayOffered: boolean;
  /** One of them turned us down. */
  readonly relayRefused: boolean;
  /** One of them gave us an address. */
  readonly relayGathered: boolean;
  /** ICE has a pair of candidates that works, now that there is no connection. */
  readonly iceConnected: boolean;
  /** Media flowed before. */
  readonly wasConnected: boolean;
}

/** The first rule that fits. */
const rules: readonly [(seen: Seen) => boolean, MediaFailure][] = [
  [({ iceConnected }) => iceConnected, 'dtls-failed'],
  [({ relayRefused, relayGathered }) => relayRefused && !relayGathered, 'relay-refused'],
  // A call that did without a relay before does not end for want of one.
  [({ relayOffered, wasConnected }) => !relayOffered && !wasConnected, 'no-relay'],
];

/** Why there is no way for media, or none any more. */
export const failureOf = (seen: Seen): MediaFailure => rules.find(([fits]) => fits(seen))?.[1] ?? 'no-path';

/**
 * Whether the error code of an `icecandidateerror` is a TURN server's no: wrong credentials, forbidden, over quota
 * (RFC 8656 §19). Chromium's own 701 means that it could not be reached (WebRTC 1.0 §4.8.1.3).
 */
export const isRefusal = (errorCode: number): boolean => errorCode >= 400 && errorCode < 700;
