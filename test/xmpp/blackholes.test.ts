/** Links that swallow everything and say nothing: how long until somebody notices. */
import { PassThrough } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionError } from '../../main/xmpp/problems';
import { Session, usualTiming } from '../../main/xmpp/session';
import { StreamManagement } from '../../main/xmpp/stream-management';
import { signIn, stopDevices, until } from '../support/device';
import { DOMAIN, startFakeServer } from '../support/fake-server';
import { startLink } from '../support/link';
import { startServer } from '../support/server';

const message = { name: 'message', attrs: { to: 'bob@example.test' }, children: [] };

describe('by the clock of the product', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A session whose other side is `socket`; `after` is how many seconds it has lived. */
  function session(managed: boolean) {
    const began = Date.now();
    const socket = new TLSSocket(new PassThrough());
    socket.on('error', () => undefined);
    let after: number | undefined;
    const management = managed ? new StreamManagement('alice@example.test/x', 'id') : undefined;
    const made: Session = new Session(
      socket,
      { jid: 'alice@example.test/x', features: new Set(), resumed: false, management, arrived: [], early: [] },
      {
        stanza: () => undefined,
        arrived: () => undefined,
        moved: () => undefined,
        kept: then => then(),
        ping: () => made.send({ name: 'iq', attrs: { type: 'get' }, children: [] }),
        ended: () => (after = (Date.now() - began) / 1000),
      },
      usualTiming,
    );
    const hear = () => socket.emit('data', Buffer.from(' '));
    const pass = async (seconds: number): Promise<void> => {
      await vi.advanceTimersByTimeAsync(seconds * 1000);
    };
    return { made, hear, pass, after: () => after };
  }

  describe.each([true, false])('with stream management: %s', managed => {
    test.each([0, 1, 2, 7, 13, 14.9])(
      'what is sent after %d s of silence is known to be lost 15 s later',
      async quiet => {
        const { made, pass, after } = session(managed);
        await pass(quiet);
        made.send(message);
        await pass(60);
        expect(after()).toBeLessThanOrEqual(quiet + 15);
      },
    );

    test('a person who speaks on does not put it off', async () => {
      const { made, pass, after } = session(managed);
      for (let at = 0; at < 30; at += 1) {
        made.send(message);
        await pass(1);
      }
      expect(after()).toBeLessThanOrEqual(15);
    });

    test('a link that was only quiet is known to be dead after 25 s', async () => {
      const { pass, after } = session(managed);
      await pass(60);
      expect(after()).toBe(25);
    });

    test('one that answers in time is kept', async () => {
      const { made, hear, pass, after } = session(managed);
      for (let at = 0; at < 300; at += 1) {
        made.send(message);
        await pass(9);
        hear();
      }
      expect(after()).toBeUndefined();
      made.end(new ConnectionError('lost'));
    });
  });
});

/** Quicker, with the same proportions. */
const timing = { quiet: 750, unanswered: 200, patience: 500 };

test('over a real link to a real server, what was sent into the void arrives on the next one', async () => {
  const server = await startServer();
  const link = await startLink(server.port);
  const config = (user: string, port: number) => ({
    address: server.address(user),
    password: server.password(user),
    host: '127.0.0.1',
    port,
    ca: server.ca,
    timing,
  });
  try {
    const bob = await signIn(config('bob', server.port));
    const alice = await signIn(config('alice', link.port));
    link.swallow();
    const id = '00000000-0000-4000-8000-000000000001';
    alice.account.wire.message(bob.self(), { step: 'propose', id, media: ['audio'] });
    await until('the loss', () => alice.streams.includes('lost'));
    await until('resumption', () => alice.streams.includes('resumed'));
    await until('the message', () => bob.messages.length > 0);
    expect(bob.messages.map(({ message: told }) => told.id)).toEqual([id]);
  } finally {
    await stopDevices();
    await link.stop();
    await server.stop();
  }
});

test('over a real link to a server without stream management, the same is noticed and signed in anew', async () => {
  const server = await startFakeServer(line => line.signIn());
  const link = await startLink(server.port);
  try {
    const alice = await signIn({
      ...{ address: `alice@${DOMAIN}`, password: 'alice-pw', host: '127.0.0.1', port: link.port, ca: server.ca },
      timing: { ...timing, quiet: 60_000 },
    });
    link.swallow();
    const id = '00000000-0000-4000-8000-000000000001';
    alice.account.wire.message(`bob@${DOMAIN}`, { step: 'retract', id });
    await until('the loss', () => alice.streams.includes('lost'));
    await until('a new session', () => alice.streams.includes('rebound'));
  } finally {
    await stopDevices();
    await link.stop();
    await server.stop();
  }
});
