/** What a server asks of someone who wants an account (XEP-0077), as a form to show, and the form filled in. */
import { parseJid } from '../../shared/jid';
import {
  registrationFieldTypes,
  type RegistrationField,
  type RegistrationForm,
  type RegistrationProblem,
  type RegistrationValues,
} from '../../shared/registration';
import type { StanzaError } from './protocol/rfc6120';
import type { DataForm, FormField } from './protocol/xep0004';
import type { RegisterQuery } from './protocol/xep0077';

/** Bytes of a picture that a form may show. */
const PICTURE_LIMIT = 256 * 1024;

/** How the Base64 of each kind of picture begins: what the server calls it is not believed. */
const pictures = {
  iVBORw0KGgo: 'image/png',
  '/9j/': 'image/jpeg',
  R0lGOD: 'image/gif',
  UklGR: 'image/webp',
} as const;

/** Ways around the picture that lead out of the form (XEP-0158 §5), of no use where it is shown. */
const isFallback = (name: string) => name.startsWith('captcha-fallback-');

/** The form in an answer to `domain`; `undefined` where there is none that makes an account with a password. */
export function formIn(query: RegisterQuery, domain: string): RegistrationForm | undefined {
  const form = formOf(query, domain);
  const { fields } = form;
  const names = new Set(fields.map(({ name }) => name));
  if (!names.has('username') || !names.has('password') || fields.length > 64) return undefined;
  // A required picture that cannot be shown cannot be answered.
  if (query.form?.fields.some(field => field.media && field.required && !pictureOf(field, query.bits)))
    return undefined;
  return fields.some(({ picture }) => picture !== undefined)
    ? { ...form, fields: fields.filter(({ name }) => !isFallback(name)) }
    : form;
}

/** All that a query asks, whatever it is for. */
export function formOf(query: RegisterQuery, domain: string): RegistrationForm {
  const instructions = query.form ? query.form.instructions : query.instructions ? [query.instructions.text] : [];
  return {
    domain,
    ...(query.form?.title && { title: cut(query.form.title.text, 1_000) }),
    instructions: instructions
      .slice(0, 16)
      .map(text => cut(text, 4_000))
      .filter(text => text !== ''),
    fields: query.form
      ? query.form.fields.flatMap(field => shown(field, query.bits))
      : query.fields.flatMap(({ name, value }) => (name === 'key' ? [] : [legacyField(name, value)])),
  };
}

function shown(field: FormField, bits: RegisterQuery['bits']): RegistrationField[] {
  const { name = '', label, description, required, values, options } = field;
  const type = registrationFieldTypes.find(known => known === field.type);
  if (type === undefined || name.length > 256 || (name === '' && type !== 'fixed')) return [];
  const picture = pictureOf(field, bits);
  return [
    {
      name,
      type: name === 'password' ? 'text-private' : type,
      ...(label !== undefined && { label: cut(label, 1_000) }),
      ...(description && { description: cut(description.text, 2_000) }),
      required,
      values: values.slice(0, 64).map(text => cut(text, 4_000)),
      options: options
        .filter(({ value }) => value.text.length <= 1_000)
        .slice(0, 300)
        .map(({ label: said, value }) => ({ value: value.text, label: cut(said ?? value.text, 1_000) })),
      ...(picture !== undefined && { picture }),
    },
  ];
}

/** Every field of the old kind has to be filled in (§3.1). */
const legacyField = (name: string, value: string): RegistrationField => ({
  name,
  type: name === 'password' ? 'text-private' : 'text-single',
  required: true,
  values: value === '' ? [] : [cut(value, 4_000)],
  options: [],
});

/** The first picture of a field that came along and is what it should be, as a `data:` URL. */
function pictureOf({ media }: FormField, bits: RegisterQuery['bits']): string | undefined {
  for (const { value } of media?.uris ?? []) {
    const content = bits.find(({ cid }) => value === `cid:${cid}`)?.content;
    if (content === undefined || content.length > (PICTURE_LIMIT / 3) * 4) continue;
    const type = Object.entries(pictures).find(([beginning]) => content.startsWith(beginning))?.[1];
    if (type) return `data:${type};base64,${content}`;
  }
  return undefined;
}

/** The answer to a query: what the person filled in, and what the form kept for itself. */
export function filledIn(query: RegisterQuery, values: RegistrationValues): RegisterQuery {
  const nothing: RegisterQuery = { registered: false, remove: false, fields: [], bits: [] };
  if (!query.form) {
    const fields = query.fields.map(({ name, value }) => ({ name, value: valueOf(values, name)?.[0] ?? value }));
    return { ...nothing, fields };
  }
  const fields = query.form.fields.flatMap(field => {
    const { name, type } = field;
    if (name === undefined) return [];
    const own = type === 'hidden' || type === 'fixed' ? undefined : valueOf(values, name);
    const filled = own ?? field.values;
    if (filled.length === 0 && type !== 'hidden') return [];
    return [{ type, name, required: false, values: filled, options: [] }];
  });
  const form: DataForm = { type: 'submit', instructions: [], fields };
  return { ...nothing, form };
}

const valueOf = (values: RegistrationValues, name: string): string[] | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The address that the values would make at `domain`; `undefined` if it is none. */
export function addressIn(values: RegistrationValues, domain: string): string | undefined {
  const name = valueOf(values, 'username')?.[0]?.trim() ?? '';
  const jid = parseJid(`${name}@${domain}`);
  return jid?.local === undefined || jid.resource !== undefined ? undefined : `${jid.local}@${jid.domain}`;
}

/** Whether one form can be sent with what was filled into the other: the same questions, and no picture to answer to. */
export const asksTheSame = (one: RegistrationForm, other: RegistrationForm): boolean =>
  !other.fields.some(({ picture }) => picture !== undefined) &&
  JSON.stringify(one.fields.map(essence)) === JSON.stringify(other.fields.map(essence));

const essence = ({ name, type, required, options }: RegistrationField) => [name, type, required, options];

/** What a refusal means; `pictured`: the form had a picture to answer to (a wrong answer is `not-allowed`, XEP-0158 §4). */
export function refusalOf(
  { type, condition }: StanzaError,
  asked: 'form' | 'account',
  pictured: boolean,
): RegistrationProblem {
  if (condition === 'conflict') return 'conflict';
  if (type === 'wait' || condition === 'resource-constraint' || condition === 'policy-violation') {
    return type === 'modify' ? 'not-acceptable' : 'resource-constraint';
  }
  if (asked === 'account' && pictured && condition === 'not-allowed') return 'captcha';
  if (
    asked === 'account' &&
    (condition === 'not-acceptable' || condition === 'bad-request' || condition === 'jid-malformed')
  )
    return 'not-acceptable';
  return 'not-allowed';
}

const cut = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`);
