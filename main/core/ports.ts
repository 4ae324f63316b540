/** What the phone needs from the world; the only ways in and out of the core. */
import type { MediaSignal } from '../../shared/media';
import type { Privacy } from '../../shared/privacy';
import type { StanzaError } from './protocol/rfc6120';
import type { Jingle } from './protocol/xep0166';
import type { CallMessage } from './protocol/xep0353';

/** How a request of ours was answered. `lost`: the stream ended for good before an answer came. */
export type Answer =
  { type: 'acknowledged' } | { type: 'refused'; error: StanzaError } | { type: 'timeout' } | { type: 'lost' };

/** Stanzas out. In order: what is handed over first arrives first; while the stream is lost, everything waits. */
export interface Wire {
  /** Sends a Jingle request to a full JID; `answered` is called once, by nobody but the one asked. */
  request(to: string, jingle: Jingle, answered: (answer: Answer) => void): void;
  /** Sends a XEP-0353 message to a bare or full JID. */
  message(to: string, message: CallMessage): void;
  /** Our own full JID; changes when the stream is replaced. */
  readonly self: () => string | undefined;
}

/** A stanza of a peer, decoded: what `main/xmpp/wire.ts` hands to the phone. */
export interface IncomingMessage {
  /** Full or bare JID of the sender, as the server stamped it. */
  from: string;
  to: string;
  message: CallMessage;
  /** Copied from another device of ours (XEP-0280): what it received or what it sent. */
  carbon?: 'received' | 'sent' | undefined;
  /** When the server first saw it, if it was kept (XEP-0203), in milliseconds since 1970. */
  delayedAt?: number | undefined;
  /** A message of ours that came back. */
  error?: StanzaError | undefined;
}

/** How a person is called: all their devices at once, or one that does not know XEP-0353. */
export type Reach = { by: 'propose' } | { by: 'initiate'; device: string };

/** What is known of other people and their devices, and what the person here wants of them. */
export interface People {
  reach(peer: string): Reach;
  isContact(peer: string): boolean;
  /** Whether it leads into the telephone network, where taking a call is not answering it. */
  isGateway(peer: string): boolean;
  /** Whether a device has a feature (XEP-0030); `undefined` while that is not known. */
  readonly has: (device: string, feature: string) => boolean | undefined;
  /** A device takes part in a call: what it can do is worth asking. */
  meet(device: string): void;
  privacy(peer: string): Privacy;
  /** What the person has chosen. */
  readonly preferences: () => { autoBusy: boolean; strangers: 'request' | 'ring' };
}

/** Signals to the peer connections of the renderer. */
export interface Media {
  /** `early`: to prepare an answer or to connect by, while the call rings; nobody has answered it. */
  signal(call: string, signal: MediaSignal, early?: true): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `then` once, after `ms`; the returned function prevents it. */
  after(ms: number, then: () => void): () => void;
}

/** A fresh UUID. */
export type NewId = () => string;
