/** What can be done about the people of an account: its roster, the subscriptions, and the block list. */
import { isBlocked } from '../../shared/blocking';
import { PhoneError } from '../../shared/result';
import type { BlockList } from './block-list';
import type { Roster } from './roster';
import type { Subscriptions } from './subscriptions';

/** What a person decides about a contact; an absent part stays as it is. */
export interface ContactChange {
  /** Empty: none. */
  name?: string | undefined;
  groups?: readonly string[] | undefined;
}

/**
 * Every address is a bare JID; every answer comes once the server has taken the change. All of them throw PhoneError:
 * offline, timeout, refused, unsupported.
 */
export interface ContactBook {
  /** Takes somebody into the roster, asks for their presence and grants them ours (RFC 6121 §3.1, §3.4). */
  add(address: string, change: ContactChange): Promise<void>;
  /** Throws PhoneError: no-such-contact. */
  edit(address: string, change: ContactChange): Promise<void>;
  /** Ends the subscriptions of both sides too (RFC 6121 §2.5). Throws PhoneError: no-such-contact. */
  remove(address: string): Promise<void>;
  /** A yes also takes them into the roster and asks for their presence. Throws PhoneError: no-such-request. */
  answer(address: string, yes: boolean): Promise<void>;
  /** A bare JID or a domain (XEP-0191 §3.3). */
  block(address: string): Promise<void>;
  unblock(address: string): Promise<void>;
}

/** What the book is made of. */
export interface BookParts {
  roster: Roster;
  subscriptions: Subscriptions;
  blockList: BlockList;
  /** There is a stream: without one nothing is begun, so that nothing is left half done. */
  readonly isOnline: () => boolean;
  /** Waits until the server has had all that was sent. Throws PhoneError if it has not. */
  readonly reached: () => Promise<void>;
  /** Lets somebody who may see us see that we are there, or lets them think that we are not. */
  readonly appear: (address: string, there: boolean) => void;
}

/** The book of one account. */
export const contactBook = ({
  roster,
  subscriptions,
  blockList,
  isOnline,
  reached,
  appear,
}: BookParts): ContactBook => {
  const needsStream = () => {
    if (!isOnline()) throw new PhoneError('offline');
  };
  const appearTo = (address: string, there: boolean) => {
    for (const [contact, { subscription }] of roster.items) {
      const seesUs = subscription === 'from' || subscription === 'both';
      if (seesUs && isBlocked(contact, [address])) appear(contact, there);
    }
  };
  const add = async (address: string, { name, groups }: ContactChange): Promise<void> => {
    needsStream();
    if (blockList.blocks.addresses.includes(address)) await blockList.unblock(address);
    const known = roster.items.get(address);
    await roster.set(address, {
      name: name === undefined || name === '' ? known?.name : name,
      groups: groups ?? known?.groups.map(group => group.name) ?? [],
    });
    subscriptions.ask(address);
    await reached();
  };
  return {
    add,
    edit: async (address, { name, groups }) => {
      needsStream();
      const known = roster.items.get(address);
      if (!known) throw new PhoneError('no-such-contact');
      await roster.set(address, {
        name: name ?? known.name,
        groups: groups ?? known.groups.map(group => group.name),
      });
    },
    remove: async address => {
      needsStream();
      if (!roster.items.has(address)) throw new PhoneError('no-such-contact');
      await roster.remove(address);
      subscriptions.forget(address);
    },
    answer: async (address, yes) => {
      needsStream();
      const request = subscriptions.requestOf(address);
      if (!request) throw new PhoneError('no-such-request');
      subscriptions.answer(address, yes);
      if (yes) await add(address, { name: roster.items.get(address)?.name ?? request.name });
      else await reached();
    },
    block: async address => {
      needsStream();
      // It is the server's part to hide us and to show us again (XEP-0191 §3.3, §3.4), but not every server does it.
      if (blockList.blocks.supported) appearTo(address, false);
      await blockList.block(address);
    },
    unblock: async address => {
      needsStream();
      await blockList.unblock(address);
      appearTo(address, true);
    },
  };
};
