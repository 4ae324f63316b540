/** Whose conversation is open: asked for in many places, shown in one. */
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { callerOf } from '../shared/accounts';
import type { Contact } from '../shared/contact';
import type { PhoneState } from '../shared/ipc';

/** A conversation that is looked at. */
export interface Talk {
  /** Bare JID. */
  peer: string;
  /** Bare JID of ours; without it the account that calls. */
  account?: string | undefined;
  /** Words to begin with, which nobody has sent yet. */
  draft?: string | undefined;
}

/** The open conversation, replaced by whoever opens or closes one. */
export type OpenTalk = ShallowRef<Talk | undefined>;

const key: InjectionKey<(talk: Talk) => void> = Symbol('talk');

/**
 * `talk` with the account of ours it is held from: where there are messages already, or else the one that would call. It is
 * settled once, when the conversation is opened: words must not go out from another account because that one came online.
 */
export function settledTalk(
  talk: Talk,
  { accounts, callsFrom, conversations = [] }: Pick<PhoneState, 'accounts' | 'callsFrom' | 'conversations'>,
  contacts: readonly Contact[],
): Talk {
  if (talk.account !== undefined) return talk;
  const begun = conversations.find(({ peer }) => peer === talk.peer)?.account;
  return { ...talk, account: begun ?? callerOf(talk.peer, { accounts, callsFrom }, contacts) };
}

/** Gives the views below a place to open conversations in, each as `settled` makes it. */
export function provideTalk(settled: (talk: Talk) => Talk): OpenTalk {
  const open: OpenTalk = shallowRef();
  provide(key, talk => (open.value = settled(talk)));
  return open;
}

/** Opens a conversation; only in `setup`. Does nothing where there is no place for one. */
export const useTalk = (): ((talk: Talk) => void) => inject(key, () => () => undefined, true);
