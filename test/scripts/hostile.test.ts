/** docs/hostile.md is made from the table of attacks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { all } from '../hostile/attacks';
import { documented } from '../hostile/table';

const file = join(import.meta.dirname, '..', '..', 'docs', 'hostile.md');
const marks = { begin: '<!-- begin: made by npm run test:hostile -- --write -->', end: '<!-- end -->' };

test('the page about attacks says what the table says', async () => {
  const before = readFileSync(file, 'utf8');
  const [head = '', rest = ''] = before.split(marks.begin);
  const [, tail = ''] = rest.split(marks.end);
  const made = `${head}${marks.begin}\n\n${documented(all)}\n\n${marks.end}${tail}`;
  const text = await format(made, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.env.TSUWA_HOSTILE_WRITE === '1') writeFileSync(file, text);
  else expect(before, 'npm run test:hostile -- --write').toBe(text);
});

test('no two attacks go by the same name', () => {
  const names = all.flatMap(({ attacks }) => attacks.map(({ tried }) => tried));
  expect(names).toEqual([...new Set(names)]);
});
