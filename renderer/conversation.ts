/** One conversation as the page shows it: kept up to date, and seen while somebody looks. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { ChatMessage } from '../shared/message';
import type { Phone } from './phone';
import type { Talk } from './talk';

/** The messages of the open conversation, oldest first; `undefined` until they are there. */
export interface ConversationView {
  readonly messages: Readonly<ShallowRef<readonly ChatMessage[] | undefined>>;
}

/** Follows `talk`; what is on the screen has been seen, unless nobody is there to look. */
export function conversationOn(
  phone: Pick<Phone, 'conversation' | 'readMessages' | 'listen'>,
  talk: () => Talk,
  failed: (error: unknown) => void,
): ConversationView {
  const messages = shallowRef<readonly ChatMessage[]>();
  let asked = 0;
  const refresh = async () => {
    const mine = (asked += 1);
    const { account, peer } = talk();
    const found = await phone.conversation({ account, peer });
    if (mine === asked) messages.value = found;
  };
  const look = async () => {
    const { account, peer } = talk();
    if (document.hasFocus()) await phone.readMessages({ account, peer });
  };
  const follow = () => void Promise.all([refresh(), look()]).catch(failed);
  watch(
    () => `${talk().account ?? ''} ${talk().peer}`,
    () => {
      messages.value = undefined;
      follow();
    },
    { immediate: true },
  );
  onScopeDispose(phone.listen({ messages: follow }));
  window.addEventListener('focus', follow);
  onScopeDispose(() => window.removeEventListener('focus', follow));
  return { messages };
}
