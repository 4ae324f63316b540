/** The form of a fuzzer: cases of which every one holds, or throws. */
import type fc from 'fast-check';

export interface Fuzzer {
  readonly name: string;
  /** Its share of all cases. */
  readonly share: number;
  /** What has to hold, for any case. */
  property(): fc.IRawProperty<unknown>;
}

/** @throws if it does not hold */
export function holds(what: string, condition: boolean): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

/** @throws if the two are not the same as JSON, but for the order of names */
export function same(what: string, one: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(ordered(one)), JSON.stringify(ordered(other))];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, ordered(part)]);
};

/** The seed of a chunk of a fuzzer's cases, from that of the run: 32 bits (FNV-1a). */
export function seedOf(run: number, fuzzer: string, chunk: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${run} ${fuzzer} ${chunk}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash | 0;
}
