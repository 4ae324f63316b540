import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCoturn } from '../support/coturn';
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
      const { described, ufrags, media, failures, candidates, held, ended } = phone;
      for (const list of [described, ufrags, media, failures, candidates, held, ended]) list.length = 0;
      await phone.publish();
    }
    const id = await alice.page.evaluate(() => window.calls.place('bob@example.test'));
    await vi.waitFor(() => expect(bob.call?.phase).toBe('ringing'), PATIENCE);
    return id;
  };
  const connected = () =>
    vi.waitFor(() => expect([alice.media, bob.media]).toEqual([['connected'], ['connected']]), PATIENCE);
  const accept = (id: string) => bob.page.evaluate(call => window.calls.accept(call, 'hold'), id);

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
    expect(alice.quality()?.pairs?.[0]).toMatchObject({ selected: true, state: 'succeeded', protocol: 'udp' });
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
    await alice.change({ muted: true });
    await hearsNothing(bob);
    await hears(alice, 1000);
    await alice.change({ muted: false });
    await hears(bob, 440);
  });

  const audible = (phone: Phone) => phone.page.evaluate(() => window.audibleVoices());

  test('is silence at both ends on hold, whatever the peer makes of it, and heard again after', async () => {
    await accept(await call());
    await Promise.all([hears(alice, 1000), hears(bob, 440)]);
    await alice.change({ held: true });
    expect(await audible(alice)).toBe(0);
    await hearsNothing(bob);
    // Nothing is sent: what goes on is RTCP, which is counted elsewhere.
    await vi.waitFor(() => expect(bob.quality()?.receivedBitsPerSecond).toBe(0), PATIENCE);
    expect(await audible(bob)).toBe(1);
    await bob.change({ heldByPeer: true });
    expect(await audible(bob)).toBe(0);
    await vi.waitFor(() => expect(alice.quality()?.receivedBitsPerSecond).toBe(0), PATIENCE);
    await Promise.all([alice.change({ held: false }), bob.change({ heldByPeer: false })]);
    expect([await audible(alice), await audible(bob)]).toEqual([1, 1]);
    await Promise.all([hears(alice, 1000), hears(bob, 440)]);
    expect([...alice.described, ...bob.described]).toEqual(['offer', 'answer']);
  });

  test('carries digits, heard as a telephone would hear them', async () => {
    await accept(await call());
    await hears(bob, 440);
    await alice.change({ muted: true });
    await hearsNothing(bob);
    const id = alice.call?.id ?? '';
    expect(await alice.page.evaluate(call => window.calls.canDial(call), id)).toBe(true);
    await alice.page.evaluate(call => window.calls.dial(call, '5555555555'), id);
    // Its two tones are as loud as each other: either may be the stronger.
    await vi.waitFor(() => expect([near(770), near(1336)]).toContainEqual(bob.quality()?.heardHz), PATIENCE);
  });

  test('looks for another way when the person asks, with new credentials and servers, and is still heard', async () => {
    await accept(await call());
    await hears(bob, 440);
    alice.iceServers = [{ urls: 'stun:127.0.0.1:9' }];
    await alice.publish();
    await alice.page.evaluate(id => window.calls.reconnect(id), alice.call?.id ?? '');
    alice.iceServers = [];
    await vi.waitFor(() => expect(bob.described).toEqual(['answer', 'answer']), PATIENCE);
    expect(alice.described).toEqual(['offer', 'offer']);
    expect(new Set([...alice.ufrags, ...bob.ufrags]).size).toBe(4);
    await Promise.all([stillHears(alice, 1000), stillHears(bob, 440)]);
    expect([...alice.media, ...bob.media]).toEqual(['connected', 'connected']);
  });

  test('two changes of the network at once are one restart and one behind it, and both are still heard', async () => {
    await accept(await call());
    await hears(bob, 440);
    // As the page notices it, and as main does.
    await alice.page.evaluate(() => window.dispatchEvent(new Event('online')));
    for (let time = 0; time < 3; time += 1) await alice.page.evaluate(() => window.tell.network({}));
    const thrice = (type: string) => [type, type, type];
    await vi.waitFor(
      () => expect([alice.described, bob.described]).toEqual([thrice('offer'), thrice('answer')]),
      PATIENCE,
    );
    expect(new Set([...alice.ufrags, ...bob.ufrags]).size).toBe(6);
    await Promise.all([stillHears(alice, 1000), stillHears(bob, 440)]);
    expect(alice.described).toEqual(thrice('offer'));
    expect([...alice.media, ...bob.media]).toEqual(['connected', 'connected']);
  });

  test('fails for want of a relay where nothing else is allowed, as soon as it is answered', async () => {
    alice.iceTransportPolicy = 'relay';
    try {
      await accept(await call());
      await vi.waitFor(() => expect(alice.failures).toEqual(['no-relay']), PATIENCE);
      expect(alice.candidates.filter(candidate => candidate !== '')).toEqual([]);
    } finally {
      alice.iceTransportPolicy = 'all';
    }
  });

  test('fails because the relay, the only way that is allowed, refuses our credentials', async () => {
    const relay = await startCoturn({ secret: 'not the one that we have' });
    alice.iceTransportPolicy = 'relay';
    alice.iceServers = [{ urls: `turn:127.0.0.1:${relay.port}`, username: '4000000000:alice', credential: 'wrong' }];
    try {
      await accept(await call());
      await vi.waitFor(() => expect(alice.failures).toEqual(['relay-refused']), PATIENCE);
      expect(alice.candidates.filter(candidate => candidate !== '')).toEqual([]);
    } finally {
      alice.iceTransportPolicy = 'all';
      alice.iceServers = [];
      await relay.stop();
    }
  });

  test('fails for want of keys when a fingerprint is not that of the peer', async () => {
    bob.forged = true;
    try {
      await accept(await call());
      await vi.waitFor(() => expect(bob.failures).toEqual(['dtls-failed']), PATIENCE);
      expect([bob.media, bob.heardAt]).toEqual([['failed'], undefined]);
    } finally {
      bob.forged = false;
    }
  });

  test('survives both sides restarting ICE at once: the offer that loses is forgotten, and both are still heard', async () => {
    await accept(await call());
    await connected();
    await Promise.all([alice, bob].map(({ page }) => page.evaluate(() => window.tell.network({}))));
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
    await vi.waitFor(() => expect([alice.candidates.at(-1), bob.candidates.at(-1)]).toEqual(['', '']), PATIENCE);
    expect([...alice.candidates, ...bob.candidates].filter(candidate => candidate === '')).toHaveLength(2);
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
    while (heard.length < 6) {
      await new Promise(resolve => setTimeout(resolve, 1000));
      heard.push([alice.quality()?.heardHz, bob.quality()?.heardHz]);
    }
    // A second may be lost while the echo canceller learns; never most of them, and never to another pitch.
    const [byAlice, byBob] = [0, 1].map(side => heard.map(both => both[side]).filter(hz => hz !== undefined));
    expect(byAlice).toEqual(byAlice?.map(() => near(other)));
    expect(byBob).toEqual(byBob?.map(() => near(one)));
    expect(byAlice?.length).toBeGreaterThanOrEqual(5);
    expect(byBob?.length).toBeGreaterThanOrEqual(5);
  } finally {
    await Promise.all([alice.close(), bob.close()]);
  }
});
