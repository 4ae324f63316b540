/** The commands about people: which account carries them out, and what is refused before the server hears of it. */
import { expect, test } from 'vitest';
import { peopleCommands, type PeopleLine } from '../../main/people';
import { PhoneError } from '../../shared/result';
import { defaultSettings, type Settings } from '../../main/settings';

interface Options {
  address: string;
  knows?: string[];
  asked?: string;
  blocks?: string[];
  fails?: string;
  status?: 'online' | 'offline';
}

function people(...accounts: Options[]) {
  const done: string[] = [];
  let settings: Settings = defaultSettings();
  const lines = accounts.map(({ address, knows = [], asked, blocks, fails, status = 'online' }): PeopleLine => {
    const book = (name: string) => (peer: string, rest?: unknown) => {
      if (name === fails) return Promise.reject(new PhoneError('timeout'));
      done.push([address, name, peer, ...(rest === undefined ? [] : [JSON.stringify(rest)])].join(' '));
      return Promise.resolve();
    };
    return {
      address,
      contacts: knows.map(peer => ({ address: peer })),
      connection: { status },
      subscriptionRequests: asked === undefined ? [] : [{ address: asked }],
      blocks: { supported: blocks !== undefined, addresses: blocks ?? [] },
      endCallsWith: peer => void done.push(`${address} end ${peer}`),
      book: {
        add: book('add'),
        edit: book('edit'),
        remove: book('remove'),
        answer: book('answer'),
        block: book('block'),
        unblock: book('unblock'),
      },
    };
  });
  const commands = peopleCommands({
    lines: () => lines,
    settings: () => ({
      get current() {
        return settings;
      },
      change: part => void (settings = { ...settings, ...part }),
    }),
    favouritesChanged: () => void done.push('favourites'),
  });
  return { commands, done, favourites: () => settings.favourites };
}

const romeo = { address: 'romeo@montague.lit' };
const work = { address: 'romeo@work.example', knows: ['boss@work.example'], asked: 'new@work.example' };

test('a link is as good as an address, and a service may be added by its domain', async () => {
  const { commands, done } = people(romeo);
  await commands.addContact({ address: ' xmpp:Juliet@Capulet.lit?roster ', name: ' Juliet ', groups: ['Friends'] });
  await commands.addContact({ address: 'pstn.example' });
  expect(done).toEqual([
    'romeo@montague.lit add juliet@capulet.lit {"name":"Juliet","groups":["Friends"]}',
    'romeo@montague.lit add pstn.example {}',
  ]);
});

test.each(['juliet', '', 'a b@c', '@capulet.lit', 'pstn.example/x'])('%j cannot be added', async address => {
  const { commands, done } = people(romeo);
  await expect(commands.addContact({ address })).rejects.toMatchObject({ code: 'not-an-address' });
  expect(done).toEqual([]);
});

test('nobody adds or blocks themselves', async () => {
  const { commands, done } = people(romeo);
  for (const refused of [commands.addContact(romeo), commands.block({ address: 'Romeo@montague.lit/x' })])
    await expect(refused).rejects.toMatchObject({ code: 'own-address' });
  expect(done).toEqual([]);
});

test('without an account everything but a favourite is refused', async () => {
  const { commands, favourites } = people();
  const juliet = { address: 'juliet@capulet.lit' };
  for (const refused of [commands.addContact(juliet), commands.removeContact(juliet), commands.unblock(juliet)])
    await expect(refused).rejects.toMatchObject({ code: 'offline' });
  await commands.setFavourite({ ...juliet, favourite: true });
  expect(favourites()).toEqual(['juliet@capulet.lit']);
});

test('of several accounts it is the named one, that which knows them, or the first', async () => {
  const { commands, done } = people(romeo, work);
  await commands.editContact({ address: 'boss@work.example', name: ' The Boss ', groups: [] });
  await commands.answerSubscription({ address: 'new@work.example', yes: true });
  await commands.answerSubscription({ address: 'new@work.example', yes: false, account: 'Romeo@work.example' });
  await expect(commands.unblock({ address: 'x@y.example', account: 'gone@z.example' })).rejects.toMatchObject({
    code: 'offline',
  });
  expect(done).toEqual([
    'romeo@work.example edit boss@work.example {"name":"The Boss","groups":[]}',
    'romeo@work.example answer new@work.example true',
    'romeo@work.example answer new@work.example false',
  ]);
});

test('a favourite is one once, and none any more when they are removed', async () => {
  const { commands, done, favourites } = people(romeo);
  const juliet = { address: 'juliet@capulet.lit' };
  await commands.setFavourite({ ...juliet, favourite: true });
  await commands.setFavourite({ ...juliet, favourite: true });
  expect(favourites()).toEqual(['juliet@capulet.lit']);
  await commands.removeContact(juliet);
  expect(favourites()).toEqual([]);
  await commands.setFavourite({ ...juliet, favourite: false });
  expect(done.filter(line => line === 'favourites')).toHaveLength(3);
});

test('calls with who is blocked end before the server keeps our good-bye from them', async () => {
  const { commands, done } = people(romeo);
  await commands.block({ address: 'tybalt@capulet.lit/sword' });
  await commands.block({ address: 'spam.example' });
  expect(done).toEqual([
    'romeo@montague.lit end tybalt@capulet.lit',
    'romeo@montague.lit block tybalt@capulet.lit',
    'romeo@montague.lit end spam.example',
    'romeo@montague.lit block spam.example',
  ]);
});

test('who is known to several accounts is changed in each, blocked in each that can, unblocked where they are blocked', async () => {
  const knows = ['tybalt@capulet.lit'];
  const [home, office] = [
    { ...romeo, knows, blocks: [] },
    { ...work, knows, blocks: ['tybalt@capulet.lit'] },
  ];
  const { commands, done } = people(home, office, { address: 'romeo@old.example' });
  await commands.editContact({ address: 'tybalt@capulet.lit', name: 'Cat', groups: [] });
  await commands.removeContact({ address: 'tybalt@capulet.lit', account: 'romeo@work.example' });
  await commands.block({ address: 'tybalt@capulet.lit' });
  await commands.unblock({ address: 'tybalt@capulet.lit' });
  expect(done).toEqual([
    'romeo@montague.lit edit tybalt@capulet.lit {"name":"Cat","groups":[]}',
    'romeo@work.example edit tybalt@capulet.lit {"name":"Cat","groups":[]}',
    'romeo@work.example remove tybalt@capulet.lit',
    'romeo@montague.lit end tybalt@capulet.lit',
    'romeo@montague.lit block tybalt@capulet.lit',
    'romeo@work.example end tybalt@capulet.lit',
    'romeo@work.example block tybalt@capulet.lit',
    'romeo@work.example unblock tybalt@capulet.lit',
  ]);
});

test('what one account cannot do, the others still do, and it is told', async () => {
  const knows = ['tybalt@capulet.lit'];
  const { commands, done } = people({ ...romeo, knows, fails: 'remove' }, { ...work, knows });
  await expect(commands.removeContact({ address: 'tybalt@capulet.lit' })).rejects.toMatchObject({ code: 'timeout' });
  expect(done).toEqual(['romeo@work.example remove tybalt@capulet.lit']);
});

test('a new contact goes to the first account that is online, another account of ours too', async () => {
  const { commands, done } = people({ ...romeo, status: 'offline' }, work);
  await commands.addContact({ address: 'juliet@capulet.lit' });
  await commands.addContact({ address: romeo.address });
  expect(done).toEqual([
    'romeo@work.example add juliet@capulet.lit {}',
    'romeo@work.example add romeo@montague.lit {}',
  ]);
});
