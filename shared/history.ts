/** The calls of the past, as the person looks through them. */
import * as v from 'valibot';
import { callEnds } from './call';

/** One call that is over. Times are milliseconds since 1970. */
export const pastCallSchema = v.strictObject({
  id: v.string(),
  /** Whose call it was, as a bare JID: of several accounts the one that it came to or went out from. */
  account: v.string(),
  /** Bare JID. */
  peer: v.string(),
  direction: v.picklist(['incoming', 'outgoing']),
  end: v.picklist(callEnds),
  createdAt: v.number(),
  answeredAt: v.optional(v.number()),
  connectedAt: v.optional(v.number()),
  /** Absent where nobody told: then nobody knows how long it was. */
  endedAt: v.optional(v.number()),
  /** Another device of the account had the call, or this one was off. */
  elsewhere: v.boolean(),
  /** Missed, and the person has not looked at the list since. */
  unseen: v.boolean(),
});
export type PastCall = v.InferOutput<typeof pastCallSchema>;

/** A place in the list, newest first: what comes behind the call that is named. */
export const historyPlaceSchema = v.strictObject({ createdAt: v.number(), id: v.pipe(v.string(), v.maxLength(64)) });
export type HistoryPlace = v.InferOutput<typeof historyPlaceSchema>;

/** What of the history is wanted. */
export const historyQuerySchema = v.strictObject({
  /** Words that the name or the address of the peer has to hold, each somewhere. */
  text: v.optional(v.pipe(v.string(), v.maxLength(3071))),
  /** Bare JID: calls with nobody else, whoever has it within their own. */
  peer: v.optional(v.pipe(v.string(), v.maxLength(3071))),
  only: v.optional(v.literal('missed')),
  before: v.optional(historyPlaceSchema),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
});
export type HistoryQuery = v.InferOutput<typeof historyQuerySchema>;

export const historyTroubles = [
  'newer', // written by a newer Tsuwa: nothing is read or written
  'set-aside', // it was broken: kept under another name, and begun anew
  'unavailable', // it cannot be opened
] as const;
export type HistoryTrouble = (typeof historyTroubles)[number];

/** Calls, the newest first. */
export const historyPageSchema = v.strictObject({
  calls: v.array(pastCallSchema),
  /** There are more behind the last. */
  more: v.boolean(),
  trouble: v.optional(v.picklist(historyTroubles)),
});
export type HistoryPage = v.InferOutput<typeof historyPageSchema>;

/** How long two people talked, in milliseconds; `undefined` where they did not, or where nobody knows. */
export function talkedFor({ end, answeredAt, connectedAt, endedAt }: PastCall): number | undefined {
  const from = connectedAt ?? (end === 'answered' || end === 'answered-elsewhere' ? answeredAt : undefined);
  return from === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - from);
}
