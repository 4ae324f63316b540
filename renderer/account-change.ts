/** A change of an account at its server, as it is asked for: what the server wants to know besides, and what became of it. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { AccountChangeAnswer } from '../shared/account-change';
import type { RegistrationForm, RegistrationValues } from '../shared/registration';
import { adviceFor } from './actions';
import { fieldProblem, type Trouble } from './sign-up';
import { words } from './words';

export interface AccountChanging {
  readonly busy: Readonly<Ref<boolean>>;
  readonly trouble: Readonly<ShallowRef<Trouble | undefined>>;
  /** What the server asks besides. */
  readonly form: Readonly<ShallowRef<RegistrationForm | undefined>>;
  readonly values: Readonly<ShallowRef<RegistrationValues>>;
  /** The person has tried to send a form that is not filled in. */
  readonly tried: Readonly<Ref<boolean>>;
  answer(name: string, texts: readonly string[]): void;
  /** Asks once, with the form as far as there is one; whether it is done. Never throws. */
  run(ask: (values: RegistrationValues | undefined) => Promise<AccountChangeAnswer>): Promise<boolean>;
}

export function accountChanging(): AccountChanging {
  const busy = ref(false);
  const tried = ref(false);
  const trouble = shallowRef<Trouble>();
  const form = shallowRef<RegistrationForm>();
  const values = shallowRef<RegistrationValues>({});
  return {
    busy,
    trouble,
    form,
    values,
    tried,
    answer: (name, texts) => (values.value = { ...values.value, [name]: [...texts] }),
    async run(ask) {
      tried.value = true;
      const missing = form.value?.fields.some(
        field => fieldProblem(field, values.value[field.name] ?? []) !== undefined,
      );
      if (busy.value || missing) return false;
      busy.value = true;
      trouble.value = undefined;
      try {
        const told = await ask(form.value && values.value);
        if (told.form) {
          tried.value = false;
          form.value = told.form;
          values.value = Object.fromEntries(told.form.fields.map(field => [field.name, field.values]));
          return false;
        }
        if (told.refusal) {
          trouble.value = { advice: words.accountChange.refusals[told.refusal], said: told.said };
          return false;
        }
        return true;
      } catch (error) {
        trouble.value = { advice: adviceFor(error) };
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
