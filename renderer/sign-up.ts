/** Making an account: which server, its form as it is filled in, and what became of it. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { RegistrationAnswer } from '../shared/ipc';
import { parseJid } from '../shared/jid';
import { invitationIn, type RegistrationField, type RegistrationForm } from '../shared/registration';
import { adviceFor } from './actions';
import type { Phone } from './phone';
import { proxyDraftOf, proxyIn } from './proxy-draft';
import type { SignIn } from './sign-in';
import { words, type Advice } from './words';

/** Why there is no account yet, and the way around it. */
export interface Trouble {
  advice: Advice;
  /** In the words of the server. */
  said?: string | undefined;
  /** A page of the web where the server makes accounts. */
  page?: string | undefined;
}

export interface SignUp {
  /** The person wants an account rather than to sign in with one. */
  readonly wanted: Ref<boolean>;
  /** The server as it is typed: a domain, an address there, or an invitation. */
  readonly server: Ref<string>;
  readonly form: Readonly<ShallowRef<RegistrationForm | undefined>>;
  /** By field; a password outlives a failed attempt, the answer to a picture does not. */
  readonly values: Readonly<ShallowRef<Readonly<Record<string, readonly string[]>>>>;
  readonly busy: Readonly<Ref<'asking' | 'making' | undefined>>;
  readonly trouble: Readonly<ShallowRef<Trouble | undefined>>;
  /** The account made here, until the person has seen its password. */
  readonly made: Readonly<ShallowRef<{ address: string; password: string } | undefined>>;
  fill(name: string, texts: readonly string[]): void;
  ask(): Promise<void>;
  /** Makes the account and signs in with it. */
  submit(): Promise<void>;
  /** Back to the choice of a server. */
  leave(): void;
  openPage(page: 'providers' | 'registration'): Promise<void>;
  /** The password was seen. */
  forget(): void;
}

/** The questions that have a name of ours: every server asks them in its own language otherwise. */
export const legacyNames = [
  'username', 'nick', 'password', 'name', 'first', 'last', 'email', 'address', 'city', 'state', 'zip', 'phone', 'url',
  'date', 'misc', 'text',
] as const; // prettier-ignore

/** What is wrong with an answer, or `undefined`. */
export function fieldProblem(
  field: RegistrationField,
  values: readonly string[],
): 'missing' | 'not-a-name' | undefined {
  const filled = values.filter(value => value.trim() !== '');
  if (field.required && field.type !== 'boolean' && field.type !== 'fixed' && filled.length === 0) return 'missing';
  if (field.name !== 'username' || filled[0] === undefined) return undefined;
  const jid = parseJid(`${filled[0].trim()}@domain`);
  return jid && jid.resource === undefined ? undefined : 'not-a-name';
}

export function signUpOn(phone: Phone, signIn: SignIn): SignUp {
  const wanted = ref(false);
  const server = ref('');
  const form = shallowRef<RegistrationForm>();
  const values = shallowRef<Readonly<Record<string, readonly string[]>>>({});
  const busy = ref<'asking' | 'making'>();
  const trouble = shallowRef<Trouble>();
  const made = shallowRef<{ address: string; password: string }>();
  // Where the server of an account is says nothing about that of the next.
  watch(
    wanted,
    now => {
      if (now) Object.assign(signIn.draft, { host: '', port: '', caFile: undefined, proxy: proxyDraftOf() });
    },
    { flush: 'sync' },
  );
  /** Counts questions, so that the answer to one that was given up is dropped. */
  let era = 0;

  const troubleIn = ({ refusal, connection, said, page }: RegistrationAnswer): Trouble | undefined => {
    const advice = refusal ? words.signUp.advice[refusal] : connection && words.connection.advice[connection];
    return advice && { advice, said, page };
  };

  /** Takes over a form, with what was filled into the one before. */
  function show(fresh: RegistrationForm, username?: string): void {
    const before = new Map(Object.entries(values.value));
    const named = fresh.fields.filter(({ name }) => name !== '');
    values.value = {
      ...Object.fromEntries(
        named.map(field => [field.name, field.picture ? [] : (before.get(field.name) ?? field.values)]),
      ),
      ...(username !== undefined && { username: [username] }),
    };
    form.value = fresh;
  }

  async function during(what: 'asking' | 'making', action: () => Promise<void>): Promise<void> {
    const mine = (era += 1);
    busy.value = what;
    trouble.value = undefined;
    try {
      await action();
    } catch (error) {
      if (mine === era) trouble.value = { advice: adviceFor(error) };
    } finally {
      if (mine === era) busy.value = undefined;
    }
  }

  /** Where the server is, if the person had to say so. */
  const way = () => {
    const { host, port, caFile, proxy } = signIn.draft;
    return {
      ...(host.trim() !== '' && { host: host.trim() }),
      ...(port.trim() !== '' && { port: Number(port) }),
      ...(caFile !== undefined && { caFile }),
      ...proxyIn(proxy),
    };
  };

  const signUp: SignUp = {
    wanted,
    server,
    form,
    values,
    busy,
    trouble,
    made,
    fill: (name, texts) => (values.value = { ...values.value, [name]: texts }),
    ask: () =>
      during('asking', async () => {
        const mine = era;
        const answer = await phone.askRegistration({ server: server.value.trim(), ...way() });
        if (mine !== era) return;
        trouble.value = troubleIn(answer);
        if (answer.form) show(answer.form, invitationIn(server.value)?.username);
      }),
    submit: () =>
      during('making', async () => {
        const mine = era;
        const filled = Object.fromEntries(Object.entries(values.value).map(([name, texts]) => [name, [...texts]]));
        const answer = await phone.register({ values: filled });
        if (mine !== era) return;
        trouble.value = troubleIn(answer);
        if (answer.form) show(answer.form);
        if (answer.address === undefined) return;
        const password = filled['password']?.[0] ?? '';
        made.value = { address: answer.address, password };
        clear();
        wanted.value = false;
        Object.assign(signIn.draft, { address: answer.address, password });
        await signIn.submit();
      }),
    leave() {
      era += 1;
      busy.value = undefined;
      trouble.value = undefined;
      clear();
      phone.leaveRegistration({}).catch((error: unknown) => console.error(error));
    },
    async openPage(page) {
      try {
        await phone.openPage({ page });
      } catch (error) {
        trouble.value = { advice: adviceFor(error) };
      }
    },
    forget: () => (made.value = undefined),
  };

  function clear(): void {
    form.value = undefined;
    values.value = {};
  }
  return signUp;
}
