/**
 * `node person.mjs <JSON>`: a person at the built app, in the namespace that it is run in. Takes a `Seat` (product.mjs), then
 * a line of JSON for each wish on stdin, and answers each with one line; ends with its stdin.
 *
 * The person uses the window: the clicks are those of a mouse and a keyboard, and their time is the one at which the page
 * got them.
 */
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { launch } from '../../runtime/launch.mjs';
import { withLifetime } from '../../lifetime.mjs';
import { connectionsOf } from './connections.mjs';

/** @typedef {{ rang?: number, pressed?: number, heard?: number }} Seen Times, in milliseconds since 1970. */

const ASK_MS = 100;

/** Runs in the page: writes down when the person acts and what the main process tells. */
const witness = `(() => {
  const now = () => performance.timeOrigin + performance.now();
  const live = ({ calls }) => calls.find(({ phase }) => phase !== 'ended');
  const conditions = {
    online: ({ accounts }) => accounts.some(({ connection }) => connection.status === 'online'),
    rang: state => live(state)?.phase === 'ringing',
    heard: state => live(state)?.heardAt !== undefined,
    free: state => live(state) === undefined,
  };
  const seen = {};
  let state;
  const pressed = ({ isTrusted, timeStamp }) => isTrusted && (seen.pressed = performance.timeOrigin + timeStamp);
  for (const type of ['keydown', 'click']) addEventListener(type, pressed, { capture: true, passive: true });
  window.tsuwa.listen((event, payload) => {
    if (event !== 'state') return;
    state = payload;
    if (!conditions.rang(state)) seen.rang = undefined;
    else seen.rang ??= now();
    seen.heard = live(state)?.heardAt;
  });
  window.bench = {
    seen,
    is: name => state !== undefined && conditions[name](state),
  };
})()`;

await withLifetime(async lifetime => {
  /** @type {import('./product.mjs').Seat} */
  const { profile, provision, sound, words, switches } = JSON.parse(process.argv[2] ?? '');
  const microphone =
    sound === undefined ? [] : ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${sound}`];
  const root = join(import.meta.dirname, '..', '..', '..');
  const options = ['--profile', profile, '--provision', provision, '--measure-audio', ...words];
  const electron = await launch(process.env.TSUWA_ELECTRON_PATH ?? '', [...microphone, ...switches, root, ...options]);
  lifetime.own(() => electron.process().kill('SIGKILL'));
  const page = await electron.firstWindow();
  await page.waitForFunction('window.tsuwa !== undefined');
  await page.evaluate(witness);
  const count = counter(await page.context().newCDPSession(page));

  /** @returns {Promise<Seen>} */
  const seen = () => page.evaluate('window.bench.seen');
  /**
   * Asks now and then, so seldom that it costs nothing of what is measured.
   * @param {'online' | 'rang' | 'heard' | 'free'} what
   * @returns {Promise<Seen>} what was seen by then
   */
  const until = async what => {
    while (!(await page.evaluate(`window.bench.is('${what}')`))) await wait(ASK_MS);
    return seen();
  };

  /** @type {Record<string, (wish: Record<string, string>) => Promise<unknown>>} */
  const wishes = {
    online: async () => {
      await page.getByRole('searchbox').or(page.getByRole('combobox')).first().waitFor();
      // Told only of what changes, the witness may have come too late to know.
      await page.evaluate(`window.tsuwa.command('setPreferences', { doNotDisturb: null })`);
      await until('online');
    },
    call: async ({ peer = '' }) => {
      await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill(peer);
      await page.keyboard.press('Enter');
      return (await seen()).pressed;
    },
    rang: async () => (await until('rang')).rang,
    answer: async () => {
      await page.getByRole('button', { name: 'Answer' }).click();
      return (await seen()).pressed;
    },
    heard: async () => (await until('heard')).heard,
    mute: () => page.getByRole('button', { name: 'Mute' }).click(),
    samples: () => count.samples(),
    hangUp: () => page.getByRole('button', { name: 'Hang up' }).click(),
    free: async () => {
      await until('free');
      count.forget();
      const close = page.getByRole('button', { name: 'Close', exact: true });
      if (await close.isVisible()) await close.click();
    },
  };
  /** @param {string} line */
  const answer = async line => {
    /** @type {{ do: string } & Record<string, string>} */
    const wish = JSON.parse(line);
    try {
      return { value: await wishes[wish.do]?.(wish) };
    } catch (error) {
      return { problem: String(error) };
    }
  };
  console.log(JSON.stringify({ value: 'here' }));
  for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await answer(line)));
});

/**
 * Counts what the connected one of the page's connections receives. They are found in the page's memory, for the product
 * shows no such numbers; only when there is another call, since looking for them stops the page for a moment.
 * @param {import('playwright-core').CDPSession} client
 * @returns {{ samples: () => Promise<unknown>, forget: () => void }}
 */
function counter(client) {
  /** @type {Awaited<ReturnType<typeof connectionsOf>> | undefined} */
  let connections;
  return {
    forget: () => (connections = undefined),
    samples: async () => {
      connections ??= await connectionsOf(client);
      return connections.call(`
        for (const connection of this.filter(({ connectionState }) => connectionState === 'connected'))
          for (const { type, totalSamplesReceived: received, concealedSamples: concealed } of (await connection.getStats()).values())
            if (type === 'inbound-rtp') return { received, concealed };`);
    },
  };
}
