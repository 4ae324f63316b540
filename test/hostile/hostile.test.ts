/** Each attack of the table, tried: what happens is what is defined. `npm run test:hostile` tries the slow ones as well. */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all } from './attacks';
import type { Outcome } from './table';

const everything = process.env.TSUWA_HOSTILE === 'all';
const records = process.env.TSUWA_HOSTILE_RECORDS;

const record = (outcome: Outcome): void => {
  if (records !== undefined) appendFileSync(records, `${JSON.stringify(outcome)}\n`);
};

/** What went wrong where nobody listened; the phone under attack runs in this process. */
const unheard: unknown[] = [];
const note = (reason: unknown): void => void unheard.push(reason);
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note));
afterAll(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note);
});

describe.each(all)('$by', ({ by, begin, end, attacks }) => {
  beforeAll(async () => await begin?.());
  afterAll(async () => await end?.());

  for (const { tried, defined, run } of attacks.filter(({ slow }) => everything || !slow)) {
    test(tried, async () => {
      let happened = 'nothing that could be told';
      try {
        happened = await run();
        if (unheard.length > 0) happened = `an error nobody caught: ${String(unheard.splice(0)[0])}`;
      } catch (error) {
        happened = error instanceof Error ? error.message : String(error);
        throw error;
      } finally {
        record({ by, tried, happened, defined });
      }
      expect(happened).toBe(defined);
    });
  }
});
