/** The page's mirror of the phone: what main last said, and what follows from it. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { CallView } from '../shared/call';
import type { Contact } from '../shared/contact';
import type { Dial, PhoneState } from '../shared/ipc';
import { nameOf } from './contacts';
import type { Phone } from './phone';
import { isRequest } from './requests';

/** Replaced by every event, never changed in place. */
export interface Mirror {
  /** `undefined` until main has answered for the first time. */
  readonly state: Readonly<ShallowRef<PhoneState | undefined>>;
  readonly contacts: Readonly<ShallowRef<readonly Contact[]>>;
  readonly online: ComputedRef<boolean>;
  /** The call that fills the call pane. */
  readonly front: ComputedRef<CallView | undefined>;
  /** A second call that rings behind the one in front. */
  readonly waiting: ComputedRef<CallView | undefined>;
  /** A call from a link or the command line that can be answered for now. */
  readonly dial: ComputedRef<Dial | undefined>;
  /** What to call the person at `address`. */
  readonly nameFor: (address: string) => string;
  readonly contactFor: (address: string) => Contact | undefined;
}

/** A mirror that follows `phone`. */
export function mirrorOf(phone: Pick<Phone, 'listen'>): Mirror {
  const state = shallowRef<PhoneState>();
  const contacts = shallowRef<readonly Contact[]>([]);
  phone.listen({ state: news => (state.value = news), contacts: news => (contacts.value = news) });

  const byAddress = computed(() => new Map(contacts.value.map(contact => [contact.address, contact])));
  const front = computed(() => frontOf(state.value?.calls ?? []));
  return {
    state,
    contacts,
    front,
    online: computed(() => state.value?.connection.status === 'online'),
    waiting: computed(() =>
      state.value?.calls.find(call => call.phase === 'ringing' && !isRequest(call) && call.id !== front.value?.id),
    ),
    dial: computed(() => (state.value?.connection.status === 'online' ? state.value.dial : undefined)),
    nameFor: address => nameOf(byAddress.value.get(address) ?? { address }),
    contactFor: address => byAddress.value.get(address),
  };
}

/** A call that is not over. */
export const isLive = (call: CallView): boolean => call.phase !== 'ended';

/**
 * A call the person takes part in outranks one that rings, which outranks one that is over; then the newest. Requests of
 * strangers have a list of their own.
 */
export function frontOf(calls: readonly CallView[]): CallView | undefined {
  const rank = (call: CallView) => (call.phase === 'ended' ? 0 : call.phase === 'ringing' ? 1 : 2);
  return calls.filter(call => !isRequest(call)).sort((a, b) => rank(b) - rank(a) || b.createdAt - a.createdAt)[0];
}

/** Which of its three faces the app shows. */
export type Screen = 'starting' | 'sign-in' | 'home';

/**
 * The screen for `state`; `signingIn` while the form waits for an answer. A connection that was given up brings the form
 * back, except over a call: its sound does not need the server.
 */
export function screenOf(state: PhoneState | undefined, signingIn: boolean): Screen {
  if (!state) return 'starting';
  if (state.calls.some(isLive)) return 'home';
  if (state.account === undefined) return 'sign-in';
  if (state.connection.status === 'online') return 'home';
  const gaveUp = state.connection.status === 'offline' && state.connection.problem !== undefined;
  return signingIn || gaveUp ? 'sign-in' : 'home';
}

/** Their network can be reached through a relay if no direct way is found (RFC 7065). */
export const offersRelay = (state: PhoneState | undefined): boolean =>
  state?.iceServers.some(server => /^turns?:/i.test(server.urls)) ?? false;
