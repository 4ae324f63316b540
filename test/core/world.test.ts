/** Two phones and every order in which things may happen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { World, type Name } from './support/world';

type Event = 'packet' | 'inbox' | 'accept' | 'restart' | 'end' | 'rebind' | 'place';

const happen = (world: World, name: Name, event: Event): void => {
  const side = world.sides[name];
  if (event === 'packet' || event === 'inbox') world.move(name, event);
  else if (event === 'place') {
    if (!side.live) side.place();
  } else side[event]();
};

/** Mostly what lies in the queues; a schedule of rare events would never bring two of them together. */
const schedule = (...events: Event[]) =>
  fc.array(
    fc.tuple(
      fc.constantFrom<Name>('alice', 'bob'),
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom<Event>('packet', 'inbox') },
        { weight: events.length === 0 ? 0 : 3, arbitrary: fc.constantFrom<Event>('packet', ...events) },
      ),
    ),
    { maxLength: 120 },
  );

const runs = { numRuns: 120 };

/** What both of them know. */
interface Known {
  early?: boolean;
  ready?: boolean;
}

const connect = (knows: Known): World => {
  const world = new World(knows);
  world.sides.alice.place();
  world.drain();
  world.sides.bob.accept();
  world.drain();
  return world;
};

const expectTogether = ({ sides: { alice, bob } }: World) => {
  expect([alice.live?.phase, bob.live?.phase]).toEqual(['active', 'active']);
  const [a, b] = [alice.connections.get(alice.live?.id ?? ''), bob.connections.get(bob.live?.id ?? '')];
  expect([a?.signaling, b?.signaling]).toEqual(['stable', 'stable']);
  expect([a?.remote, b?.remote]).toEqual([b?.local, a?.local]);
};

const expectOver = (world: World) => {
  for (const { calls, histories } of Object.values(world.sides)) {
    expect(calls.map(({ phase }) => phase)).toEqual(calls.map(() => 'ended'));
    for (const phases of histories.values()) expect(phases.filter(phase => phase === 'ended')).toHaveLength(1);
  }
  expect(world.clock.running).toBe(0);
};

const ways: [string, Known][] = [
  ['as XEP-0353 has it', {}],
  ['with early offers', { early: true }],
  ['connected while it rings', { early: true, ready: true }],
];

describe.each(ways)('%s', (_, knows) => {
  test('a call is placed, rings, is answered, flows and is hung up', () => {
    const world = new World(knows);
    const { alice, bob } = world.sides;
    const id = alice.place();
    world.drain();
    expect(alice.live).toMatchObject({ id, phase: 'proposing', heardRinging: true });
    expect(bob.live).toMatchObject({
      id,
      phase: 'ringing',
      direction: 'incoming',
      peer: 'alice@example.test',
      media: ['audio'],
    });
    bob.accept();
    world.drain();
    expectTogether(world);
    expect(alice.histories.get(id)).toEqual(['proposing', 'connecting', 'active']);
    expect(bob.histories.get(id)).toEqual(['ringing', ...(knows.early ? [] : ['accepting']), 'connecting', 'active']);
    bob.end();
    world.drain();
    expectOver(world);
    expect([alice.calls[0]?.end, bob.calls[0]?.end]).toEqual(['answered', 'answered']);
  });

  describe('in whatever order things happen', () => {
    test('a call that is answered connects both, through ICE restarts of either or both', () => {
      fc.assert(
        fc.property(schedule('accept', 'restart', 'restart'), events => {
          const world = new World(knows);
          world.sides.alice.place();
          for (const [name, event] of events) happen(world, name, event);
          world.drain();
          world.sides.bob.accept();
          world.drain();
          expectTogether(world);
        }),
        runs,
      );
    });

    test('restarts of a call that flows leave both connected with the same credentials', () => {
      fc.assert(
        fc.property(schedule('restart'), events => {
          const world = connect(knows);
          for (const [name, event] of events) happen(world, name, event);
          world.drain();
          expectTogether(world);
        }),
        runs,
      );
    });

    test('hanging up ends both sides exactly once', () => {
      fc.assert(
        fc.property(
          schedule('accept', 'restart'),
          schedule('accept', 'restart', 'end'),
          fc.constantFrom<Name>('alice', 'bob'),
          (before, after, who) => {
            const world = new World(knows);
            world.sides.alice.place();
            for (const [name, event] of before) happen(world, name, event);
            world.sides[who].end();
            for (const [name, event] of after) happen(world, name, event);
            world.drain();
            // One of them may not have heard of the call yet, or has not been asked: then the other has to end it.
            world.sides.alice.end();
            world.drain();
            expectOver(world);
          },
        ),
        runs,
      );
    });

    test('two that call each other at once are in one call', () => {
      fc.assert(
        fc.property(schedule('place'), events => {
          const world = new World(knows);
          for (const [name, event] of events) happen(world, name, event);
          const { alice, bob } = world.sides;
          if (!alice.live) alice.place();
          if (!bob.live) bob.place();
          world.drain();
          bob.accept();
          alice.accept();
          world.drain();
          expectTogether(world);
        }),
        runs,
      );
    });

    test('a stream that is replaced in a call does not end it, and hanging up still ends both', () => {
      fc.assert(
        fc.property(schedule('rebind'), fc.constantFrom<Name>('alice', 'bob'), (events, who) => {
          const world = connect(knows);
          for (const [name, event] of events) happen(world, name, event);
          world.drain();
          expectTogether(world);
          world.sides[who].end();
          world.drain();
          expectOver(world);
          expect(Object.values(world.sides).map(({ calls }) => calls[0]?.end)).toEqual(['answered', 'answered']);
        }),
        runs,
      );
    });

    test('a stream that is replaced while it rings does not keep the two apart', () => {
      fc.assert(
        fc.property(schedule('rebind'), events => {
          const world = new World(knows);
          world.sides.alice.place();
          world.drain();
          for (const [name, event] of events) happen(world, name, event);
          world.drain();
          world.sides.bob.accept();
          world.drain();
          expectTogether(world);
        }),
        runs,
      );
    });

    test('nothing at all makes a phone throw, answer twice, leave its phases or keep a timer', () => {
      fc.assert(
        fc.property(schedule('place', 'accept', 'restart', 'end', 'rebind'), events => {
          const world = new World(knows);
          for (const [name, event] of events) happen(world, name, event);
          world.drain();
          world.clock.pass(300_000);
          world.drain();
          world.sides.alice.end();
          world.sides.bob.end();
          world.drain();
          world.clock.pass(300_000);
          world.drain();
          expectOver(world);
        }),
        runs,
      );
    });
  });
});
