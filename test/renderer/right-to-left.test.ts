/** Every page can be written from right to left: nothing is placed by left and right that means the start and the end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..', 'renderer');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => /\.(vue|css)$/.test(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Tailwind's classes that name a side; what is centred (`left-1/2`) or turned with the page (`rtl:`) is fine. */
const physical =
  /(?<![\w-])-?(?:(?:ml|mr|pl|pr|scroll-[mp][lr])-[\w[(.]|(?:left|right)-(?!1\/2)[\w[(.]|(?:border|rounded)-(?:[lr]|[tb][lr])(?![\w])|text-(?:left|right)(?![\w-])|float-(?:left|right))/;
/** Styles that name a side. */
const styles = /(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)|[{;,\s](?:left|right):/;

const lines = (file: string) =>
  textOf(file)
    .split('\n')
    .map((line, index) => ({ at: `${file}:${index + 1}`, line }));

test('nothing is placed by a side', () => {
  expect(files.length).toBeGreaterThan(50);
  const markup = files.filter(file => file.endsWith('.vue')).flatMap(lines);
  const strays = markup.filter(({ line }) => physical.test(line) || (line.includes('style="') && styles.test(line)));
  const sheets = files.filter(file => file.endsWith('.css')).flatMap(lines);
  expect(
    [...strays, ...sheets.filter(({ line }) => styles.test(line))].map(({ at, line }) => `${at} ${line.trim()}`),
  ).toEqual([]);
});

test('a side is found where there is one', () => {
  for (const line of ['class="ml-2"', ':class="[a, \'-mr-1\']"', 'text-left', 'panes:border-l', 'left-0', 'rounded-tr'])
    expect(line).toMatch(physical);
  for (const line of [
    'ms-2',
    'left-1/2',
    'html',
    'border-line',
    'text-start',
    'rounded-control',
    'slim',
    'origin-left',
  ])
    expect(line).not.toMatch(physical);
});

test('arrows that lead back or on turn with the page', () => {
  const icons = files.flatMap(lines).filter(({ line }) => /<(?:Arrow|Chevron)(?:Left|Right)\b/.test(line));
  expect(icons.length).toBeGreaterThan(2);
  const whole = ({ at }: { at: string }) => {
    const [file = '', number = '1'] = at.split(':');
    return textOf(file)
      .split('\n')
      .slice(Number(number) - 1, Number(number) + 4)
      .join(' ');
  };
  expect(icons.filter(icon => !/rtl:/.test(whole(icon).split('/>')[0] ?? '')).map(({ at }) => at)).toEqual([]);
});
