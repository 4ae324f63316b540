/**
 * `node scripts/screenshots.mjs [newcomer | film | people | calls | settings]...`: the pictures of the README, `docs/screenshots`. Real phones on a
 * private server go through calls; nothing in the pictures is made up but the people.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { withLifetime } from './lifetime.mjs';
import { film } from './screenshots/film.mjs';
import { NARROW, openStudio, tidy } from './screenshots/studio.mjs';
import { calls, newcomer, people, settings } from './screenshots/tour.mjs';
import { purposesOf, setUp } from './setup.mjs';

const pictures = join(import.meta.dirname, '..', 'docs', 'screenshots');
const parts = process.argv.slice(2);
const wanted = (/** @type {string} */ part) => parts.length === 0 || parts.includes(part);

await withLifetime(async lifetime => {
  const runtime = await setUp(purposesOf.screenshots);
  build();
  mkdirSync(pictures, { recursive: true });
  const studio = await openStudio(runtime.path, lifetime);
  if (wanted('newcomer')) await newcomer(studio, pictures);
  const rest = Object.entries({ film, people, calls, settings }).filter(([name]) => wanted(name));
  if (rest.length === 0) return;
  const [romeo, juliet, hanako] = await Promise.all([
    studio.open('romeo', 440, {}),
    studio.open('juliet', 660, {}),
    studio.open('hanako', 880, { language: 'ja' }),
  ]);
  for (const { camera } of [romeo, juliet, hanako]) await camera.aim(NARROW);
  await romeo.page.getByText('Juliet Capulet').first().waitFor();
  await juliet.page.getByText('Romeo Montague').first().waitFor();
  await romeo.page.waitForTimeout(2_500); // The pictures of the people come one by one.
  for (const [, part] of rest) {
    await Promise.all([romeo, juliet, hanako].map(tidy)); // Also who tried to call while the phone was off.
    await part(studio, { romeo, juliet, hanako }, pictures);
  }
});
