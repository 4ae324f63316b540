/** The page's commands that change an account at its server. */
import type { AccountChangeAnswer } from '../shared/account-change';
import type { CommandHandlers } from '../shared/ipc';
import { PhoneError } from '../shared/result';
import type { Line } from './line';
import { withSafePictures } from './sign-up';

export interface AccountCommandsPorts {
  /** The line of an account of ours. Throws PhoneError: no-such-account, offline. */
  readonly lineOf: (account: string) => Line;
  /** Forgets the account here. */
  readonly signOut: (account: string, data: boolean) => Promise<void>;
}

export function accountCommands({
  lineOf,
  signOut,
}: AccountCommandsPorts): Pick<CommandHandlers, 'changePassword' | 'deleteAccount'> {
  const online = (account: string): Line => {
    const line = lineOf(account);
    if (line.connection.status !== 'online') throw new PhoneError('offline');
    return line;
  };
  return {
    changePassword: async ({ account, current, password, values }) =>
      shown(await online(account).changePassword(current, password, values)),
    deleteAccount: async ({ account, data = false, values }) => {
      const answer = shown(await online(account).deleteAccount(values));
      if (!answer.form && !answer.refusal) await signOut(account, data);
      return answer;
    },
  };
}

const shown = ({ form, ...rest }: AccountChangeAnswer): AccountChangeAnswer => ({
  ...rest,
  ...(form && { form: withSafePictures(form) }),
});
