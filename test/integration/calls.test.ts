/** Two phones without windows on a real Prosody: every way a call can go. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: TestPhone;
let bob: TestPhone;

beforeAll(async () => {
  server = await startServer({ debug: true });
  [alice, bob] = await Promise.all([startPhone({ server, user: 'alice' }), startPhone({ server, user: 'bob' })]);
  await Promise.all([alice.online(), bob.online()]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

afterEach(async () => {
  for (const { softphone, page } of [alice, bob]) {
    for (const { id, phase } of softphone.state.calls) if (phase !== 'ended') await page.end(id);
    expect(page.failures).toEqual([]);
  }
  await Promise.all([alice, bob].map(phone => phone.until('free', isFree)));
});

const isFree = ({ softphone }: TestPhone): boolean => softphone.state.calls.every(({ phase }) => phase === 'ended');

const talk = async (): Promise<void> => {
  await alice.call(bob.address);
  await bob.page.accept((await bob.rings()).id);
  await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
};

describe('a call', () => {
  test('rings, is answered, talks and is hung up by the caller', async () => {
    await alice.call(bob.address);
    const ringing = await bob.rings();
    expect(ringing).toMatchObject({ peer: alice.address, direction: 'incoming' });
    await alice.until('knows that it rings', () => alice.newest.heardRinging);
    await bob.page.accept(ringing.id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    await alice.page.end(alice.newest.id);
    expect((await inPhase(bob, 'ended')).end).toBe('answered');
    expect(alice.newest.end).toBe('answered');
  });

  test('is hung up by the callee', async () => {
    await talk();
    await bob.page.end(bob.newest.id);
    expect((await inPhase(alice, 'ended')).end).toBe('answered');
    expect(bob.newest.end).toBe('answered');
  });

  test('is declined', async () => {
    await alice.call(bob.address);
    await bob.page.end((await bob.rings()).id);
    expect((await inPhase(alice, 'ended')).end).toBe('declined');
    expect(bob.newest.end).toBe('declined');
  });

  test('is cancelled while it rings', async () => {
    await alice.call(bob.address);
    await bob.rings();
    await alice.page.end(alice.newest.id);
    expect((await inPhase(bob, 'ended')).end).toBe('cancelled');
    expect(alice.newest.end).toBe('cancelled');
  });

  test('to an address that does not exist is unreachable', async () => {
    await alice.call(`nobody@${server.domain}`);
    expect((await inPhase(alice, 'ended')).end).toBe('unreachable');
  });

  test('that both start at the same moment becomes one', async () => {
    await Promise.all([alice.call(bob.address), bob.call(alice.address)]);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    const live = [alice, bob].flatMap(({ softphone }) =>
      softphone.state.calls.filter(({ phase }) => phase !== 'ended'),
    );
    expect(live).toHaveLength(2);
  });

  test('takes place again at once after the last one', async () => {
    for (let round = 0; round < 3; round += 1) {
      await talk();
      await alice.page.end(alice.newest.id);
      await inPhase(bob, 'ended');
    }
  });
});

describe('with a third', () => {
  let carol: TestPhone;

  beforeEach(async () => {
    carol = await startPhone({ server, user: 'carol' });
    await carol.online();
    await talk();
  });

  afterEach(() => carol.stop());

  const between = (phone: TestPhone, peer: TestPhone) =>
    phone.softphone.state.calls.find(call => call.peer === peer.address && call.phase !== 'ended');

  const answerCarol = async (others: 'hold' | 'end') => {
    await carol.call(bob.address);
    await bob.page.accept((await bob.rings()).id, others);
    await inPhase(carol, 'active');
  };

  test('who is talking hears of the call, holds the first and answers', async () => {
    await answerCarol('hold');
    await alice.until('knows that she is on hold', () => alice.newest.heldByPeer);
    expect([between(bob, alice), between(bob, carol)]).toMatchObject([{ held: true }, { held: false }]);
  });

  test('the two calls are swapped, and each side knows which is on hold', async () => {
    await answerCarol('hold');
    const first = between(bob, alice);
    await bob.page.commands.hold({ id: first?.id ?? '', held: false });
    await carol.until('knows that she is on hold', () => carol.newest.heldByPeer);
    await alice.until('knows that she is back', () => !alice.newest.heldByPeer);
    expect([between(bob, alice), between(bob, carol)]).toMatchObject([{ held: false }, { held: true }]);
  });

  test('the second can be answered in place of the first', async () => {
    await answerCarol('end');
    expect((await inPhase(alice, 'ended')).end).toBe('answered');
    expect(between(bob, carol)).toMatchObject({ held: false });
  });

  test('who wants to be left alone in a call is busy', async () => {
    await bob.page.commands.setPreferences({ autoBusy: true });
    await carol.call(bob.address);
    expect((await inPhase(carol, 'ended')).end).toBe('busy');
    expect(bob.softphone.state.calls.find(({ peer }) => peer === carol.address)).toMatchObject({ end: 'busy' });
    await bob.page.commands.setPreferences({ autoBusy: false });
  });

  test('a call is handed over: the peer is asked, calls, and we are out of it', async () => {
    const { id } = await bob.until('can be transferred', () => bob.newest.transferable && bob.newest);
    await bob.page.commands.transfer({ id, to: carol.address });
    const dial = await alice.until('is asked', () => alice.softphone.state.dial);
    expect(dial).toMatchObject({ peer: carol.address, by: bob.address, confirmed: false });
    expect((await inPhase(bob, 'ended')).end).toBe('answered');
    await alice.call(carol.address, dial.id);
    await carol.page.accept((await carol.rings()).id);
    await Promise.all([inPhase(alice, 'active'), inPhase(carol, 'active')]);
  });

  test('two calls are joined: the others go on without us, and nobody has to answer again', async () => {
    await answerCarol('hold');
    const [first, second] = [between(bob, alice), between(bob, carol)];
    await bob.until('can be transferred', () => between(bob, alice)?.transferable);
    await bob.page.commands.join({ id: first?.id ?? '', with: second?.id ?? '' });
    const dial = await alice.until('is asked', () => alice.softphone.state.dial);
    expect(dial).toMatchObject({ peer: carol.address, by: bob.address });
    await alice.page.commands.dialled({ id: dial.id, yes: true });
    await alice.call(carol.address, dial.id);
    await Promise.all([inPhase(alice, 'active'), inPhase(carol, 'active')]);
    await bob.until('is out of both', isFree);
    expect(carol.newest).toMatchObject({
      peer: alice.address,
      direction: 'incoming',
      continues: expect.any(String) as string,
    });
  });
});

test('both ends read the same four words, other ones in every call', async () => {
  await talk();
  const words = await alice.until('has words', () => alice.newest.words);
  expect(await bob.until('has words', () => bob.newest.words)).toEqual(words);
  await alice.page.end(alice.newest.id);
  await inPhase(bob, 'ended');
  await talk();
  expect(await alice.until('has words', () => alice.newest.words)).not.toEqual(words);
});

test('nobody answers: the caller gives up and both are told', async () => {
  const carol = await startPhone({ server, user: 'carol' });
  try {
    await carol.online();
    await carol.call(bob.address);
    await bob.rings();
    carol.hurry(60);
    expect((await inPhase(carol, 'ended')).end).toBe('no-answer');
    expect((await inPhase(bob, 'ended')).end).toBe('no-answer');
  } finally {
    await carol.stop();
  }
});

describe('a second device of the callee', () => {
  let desk: TestPhone;

  beforeAll(async () => {
    desk = await startPhone({ server, user: 'bob', resourceTag: 'desk' });
    await desk.online();
    // The server sends calls to a device once it has its presence; then it tells of the others'.
    await desk.until('sees Alice', ({ softphone }) =>
      softphone.contacts.some(({ address, availability }) => address === alice.address && availability === 'online'),
    );
  });

  afterAll(() => desk.stop());

  test('stops ringing when the call is answered on the first', async () => {
    await alice.call(bob.address);
    const [ringing] = await Promise.all([bob.rings(), desk.rings()]);
    await bob.page.accept(ringing.id);
    expect((await inPhase(desk, 'ended')).end).toBe('answered-elsewhere');
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
  });

  test('stops ringing when the call is declined on the first', async () => {
    await alice.call(bob.address);
    const [ringing] = await Promise.all([bob.rings(), desk.rings()]);
    await bob.page.end(ringing.id);
    expect((await inPhase(desk, 'ended')).end).toBe('declined-elsewhere');
    expect((await inPhase(alice, 'ended')).end).toBe('declined');
  });

  test('does not ring for a call that the first one makes', async () => {
    await bob.call(alice.address);
    await alice.rings();
    await bob.page.end(bob.newest.id);
    await inPhase(alice, 'ended');
    expect(desk.softphone.state.calls.filter(({ direction }) => direction === 'outgoing')).toEqual([]);
    expect(desk.softphone.state.calls.some(({ phase }) => phase !== 'ended')).toBe(false);
  });
});

test('no stanza of a call carries more than one content, and every candidate its credentials', async () => {
  await talk();
  const infos = server.log().match(/<jingle[^>]*transport-info.*?<\/jingle>/g) ?? [];
  expect(infos.length).toBeGreaterThan(0);
  for (const info of infos) {
    expect(info.match(/<content /g)).toHaveLength(1);
    expect(info).toMatch(/ufrag=/);
    expect(info).toMatch(/pwd=/);
  }
});

test('logs hold neither addresses nor credentials', async () => {
  await talk();
  const text = [...alice.log, ...bob.log].join('\n');
  for (const secret of [alice.address, bob.address, server.password('alice'), '192.0.2.7', 'ice-ufrag']) {
    expect(text).not.toContain(secret);
  }
});
