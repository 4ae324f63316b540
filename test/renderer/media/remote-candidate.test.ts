import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ranked } from '../../../renderer/media/remote-candidate';

/** A host's, and one that was found on the way: RFC 8445 §5.1.2.2, with their types' preferences. */
const [HOST, REFLEXIVE] = [(126 << 24) + 0xffffff, 110 << 24];
const lineOf = (priority: number): string => `candidate:1 1 udp ${priority} 203.0.113.9 4000 typ host`;
const priorityOf = (line: string): number => Number(line.split(' ')[3]);

test('what costs is not said is said to cost most, and what is said stays', () => {
  expect(ranked(`${lineOf(8)} generation 0`, 0)).toBe(`${lineOf(4)} generation 0 network-cost 999`);
  expect(ranked(`${lineOf(8)} network-cost 10`, 0)).toBe(`${lineOf(4)} network-cost 10`);
});

test('each generation ranks above the one before, and none above a candidate that was found on the way', () => {
  const generations = Array.from({ length: 12 }, (_, generation) => priorityOf(ranked(lineOf(HOST), generation)));
  expect(generations).toEqual(generations.toSorted((one, other) => one - other));
  expect(new Set(generations).size).toBe(generations.length);
  expect(Math.max(...generations)).toBeLessThan(REFLEXIVE);
});

test('within a generation candidates keep their order', () =>
  fc.assert(
    fc.property(fc.nat(0x7fffffff), fc.nat(0x7fffffff), fc.nat(20), (one, other, generation) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map(priority =>
        priorityOf(ranked(lineOf(priority), generation)),
      );
      expect(low).toBeLessThanOrEqual(high ?? NaN);
    }),
  ));

test.each(['', 'candidate:', 'candidate:1 1 udp', 'anything else'])(
  '%j, which is no candidate, keeps its words',
  line => expect(ranked(line, 3).replace(' network-cost 999', '')).toBe(line),
);
