/** The animated demonstration: one real call, seen on both phones at once, frame by frame as it happens. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NARROW } from './studio.mjs';

/** @import { Locator } from 'playwright-core' */
/** @import { Phone, Studio } from './studio.mjs' */

const GAP = 32;
const TOP = 56;
const SIZE = { width: 2 * NARROW.width + 3 * GAP, height: TOP + NARROW.height + GAP };
const FRAME_MS = 90;
const MOVE_MS = 550;
/** The single pictures are left here, to be looked at. */
const between = join(import.meta.dirname, '..', '..', '.tmp', 'film');
const places = { romeo: GAP, juliet: 2 * GAP + NARROW.width };

/** @typedef {keyof typeof places} Who */
/** @typedef {{ at: number, x: number, y: number }} Point Milliseconds since the beginning, and pixels of the film. */

/**
 * Where the pointer is at a time: it slows down before it arrives.
 * @param {readonly Point[]} track
 * @param {number} at
 */
function pointerAt(track, at) {
  const next = track.findIndex(point => point.at > at);
  const after = track[next];
  const before = track[next - 1] ?? track.at(-1);
  if (next === -1 || !after || !before) return before ?? { x: 0, y: 0 };
  const share = (at - before.at) / (after.at - before.at);
  const eased = 1 - (1 - share) ** 3;
  return { x: before.x + (after.x - before.x) * eased, y: before.y + (after.y - before.y) * eased };
}

const page = `<style>
  #film { position: relative; width: ${SIZE.width}px; height: ${SIZE.height}px; background: #d5e6e6; overflow: hidden }
  #film img { position: absolute; top: ${TOP}px; width: ${NARROW.width}px; height: ${NARROW.height}px; border-radius: 10px }
  #film p { position: absolute; top: 0; margin: 0; width: ${NARROW.width}px; line-height: ${TOP}px; text-align: center;
    font: 500 17px/${TOP}px 'Noto Sans', system-ui, sans-serif; color: #24403f }
  #press, #pointer { position: absolute; left: 0; top: 0 }
  #press { width: 36px; height: 36px; margin: -18px; border-radius: 50%; background: #0f6b6b40; box-shadow: 0 0 0 2px #0f6b6b80 }
</style><div id="film">${Object.entries(places)
  .map(([who, left]) => `<p id="${who}-says" style="left:${left}px"></p><img id="${who}" style="left:${left}px">`)
  .join(
    '',
  )}<div id="press"></div><svg id="pointer" width="22" height="26" viewBox="0 0 22 26"><path d="M2 1v19l5-4.6 3.4 8 3.4-1.5-3.4-7.7H17z" fill="#101818" stroke="#fff" stroke-width="1.6"/></svg></div>`;

/**
 * @param {Studio} studio
 * @param {{ romeo: Phone, juliet: Phone }} phones
 * @param {string} folder
 */
