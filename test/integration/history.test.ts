/** What a phone knows of calls that it had no part in, from the archives of real servers (XEP-0313). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { talkedFor, type PastCall } from '../../shared/history';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startProsody } from '../support/prosody';
import { serverNames, startServer, type Server } from '../support/server';

const listOf = async (phone: TestPhone): Promise<PastCall[]> => {
  const page = await Promise.resolve(phone.page.commands.history({ limit: 100 }));
  return page.calls;
};

describe.each(serverNames)('with the archive of %s', name => {
  let server: Server;
  let folder: string;
  let alice: TestPhone;
  let desk: TestPhone;

  /** Bob's phone, that is off most of the time. */
  const startMobile = async (): Promise<TestPhone> => {
    const historyPath = join(folder, 'history.sqlite');
    const phone = await startPhone({ server, user: 'bob', resourceTag: 'mobile', historyPath });
    await phone.online();
    return phone;
  };
  const archiveRead = (phone: TestPhone) =>
    phone.until('has read the archive', () => phone.log.some(line => line.includes('the archive was read')));

  const hangUp = async (caller: TestPhone, callee: TestPhone) => {
    await caller.page.end(caller.newest.id);
    await Promise.all([inPhase(caller, 'ended'), inPhase(callee, 'ended')]);
  };
  const talk = async (caller: TestPhone, callee: TestPhone, ms: number) => {
    await caller.call(callee.address);
    await callee.page.accept((await callee.rings()).id);
    await Promise.all([inPhase(caller, 'active'), inPhase(callee, 'active')]);
    await new Promise(resolve => setTimeout(resolve, ms));
    await hangUp(caller, callee);
  };

  beforeAll(async () => {
    server = await startServer({}, name);
    folder = mkdtempSync(join(tmpdir(), 'tsuwa-archive-'));
    // The phone is used once, so that what comes later is news.
    const first = await startMobile();
    await archiveRead(first);
    await first.stop();
    alice = await startPhone({ server, user: 'alice' });
    await alice.online();
  });

  afterAll(async () => {
    await Promise.all([alice?.stop(), desk?.stop()]);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'calls made while the phone was off appear, with their outcomes and durations',
    { timeout: 90_000 },
    async () => {
      desk = await startPhone({ server, user: 'bob', resourceTag: 'desk' });
      await desk.online();
      await talk(alice, desk, 3200);
      await alice.call(desk.address);
      await desk.page.end((await desk.rings()).id);
      await Promise.all([inPhase(alice, 'ended'), inPhase(desk, 'ended')]);
      await alice.call(desk.address);
      await desk.rings();
      await hangUp(alice, desk);
      await talk(desk, alice, 5200);
      await desk.call(alice.address);
      await alice.page.end((await alice.rings()).id);
      await Promise.all([inPhase(alice, 'ended'), inPhase(desk, 'ended')]);

      const mobile = await startMobile();
      try {
        await archiveRead(mobile);
        const found = await listOf(mobile);
        expect(found.map(({ direction, end, peer }) => [direction, end, peer])).toEqual([
          ['outgoing', 'declined', alice.address],
          ['outgoing', 'answered', alice.address],
          ['incoming', 'cancelled', alice.address],
          ['incoming', 'declined-elsewhere', alice.address],
          ['incoming', 'answered-elsewhere', alice.address],
        ]);
        // Servers write the time down by the second.
        const theirs = (await listOf(desk)).map(call => talkedFor(call));
        const [, outgoing = 0, , , incoming = 0] = found.map(call => talkedFor(call));
        expect(Math.abs(outgoing - (theirs[1] ?? Infinity))).toBeLessThan(2000);
        expect(Math.abs(incoming - (theirs[4] ?? Infinity))).toBeLessThan(2000);
        expect(mobile.softphone.state.missed).toBe(1);
      } finally {
        await mobile.stop();
      }
    },
  );

  test('read again after the next start they are the same, and what was seen stays seen', async () => {
    const again = await startMobile();
    try {
      await archiveRead(again);
      expect(await listOf(again)).toHaveLength(5);
      await again.page.commands.seen({});
      expect(again.softphone.state.missed).toBe(0);
    } finally {
      await again.stop();
    }
  });

  test('a call that the other device answers while the phone is on gets its duration when it is over', async () => {
    const mobile = await startMobile();
    try {
      await archiveRead(mobile);
      await alice.call(desk.address);
      const [ringing] = await Promise.all([desk.rings(), mobile.rings()]);
      await desk.page.accept(ringing.id);
      await inPhase(desk, 'active');
      expect((await inPhase(mobile, 'ended')).end).toBe('answered-elsewhere');
      await hangUp(alice, desk);
      const [first] = await listOf(mobile);
      expect(first).toMatchObject({ id: ringing.id, end: 'answered-elsewhere', elsewhere: true });
      let newest = first;
      await mobile.until('knows how long', () => {
        void listOf(mobile).then(([call]) => (newest = call));
        return newest?.endedAt !== undefined;
      });
      expect(newest?.id).toBe(ringing.id);
    } finally {
      await mobile.stop();
    }
  });

  test('a call of the other device while the phone is on appears as well', async () => {
    const mobile = await startMobile();
    try {
      await archiveRead(mobile);
      const before = (await listOf(mobile)).length;
      await desk.call(alice.address);
      const { id } = await alice.rings();
      await alice.page.end(id);
      let newest: PastCall | undefined;
      await mobile.until('knows of it', () => {
        void listOf(mobile).then(calls => (newest = calls.length > before ? calls[0] : undefined));
        return newest;
      });
      expect(newest).toMatchObject({ id, direction: 'outgoing', end: 'declined', elsewhere: true });
    } finally {
      await mobile.stop();
    }
  });

  test('what was written while the phone was off is there once it is on, in its order and only once', async () => {
    const texts = async (phone: TestPhone) =>
      (await Promise.resolve(phone.page.commands.conversation({ peer: alice.address }))).map(({ text }) => text);
    const unread = ({ softphone }: TestPhone) =>
      softphone.state.conversations?.find(({ peer }) => peer === alice.address)?.unread;
    const write = async (from: TestPhone, to: TestPhone, text: string) => {
      await from.page.commands.sendMessage({ peer: to.address, text });
      await to.until(`reads ${text}`, ({ softphone }) =>
        softphone.state.conversations?.some(({ peer, latest }) => peer === from.address && latest === text),
      );
    };
    await write(alice, desk, 'Where are you?');
    await write(desk, alice, 'On my way.');
    await write(alice, desk, 'Good.');
    const all = ['Where are you?', 'On my way.', 'Good.'];
    for (const start of ['first', 'second']) {
      const mobile = await startMobile();
      try {
        await archiveRead(mobile);
        await mobile.until('has the conversation', () => unread(mobile) !== undefined);
        expect(await texts(mobile)).toEqual(all);
        expect(unread(mobile)).toBe(start === 'first' ? 1 : 0);
        await mobile.page.commands.readMessages({ peer: alice.address });
        if (start === 'second') await mobile.page.commands.forgetMessages({ peer: alice.address });
      } finally {
        await mobile.stop();
      }
    }
    const last = await startMobile();
    try {
      await archiveRead(last);
      expect(await texts(last)).toEqual([]);
    } finally {
      await last.stop();
    }
  });
});

test('a server without an archive costs nothing but the calls of other devices', async () => {
  const server = await startProsody({ config: 'modules_disabled = { "s2s", "mam" }' });
  const [alice, bob] = await Promise.all([startPhone({ server, user: 'alice' }), startPhone({ server, user: 'bob' })]);
  try {
    await Promise.all([alice.online(), bob.online()]);
    await bob.until('asked in vain', () => bob.log.some(line => line.includes('the archive was not read')));
    await alice.call(bob.address);
    await bob.rings();
    await alice.page.end(alice.newest.id);
    await inPhase(bob, 'ended');
    expect(await listOf(bob)).toMatchObject([{ end: 'cancelled', direction: 'incoming', unseen: true }]);
    expect(await listOf(alice)).toMatchObject([{ end: 'cancelled', direction: 'outgoing' }]);
    expect(bob.softphone.state.missed).toBe(1);
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
    await server.stop();
  }
});
