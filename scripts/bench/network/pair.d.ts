/** Two phones in a network, of whatever make: what the rows need of them. */
import type { Person } from './lan.mjs';

/** Times of one call, in milliseconds since 1970. */
export interface CallTimes {
  /** The caller's click. */
  called: number;
  rang: number;
  /** The callee's click. */
  answered: number;
  heard: Readonly<Record<Person, number>>;
}

/** Of a receiver, since the call began (W3C webrtc-stats §8.4). */
export interface Samples {
  received: number;
  concealed: number;
}

export interface Pair {
  /** Alice calls, Bob answers after `ringMs`, both hear each other. */
  call(ringMs: number): Promise<CallTimes>;
  /** Bob sends nothing any more. */
  hush(): Promise<void>;
  /** What Bob has received. */
  samples(): Promise<Samples>;
  /** Ends the call at both ends. */
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

/** With what both are started. */
export interface PairOptions {
  lan: import('./lan.mjs').Lan;
  /** What their microphones play: WAV files. Absent: what their sound server has. */
  sounds?: Readonly<Record<Person, string>>;
  /** Display, bus and sound server of each. */
  env: Readonly<Record<Person, Readonly<Record<string, string | undefined>>>>;
}

export type Plan = 'a' | 'b' | 'c';

/** What the measurement takes of `test/interop/support/dino.ts`; scripts do not build on the types of the tests. */
export interface DinoModule {
  startDino(options: { server: object; user: string; tone: number; log: string; processors: 'all' }): Promise<Dino>;
}

export interface Dino {
  readonly address: string;
  listen(seconds: number): Promise<Float32Array>;
  call(address: string): Promise<number>;
  rings(): Promise<number>;
  answer(): Promise<void>;
  hangUp(): Promise<void>;
  over(): Promise<string>;
  stop(): Promise<void>;
}

/** What it takes of `test/support/sound.ts`. */
export interface SoundModule {
  loudnessAt(samples: Float32Array, hz: number): number;
}
