/** Adding, approving, renaming, removing and blocking people, at each server. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { JINGLE } from '../../main/core/protocol/namespaces';
import { signIn, stopDevices, until, type Device } from '../support/device';
import { startBareClient, type BareClient } from '../support/bare-client';
import { serverNames, startServer, type Server } from '../support/server';

const strangers = ['dora', 'emil', 'frida', 'gustav', 'hedda', 'ivan', 'jana', 'karl', 'lea', 'mats', 'nora', 'olaf'];

describe.each(serverNames)('with %s', name => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ strangers: strangers.map(user => ({ user, password: `${user}-pw` })) }, name);
  });
  const bare: BareClient[] = [];
  afterEach(async () => {
    await stopDevices();
    await Promise.all(bare.splice(0).map(async client => client.stop()));
  });
  afterAll(async () => server.stop());

  const config = (user: string) => ({
    address: server.address(user),
    password: server.password(user),
    host: server.host,
    port: server.port,
    ca: server.ca,
  });
  const online = (user: string) => signIn(config(user));
  const rawClient = async (user: string) => {
    const client = await startBareClient(config(user));
    bare.push(client);
    return client;
  };
  const contact = (device: Device, user: string) =>
    device.contacts().find(({ address }) => address === server.address(user));

  test('one asks, the other says yes, and both see each other come', async () => {
    const [dora, emil] = [await online('dora'), await online('emil')];
    await dora.account.book.add(server.address('emil'), { name: 'Emil', groups: ['Work', 'Work', 'Sailing'] });
    const asked = await until('the contact', () => contact(dora, 'emil')?.asked && contact(dora, 'emil'));
    expect(asked).toMatchObject({ name: 'Emil', subscription: 'none', asked: true, availability: 'offline' });
    expect(asked.groups.toSorted()).toEqual(['Sailing', 'Work']);
    await until('the request', () => emil.subscribers().length > 0);
    expect(emil.subscribers()).toEqual([{ address: server.address('dora') }]);
    await emil.account.book.answer(server.address('dora'), true);
    // Presence may come before the push of the roster that tells of the subscription it comes by.
    const both = (device: Device, user: string) => {
      const person = contact(device, user);
      return person?.callable && person.subscription === 'both' && person;
    };
    for (const person of [
      await until('both to Dora', () => both(dora, 'emil')),
      await until('both to Emil', () => both(emil, 'dora')),
    ]) {
      expect(person).toMatchObject({ subscription: 'both', asked: false, availability: 'online' });
    }
    expect(emil.subscribers()).toEqual([]);
    expect(dora.subscribers()).toEqual([]);
  });

  test('a name and groups given on one device come to the other, and go again', async () => {
    const [desk, laptop] = [await online('alice'), await online('alice')];
    await until('people', () => contact(desk, 'bob') && contact(laptop, 'bob'));
    await desk.account.book.edit(server.address('bob'), { name: 'Robert <&> "京都"', groups: ['家族'] });
    await until('the change', () => contact(laptop, 'bob')?.name === 'Robert <&> "京都"');
    expect(contact(laptop, 'bob')).toMatchObject({ groups: ['家族'], subscription: 'both' });
    await desk.account.book.edit(server.address('bob'), { name: '', groups: [] });
    await until('no name', () => contact(laptop, 'bob')?.name === undefined);
    expect(contact(laptop, 'bob')).toMatchObject({ groups: [], subscription: 'both' });
    await expect(desk.account.book.edit('nobody@example.test', { name: 'x' })).rejects.toMatchObject({
      code: 'no-such-contact',
    });
  });

  test('two who add each other are contacts without a question', async () => {
    const [frida, gustav] = [await online('frida'), await online('gustav')];
    await Promise.all([
      frida.account.book.add(server.address('gustav'), {}),
      gustav.account.book.add(server.address('frida'), {}),
    ]);
    await until('both', () =>
      [contact(frida, 'gustav'), contact(gustav, 'frida')].every(c => c?.subscription === 'both'),
    );
    await until('both to be there', () => contact(frida, 'gustav')?.callable && contact(gustav, 'frida')?.callable);
    expect([frida.subscribers(), gustav.subscribers()]).toEqual([[], []]);
  });

  test('somebody removed is gone on both sides, and sees us no more', async () => {
    const [bob, carol] = [await online('bob'), await online('carol')];
    await until('both', () => contact(bob, 'carol')?.callable && contact(carol, 'bob')?.callable);
    await bob.account.book.remove(server.address('carol'));
    await until('carol to be gone', () => contact(bob, 'carol') === undefined);
    await until('bob to be hidden', () => contact(carol, 'bob')?.subscription === 'none');
    await until('bob to look offline', () => contact(carol, 'bob')?.availability === 'offline');
    await expect(bob.account.book.remove(server.address('carol'))).rejects.toMatchObject({ code: 'no-such-contact' });
  });

  test('a no is told, and what is asked twice is shown once, with the name they give themselves', async () => {
    const [hedda, ivan] = [await online('hedda'), await rawClient('ivan')];
    const ask = (nick: string) =>
      ivan.write(
        `<presence type='subscribe' to='${server.address('hedda')}'><nick xmlns='http://jabber.org/protocol/nick'>${nick}</nick></presence>`,
      );
    ivan.write("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq><presence/>");
    ask(' Ivan\n the\u202e Great ');
    await until('the request', () => hedda.subscribers().length > 0);
    ask('Ivan the Great');
    ivan.write(
      `<message to='${hedda.self()}' type='chat'><ringing xmlns='urn:xmpp:jingle-message:0' id='behind'/></message>`,
    );
    await until('what came behind it', () => hedda.messages.length > 0);
    expect(hedda.subscribers()).toEqual([{ address: server.address('ivan'), name: 'Ivan the Great' }]);
    await hedda.account.book.answer(server.address('ivan'), false);
    await ivan.next(({ attrs }) => attrs['type'] === 'unsubscribed');
    expect(hedda.subscribers()).toEqual([]);
    await expect(hedda.account.book.answer(server.address('ivan'), true)).rejects.toMatchObject({
      code: 'no-such-request',
    });
  });

  test('a request waits for who is not there, and goes when another device answers it', async () => {
    const jana = await rawClient('jana');
    jana.write(`<presence/><presence type='subscribe' to='${server.address('karl')}'/>`);
    await jana.next(({ name: kind }) => kind === 'presence');
    const desk = await online('karl');
    await until('the request', () => desk.subscribers().length === 1);
    const laptop = await online('karl');
    await until('the request there too', () => laptop.subscribers().length === 1);
    await laptop.account.book.answer(server.address('jana'), true);
    await until('it to be gone', () => desk.subscribers().length === 0);
    jana.write(`<presence type='subscribed' to='${server.address('karl')}'/>`);
    await until('jana', () => contact(desk, 'jana')?.subscription === 'both');
  });

  test('a request that is taken back is gone', async () => {
    const [lea, mats, nora] = [await online('lea'), await rawClient('mats'), await rawClient('nora')];
    mats.write(`<presence/><presence type='subscribe' to='${server.address('lea')}'/>`);
    await until('the request', () => lea.subscribers().length === 1);
    mats.write(`<presence type='unsubscribe' to='${server.address('lea')}'/>`);
    // ejabberd keeps it to itself that a request was taken back; the next session no longer has it.
    const told = name === 'prosody' ? lea : await online('lea');
    nora.write(`<presence/><presence type='subscribe' to='${server.address('lea')}'/>`);
    await until('another one', () => told.subscribers().some(({ address }) => address === server.address('nora')));
    await until('the first to be gone', () => told.subscribers().length === 1);
  });

  test('blocked, somebody neither sees us nor reaches us, on every device; unblocked, they do again', async () => {
    const [alice, other, bob] = [await online('alice'), await online('alice'), await online('bob')];
    await until('the lists', () => alice.blocks()?.supported && other.blocks()?.supported);
    await until('both', () => contact(alice, 'bob')?.callable && contact(bob, 'alice')?.callable);
    await alice.account.book.block(server.address('bob'));
    await until('the push', () => other.blocks()?.addresses.length === 1);
    expect(alice.blocks()).toEqual({ supported: true, addresses: [server.address('bob')] });
    await until('the mark', () => contact(alice, 'bob')?.blocked);
    expect(contact(alice, 'bob')).toMatchObject({ availability: 'offline', callable: undefined });
    // To whom we are hidden by the server is another matter for our other devices: ejabberd does nothing for them.
    await until('alice to be gone', () => bob.account.hasFeature(alice.self(), JINGLE) === undefined);
    const id = '00000000-0000-4000-8000-000000000001';
    bob.account.wire.message(server.address('alice'), { step: 'propose', id, media: ['audio'] });
    await until('the refusal', () => bob.messages.some(({ error }) => error !== undefined));
    expect(alice.messages).toEqual([]);
    await alice.account.book.unblock(server.address('bob'));
    await until('the push', () => other.blocks()?.addresses.length === 0);
    await until('bob', () => contact(alice, 'bob')?.callable && bob.account.hasFeature(alice.self(), JINGLE));
    bob.account.wire.message(server.address('alice'), { step: 'propose', id, media: ['audio'] });
    await until('it', () => alice.messages.some(({ message }) => message.step === 'propose'));
  });

  test('who is blocked before we come is blocked, and their requests are not shown', async () => {
    const [nora, olaf] = [await online('nora'), await rawClient('olaf')];
    await until('the list', () => nora.blocks()?.supported);
    olaf.write(`<presence/><presence type='subscribe' to='${server.address('nora')}'/>`);
    await until('the request', () => nora.subscribers().length === 1);
    await nora.account.book.block(server.address('olaf'));
    await until('it to be hidden', () => nora.subscribers().length === 0);
    await nora.stop();
    const again = await online('nora');
    await until('the list', () => again.blocks()?.addresses.includes(server.address('olaf')));
    expect(again.subscribers()).toEqual([]);
    await again.account.book.unblock(server.address('olaf'));
    expect(again.blocks()?.addresses).toEqual([]);
  });

  test('without a connection nothing is begun', async () => {
    const carol = await online('carol');
    await carol.stop();
    for (const refused of [
      carol.account.book.add('dora@example.test', {}),
      carol.account.book.block('dora@example.test'),
      carol.account.book.remove('alice@example.test'),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'offline' });
  });
});
