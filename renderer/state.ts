/** The page's mirror of the phone: what main last said, and what follows from it. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { gatewaysOf, overallConnection } from '../shared/accounts';
import type { CallView } from '../shared/call';
import type { Contact } from '../shared/contact';
import type { AccountState, Dial, Gateway, PhoneState } from '../shared/ipc';
import type { IceServer } from '../shared/media';
import { indexed, type ContactIndex } from './contact-index';
import { offersRelay as relayIn } from './media/ice';
import { numberAt } from './numbers';
import type { Phone } from './phone';
import { isRequest } from './requests';

/** Replaced by every event, never changed in place. */
export interface Mirror {
  /** `undefined` until main has answered for the first time. */
  readonly state: Readonly<ShallowRef<PhoneState | undefined>>;
  readonly contacts: Readonly<ShallowRef<readonly Contact[]>>;
  /** The same people, ready to be searched. */
  readonly index: ComputedRef<ContactIndex>;
  /** Some account is. */
  readonly online: ComputedRef<boolean>;
  /** Ways into the telephone network, the one to prefer first. */
  readonly gateways: ComputedRef<readonly Gateway[]>;
  /** The call that fills the call pane. */
  readonly front: ComputedRef<CallView | undefined>;
  /** Calls that ring behind the one in front, oldest first. */
  readonly waiting: ComputedRef<readonly CallView[]>;
  /** What else is going on or has just ended behind it, oldest first. */
  readonly others: ComputedRef<readonly CallView[]>;
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
  const calls = computed(() => state.value?.calls ?? []);
  const front = computed(() => frontOf(calls.value));
  const online = computed(() => overallConnection(state.value?.accounts ?? []).status === 'online');
  const gateways = computed(() => gatewaysOf(state.value?.accounts ?? []));
  return {
    state,
    contacts,
    index: computed(before => indexed(contacts.value, before)),
    front,
    online,
    waiting: computed(() => waitingBehind(front.value, calls.value)),
    others: computed(() => othersBehind(front.value, calls.value)),
    dial: computed(() => (online.value ? state.value?.dial : undefined)),
    gateways,
    nameFor: address => byAddress.value.get(address)?.name?.trim() || (numberAt(address, gateways.value) ?? address),
    contactFor: address => byAddress.value.get(address),
  };
}

/** A call that is not over. */
export const isLive = (call: CallView): boolean => call.phase !== 'ended';

/** The call can be heard and spoken into, or could be if nobody held it. */
export const isConnected = (call: CallView): boolean =>
  call.phase === 'active' || (call.phase === 'connecting' && call.connectedAt !== undefined);

const newestFirst = (one: CallView, other: CallView): number => other.createdAt - one.createdAt;
const oldestFirst = (one: CallView, other: CallView): number => one.createdAt - other.createdAt;

/** Another call has taken its place: how it ended is no news. */
const isContinued = (call: CallView, calls: readonly CallView[]): boolean =>
  calls.some(({ continues }) => continues === call.id);

/**
 * The call the person speaks in outranks one they hold, which outranks one that rings, which outranks one that is over;
 * then the newest.
 */
export function frontOf(calls: readonly CallView[]): CallView | undefined {
  const rank = (call: CallView) => (call.phase === 'ended' ? 0 : call.phase === 'ringing' ? 1 : call.held ? 2 : 3);
  return calls
    .filter(call => !isRequest(call) && !isContinued(call, calls) && !call.late)
    .sort((a, b) => rank(b) - rank(a) || newestFirst(a, b))[0];
}

/** Calls that ring while `front` has the pane, oldest first. */
export const waitingBehind = (front: CallView | undefined, calls: readonly CallView[]): CallView[] =>
  calls.filter(call => call.phase === 'ringing' && call.id !== front?.id && !isRequest(call)).sort(oldestFirst);

/** Calls the person is in behind a live `front`, and those that ended since it began; oldest first. */
export function othersBehind(front: CallView | undefined, calls: readonly CallView[]): CallView[] {
  if (!front || !isLive(front)) return [];
  const isNews = (call: CallView) =>
    !isRequest(call) && !isContinued(call, calls) && (call.endedAt ?? 0) >= front.createdAt;
  return calls
    .filter(call => call.id !== front.id && call.phase !== 'ringing' && (isLive(call) || isNews(call)))
    .sort(oldestFirst);
}

/**
 * The person ended it here and needs no word about it; so it is too with a call that was hung up while another goes on, one
 * whose place another has taken, and one that came while the phone was off, which is in the list.
 */
export function closesByItself(call: CallView, calls: readonly CallView[]): boolean {
  if (call.phase !== 'ended') return false;
  if (call.late || isContinued(call, calls)) return true;
  if (call.end === 'answered') return calls.some(isLive);
  return call.end === (call.direction === 'incoming' ? 'declined' : 'cancelled');
}

/** Which of two calls can hand its peer over to the other's, as `join` wants them (XEP-0251 §3). */
export function joinable(one: CallView, other: CallView): { id: string; with: string } | undefined {
  if (!isConnected(one) || !isConnected(other)) return undefined;
  if (one.transferable) return { id: one.id, with: other.id };
  return other.transferable ? { id: other.id, with: one.id } : undefined;
}

/** Which of its faces the app shows. */
export type Screen = 'starting' | 'sign-in' | 'first-run' | 'home';

/**
 * The screen for `state`; `signingIn` while the form waits for an answer, `firstRun` while the first steps want to be
 * shown. The only account whose connection was given up brings the form back, except over a call, whose sound does not
 * need the server, and where another program took our place: there is nothing to type then. With several accounts each is
 * told of on its own.
 */
export function screenOf(state: PhoneState | undefined, signingIn: boolean, firstRun = false): Screen {
  if (!state) return 'starting';
  if (state.calls.some(isLive)) return 'home';
  const [account, ...others] = state.accounts;
  if (!account) return 'sign-in';
  const waits = others.length === 0 && account.connection.status !== 'online';
  if (waits && (signingIn || gaveUp(account))) return 'sign-in';
  return firstRun ? 'first-run' : 'home';
}

/** It will not come back by itself: the person has to type something. */
export const gaveUp = ({ connection: { status, problem } }: Pick<AccountState, 'connection'>): boolean =>
  status === 'offline' && problem !== undefined && problem !== 'conflict';

/** The account is one of several: then it is worth saying which. */
export const isOneOfSeveral = (state: PhoneState | undefined): boolean => (state?.accounts.length ?? 0) > 1;

/** Servers for ICE of all accounts; one that several name is named once. */
export function iceServersOf({ accounts }: Pick<PhoneState, 'accounts'>): IceServer[] {
  const servers = accounts.flatMap(({ iceServers }) => iceServers);
  return servers.filter(({ urls }, at) => servers.findIndex(known => known.urls === urls) === at);
}

/** A network can be reached through a relay of `account`, or else of any, if no direct way is found (RFC 7065). */
export const offersRelay = (state: PhoneState | undefined, account?: string): boolean =>
  relayIn(
    (state?.accounts ?? [])
      .filter(({ address }) => account === undefined || address === account)
      .flatMap(({ iceServers }) => iceServers),
  );
