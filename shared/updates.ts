/** Newer versions of the app: what is told of them. */
import * as v from 'valibot';

/** Who brings newer versions: the app itself, the system that installed it, or the person. */
export const updatedBy = ['tsuwa', 'system', 'person'] as const;

export const updateProblems = [
  'unreachable', // nobody answers, or there is nothing to be had
  'unsigned', // not signed by us, or changed on the way
  'not-installed', // the system did not let it be put in, and the old one runs on
] as const;
export type UpdateProblem = (typeof updateProblems)[number];

export const updateSchema = v.strictObject({
  by: v.picklist(updatedBy),
  phase: v.picklist([
    'none', // this is the newest, as far as is known
    'looking',
    'fetching',
    'ready', // to be put in when the person says so
    'waiting', // they have, but there is a call
    'failed',
  ]),
  version: v.optional(v.string()),
  /** What is new, as plain text. */
  notes: v.optional(v.string()),
  /** Of what is being fetched. */
  percent: v.optional(v.number()),
  problem: v.optional(v.picklist(updateProblems)),
  /** The person does not want to be reminded for now. */
  put: v.optional(v.literal('off')),
});
export type Update = v.InferOutput<typeof updateSchema>;

export const updateCommandSchemas = {
  /** Looks now. */
  lookForUpdate: v.strictObject({}),
  /** Ends the app, puts in what is ready and starts it; after the call if there is one. */
  takeUpdate: v.strictObject({}),
  /** Not now: reminds tomorrow. */
  putOffUpdate: v.strictObject({}),
} as const;

export const updateResultSchemas = {
  lookForUpdate: v.undefined(),
  takeUpdate: v.undefined(),
  putOffUpdate: v.undefined(),
} as const satisfies Record<keyof typeof updateCommandSchemas, v.GenericSchema>;
