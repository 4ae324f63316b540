/** What a person in a call should know of their own microphone: that they speak into a muted one, or that it gives nothing. Pure. */
import type { Loudness } from './meter';

/** Louder than a room, softer than a voice at arm's length: -40 dBFS. */
const VOICE = 0.01;
/** So much voice within a second is speech, and not a cough or a key. */
const SPEECH_MS = 400;
const SPEECH_WINDOW_MS = 1_000;
/** The word about it stays while the person reads it. */
const REMIND_MS = 4_000;
/**
 * Softer than a voice from the other end of the room: -60 dBFS. What is done to a microphone makes noise out of nothing at
 * all, some -70 dBFS, so that nothing cannot be told from a quiet room here; see raw-microphone.ts.
 */
const QUIET = 1 / 1_000;
const QUIET_MS = 10_000;

/** One look at the microphone of a call. */
export interface LevelReading extends Loudness {
  /** Milliseconds, on any clock. */
  readonly at: number;
  /** The person has muted it. */
  readonly muted: boolean;
  /** It was listened to before anything is done to it, and gave nothing. */
  readonly nothing: boolean;
}

export interface Care {
  /** The person speaks, but is muted. */
  readonly speaksMuted: boolean;
  /** The microphone is not muted and gives nothing: nobody can hear them. */
  readonly unheard: boolean;
}

/** What is remembered of the readings before. */
export interface CareState extends Care {
  /** When voice was heard into the muted microphone in the last second, and for how long each. */
  readonly voice: readonly { at: number; ms: number }[];
  readonly remindUntil: number;
  readonly quietSince: number | undefined;
  /** It has been quiet for so long that it may give nothing: worth a closer look. */
  readonly suspect: boolean;
  readonly last: number | undefined;
}

export const carefree: CareState = {
  speaksMuted: false,
  unheard: false,
  voice: [],
  remindUntil: -Infinity,
  quietSince: undefined,
  suspect: false,
  last: undefined,
};

/** The state after one more reading. */
export function careAfter(state: CareState, { at, rms, peak, muted, nothing }: LevelReading): CareState {
  // A computer that slept has not listened in between.
  const since = state.last !== undefined && at - state.last < SPEECH_WINDOW_MS ? at - state.last : 0;
  const recent = state.voice.filter(voice => at - voice.at < SPEECH_WINDOW_MS);
  const voice = !muted ? [] : rms > VOICE ? [...recent, { at, ms: since }] : recent;
  const speaks = voice.reduce((sum, { ms }) => sum + ms, 0) >= SPEECH_MS;
  const remindUntil = !muted ? -Infinity : speaks ? at + REMIND_MS : state.remindUntil;
  const quiet = !muted && peak < QUIET;
  const quietSince = quiet ? (since > 0 ? (state.quietSince ?? at) : at) : undefined;
  const suspect = quietSince !== undefined && at - quietSince >= QUIET_MS;
  return {
    speaksMuted: at < remindUntil,
    unheard: suspect && nothing,
    voice,
    remindUntil,
    quietSince,
    suspect,
    last: at,
  };
}
