/** What a person changes about an account at its server (XEP-0077): its password (§3.3), or that it is there at all (§3.2). */
import * as v from 'valibot';
import { registrationFormSchema, registrationValuesSchema } from './registration';

/** Why a server did not do it. */
export const changeRefusals = [
  'wrong-password', // the old one is not what was typed; the server was not asked
  'not-acceptable', // the new password, or an answer, is not as the server wants it
  'not-allowed', // not for this account, or not from here
  'unsupported', // the server cannot do it in an app
  'resource-constraint', // too often lately, or something is wrong there
] as const;
export type ChangeRefusal = (typeof changeRefusals)[number];

/** What became of it; with neither a form nor a refusal it is done. */
export const accountChangeAnswerSchema = v.strictObject({
  /** What the server wants to know besides: the command is given again with the `values`. */
  form: v.optional(registrationFormSchema),
  refusal: v.optional(v.picklist(changeRefusals)),
  /** In the words of the server. */
  said: v.optional(v.string()),
});
export type AccountChangeAnswer = v.InferOutput<typeof accountChangeAnswerSchema>;

const account = v.pipe(v.string(), v.maxLength(3071));
const password = v.pipe(v.string(), v.maxLength(1024), v.minLength(1));

export const accountChangeCommandSchemas = {
  /** Makes `password` that of an account of ours; `current` is what the person says that it is now. */
  changePassword: v.strictObject({
    account,
    current: password,
    password,
    values: v.optional(registrationValuesSchema),
  }),
  /** Takes an account away from its server, and then from here; `data`: as with `signOut`. */
  deleteAccount: v.strictObject({
    account,
    data: v.optional(v.boolean()),
    values: v.optional(registrationValuesSchema),
  }),
} as const;
