/** The person's commands about other people, each carried out by the account whose contact it is. */
import type { CommandHandlers } from '../shared/ipc';
import { parseJid, toBare, toPersonAddress } from '../shared/jid';
import { PhoneError } from '../shared/result';
import type { SettingsStore } from './settings';
import type { ContactBook } from './xmpp/contact-book';

/** Of a signed-in account what these commands need. */
export interface PeopleLine {
  /** Bare JID. */
  readonly address: string;
  readonly book: ContactBook;
  readonly contacts: readonly { address: string }[];
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

  /** The line of `account`; without one that which knows `peer`, or the first. Throws PhoneError: offline. */
  const lineFor = (peer: string, account?: string): PeopleLine => {
    const all = lines();
    const knows = ({ contacts }: PeopleLine) => contacts.some(({ address }) => address === peer);
    const line =
      account === undefined ? (all.find(knows) ?? all[0]) : all.find(({ address }) => address === toBare(account));
    if (!line) throw new PhoneError('offline');
    return line;
  };

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
      const line = lineFor(peer, account);
      if (peer === line.address) throw new PhoneError('own-address');
      await line.book.add(peer, { name: name?.trim(), groups });
    },
    editContact: async ({ address, name, groups, account }) => {
      const peer = bare(address);
      await lineFor(peer, account).book.edit(peer, { name: name.trim(), groups });
    },
    removeContact: async ({ address, account }) => {
      const peer = bare(address);
      await lineFor(peer, account).book.remove(peer);
      setFavourite(peer, false);
    },
    setFavourite: ({ address, favourite }) => setFavourite(bare(address), favourite),
    answerSubscription: async ({ address, yes, account }) => {
      const peer = bare(address);
      await lineFor(peer, account).book.answer(peer, yes);
    },
    block: async ({ address, account }) => {
      const peer = bare(address);
      const line = lineFor(peer, account);
      if (peer === line.address) throw new PhoneError('own-address');
      // Before the server keeps our good-bye from them.
      line.endCallsWith(peer);
      await line.book.block(peer);
    },
    unblock: async ({ address, account }) => {
      const peer = bare(address);
      await lineFor(peer, account).book.unblock(peer);
    },
  };
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
