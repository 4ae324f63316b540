/** The picture that the README begins with: true pictures of the windows of one call, laid on a calm ground. */
import { join } from 'node:path';
import { writeWebp } from './drawing.mjs';
import { NARROW, WIDE } from './studio.mjs';

const SIZE = { width: 1330, height: 772 };
/** Pixels for each of CSS: the picture is looked at on fine displays, too. */
const SCALE = 1.5;
const grounds = {
  light: { ground: 'linear-gradient(160deg,#e4f1ef,#cfe3e6 55%,#d9dff0)', edge: '#00000014', shade: '#12363640' },
  dark: { ground: 'linear-gradient(160deg,#12211f,#0e1a20 55%,#161a2b)', edge: '#ffffff1c', shade: '#000000a0' },
};

/**
 * Romeo and Juliet speak.
 * @param {import('./studio.mjs').Studio} studio
 * @param {{ romeo: import('./studio.mjs').Phone, juliet: import('./studio.mjs').Phone }} phones in a call
 * @param {string} folder
 */
export async function hero({ stage, folder: between }, { romeo, juliet }, folder) {
  await romeo.camera.aim(WIDE, SCALE);
  await juliet.camera.aim(NARROW, SCALE);
  for (const look of /** @type {const} */ (['dark', 'light'])) {
    for (const { page } of [romeo, juliet]) await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' });
    await romeo.page.waitForTimeout(400);
    const [wide = '', narrow = ''] = await Promise.all([romeo, juliet].map(({ camera }) => camera.shoot()));
    const { ground, edge, shade } = grounds[look];
    const frame = (/** @type {string} */ place) =>
      `position:absolute;${place};border-radius:12px;box-shadow:0 0 0 1px ${edge},0 24px 60px ${shade},0 4px 14px ${shade}`;
    const image = (
      /** @type {string} */ data,
      /** @type {import('./camera.mjs').Size} */ { width },
      /** @type {string} */ place,
    ) => `<img width="${width}" src="data:image/png;base64,${data}" style="${frame(place)}">`;
    const html = `<div style="width:${SIZE.width}px;height:${SIZE.height}px;background:${ground}">${image(wide, WIDE, 'left:40px;top:40px')}${image(narrow, NARROW, 'left:890px;top:52px')}</div>`;
    const path = join(folder, `hero-${look}.webp`);
    writeWebp(path, await stage.draw(html, SIZE, SCALE), between);
    console.log(path);
  }
  for (const phone of [romeo, juliet]) await phone.camera.aim(NARROW);
}
