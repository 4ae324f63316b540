/** Making an account on a server (XEP-0077): the form it asks to fill in, as the page shows it, and what became of it. */
import * as v from 'valibot';
import { parseJid } from './jid';

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

/** The types of fields that a person can fill in or read (XEP-0004 §3.3); hidden ones stay with the main process. */
export const registrationFieldTypes = [
  'boolean',
  'fixed',
  'jid-multi',
  'jid-single',
  'list-multi',
  'list-single',
  'text-multi',
  'text-private',
  'text-single',
] as const;

export const registrationFieldSchema = v.strictObject({
  /** Its `var`; empty for a text that only is to be read. */
  name: text(256),
  type: v.picklist(registrationFieldTypes),
  label: v.optional(text(1_000)),
  /** What the server says about it. */
  description: v.optional(text(2_000)),
  required: v.boolean(),
  /** What it holds before the person has touched it. */
  values: v.pipe(v.array(text(4_000)), v.maxLength(64)),
  options: v.pipe(v.array(v.strictObject({ value: text(1_000), label: text(1_000) })), v.maxLength(300)),
  /** A picture to answer to, as a `data:` URL (XEP-0221, XEP-0231). */
  picture: v.optional(text(360_000)),
});
export type RegistrationField = v.InferOutput<typeof registrationFieldSchema>;

export const registrationFormSchema = v.strictObject({
  domain: text(1_023),
  title: v.optional(text(1_000)),
  instructions: v.pipe(v.array(text(4_000)), v.maxLength(16)),
  fields: v.pipe(v.array(registrationFieldSchema), v.maxLength(64)),
});
export type RegistrationForm = v.InferOutput<typeof registrationFormSchema>;

/** Why a server made no account. */
export const registrationProblems = [
  'conflict', // somebody has that name
  'not-acceptable', // something is missing, or not as the server wants it
  'captcha', // the answer to the picture was wrong
  'not-allowed', // no accounts are made here
  'resource-constraint', // too many lately
  'invite', // the invitation is used up or unknown
  'unsupported', // the server asks for what we cannot give
  'expired', // the form waited too long, here is a new one
] as const;
export type RegistrationProblem = (typeof registrationProblems)[number];

/** The values by field, as XEP-0004 has them: always a list. */
export const registrationValuesSchema = v.pipe(
  v.record(text(256), v.pipe(v.array(text(4_000)), v.maxLength(64))),
  v.check(values => Object.keys(values).length <= 64),
);
export type RegistrationValues = v.InferOutput<typeof registrationValuesSchema>;

/** A server, and perhaps an invitation to it (XEP-0401, XEP-0445). */
export interface Invitation {
  domain: string;
  token?: string | undefined;
  /** The name that the invitation is for. */
  username?: string | undefined;
}

/**
 * What a person names a server by: its domain, an address there, or an invitation such as
 * `xmpp:example.org?register;preauth=…` (XEP-0445 §4) or `xmpp:juliet@example.org?roster;preauth=…;ibr=y` (XEP-0401 §3);
 * `undefined` if it is none of them.
 */
export function invitationIn(input: string): Invitation | undefined {
  const typed = input.trim();
  const link = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#]*)(?:\?([^#]*))?/i.exec(typed);
  const jid = parseJid(link ? decoded(link[1] ?? '') : typed.replace(/^@/, ''));
  if (!jid || jid.resource !== undefined || !isDomain(jid.domain)) return undefined;
  const [action, ...pairs] = (link?.[2] ?? '').split(/[;&]/);
  const values = new Map(pairs.map(pair => [pair.split('=', 1)[0] ?? '', decoded(pair.replace(/^[^=]*=?/, ''))]));
  const token = values.get('preauth');
  const isFor = action === 'register' || (action === 'roster' && values.get('ibr') === 'y');
  if (!token || !isFor || token.length > 1_000) return { domain: jid.domain };
  return {
    domain: jid.domain,
    token,
    ...(action === 'register' && jid.local !== undefined && { username: jid.local }),
  };
}

/** A name or an address of the network, nothing with a space or a slash that was pasted by mistake. */
const isDomain = (domain: string): boolean => /^(?:[\p{L}\p{N}\p{M}.-]+|\[[\d:a-f.]+\])$/u.test(domain);

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return '';
  }
}
