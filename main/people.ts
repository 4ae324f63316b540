/** The person's commands about other people, each carried out by the account whose contact it is. */
import type { CommandHandlers, ConnectionState } from '../shared/ipc';
import { parseJid, toBare, toPersonAddress } from '../shared/jid';
import { PhoneError } from '../shared/result';
import type { SettingsStore } from './settings';
import type { Blocks } from './xmpp/account';
import type { ContactBook } from './xmpp/contact-book';

/** Of a signed-in account what these commands need. */
export interface PeopleLine {
  /** Bare JID. */
  readonly address: string;
  readonly book: ContactBook;
  readonly contacts: readonly { address: string }[];
  readonly connection: Pick<ConnectionState, 'status'>;
  readonly subscriptionRequests: readonly { address: string }[];
  readonly blocks: Blocks;
  /** Ends every call with somebody that `address`, a bare JID or a domain, stands for. */
  endCallsWith(address: string): void;
}

export interface PeoplePorts {
  /** The account that calls comes first. */
  readonly lines: () => readonly PeopleLine[];
  settings(): SettingsStore;
  /** Other people are favourites than before. */
  favouritesChanged(): void;
}

type PeopleCommand =
  'addContact' | 'editContact' | 'removeContact' | 'setFavourite' | 'answerSubscription' | 'block' | 'unblock';

/** The handlers of the commands about people. */
export function peopleCommands(ports: PeoplePorts): Pick<CommandHandlers, PeopleCommand> {
  const { lines } = ports;

  /** The line of `account`; without one those that `fit`, or else the one that would call. Throws PhoneError: offline. */
  const linesFor = (account: string | undefined, fit: (line: PeopleLine) => boolean): readonly PeopleLine[] => {
    const all = lines();
    const named = all.filter(({ address }) => account === undefined || address === toBare(account));
    const fitting = account === undefined ? named.filter(fit) : named;
    const usual = named.find(({ connection }) => connection.status === 'online') ?? named[0];
    if (!usual) throw new PhoneError('offline');
    return fitting.length > 0 ? fitting : [usual];
  };

  const knowing =
    (peer: string) =>
    ({ contacts }: PeopleLine): boolean =>
      contacts.some(({ address }) => address === peer);

  const setFavourite = (address: string, favourite: boolean) => {
    const settings = ports.settings();
    const { favourites } = settings.current;
    const others = favourites.filter(known => known !== address);
    if (!favourite && others.length === favourites.length) return;
    settings.change({ favourites: favourite ? [...others, address] : others });
    ports.favouritesChanged();
  };

  return {
    addContact: async ({ address, name, groups, account }) => {
      const peer = newContact(address);
      const found = linesFor(account, knowing(peer));
      if (found.some(line => line.address === peer)) throw new PhoneError('own-address');
      await each(found, line => line.book.add(peer, { name: name?.trim(), groups }));
    },
    editContact: async ({ address, name, groups, account }) => {
      const peer = bare(address);
      await each(linesFor(account, knowing(peer)), line => line.book.edit(peer, { name: name.trim(), groups }));
    },
    removeContact: async ({ address, account }) => {
      const peer = bare(address);
      await each(linesFor(account, knowing(peer)), line => line.book.remove(peer));
      setFavourite(peer, false);
    },
    setFavourite: ({ address, favourite }) => setFavourite(bare(address), favourite),
    answerSubscription: async ({ address, yes, account }) => {
      const peer = bare(address);
      const isAsked = ({ subscriptionRequests }: PeopleLine) =>
        subscriptionRequests.some(request => request.address === peer);
      await each(linesFor(account, isAsked), line => line.book.answer(peer, yes));
    },
    block: async ({ address, account }) => {
      const peer = bare(address);
      if (lines().some(line => line.address === peer)) throw new PhoneError('own-address');
      await each(
        linesFor(account, ({ blocks }) => blocks.supported),
        line => {
          // Before the server keeps our good-bye from them.
          line.endCallsWith(peer);
          return line.book.block(peer);
        },
      );
    },
    unblock: async ({ address, account }) => {
      const peer = bare(address);
      const blocks = (line: PeopleLine) => line.blocks.addresses.includes(peer);
      await each(linesFor(account, blocks), line => line.book.unblock(peer));
    },
  };
}

/** Does the same with every line, whatever becomes of the others; throws what the first that failed has thrown. */
async function each(lines: readonly PeopleLine[], act: (line: PeopleLine) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(lines.map(act));
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

function bare(address: string): string {
  const peer = toBare(address);
  if (peer === undefined) throw new PhoneError('not-an-address');
  return peer;
}

/** A person, or a service such as a gateway, whose address is a domain; a word without a dot is most likely neither. */
function newContact(text: string): string {
  const person = toPersonAddress(text);
  if (person !== undefined) return person;
  const jid = parseJid(text.trim());
  if (jid?.local !== undefined || jid?.resource !== undefined || !jid?.domain.includes('.'))
    throw new PhoneError('not-an-address');
  return jid.domain;
}
