/** Asks the server of our own account to change it (XEP-0077 §3.2, §3.3). */
import type { AccountChangeAnswer } from '../../shared/account-change';
import type { RegistrationValues } from '../../shared/registration';
import { changeQuery, changeRefusalOf, knownValues, questionsIn, type AccountChange } from '../core/account-change';
import { REGISTER, registerQuery, type RegisterQuery } from '../core/protocol/xep0077';
import { filledIn } from '../core/registration';
import { confirm } from './confirm';
import type { Iqs, Reply } from './iq';

/**
 * Asks `domain`; a form that comes back is filled in with what is known and with `values`, and is the answer where it asks
 * for more. Throws PhoneError: offline, timeout.
 */
export async function changeAccount(
  iqs: Iqs,
  domain: string,
  change: AccountChange,
  values?: RegistrationValues,
): Promise<AccountChangeAnswer> {
  const ask = async (query: RegisterQuery) => await iqs.ask('set', domain, registerQuery.encode(query));
  const known = { ...values, ...knownValues(change) };
  const first = await ask(changeQuery(change));
  const query = formIn(first);
  if (!query) return answerOf(change, first, false);
  const questions = questionsIn(query, known, domain);
  if (questions) return { form: questions };
  return answerOf(change, await ask(filledIn(query, known)), values !== undefined);
}

function answerOf({ kind }: AccountChange, reply: Reply, answered: boolean): AccountChangeAnswer {
  if (reply.type === 'error') return changeRefusalOf(kind, reply.error, answered);
  confirm(reply);
  return {};
}

/** What a server sends back with a refusal, for the person to say more. */
function formIn(reply: Reply): RegisterQuery | undefined {
  const payload = reply.type === 'error' ? reply.payload : undefined;
  if (payload?.name !== 'query' || payload.attrs['xmlns'] !== REGISTER) return undefined;
  const query = registerQuery.decode(payload);
  return query.form?.type === 'form' ? query : undefined;
}
