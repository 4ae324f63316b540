/** The quick part of `npm run fuzz`: each fuzzer, with the same cases every time. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { seedOf } from '../fuzz/fuzzer';
import { fuzzers } from '../fuzz/fuzzers';

vi.mock('../../main/xmpp/connection', () => import('../fuzz/connection'));

/** Enough of each to notice what breaks at once; that which is rare is for the long run. */
const CASES = 500;

test.each(fuzzers.map(fuzzer => [fuzzer.name, fuzzer] as const))('%s', async (name, fuzzer) => {
  const checked = fc.check(fuzzer.property(), {
    ...{ numRuns: Number(process.env.TSUWA_FUZZ_CASES ?? CASES), seed: seedOf(1, name, 0) },
  });
  const { failed, counterexample, errorInstance } = await checked;
  expect(failed ? `${JSON.stringify(counterexample)} ${String(errorInstance)}` : '').toBe('');
});
