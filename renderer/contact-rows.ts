/** The list of contacts as rows: headings, and under each open one its people. */
import type { Contact } from '../shared/contact';
import type { ContactView } from '../shared/ipc';
import { nameOrder } from './collation';
import type { ContactIndex } from './contact-index';

/** What a section holds; `group` with its name. */
export type Section =
  { kind: 'favourites' | 'online' | 'offline' | 'ungrouped' | 'everybody' } | { kind: 'group'; group: string };

/** What a section is remembered by. */
export const idOf = (section: Section): string => (section.kind === 'group' ? `group ${section.group}` : section.kind);

export type ContactRow =
  | { kind: 'heading'; key: string; section: Section; count: number; open: boolean }
  | { kind: 'contact'; key: string; contact: Contact };

/**
 * Rows of `index` as `view` sorts them. Favourites stand in a section of their own and in no other, except in groups, where
 * people look for somebody by where they belong. One section alone needs no heading, unless it is closed.
 */
export function rowsOf(index: ContactIndex, view: ContactView, closed: readonly string[]): ContactRow[] {
  const people = index.entries.map(({ contact }) => contact);
  const sections = sectionsOf(people, view).filter(section => section.people.length > 0);
  return sections.flatMap(({ section, people: members }): ContactRow[] => {
    const id = idOf(section);
    const open = !closed.includes(id);
    const rows = open
      ? members.map((contact): ContactRow => ({ kind: 'contact', key: `${id} ${contact.address}`, contact }))
      : [];
    if (sections.length === 1 && open) return rows;
    return [{ kind: 'heading', key: id, section, count: members.length, open }, ...rows];
  });
}

interface Filled {
  section: Section;
  people: readonly Contact[];
}

function sectionsOf(people: readonly Contact[], view: ContactView): Filled[] {
  const isThere = ({ availability }: Contact) => availability !== 'offline';
  const presentFirst = (some: readonly Contact[]) => [...some.filter(isThere), ...some.filter(one => !isThere(one))];
  const others = people.filter(({ favourite }) => !favourite);
  const favourites: Filled = {
    section: { kind: 'favourites' },
    people: presentFirst(people.filter(({ favourite }) => favourite)),
  };
  switch (view) {
    case 'presence':
      return [
        favourites,
        { section: { kind: 'online' }, people: others.filter(isThere) },
        { section: { kind: 'offline' }, people: others.filter(one => !isThere(one)) },
      ];
    case 'names':
      return [favourites, { section: { kind: 'everybody' }, people: others }];
    case 'groups': {
      const members = new Map(groupsIn(people).map((group): [string, Contact[]] => [group, []]));
      for (const contact of people) for (const group of contact.groups) members.get(group)?.push(contact);
      const groups = [...members].map(([group, some]): Filled => ({
        section: { kind: 'group', group },
        people: presentFirst(some),
      }));
      const ungrouped = others.filter(contact => contact.groups.length === 0);
      return [favourites, ...groups, { section: { kind: 'ungrouped' }, people: presentFirst(ungrouped) }];
    }
  }
}

/** Every group there is, by name. */
export const groupsIn = (people: readonly Pick<Contact, 'groups'>[]): string[] =>
  [...new Set(people.flatMap(({ groups }) => groups))].sort(nameOrder().compare);
