/** What the stock library does and what we do, side by side: each row fails where the one or the other changes. */
import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defects } from './defects';

const records = process.env.TSUWA_STOCK_RECORDS;

/** What it tells, or why it could not. */
async function told(run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// One after another: what starts together starts late.
test.each(defects)('$name: $attack', async ({ name, attack, stockDoes, weDo, stock, ours }) => {
  const [theirs, mine] = await Promise.all([told(stock), told(ours)]);
  const happened = { stock: theirs, ours: mine };
  const defined = { stock: stockDoes, ours: weDo };
  if (records !== undefined) appendFileSync(records, `${JSON.stringify({ name, attack, happened, defined })}\n`);
  expect(happened).toEqual(defined);
});
