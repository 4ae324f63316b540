/**
 * `node scripts/preview/sheets.mjs [part...]`, which is `npm run gallery`: draws every scene of the preview in every way that
 * matters, and lays the pictures out on labelled sheets in `.tmp/preview/sheets`, so that a person can look at all of them.
 *
 * Parts: `usual` (light and dark, narrow and wide), `japanese`, `large` (text at 200 %).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary } from '../setup/machine.mjs';

const root = join(import.meta.dirname, '..', '..');
const drawn = join(root, '.tmp', 'preview');
const sheets = join(drawn, 'sheets');

/** @type {Record<string, string[]>} What `scripts/preview.mjs` is told for each part. */
const parts = {
  usual: [],
  japanese: ['--preferences', '{"language":"ja"}'],
  large: ['--preferences', '{"textSize":200}'],
};
/** Pictures on each sheet: as many as can be read at once on a usual screen. */
const EACH = { narrow: { columns: 6, rows: 2 }, wide: { columns: 3, rows: 2 } };

const asked = process.argv.slice(2);
const unknown = asked.filter(part => !(part in parts));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there is ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const montage = findBinary('montage');
if (montage === undefined) {
  console.error('This machine lacks ImageMagick (montage): npm run setup screenshots');
  process.exit(1);
}
let complaints = 0;
for (const [part, words] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(part)) continue;
  const pictures = join(drawn, part);
  rmSync(pictures, { recursive: true, force: true });
  const preview = [join(root, 'scripts', 'preview.mjs'), '--into', part, ...words];
  const { status } = spawnSync(process.execPath, preview, { stdio: 'inherit' });
  if (status !== 0) complaints += 1;
  lay(part, pictures);
}
if (complaints > 0) console.error('The page had something to complain about: see above.');
process.exitCode = complaints > 0 ? 1 : 0;

/**
 * @param {string} part
 * @param {string} pictures Folder of it.
 */
function lay(part, pictures) {
  mkdirSync(sheets, { recursive: true });
  for (const old of readdirSync(sheets)) if (old.startsWith(`${part}-`)) rmSync(join(sheets, old));
  const all = readdirSync(pictures).filter(name => name.endsWith('.png'));
  for (const [form, { columns, rows }] of Object.entries(EACH)) {
    const names = all.filter(name => (/-(\d+)\.png$/.exec(name)?.[1] === '900') === (form === 'wide')).sort();
    for (let from = 0; from < names.length; from += columns * rows) {
      const some = names.slice(from, from + columns * rows);
      const path = join(sheets, `${part}-${form}-${String(from / (columns * rows) + 1).padStart(2, '0')}.png`);
      const labelled = some.flatMap(name => ['-label', name.replace(/\.png$/, ''), join(pictures, name)]);
      const { status: done, stderr } = spawnSync('montage', [
        ...labelled,
        ...['-tile', `${columns}x${rows}`, '-geometry', form === 'wide' ? '640x+8+8' : '320x+8+8'],
        ...['-background', '#8a9699', '-pointsize', '15', path],
      ]);
      if (done !== 0) throw new Error(`montage: ${String(stderr)}`);
    }
    console.log(`${part}, ${form}: ${names.length} pictures`);
  }
  const index = readdirSync(sheets)
    .filter(name => name.endsWith('.png'))
    .sort();
  writeFileSync(join(sheets, 'index.html'), index.map(name => `<h2>${name}</h2><img src="${name}">`).join('\n'));
}
