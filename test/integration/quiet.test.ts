/** What friends see of do not disturb, with whole phones at each server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPhone, type TestPhone } from '../support/phone';
import { serverNames, startServer, type Server } from '../support/server';

describe.each(serverNames)('with %s', name => {
  let server: Server;
  let alice: TestPhone;
  let bob: TestPhone;

  beforeAll(async () => {
    server = await startServer({}, name);
    alice = await startPhone({ server, user: 'alice' });
    bob = await startPhone({ server, user: 'bob' });
    await Promise.all([alice.online(), bob.online()]);
  });
  afterAll(async () => {
    await Promise.all([alice?.stop(), bob?.stop()]);
    await server?.stop();
  });

  const seen = () => bob.softphone.contacts.find(({ address }) => address === alice.address)?.availability;
  const quiet = (until: number | null) =>
    alice.softphone.handlers.setPreferences({ doNotDisturb: until === null ? null : { until } });

  test('a friend sees that somebody does not want to be disturbed, and when they may be again', async () => {
    await bob.until('her presence', () => seen() === 'online');
    await quiet(Date.now() + 3_600_000);
    await bob.until('do not disturb', () => seen() === 'dnd');
    await quiet(null);
    await bob.until('her presence again', () => seen() === 'online');
  });

  test('it is kept from friends where the person wants it so', async () => {
    await quiet(Date.now() + 3_600_000);
    await bob.until('do not disturb', () => seen() === 'dnd');
    await alice.softphone.handlers.setPreferences({ tellUndisturbed: false });
    await bob.until('her presence', () => seen() === 'online');
    expect(alice.softphone.state.preferences.doNotDisturb).toBeTruthy();
    await alice.softphone.handlers.setPreferences({ tellUndisturbed: true });
    await bob.until('do not disturb again', () => seen() === 'dnd');
  });
});
