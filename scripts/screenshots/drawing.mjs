/** Draws HTML to a picture: portraits, and true pictures laid side by side. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../runtime/launch.mjs';
import { cameraAt } from './camera.mjs';

/** @typedef {{ page: import('playwright-core').Page, shoot: () => Promise<string>, draw: (html: string, size: import('./camera.mjs').Size, scale?: number) => Promise<string> }} Stage */

/**
 * @param {string} electron
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<Stage>} `draw` answers with PNG in base64
 */
export async function openStage(electron, lifetime, env) {
  const app = await launch(electron, [join(import.meta.dirname, 'stage.mjs')], env);
  const child = app.process();
  lifetime.own(() => child.kill('SIGKILL'));
  const page = await app.firstWindow();
  const camera = await cameraAt(page);
  return {
    page,
    shoot: camera.shoot,
    draw: async (html, size, scale) => {
      await page.setContent(`<!doctype html><style>body{margin:0;overflow:hidden}</style>${html}`);
      await page.evaluate('Promise.all([...document.images].filter(image => image.src).map(image => image.decode()))');
      await camera.aim(size, scale);
      return camera.shoot();
    },
  };
}

/**
 * Writes a picture small: with a palette, which screens with few colours lose nothing by.
 * @param {string} path
 * @param {string} picture PNG in base64
 * @throws if ImageMagick fails
 */
export function writePalette(path, picture) {
  const small = ['-', '-strip', '+dither', '-colors', '256', '-define', 'png:compression-level=9', `png8:${path}`];
  const { status, stderr } = spawnSync('convert', small, { input: Buffer.from(picture, 'base64') });
  if (status !== 0) throw new Error(`convert: ${String(stderr)}`);
}

/**
 * Writes a picture with soft shades, as WebP.
 * @param {string} path
 * @param {string} picture PNG in base64
 * @param {string} folder For what lies between.
 * @throws if cwebp fails
 */
export function writeWebp(path, picture, folder) {
  const between = join(folder, 'between.png');
  writeFileSync(between, Buffer.from(picture, 'base64'));
  const { status, stderr } = spawnSync('cwebp', ['-quiet', '-q', '90', '-sharp_yuv', '-m', '6', between, '-o', path]);
  if (status !== 0) throw new Error(`cwebp: ${String(stderr)}`);
}
