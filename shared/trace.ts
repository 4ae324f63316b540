/** What was said to set up and keep a call, for the person who wants to see it. */
import * as v from 'valibot';

/** How many entries are kept before the gap, where some were dropped. */
export const TRACE_HEAD = 100;

/** One candidate as it went over the wire. */
const candidateSchema = v.strictObject({
  type: v.string(),
  protocol: v.string(),
  address: v.string(),
  port: v.number(),
});

/** A stanza of the call, in the order in which they went. */
export const traceEntrySchema = v.strictObject({
  /** Milliseconds since 1970. */
  at: v.number(),
  direction: v.picklist(['sent', 'received']),
  /** The other end: a device of theirs, all of theirs (their bare JID), or other devices of ours. */
  with: v.picklist(['device', 'person', 'own-devices']),
  /** Full or bare JID. */
  address: v.string(),
  /** An XEP-0353 step, a Jingle action, `result`, or an error condition. */
  name: v.string(),
  kind: v.picklist(['message', 'request', 'result', 'error']),
  /** What a result or an error answers: the action. */
  answers: v.optional(v.string()),
  /** Such as the reason of a session-terminate. */
  note: v.optional(v.string()),
  candidates: v.array(candidateSchema),
  /** The stanza as XML, indented. */
  xml: v.string(),
});
export type TraceEntry = v.InferOutput<typeof traceEntrySchema>;

export const traceSchema = v.strictObject({
  entries: v.array(traceEntrySchema),
  /** How many were dropped from the middle because there were too many. */
  dropped: v.number(),
});
export type Trace = v.InferOutput<typeof traceSchema>;
