/** A private server with people at it, and real phones to photograph. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBus } from '../desktop/bus.mjs';
import { firstLine, startDisplay } from '../desktop/display.mjs';
import { launch } from '../runtime/launch.mjs';
import { startCoturn } from '../servers/coturn.mjs';
import { startProsody } from '../servers/prosody.mjs';
import { writeTone } from '../tone.mjs';
import { cameraAt } from './camera.mjs';
import { cast } from './cast.mjs';
import { openStage, writePalette } from './drawing.mjs';
import { portrait } from './portrait.mjs';

const root = join(import.meta.dirname, '..', '..');
const PORTRAIT = { width: 192, height: 192 };
export const NARROW = { width: 400, height: 680 };
export const WIDE = { width: 900, height: 620 };

/** @typedef {{ app: import('playwright-core').ElectronApplication, page: import('playwright-core').Page, camera: import('./camera.mjs').Camera, end: () => void }} Phone */
/** @typedef {Awaited<ReturnType<typeof openStudio>>} Studio */

/**
 * @param {string} electron
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 */
export async function openStudio(electron, lifetime) {
  const folder = mkdtempSync(join(tmpdir(), 'tsuwa-pictures-'));
  lifetime.own(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const desktop = [await startDisplay(lifetime), await startBus(lifetime)];
  /** @type {Record<string, string | undefined>} */
  const env = Object.assign({ ...process.env }, ...desktop.map(part => part.env));
  const stage = await openStage(electron, lifetime, env);

  const secret = 'only for these pictures';
  const relay = await startCoturn({ secret });
  lifetime.own(() => relay.stop());
  const office = { user: 'romeo.montague', name: 'Romeo (office)', password: 'romeo-pw' };
  const server = await startProsody({
    domain: 'verona.example',
    accounts: cast,
    strangers: [office],
    turn: { port: relay.port, secret },
    config: 'allow_registration = true',
  });
  lifetime.own(() => server.stop());

  const list = join(folder, 'people.json');
  const people = [];
  for (const person of cast) {
    const svg = person.looks && portrait(person.looks);
    const image = `<img width="192" src="data:image/svg+xml;base64,${Buffer.from(svg ?? '').toString('base64')}">`;
    people.push({ ...person, picture: svg && (await stage.draw(image, PORTRAIT)) });
  }
  writeFileSync(list, JSON.stringify(people));
  const script = join(import.meta.dirname, 'friends.mjs');
  const friends = lifetime.spawn(process.execPath, [script, String(server.port), server.domain, list], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: server.caFile },
  });
  await firstLine(/** @type {import('node:stream').Readable} */ (friends.stdout));

  /**
   * Starts a phone; with `preferences` it is signed in as `user`, else it is a newcomer's.
   * @param {string} user
   * @param {number} hz What its microphone plays.
   * @param {Record<string, unknown>} [preferences]
   * @returns {Promise<Phone>}
   */
  const open = async (user, hz, preferences) => {
    const profile = join(folder, user);
    mkdirSync(profile);
    const tone = join(profile, 'tone.wav');
    writeTone(tone, hz);
    const account = join(profile, 'account.json');
    const { host, port, caFile } = server;
    const jid = server.address(user);
    writeFileSync(account, JSON.stringify({ jid, password: `${user}-pw`, host, port, caFile, preferences }));
    const app = await launch(
      electron,
      [
        ...['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${tone}`],
        ...[root, '--profile', profile],
        ...(preferences ? ['--provision', account] : []),
      ],
      env,
    );
    const child = app.process();
    const end = () => child.kill('SIGKILL');
    lifetime.own(end);
    const page = await app.firstWindow();
    return { app, end, page, camera: await cameraAt(page) };
  };
  return { open, stage, server, folder };
}

/**
 * Photographs what a page shows, in dark and in light.
 * @param {{ page: import('playwright-core').Page, camera: import('./camera.mjs').Camera }} of
 * @param {string} path Without the end of its name.
 */
export async function photograph({ page, camera }, path) {
  await page.mouse.move(0, 0);
  for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(250);
    writePalette(`${path}-${colorScheme}.png`, await camera.shoot());
  }
  console.log(path);
}

/**
 * Puts away what calls that are over have left.
 * @param {Pick<Phone, 'page'>} of
 */
export async function tidy({ page }) {
  const close = page.getByRole('button', { name: 'Close', exact: true }).first();
  while (await close.isVisible()) {
    await close.click();
    await page.waitForTimeout(300);
  }
}
