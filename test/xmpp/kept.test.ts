/** Calls that came while nobody was signed in, and what is said of calls that are over, at each server. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { JINGLE_MESSAGE } from '../../main/core/protocol/namespaces';
import { startBareClient } from '../support/bare-client';
import { signIn, stopDevices, until } from '../support/device';
import { inPhase, startPhone } from '../support/phone';
import { serverNames, startServer, type Server } from '../support/server';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe.each(serverNames)('with %s', name => {
  let server: Server;
  beforeAll(async () => (server = await startServer({}, name)));
  afterEach(stopDevices);
  afterAll(async () => server.stop());

  const config = (user: string) => ({
    address: server.address(user),
    password: server.password(user),
    host: server.host,
    port: server.port,
    ca: server.ca,
  });

  test('an invitation to somebody who is not there comes late, and says since when', async () => {
    const alice = await signIn(config('alice'));
    const before = Math.floor(Date.now() / 1000) * 1000;
    alice.account.wire.message(server.address('bob'), { step: 'propose', id: uuid(1), media: ['audio'] });
    alice.account.wire.message(server.address('bob'), { step: 'retract', id: uuid(1) });
    // The server has both once it has answered what came behind them.
    await new Promise<void>(resolve => alice.account.wire.request(alice.self(), sessionInfo, () => resolve()));
    const after = Date.now();
    const bob = await signIn(config('bob'));
    const kept = await until('both', () => bob.messages.length >= 2 && bob.messages);
    expect(kept.map(({ message }) => message)).toMatchObject([
      { step: 'propose', id: uuid(1) },
      { step: 'retract', id: uuid(1) },
    ]);
    for (const { delayedAt, carbon } of kept) {
      expect(delayedAt).toBeGreaterThanOrEqual(before);
      expect(delayedAt).toBeLessThanOrEqual(after);
      expect(carbon).toBeUndefined();
    }
  });

  test('a phone that signs in two minutes later shows a missed call and does not ring', async () => {
    const alice = await signIn(config('alice'));
    alice.account.wire.message(server.address('carol'), { step: 'propose', id: uuid(2), media: ['audio'] });
    await new Promise<void>(resolve => alice.account.wire.request(alice.self(), sessionInfo, () => resolve()));
    const phases = new Set<string>();
    const carol = await startPhone({ server, user: 'carol', ahead: 120_000 });
    try {
      await carol.until('the call', ({ softphone }) => {
        for (const { phase } of softphone.state.calls) phases.add(phase);
        return softphone.state.calls.length > 0;
      });
      expect(await inPhase(carol, 'ended')).toMatchObject({ direction: 'incoming', peer: server.address('alice') });
      expect([...phases]).toEqual(['ended']);
      expect(alice.messages).toEqual([]);
    } finally {
      await carol.stop();
    }
  });

  test('our own invitation never comes to our other device as one for it', async () => {
    const [desk, laptop] = [await signIn(config('alice')), await signIn(config('alice'))];
    const bob = await signIn(config('bob'));
    desk.account.wire.message(server.address('bob'), { step: 'propose', id: uuid(3), media: ['audio'] });
    await until('it', () => bob.messages.some(({ message }) => message.id === uuid(3)));
    const copy = await until('the copy', () => laptop.messages.find(({ message }) => message.id === uuid(3)));
    expect(copy).toMatchObject({ carbon: 'sent', from: desk.self(), to: server.address('bob') });
  });

  test('an invitation out of the archive is none', async () => {
    const alice = await signIn(config('alice'));
    const bob = await startBareClient(config('bob'));
    try {
      const old = `<message xmlns='jabber:client' from='${bob.self}' to='${alice.self()}' type='chat'><propose xmlns='${JINGLE_MESSAGE}' id='${uuid(4)}'/></message>`;
      const forwarded = `<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>${old}</forwarded>`;
      bob.write(`<message to='${alice.self()}'><result xmlns='urn:xmpp:mam:2' id='1'>${forwarded}</result></message>`);
      bob.write(
        `<message to='${alice.self()}' type='chat'><ringing xmlns='${JINGLE_MESSAGE}' id='${uuid(5)}'/></message>`,
      );
      await until('what is live', () => alice.messages.length > 0);
      expect(alice.messages.map(({ message }) => message.id)).toEqual([uuid(5)]);
    } finally {
      await bob.stop();
    }
  });
});

const sessionInfo = { action: 'session-info' as const, sid: uuid(0), groups: [], contents: [] };
