import { expect, test } from 'vitest';
import { mergedContacts } from '../../main/contacts';
import type { Contact } from '../../shared/contact';

const [home, work] = ['romeo@montague.lit', 'romeo@work.example'];
const juliet = (rest: Partial<Contact>): Omit<Contact, 'accounts'> => ({
  ...{ address: 'juliet@capulet.lit', groups: [], availability: 'offline', subscription: 'both' },
  ...{ asked: false, favourite: false, blocked: false },
  ...rest,
});
const merged = (one: Partial<Contact>, other: Partial<Contact>) =>
  mergedContacts([
    { address: home, contacts: [juliet(one)] },
    { address: work, contacts: [juliet(other)] },
  ]);

test('who is in two rosters is one person, known to both accounts', () => {
  expect(merged({}, {})).toMatchObject([{ address: 'juliet@capulet.lit', accounts: [home, work] }]);
});

test('each of one roster belongs to its account alone', () => {
  const nurse = { ...juliet({}), address: 'nurse@capulet.lit' };
  const people = mergedContacts([
    { address: home, contacts: [juliet({})] },
    { address: work, contacts: [nurse] },
  ]);
  expect(people.map(({ accounts }) => accounts)).toEqual([[home], [work]]);
});

test('the name is that of the first account that has one', () => {
  expect(merged({ name: 'Juliet' }, { name: 'Ms Capulet' })).toMatchObject([{ name: 'Juliet' }]);
  expect(merged({ name: ' ' }, { name: 'Ms Capulet' })).toMatchObject([{ name: 'Ms Capulet' }]);
});

test('availability and the words beside it are those of the account that sees them best', () => {
  expect(merged({ availability: 'offline' }, { availability: 'away', status: 'Lunch' })).toMatchObject([
    { availability: 'away', status: 'Lunch' },
  ]);
  expect(merged({ availability: 'online' }, { availability: 'away', status: 'Lunch' })[0]).toMatchObject({
    availability: 'online',
    status: undefined,
  });
});

test.each([
  [true, false, true],
  [undefined, true, true],
  [false, undefined, undefined],
  [false, false, false],
] as const)('callable by one as %s, by the other as %s, is callable as %s', (one, other, both) => {
  expect(merged({ callable: one }, { callable: other })[0]?.callable).toBe(both);
});

test('groups are those of all', () => {
  expect(merged({ groups: ['Verona', 'Family'] }, { groups: ['Family', 'Clients'] })[0]?.groups).toEqual([
    'Verona',
    'Family',
    'Clients',
  ]);
});
