/** Offers that travel while it rings, between real phones on a real Prosody. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TraceEntry } from '../../shared/trace';
import { inPhase, startPhone, type TestPhone } from '../support/phone';
import { startServer, type Server } from '../support/server';

let server: Server;
let alice: TestPhone;
let bob: TestPhone;

beforeAll(async () => {
  server = await startServer();
  [alice, bob] = await Promise.all([startPhone({ server, user: 'alice' }), startPhone({ server, user: 'bob' })]);
  await Promise.all([alice.online(), bob.online()]);
});

afterAll(async () => {
  await Promise.all([alice?.stop(), bob?.stop()]);
  await server?.stop();
});

const isFree = ({ softphone }: TestPhone): boolean => softphone.state.calls.every(({ phase }) => phase === 'ended');

afterEach(async () => {
  for (const { softphone, page } of [alice, bob]) {
    for (const { id, phase } of softphone.state.calls) if (phase !== 'ended') await page.end(id);
    expect(page.failures).toEqual([]);
  }
  await Promise.all([alice, bob].map(phone => phone.until('free', isFree)));
});

/** The stanzas of the newest call. */
const traced = (phone: TestPhone): readonly TraceEntry[] => phone.page.commands.trace({ id: phone.newest.id }).entries;

/** What goes to and from the other person's devices, without candidates and answers to requests. */
const ladder = (phone: TestPhone): string[] =>
  traced(phone)
    .filter(entry => entry.with !== 'own-devices' && (entry.kind === 'message' || entry.kind === 'request'))
    .filter(({ name }) => name !== 'transport-info')
    .map(({ direction, name }) => `${direction} ${name}`);

/** Bob's phone rings, and his page has prepared its answer. */
const ringing = async (): Promise<string> => {
  await alice.call(bob.address);
  const { id } = await bob.rings();
  await alice.until('has offered', () => alice.newest.heardRinging);
  await expect.poll(() => traced(alice).some(({ answers }) => answers === 'session-initiate')).toBe(true);
  return id;
};

