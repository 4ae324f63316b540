import { describe, expect, test } from 'vitest';
import { indexed } from '../../renderer/contact-index';
import { groupsIn, rowsOf } from '../../renderer/contact-rows';
import type { Contact } from '../../shared/contact';
import type { ContactView } from '../../shared/ipc';
import { contactWith } from './snapshots';

const contact = (name: string, rest: Partial<Contact> = {}): Contact =>
  contactWith({ address: `${name.toLowerCase()}@example.org`, name, ...rest });
const people = [
  contact('Zoe', { availability: 'online', groups: ['Work', 'Choir'] }),
  contact('Desk 10'),
  contact('Élise', { availability: 'dnd', favourite: true, groups: ['Choir'] }),
  contact('Desk 9'),
  contact('Eva', { availability: 'away', groups: ['Work'] }),
  contact('Adam', { groups: ['Work'], favourite: true }),
];

/** `# heading (count)` or a name. */
const listed = (some: readonly Contact[], view: ContactView, closed: readonly string[] = []) =>
  rowsOf(indexed(some), view, closed).map(row =>
    row.kind === 'contact'
      ? row.contact.name
      : `# ${row.section.kind === 'group' ? row.section.group : row.section.kind} ${row.count}${row.open ? '' : ' closed'}`,
  );

describe('contacts are listed', () => {
  test.each<[ContactView, (string | undefined)[]]>([
    ['presence', ['# favourites 2', 'Élise', 'Adam', '# online 2', 'Eva', 'Zoe', '# offline 2', 'Desk 9', 'Desk 10']],
    ['names', ['# favourites 2', 'Élise', 'Adam', '# everybody 4', 'Desk 9', 'Desk 10', 'Eva', 'Zoe']],
    [
      'groups',
      [
        ...['# favourites 2', 'Élise', 'Adam', '# Choir 2', 'Élise', 'Zoe', '# Work 3', 'Eva', 'Zoe', 'Adam'],
        ...['# ungrouped 2', 'Desk 9', 'Desk 10'],
      ],
    ],
  ])('by %s', (view, rows) => {
    expect(listed(people, view)).toEqual(rows);
  });

  test('a closed section keeps its heading and its count', () => {
    expect(listed(people, 'presence', ['online', 'favourites'])).toEqual([
      ...['# favourites 2 closed', '# online 2 closed', '# offline 2', 'Desk 9', 'Desk 10'],
    ]);
  });

  test('a group that is named like a section is closed apart from it', () => {
    const some = [contact('Zoe', { groups: ['favourites'] }), contact('Adam', { favourite: true })];
    expect(listed(some, 'groups', ['group favourites'])).toEqual(['# favourites 1', 'Adam', '# favourites 1 closed']);
  });

  test('one section alone has no heading, unless it is closed', () => {
    const some = [contact('Desk 9'), contact('Adam')];
    expect(listed(some, 'presence')).toEqual(['Adam', 'Desk 9']);
    expect(listed(some, 'presence', ['offline'])).toEqual(['# offline 2 closed']);
  });

  test('nobody makes no rows', () => {
    expect(listed([], 'groups')).toEqual([]);
  });

  test('whoever is in two groups has a row in each, told apart by its key', () => {
    const keys = rowsOf(indexed(people), 'groups', []).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('groups are named once, in the order of names', () => {
  expect(groupsIn([{ groups: ['b', 'Team 10'] }, { groups: ['Team 9', 'b'] }, { groups: [] }])).toEqual([
    ...['b', 'Team 9', 'Team 10'],
  ]);
});
