/** What stands between the person and somebody's presence, from the state of the roster (RFC 6121 §2.1.2.5). */
import type { Contact } from '../shared/contact';

export const hindrances = [
  'asked', // we have asked to see theirs, and wait
  'unseen', // we do not see theirs, and have not asked
  'hidden', // they do not see ours
] as const;
export type Hindrance = (typeof hindrances)[number];

/** Whether their presence is told to us: otherwise they look offline whether they are or not. */
export const isSeen = ({ subscription }: Pick<Contact, 'subscription'>): boolean =>
  subscription === 'to' || subscription === 'both';

/** What is worth telling of a contact; nothing where both see each other, or where the person wanted it otherwise. */
export function hindranceOf(contact: Pick<Contact, 'subscription' | 'asked' | 'blocked'>): Hindrance | undefined {
  const { subscription, asked, blocked } = contact;
  if (blocked || subscription === 'both') return undefined;
  if (subscription === 'to') return 'hidden';
  return asked ? 'asked' : 'unseen';
}