describe('a call between two of us', () => {
  test('is offered while it rings and answered with the proceed, without another flight', async () => {
    const id = await ringing();
    expect(bob.page.heard(id)).toEqual([]);
    await bob.page.accept(id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    expect(ladder(alice)).toEqual([
      'sent propose',
      'received ringing',
      'sent session-initiate',
      'received proceed',
      'received session-accept',
    ]);
    expect(ladder(bob)).toEqual([
      'received propose',
      'sent ringing',
      'received session-initiate',
      'sent proceed',
      'sent session-accept',
    ]);
  });

  test('shows nothing of who is called before the answer', async () => {
    const id = await ringing();
    const said = traced(bob).filter(({ direction }) => direction === 'sent');
    expect(said.map(({ name }) => name)).toEqual(expect.arrayContaining(['ringing', 'result']));
    expect(said.flatMap(({ candidates }) => candidates)).toEqual([]);
    expect(said.some(({ xml }) => xml.includes('fingerprint'))).toBe(false);
    await bob.page.end(id);
    expect((await inPhase(alice, 'ended')).end).toBe('declined');
    expect(ladder(bob)).toEqual(['received propose', 'sent ringing', 'received session-initiate', 'sent reject']);
  });

  test('is taken back while it rings', async () => {
    await ringing();
    await alice.page.end(alice.newest.id);
    expect((await inPhase(bob, 'ended')).end).toBe('cancelled');
    expect(ladder(alice)).toEqual(['sent propose', 'received ringing', 'sent session-initiate', 'sent retract']);
  });
});

describe('a call of somebody who may know the address from the first ring', () => {
  const choose = (privacy: 'ringing' | 'relay' | 'direct' | undefined) =>
    bob.page.commands.setPrivacy({ peer: alice.address, ...(privacy && { privacy }) });
  afterEach(() => choose(undefined));

  /** The candidates that Bob's phone has told. */
  const shown = () => traced(bob).flatMap(({ direction, candidates }) => (direction === 'sent' ? candidates : []));

  test('is connected while it rings, and the click costs one flight', async () => {
    await choose('ringing');
    const id = await ringing();
    const { id: hers } = alice.newest;
    await expect.poll(() => alice.page.linked(hers) && bob.page.linked(id)).toBe(true);
    expect([alice.newest.phase, bob.newest.phase]).toEqual(['proposing', 'ringing']);
    expect([alice.page.heard(hers), bob.page.heard(id)]).toEqual([[], []]);
    const before = shown().length;
    expect(before).toBeGreaterThan(0);
    await bob.page.accept(id);
    await Promise.all([inPhase(alice, 'active'), inPhase(bob, 'active')]);
    expect(ladder(alice)).toEqual([
      'sent propose',
      'received ringing',
      'sent session-initiate',
      'received session-info',
      'received proceed',
      'received session-accept',
    ]);
    expect(shown()).toHaveLength(before);
  });

  test.each([
    ['direct', 'active'],
    ['relay', 'connecting'], // there is none
  ] as const)('shows none of the addresses of this computer before the answer: %s', async (privacy, phase) => {
    await choose(privacy);
    const id = await ringing();
    // Where there were relays, their addresses would be told.
    if (privacy === 'relay') await expect.poll(() => ladder(alice)).toContain('received session-info');
    await expect.poll(() => bob.page.prepared(id)).not.toEqual([]);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(shown()).toEqual([]);
    expect([alice.page.linked(alice.newest.id), bob.page.linked(id)]).toEqual([false, false]);
    await bob.page.accept(id);
    await inPhase(alice, phase);
  });

  test('is declined as any other', async () => {
    await choose('ringing');
    const id = await ringing();
    await expect.poll(() => alice.page.linked(alice.newest.id)).toBe(true);
    await bob.page.end(id);
    expect((await inPhase(alice, 'ended')).end).toBe('declined');
    expect(ladder(bob)).toEqual([
      'received propose',
      'sent ringing',
      'received session-initiate',
      'sent session-info',
      'sent reject',
    ]);
  });

  test('is taken by another device than the one that is connected', async () => {
    await choose('ringing');
    const tablet = await startPhone({ server, user: 'bob', resourceTag: 'tablet' });
    try {
      await tablet.online();
      await alice.call(bob.address);
      const [, second] = await Promise.all([bob.rings(), tablet.rings()]);
      await expect.poll(() => alice.page.linked(alice.newest.id)).toBe(true);
      await tablet.page.accept(second.id);
      await Promise.all([inPhase(alice, 'active'), inPhase(tablet, 'active')]);
      expect((await inPhase(bob, 'ended')).end).toBe('answered-elsewhere');
    } finally {
      await tablet.stop();
    }
  });
});

test('of two devices that have the offer one has the call, and the other knows', async () => {
  const tablet = await startPhone({ server, user: 'bob', resourceTag: 'tablet' });
  try {
    await tablet.online();
    await alice.call(bob.address);
    const [first, second] = await Promise.all([bob.rings(), tablet.rings()]);
    await expect.poll(() => traced(alice).filter(({ answers }) => answers === 'session-initiate').length).toBe(2);
    await tablet.page.accept(second.id);
    await Promise.all([inPhase(alice, 'active'), inPhase(tablet, 'active')]);
    expect((await inPhase(bob, 'ended')).end).toBe('answered-elsewhere');
    expect(bob.page.heard(first.id)).toEqual([]);
    await alice.page.end(alice.newest.id);
    expect((await inPhase(tablet, 'ended')).end).toBe('answered');
  } finally {
    await tablet.stop();
  }
});

test('both of two devices answer at once: one talks, and the other is told that it was too late', async () => {
  const tablet = await startPhone({ server, user: 'bob', resourceTag: 'tablet' });
  try {
    await tablet.online();
    await alice.call(bob.address);
    const [first, second] = await Promise.all([bob.rings(), tablet.rings()]);
    await expect.poll(() => traced(alice).filter(({ answers }) => answers === 'session-initiate').length).toBe(2);
    await Promise.all([bob.page.accept(first.id), tablet.page.accept(second.id)]);
    await inPhase(alice, 'active');
    const ends = () => {
      const settled = [bob, tablet].filter(({ newest }) => newest.phase === 'active' || newest.phase === 'ended');
      return settled.map(({ newest }) => newest.end ?? newest.phase).toSorted();
    };
    await expect.poll(ends).toEqual(['active', 'answered-elsewhere']);
  } finally {
    await tablet.stop();
  }
});
