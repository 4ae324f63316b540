/** What a page that has gone bad can do in the built app: nothing but be the page. `npm run audit:security` prints it. */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from './checks';
import { startStage, type Stage } from './stage';

const records = process.env.TSUWA_AUDIT_RECORDS;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.end());

describe.each(audit(() => stage))('$by', ({ by, attacks }) => {
  test.each(attacks)('$tried: $defined', async ({ tried, defined, run }) => {
    const happened = await run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (records !== undefined) appendFileSync(records, `${JSON.stringify({ by, tried, happened, defined })}\n`);
    expect(happened).toBe(defined);
  });
});
