/** Whose conversation is open: asked for in many places, shown in one. */
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';

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

const key: InjectionKey<OpenTalk> = Symbol('talk');

/** Gives the views below a place to open conversations in. */
export function provideTalk(): OpenTalk {
  const talk: OpenTalk = shallowRef();
  provide(key, talk);
  return talk;
}

/** Opens a conversation; only in `setup`. Does nothing where there is no place for one. */
export function useTalk(): (talk: Talk) => void {
  const open = inject(key, undefined);
  return talk => {
    if (open) open.value = talk;
  };
}
