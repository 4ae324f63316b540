/** Signing in: what the person typed, and what they wait for. */
import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { AccountState, ConnectionState, PhoneState } from '../shared/ipc';
import { toPersonAddress } from '../shared/jid';
import { PhoneError } from '../shared/result';
import { adviceFor } from './actions';
import type { Phone } from './phone';
import { isPort, proxyDraftOf, proxyIn, proxyProblems, type ProxyDraft } from './proxy-draft';
import { gaveUp, type Mirror } from './state';
import { words, type Advice } from './words';

/** The form as it is typed; everything but the password outlives a failed attempt. */
export interface Draft {
  address: string;
  password: string;
  remember: boolean;
  host: string;
  port: string;
  caFile: string | undefined;
  proxy: ProxyDraft;
}

export interface SignIn {
  readonly draft: Draft;
  /** The form was sent, and there is neither a connection nor a final no. */
  readonly waiting: Readonly<Ref<boolean>>;
  /** Why the last attempt failed. */
  readonly failure: Readonly<ShallowRef<Advice | undefined>>;
  /** The account that the form is for, once there is one. */
  readonly account: ComputedRef<string | undefined>;
  /** Of that account. */
  readonly connection: ComputedRef<ConnectionState | undefined>;
  /** The person has asked for the form: to add an account, or to sign in anew with one of several. */
  readonly wanted: Readonly<Ref<'another' | 'anew' | undefined>>;
  /** Shows the form over the app; for the account of that address, or for one more, which may be known by its address. */
  show(address?: string): void;
  /** Puts the form away; an account that came by it and is not online goes with it. */
  hide(): Promise<void>;
  submit(): Promise<void>;
  cancel(): Promise<void>;
  chooseCaFile(): Promise<void>;
}

/** What is wrong with a field of the form, or `undefined`. */
export const draftProblems = {
  address: ({ address }: Draft) => toPersonAddress(address) === undefined,
  password: ({ password }: Draft) => password.length === 0,
  port: ({ port }: Draft) => !isPort(port),
  proxyHost: ({ proxy }: Draft) => proxyProblems.host(proxy),
  proxyPort: ({ proxy }: Draft) => proxyProblems.port(proxy),
};

/** The domain a draft would connect to, for the person to read. */
export const hostOf = ({ host, address }: Draft): string =>
  host.trim() || (toPersonAddress(address) ?? address).split('@').at(-1) || '';

/** What was said of the server of an account before: nobody has to type that again. */
const serverOf = (account: AccountState | undefined): Pick<Draft, 'host' | 'port' | 'caFile' | 'proxy'> => {
  const { host = '', port, caFile, proxy } = account?.server ?? {};
  return { host, port: port === undefined ? '' : String(port), caFile, proxy: proxyDraftOf(proxy) };
};

export function signInOn(phone: Phone, { state }: Pick<Mirror, 'state'>): SignIn {
  const draft = reactive<Draft>({ address: '', password: '', remember: true, ...serverOf(undefined) });
  const waiting = ref(false);
  const failure = shallowRef<Advice>();
  const wanted = ref<'another' | 'anew'>();
  /** Whose sign-in the form waits for. */
  const attempted = ref<string>();
  /** The connection has begun to move: an older problem in the state is no longer mistaken for the answer. */
  let moving = false;

  /** Whom the form is for: the only account there is, unless it was sent or asked for. */
  const accountIn = (news: PhoneState | undefined): AccountState | undefined => {
    const accounts = news?.accounts ?? [];
    if (attempted.value !== undefined) return accounts.find(({ address }) => address === attempted.value);
    return wanted.value === undefined && accounts.length === 1 ? accounts[0] : undefined;
  };
  const stop = (why: Advice | undefined) => {
    waiting.value = false;
    failure.value = why;
  };
  /** The connection's own problem says more than the command's failure. */
  const reasonFor = (error: unknown) => {
    const problem = accountIn(state.value)?.connection.problem;
    return moving && problem ? words.connection.advice[problem] : adviceFor(error);
  };
  watch(state, news => {
    const account = accountIn(news);
    if (!account) return;
    if (draft.address === '') Object.assign(draft, { address: account.address, ...serverOf(account) });
    const { status, problem } = account.connection;
    if (status === 'online') {
      // Signed in anew, it is online until it has left.
      if (waiting.value && !moving && attempted.value !== undefined) return;
      stop(undefined);
      draft.password = '';
      draft.proxy.password = '';
      wanted.value = undefined;
      attempted.value = undefined;
    } else if (status !== 'offline') {
      moving = true;
    } else if (problem && (moving || !waiting.value)) {
      stop(words.connection.advice[problem]);
      if (problem === 'wrong-password') draft.password = '';
    }
  });

  /** Forgets the account that the form has brought, if it came to nothing. */
  const drop = async () => {
    const address = accountIn(state.value)?.address ?? attempted.value;
    attempted.value = undefined;
    if (address === undefined || wanted.value === 'anew') return;
    try {
      await phone.signOut({ account: address });
    } catch (error) {
      failure.value = adviceFor(error);
    }
  };

  return {
    draft,
    waiting,
    failure,
    wanted,
    account: computed(() => accountIn(state.value)?.address),
    connection: computed(() => accountIn(state.value)?.connection),
    show(address) {
      stop(undefined);
      attempted.value = undefined;
      const account = state.value?.accounts.find(known => known.address === address);
      wanted.value = account === undefined ? 'another' : 'anew';
      Object.assign(draft, { address: address ?? '', password: '', ...serverOf(account) });
    },
    async hide() {
      stop(undefined);
      if (attempted.value !== undefined) await drop();
      wanted.value = undefined;
      draft.password = '';
    },
    async submit() {
      const { password, remember, caFile } = draft;
      const address = toPersonAddress(draft.address) ?? draft.address;
      const before = accountIn(state.value);
      // One that was there before the form does not go with it.
      if (wanted.value && attempted.value !== address && state.value?.accounts.some(known => known.address === address))
        wanted.value = 'anew';
      waiting.value = true;
      failure.value = undefined;
      moving = false;
      attempted.value = address;
      try {
        // Another address instead of one that came to nothing: that one was mistyped.
        if (before && before.address !== address && gaveUp(before) && wanted.value !== 'anew')
          await phone.signOut({ account: before.address });
        await phone.signIn({
          address,
          password,
          // Where nothing can be kept, nothing is promised.
          remember: remember && state.value?.canKeep !== false,
          ...(draft.host.trim() !== '' && { host: draft.host.trim() }),
          ...(draft.port.trim() !== '' && { port: Number(draft.port) }),
          ...(caFile !== undefined && { caFile }),
          ...proxyIn(draft.proxy),
        });
      } catch (error) {
        stop(reasonFor(error));
        if (error instanceof PhoneError && error.code === 'not-authorized') draft.password = '';
      }
    },
    async cancel() {
      stop(undefined);
      await drop();
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