export async function film({ stage }, phones, folder) {
  for (const each of Object.values(phones)) {
    await each.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    await each.page.mouse.move(0, 0);
  }
  /** @type {{ at: number, romeo: string, juliet: string }[]} */
  const frames = [];
  /** @type {Point[]} */
  const track = [{ at: 0, x: SIZE.width / 2, y: SIZE.height * 0.7 }];
  /** @type {number[]} */
  const presses = [];
  /** @type {{ at: number, who: Who, text: string }[]} */
  const captions = [];
  const begun = performance.now();
  const clock = () => performance.now() - begun;
  let rolling = true;
  const rolled = (async () => {
    while (rolling) {
      const at = clock();
      const [romeo, juliet] = await Promise.all([phones.romeo.camera.shoot(), phones.juliet.camera.shoot()]);
      frames.push({ at, romeo, juliet });
      await wait(Math.max(0, FRAME_MS - (clock() - at)));
    }
  })();

  /** @param {Who} who @param {Locator} what */
  const press = async (who, what) => {
    await what.waitFor();
    const box = await what.boundingBox();
    if (!box) throw new Error('there is nothing to press');
    const from = track.at(-1) ?? { x: 0, y: 0 };
    const at = clock();
    const [x, y] = [places[who] + box.x + box.width / 2, TOP + box.y + box.height / 2];
    track.push({ at, x: from.x, y: from.y }, { at: at + MOVE_MS, x, y });
    await wait(MOVE_MS + 120);
    presses.push(clock());
    await what.click();
  };
  /** @param {Who} who @param {string} text */
  const say = (who, text) => captions.push({ at: clock(), who, text });
  const button = (/** @type {Who} */ who, /** @type {string} */ name) =>
    phones[who].page.getByRole('button', { name, exact: true });
  const { romeo } = phones;

  try {
    say('romeo', 'Romeo');
    say('juliet', 'Juliet');
    await wait(700);
    await press('romeo', romeo.page.getByRole('combobox').first());
    await romeo.page.keyboard.type('juli', { delay: 160 });
    await wait(900);
    say('romeo', 'Romeo calls');
    await romeo.page.keyboard.press('Enter');
    await button('juliet', 'Answer').waitFor();
    say('juliet', 'Juliet’s phone rings');
    await wait(1_200);
    await press('juliet', button('juliet', 'Answer'));
    await romeo.page.getByText('Good').waitFor();
    say('juliet', 'Direct and encrypted');
    say('romeo', 'Direct and encrypted');
    await wait(1_200);
    say('romeo', 'Four words prove that nobody listens in');
    await press('romeo', romeo.page.getByText('Good'));
    await wait(1_500);
    say('romeo', 'What was said to set it up …');
    await press('romeo', button('romeo', 'Signalling…'));
    await wait(1_100);
    say('romeo', '… and every path that was tried');
    await press('romeo', romeo.page.getByRole('tab', { name: 'Network paths' }));
    await wait(1_400);
    await press('romeo', button('romeo', 'Close'));
    say('romeo', 'Romeo hangs up');
    await press('romeo', button('romeo', 'Hang up'));
    say('juliet', 'Both know how it ended');
    await wait(1_200);
  } finally {
    rolling = false;
    await rolled;
  }

  await stage.draw(page, SIZE);
  rmSync(between, { recursive: true, force: true });
  mkdirSync(between, { recursive: true });
  /** @type {{ path: string, at: number }[]} */
  const drawn = [];
  let last = '';
  for (const [number, { at, romeo: left, juliet: right }] of frames.entries()) {
    const { x, y } = pointerAt(track, at);
    const pressed = presses.some(when => at >= when - 60 && at < when + 260);
    const says = (/** @type {Who} */ who) => captions.findLast(each => each.who === who && each.at <= at)?.text ?? '';
    const shown = JSON.stringify({
      left,
      right,
      x,
      y,
      pressed,
      says: { romeo: says('romeo'), juliet: says('juliet') },
    });
    if (shown === last) continue; // What does not change is only shown for longer.
    last = shown;
    await stage.page.evaluate(`(async ({ left, right, x, y, pressed, says }) => {
      const find = id => document.getElementById(id);
      find('romeo').src = 'data:image/png;base64,' + left;
      find('juliet').src = 'data:image/png;base64,' + right;
      for (const who of ['romeo', 'juliet']) find(who + '-says').textContent = says[who];
      find('pointer').style.transform = 'translate(' + Math.round(x) + 'px,' + Math.round(y) + 'px)';
      find('press').style.transform = 'translate(' + Math.round(x) + 'px,' + Math.round(y) + 'px)';
      find('press').style.visibility = pressed ? 'visible' : 'hidden';
      await Promise.all([...document.images].map(image => image.decode()));
    })(${shown})`);
    const path = join(between, `frame-${String(number).padStart(4, '0')}.png`);
    writeFileSync(path, Buffer.from(await stage.shoot(), 'base64'));
    drawn.push({ path, at });
  }
  const end = (frames.at(-1)?.at ?? 0) + 1_200;
  const target = join(folder, 'call.webp');
  const words = drawn.flatMap(({ path, at }, index) => {
    const shown = Math.round((drawn[index + 1]?.at ?? end) - at);
    return ['-d', String(shown), '-lossless', '-m', '4', path];
  });
  const list = join(between, 'film.txt');
  writeFileSync(list, ['-loop', '0', ...words, '-o', target].join('\n'));
  const { status, stderr } = spawnSync('img2webp', [list]);
  if (status !== 0) throw new Error(`img2webp: ${String(stderr)}`);
  console.log(
    `${target}: ${drawn.length} pictures, ${Math.round(end / 1000)} s, ${Math.round(statSync(target).size / 1000)} kB`,
  );
}
