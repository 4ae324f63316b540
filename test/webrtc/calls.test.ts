import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildPage, startPhones, type Phone } from './phones';

const PATIENCE = { timeout: 15_000, interval: 100 };
/** Pitch survives the call to within three in a hundred. */
const near = (hz: number) => ({
  asymmetricMatch: (heard: unknown) => typeof heard === 'number' && Math.abs(heard / hz - 1) < 0.03,
  toString: () => `${hz} Hz`,
});
const hears = (phone: Phone, hz: number) =>
  vi.waitFor(() => expect(phone.quality()?.heardHz).toEqual(near(hz)), PATIENCE);
/** What was heard before is remembered for a second and told of in the next: only the third report from now is news. */
const stillHears = async (phone: Phone, hz: number) => {
  const before = phone.reports;
  await vi.waitFor(() => expect(phone.reports).toBeGreaterThan(before + 2), PATIENCE);
  await hears(phone, hz);
};
const hearsNothing = (phone: Phone) =>
  vi.waitFor(() => {
    expect(phone.quality()).toBeDefined();
    expect(phone.quality()?.heardHz).toBeUndefined();
  }, PATIENCE);

beforeAll(buildPage);

describe('a call between two phones', () => {
  let alice: Phone;
  let bob: Phone;

  beforeAll(async () => {
    ({ alice, bob } = await startPhones(440, 1000));
  });
  afterAll(() => Promise.all([alice.close(), bob.close()]));

  const call = async () => {
    for (const phone of [alice, bob]) {
      phone.call = undefined;
      phone.heardAt = undefined;
      phone.signaling = 'stable';
      for (const list of [phone.described, phone.ufrags, phone.media, phone.candidates, phone.held, phone.ended])
        list.length = 0;
      await phone.publish();
    }
    const id = await alice.page.evaluate(() => window.calls.place('bob@example.test'));
    await vi.waitFor(() => expect(bob.call?.phase).toBe('ringing'), PATIENCE);
    return id;
  };
  const connected = () =>
    vi.waitFor(() => expect([alice.media, bob.media]).toEqual([['connected'], ['connected']]), PATIENCE);
  const accept = (id: string) => bob.page.evaluate(call => window.calls.accept(call), id);

  afterEach(async () => {
    await alice.page.evaluate(id => window.calls.end(id), alice.call?.id ?? '');
    expect(await alice.page.evaluate(() => window.problems)).toEqual([]);
    expect(await bob.page.evaluate(() => window.problems)).toEqual([]);
  });

  test('is heard on both sides in its own pitch', async () => {
    await accept(await call());
    await connected();
    await hears(alice, 1000);
    await hears(bob, 440);
    expect(alice.heardAt).toBeGreaterThan(0);
    expect(alice.quality()).toMatchObject({ codec: 'opus/48000/2', protocol: 'udp', relayed: false });
    await vi.waitFor(() => expect(alice.quality()?.receivedBitsPerSecond).toBeGreaterThan(10_000), PATIENCE);
  });

  test('needs no bundle: neither the offer nor the answer of a peer has to name a group', async () => {
    alice.unbundled = bob.unbundled = true;
    try {
      await accept(await call());
      await connected();
      await hears(alice, 1000);
      await hears(bob, 440);
    } finally {
      alice.unbundled = bob.unbundled = false;
    }
  });

  test('may be answered outside the window, where the page only sees the offer', async () => {
    await call();
    await bob.answer();
    await connected();
    await hears(alice, 1000);
    await hears(bob, 440);
  });

  test('is silent for the other side while muted, and heard again after', async () => {
    await accept(await call());
    await hears(bob, 440);
    if (alice.call) alice.call = { ...alice.call, muted: true };
    await alice.publish();
    await hearsNothing(bob);
    await hears(alice, 1000);
    if (alice.call) alice.call = { ...alice.call, muted: false };
    await alice.publish();
    await hears(bob, 440);
  });

  test('is still heard after a new network made one side restart ICE', async () => {
    await accept(await call());
    await hears(bob, 440);
    await alice.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await vi.waitFor(
      () =>
        expect([alice.described, bob.described]).toEqual([
          ['offer', 'offer'],
          ['answer', 'answer'],
        ]),
      PATIENCE,
    );
    expect(new Set([...alice.ufrags, ...bob.ufrags]).size).toBe(4);
    await Promise.all([stillHears(alice, 1000), stillHears(bob, 440)]);
    expect([...alice.media, ...bob.media]).toEqual(['connected', 'connected']);
  });

  test('survives both sides restarting ICE at once: the offer that loses is forgotten, and both are still heard', async () => {
    await accept(await call());
    await connected();
    await Promise.all([alice, bob].map(({ page }) => page.evaluate(() => window.calls.networkChanged())));
    await vi.waitFor(() => {
      expect(alice.described).toEqual(['offer', 'offer']);
      expect(bob.described).toEqual(['answer', 'offer', 'answer']);
      expect([alice.signaling, bob.signaling]).toEqual(['stable', 'stable']);
    }, PATIENCE);
    await Promise.all([stillHears(alice, 1000), stillHears(bob, 440)]);
  });

  test('gives the microphone back when it ends, on both sides', async () => {
    await accept(await call());
    await connected();
    expect([await alice.openMicrophones(), await bob.openMicrophones()]).toEqual([1, 1]);
    await alice.page.evaluate(id => window.calls.end(id), alice.call?.id ?? '');
    await vi.waitFor(async () => {
      expect([await alice.openMicrophones(), await bob.openMicrophones()]).toEqual([0, 0]);
    }, PATIENCE);
  });

  test('that was asked for with a yes is placed once', async () => {
    await call();
    await alice.page.evaluate(id => window.calls.end(id), alice.call?.id ?? '');
    alice.call = undefined;
    alice.described.length = 0;
    const dial = { id: crypto.randomUUID(), peer: 'bob@example.test', confirmed: true };
    alice.dial = dial;
    await alice.publish();
    await alice.publish();
    await vi.waitFor(() => expect(alice.call?.id).toBe(dial.id), PATIENCE);
    await vi.waitFor(() => expect(bob.call).toMatchObject({ id: dial.id, phase: 'ringing' }), PATIENCE);
    expect(alice.described).toEqual(['offer']);
  });

  test('never offers an address that only this network can resolve, and names the generation of each', async () => {
    await accept(await call());
    await connected();
    expect(alice.candidates.length).toBeGreaterThan(0);
    for (const candidate of [...alice.candidates, ...bob.candidates]) expect(candidate).not.toMatch(/\.local /);
  });
});

