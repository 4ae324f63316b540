/** The rosters of several accounts as one list of people. */
import type { Availability, Contact, Subscription } from '../shared/contact';

/** One account's roster. */
export interface Roster {
  /** Bare JID. */
  address: string;
  contacts: readonly Omit<Contact, 'accounts'>[];
}

/** Who can be reached best comes first. */
const ranks: Record<Availability, number> = { chat: 0, online: 1, away: 2, xa: 3, dnd: 4, offline: 5 };

/**
 * Everybody once, by bare JID: named as the first account names them, as available as the best account sees them. `rosters`
 * in the order of the accounts.
 */
export function mergedContacts(rosters: readonly Roster[]): Contact[] {
  const people = new Map<string, Contact>();
  for (const { address: account, contacts } of rosters) {
    for (const contact of contacts) {
      const known = people.get(contact.address);
      people.set(
        contact.address,
        known ? merged(known, { ...contact, accounts: [account] }) : { ...contact, accounts: [account] },
      );
    }
  }
  return [...people.values()];
}

function merged(one: Contact, other: Contact): Contact {
  const best = ranks[other.availability] < ranks[one.availability] ? other : one;
  return {
    ...one,
    accounts: [...one.accounts, ...other.accounts],
    name: one.name?.trim() ? one.name : (other.name ?? one.name),
    groups: [...new Set([...one.groups, ...other.groups])],
    availability: best.availability,
    status: best.status,
    subscription: together(one.subscription, other.subscription),
    asked: one.asked || other.asked,
    bounced: one.bounced ?? other.bounced,
    favourite: one.favourite || other.favourite,
    avatar: one.avatar ?? other.avatar,
    blocked: one.blocked || other.blocked,
    callable: callableBy(one.callable, other.callable),
  };
}

/** What the accounts see of somebody, and somebody of them, all in all. */
function together(one: Subscription, other: Subscription): Subscription {
  if (one === 'none' || one === other) return other;
  return other === 'none' ? one : 'both';
}

/** That nobody can call them is known only when every account knows. */
function callableBy(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
}
