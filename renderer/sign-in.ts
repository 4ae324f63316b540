/** Signing in: what the person typed, and what they wait for. */
import { reactive, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toPersonAddress } from '../shared/jid';
import { PhoneError } from '../shared/result';
import { adviceFor } from './actions';
import type { Phone } from './phone';
import type { Mirror } from './state';
import { words, type Advice } from './words';

/** The form as it is typed; everything but the password outlives a failed attempt. */
export interface Draft {
  address: string;
  password: string;
  remember: boolean;
  host: string;
  port: string;
  caFile: string | undefined;
}

export interface SignIn {
  readonly draft: Draft;
  /** The form was sent, and there is neither a connection nor a final no. */
  readonly waiting: Readonly<Ref<boolean>>;
  /** Why the last attempt failed. */
  readonly failure: Readonly<ShallowRef<Advice | undefined>>;
  submit(): Promise<void>;
  cancel(): Promise<void>;
  chooseCaFile(): Promise<void>;
}

/** What is wrong with a field of the form, or `undefined`. */
export const draftProblems = {
  address: ({ address }: Draft) => toPersonAddress(address) === undefined,
  password: ({ password }: Draft) => password.length === 0,
  port: ({ port }: Draft) => port.trim() !== '' && !(/^\d{1,5}$/.test(port.trim()) && +port >= 1 && +port <= 65_535),
};

/** The domain a draft would connect to, for the person to read. */
export const hostOf = ({ host, address }: Draft): string =>
  host.trim() || (toPersonAddress(address) ?? address).split('@').at(-1) || '';

export function signInOn(phone: Phone, { state }: Pick<Mirror, 'state'>): SignIn {
  const draft = reactive<Draft>({ address: '', password: '', remember: true, host: '', port: '', caFile: undefined });
  const waiting = ref(false);
  const failure = shallowRef<Advice>();
  /** The connection has begun to move: an older problem in the state is no longer mistaken for the answer. */
  let moving = false;

  const stop = (why: Advice | undefined) => {
    waiting.value = false;
    failure.value = why;
  };
  /** The connection's own problem says more than the command's failure. */
  const reasonFor = (error: unknown) => {
    const problem = state.value?.connection.problem;
    return moving && problem ? words.connection.advice[problem] : adviceFor(error);
  };
  watch(state, news => {
    if (!news) return;
    if (draft.address === '' && news.account !== undefined) draft.address = news.account;
    const { status, problem } = news.connection;
    if (status === 'online') {
      stop(undefined);
      draft.password = '';
    } else if (status !== 'offline') {
      moving = true;
    } else if (problem && (moving || !waiting.value)) {
      stop(words.connection.advice[problem]);
      if (problem === 'wrong-password') draft.password = '';
    }
  });

  return {
    draft,
    waiting,
    failure,
    async submit() {
      const { password, remember, caFile } = draft;
      waiting.value = true;
      failure.value = undefined;
      moving = false;
      try {
        await phone.signIn({
          address: toPersonAddress(draft.address) ?? draft.address,
          password,
          remember,
          ...(draft.host.trim() !== '' && { host: draft.host.trim() }),
          ...(draft.port.trim() !== '' && { port: Number(draft.port) }),
          ...(caFile !== undefined && { caFile }),
        });
      } catch (error) {
        stop(reasonFor(error));
        if (error instanceof PhoneError && error.code === 'not-authorized') draft.password = '';
      }
    },
    async cancel() {
      stop(undefined);
      try {
        await phone.signOut({});
      } catch (error) {
        failure.value = adviceFor(error);
      }
    },
    async chooseCaFile() {
      try {
        draft.caFile = (await phone.chooseCaFile({})) ?? draft.caFile;
      } catch (error) {
        failure.value = adviceFor(error);
      }
    },
  };
}
