/** What our own account asks of its server (XEP-0077 §3.2, §3.3), and what the answer means. */
import type { AccountChangeAnswer, ChangeRefusal } from '../../shared/account-change';
import type { RegistrationForm, RegistrationValues } from '../../shared/registration';
import type { StanzaError } from './protocol/rfc6120';
import type { RegisterQuery } from './protocol/xep0077';
import { formOf } from './registration';

/** Another password, or the end of the account; `current` is the password that it has now. */
export type AccountChange =
  | { kind: 'password'; username: string; current: string; password: string }
  | { kind: 'deletion'; username: string; current: string };

/** The request as it goes out first. */
export function changeQuery(change: AccountChange): RegisterQuery {
  const nothing: RegisterQuery = { registered: false, remove: false, fields: [], bits: [] };
  if (change.kind === 'deletion') return { ...nothing, remove: true };
  const { username, password } = change;
  return {
    ...nothing,
    fields: [
      { name: 'username', value: username },
      { name: 'password', value: password },
    ],
  };
}

/** What a form may ask that the person has said already, or that the phone knows; names as in XEP-0077 §9. */
export function knownValues(change: AccountChange): RegistrationValues {
  const { username, current } = change;
  return change.kind === 'deletion'
    ? { username: [username], password: [current] }
    : { username: [username], old_password: [current], password: [change.password] };
}

/** What of a form is left for the person to fill in; `undefined` if nothing is. */
export function questionsIn(
  query: RegisterQuery,
  known: RegistrationValues,
  domain: string,
): RegistrationForm | undefined {
  const form = formOf(query, domain);
  const fields = form.fields.filter(({ name }) => !Object.hasOwn(known, name));
  return fields.some(({ type }) => type !== 'fixed') ? { ...form, fields } : undefined;
}

/** What a refusal means; `answered`: the person had filled in a form. */
export function changeRefusalOf(
  kind: AccountChange['kind'],
  { type, condition, text }: StanzaError,
  answered: boolean,
): AccountChangeAnswer {
  const said = text?.value.slice(0, 500);
  return { refusal: refusalOf(kind, type, condition, answered), ...(said && { said }) };
}

function refusalOf(
  kind: AccountChange['kind'],
  type: StanzaError['type'],
  condition: StanzaError['condition'],
  answered: boolean,
): ChangeRefusal {
  switch (condition) {
    case 'feature-not-implemented':
    case 'service-unavailable':
      return 'unsupported';
    case 'not-acceptable':
    case 'bad-request':
    case 'policy-violation':
      // Some say so of a weak password, and some of one that is changed too often.
      return type === 'wait'
        ? 'resource-constraint'
        : kind === 'password' || answered
          ? 'not-acceptable'
          : 'not-allowed';
    case 'not-authorized':
    case 'not-allowed':
    case 'forbidden':
      return answered ? 'not-acceptable' : 'not-allowed';
    default:
      return type === 'wait' || condition === 'resource-constraint' ? 'resource-constraint' : 'not-allowed';
  }
}
