/** The tables of docs/performance.md: each is made by the part of the bench that it is named after. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { cellsOf } from './cells.mjs';

const document = join(import.meta.dirname, '..', '..', '..', 'docs', 'performance.md');

/**
 * Puts the rows of a part where the document has a place for them.
 * @param {string} part
 * @param {readonly import('../row').Row[]} rows
 */
export async function keep(part, rows) {
  const begin = `<!-- begin: made by npm run bench, ${part} -->`;
  const end = `<!-- end: ${part} -->`;
  const [head, rest] = readFileSync(document, 'utf8').split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) return;
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const cells = rows.map(cellsOf);
  const names = Object.keys(cells[0] ?? {});
  const table = [names, names.map(() => '---'), ...cells.map(row => Object.values(row))].map(line).join('\n');
  const whole = `${head}${begin}\n\n${table}\n\n${end}${tail}`;
  writeFileSync(document, await format(whole, { ...(await resolveConfig(document)), parser: 'markdown' }));
}
