/** How many messages of each person nobody has looked at, for rows that show people. */
import { computed } from 'vue';
import type { Conversation } from '../shared/message';
import { useTsuwa } from './context';

/** By bare JID, over all accounts; people without any are left out. */
export function unreadIn(conversations: readonly Pick<Conversation, 'peer' | 'unread'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { peer, unread } of conversations) if (unread > 0) counts.set(peer, (counts.get(peer) ?? 0) + unread);
  return counts;
}

/** How many messages of the person at `address` wait; only in `setup`. */
export function useUnread(): (address: string) => number {
  const { mirror } = useTsuwa();
  const counts = computed(() => unreadIn(mirror.state.value?.conversations ?? []));
  return address => counts.value.get(address) ?? 0;
}
