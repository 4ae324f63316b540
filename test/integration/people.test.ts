/** What a person does about other people, with whole phones at each server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Contact } from '../../shared/contact';
import { startBareClient } from '../support/bare-client';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { serverNames, startServer, type Server } from '../support/server';

describe.each(serverNames)('with %s', name => {
  let server: Server;
  let alice: TestPhone;
  let bob: TestPhone;
  const phones: TestPhone[] = [];
  const phoneOf = async (user: string) => {
    const phone = await startPhone({ server, user });
    phones.push(phone);
    await phone.online();
    return phone;
  };

  beforeAll(async () => {
    const strangers = ['dora', 'emil'].map(user => ({ user, password: `${user}-pw` }));
    server = await startServer({ strangers }, name);
  });
  beforeEach(async () => {
    [alice, bob] = await Promise.all([phoneOf('alice'), phoneOf('bob')]);
    await alice.until('the block list', ({ softphone }) => softphone.state.blockable);
  });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map(async phone => phone.stop()));
  });
  afterAll(async () => server.stop());

  const contact = (phone: TestPhone, address: string): Contact | undefined =>
    phone.softphone.contacts.find(known => known.address === address);

  const talk = async () => {
    await alice.call(bob.address);
    await bob.page.accept((await bob.rings()).id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
  };

  test('somebody who is blocked in a call hears that it is over, cannot call again, and can when unblocked', async () => {
    await talk();
    await alice.softphone.handlers.block({ address: bob.address });
    expect((await inPhase(alice, 'ended')).end).toBe('answered');
    expect((await inPhase(bob, 'ended')).end).toBe('answered');
    expect(alice.softphone.state.blocked).toEqual([bob.address]);
    await alice.until('the mark', () => contact(alice, bob.address)?.blocked);
    await expect(alice.call(bob.address)).rejects.toMatchObject({ code: 'blocked' });
    await bob.call(alice.address);
    await inPhase(bob, 'ended');
    expect(alice.softphone.state.calls.filter(({ direction }) => direction === 'incoming')).toEqual([]);
    await alice.softphone.handlers.unblock({ address: bob.address });
    expect(alice.softphone.state.blocked).toEqual([]);
    await bob.call(alice.address);
    await alice.rings();
  });

  test('blocked on another device, somebody is not spoken with any longer on this one', async () => {
    await talk();
    const tablet = await startBareClient({
      address: alice.address,
      password: server.password('alice'),
      host: server.host,
      port: server.port,
      ca: server.ca,
    });
    try {
      const item = `<item jid='${bob.address}'/>`;
      tablet.write(`<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>${item}</block></iq>`);
      expect((await inPhase(alice, 'ended')).end).toBe('answered');
      expect(alice.softphone.state.blocked).toEqual([bob.address]);
      tablet.write(`<iq type='set' id='u'><unblock xmlns='urn:xmpp:blocking'>${item}</unblock></iq>`);
      await alice.until('it is undone', ({ softphone }) => softphone.state.blocked.length === 0);
    } finally {
      await tablet.stop();
    }
  });

  test('two strangers become contacts by the commands of their pages', async () => {
    const [dora, emil] = [await phoneOf('dora'), await phoneOf('emil')];
    await dora.softphone.handlers.addContact({ address: `xmpp:${emil.address}`, name: 'Emil', groups: ['Work'] });
    const [request] = await emil.until('the request', ({ softphone }) => {
      const { subscriptionRequests } = softphone.state;
      return subscriptionRequests.length > 0 && subscriptionRequests;
    });
    expect(request).toEqual({ address: dora.address, account: emil.address });
    await emil.softphone.handlers.answerSubscription({ address: dora.address, yes: true });
    await dora.until('they are contacts', () => contact(dora, emil.address)?.subscription === 'both');
    await emil.until('they are contacts', () => contact(emil, dora.address)?.subscription === 'both');
    expect(emil.softphone.state.subscriptionRequests).toEqual([]);
    await dora.softphone.handlers.editContact({ address: emil.address, name: '', groups: [] });
    await dora.until('no name', () => contact(dora, emil.address)?.name === undefined);
    await dora.softphone.handlers.setFavourite({ address: emil.address, favourite: true });
    expect(contact(dora, emil.address)).toMatchObject({ favourite: true, groups: [] });
    await dora.softphone.handlers.removeContact({ address: emil.address });
    await dora.until('he is gone', () => contact(dora, emil.address) === undefined);
    await emil.until('she is gone too', () => contact(emil, dora.address) === undefined);
  });
});
