/** Taking over a file with settings: which one, what it would bring, and the yes. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ImportSummary } from '../shared/desk';
import { adviceFor } from './actions';
import type { Phone } from './phone';
import { words, type Advice } from './words';

export interface SettingsImport {
  /** What the file that the person has opened would bring, until they have answered. */
  readonly asked: Readonly<ShallowRef<ImportSummary | undefined>>;
  /** Why it came to nothing. */
  readonly trouble: ShallowRef<Advice | undefined>;
  /** Addresses of the accounts that were taken over. */
  readonly taken: Readonly<Ref<readonly string[] | undefined>>;
  /** Lets the person pick a file. Never throws. */
  open(): Promise<void>;
  answer(yes: boolean): Promise<void>;
}

export function settingsImport(phone: Pick<Phone, 'openImport' | 'takeImport'>): SettingsImport {
  const asked = shallowRef<ImportSummary>();
  const trouble = shallowRef<Advice>();
  const taken = ref<readonly string[]>();
  const tried = async (action: () => Promise<void>) => {
    trouble.value = undefined;
    try {
      await action();
    } catch (error) {
      trouble.value = adviceFor(error);
    }
  };
  return {
    asked,
    trouble,
    taken,
    open: () =>
      tried(async () => {
        taken.value = undefined;
        const opened = await phone.openImport({});
        if (opened?.ok === true) asked.value = opened.summary;
        else if (opened) trouble.value = words.settingsFile.problems[opened.problem];
      }),
    answer: yes =>
      tried(async () => {
        const accounts = asked.value?.accounts.map(({ address }) => address) ?? [];
        asked.value = undefined;
        if (!yes) return;
        await phone.takeImport({});
        taken.value = accounts;
      }),
  };
}