test.each([
  [523, 1000],
  [880, 660],
])('%i and %i Hz come through echo cancellation, noise suppression and gain control', async (one, other) => {
  const { alice, bob } = await startPhones(one, other);
  try {
    await alice.page.evaluate(() => window.calls.place('bob@example.test'));
    await vi.waitFor(() => expect(bob.call?.phase).toBe('ringing'), PATIENCE);
    await bob.answer();
    await hears(alice, other);
    await hears(bob, one);
    const heard: [unknown, unknown][] = [];
    while (heard.length < 8) {
      await new Promise(resolve => setTimeout(resolve, 1000));
      heard.push([alice.quality()?.heardHz, bob.quality()?.heardHz]);
    }
    // A second may be lost while the echo canceller learns; never most of them, and never to another pitch.
    const [byAlice, byBob] = [0, 1].map(side => heard.map(both => both[side]).filter(hz => hz !== undefined));
    expect(byAlice).toEqual(byAlice?.map(() => near(other)));
    expect(byBob).toEqual(byBob?.map(() => near(one)));
    expect(byAlice?.length).toBeGreaterThanOrEqual(6);
    expect(byBob?.length).toBeGreaterThanOrEqual(6);
  } finally {
    await Promise.all([alice.close(), bob.close()]);
  }
});
