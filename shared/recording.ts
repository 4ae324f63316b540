/** A call that is written to a file here, as the person sees it. */
import * as v from 'valibot';

/** Why a recording ended before the call did. */
export const recordingProblems = [
  'disk-full',
  'folder-unwritable',
  'too-slow', // the disk does not keep up
] as const;
export type RecordingProblem = (typeof recordingProblems)[number];

/** One recording, from its first second until the person has seen where it is. */
export const recordingSchema = v.strictObject({
  id: v.string(),
  /** The call it is of. */
  call: v.string(),
  /** Of the file, without its folder. */
  name: v.string(),
  /** Milliseconds since 1970. */
  startedAt: v.number(),
  /** `running` until the person stops it; `finishing` until the last sound of it is in the file. */
  state: v.picklist(['running', 'finishing', 'saved']),
  /** Why a `saved` one is shorter than was wanted. */
  problem: v.optional(v.picklist(recordingProblems)),
});
export type Recording = v.InferOutput<typeof recordingSchema>;

/** A second of sound has some 12 kB; what is larger is none. */
export const RECORDED_LIMIT = 512 * 1024;

/** A part of a WebM file in the order it was recorded. */
export const recordedSchema = v.strictObject({
  id: v.pipe(v.string(), v.uuid()),
  part: v.pipe(v.instance(Uint8Array), v.maxLength(RECORDED_LIMIT)),
  /** Nothing follows. */
  last: v.boolean(),
});
